#include "CEmbedded.h"

static const unsigned char lending[] = {
#embed "../../rulebooks/lending.json"
};
static const unsigned char perpetual[] = {
#embed "../../rulebooks/perpetual.json"
};
static const unsigned char perpetual_tiered[] = {
#embed "../../rulebooks/perpetual-tiered.json"
};
static const unsigned char seed[] = {
#embed "../../rulebooks/seed.json"
};
static const unsigned char stability_pool[] = {
#embed "../../rulebooks/stability-pool.json"
};
static const unsigned char vault[] = {
#embed "../../rulebooks/vault.json"
};

static const struct plimsoll_file files[] = {
    {"lending", lending, sizeof lending},
    {"perpetual", perpetual, sizeof perpetual},
    {"perpetual-tiered", perpetual_tiered, sizeof perpetual_tiered},
    {"seed", seed, sizeof seed},
    {"stability-pool", stability_pool, sizeof stability_pool},
    {"vault", vault, sizeof vault},
};
const size_t plimsoll_rulebook_count = sizeof files / sizeof files[0];

const struct plimsoll_file *plimsoll_rulebooks_start(void) { return files; }
