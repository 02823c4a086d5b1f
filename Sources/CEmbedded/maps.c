#include "CEmbedded.h"

static const unsigned char aave[] = {
#embed "../../maps/aave-v2-2021.json"
};
static const unsigned char euler[] = {
#embed "../../maps/euler-2023.json"
};
static const unsigned char hyperliquid[] = {
#embed "../../maps/hyperliquid-2023.json"
};
static const unsigned char maker[] = {
#embed "../../maps/maker-2019.json"
};
static const unsigned char morpho[] = {
#embed "../../maps/morpho-2025.json"
};

static const struct plimsoll_file files[] = {
    {"aave-v2-2021", aave, sizeof aave},
    {"euler-2023", euler, sizeof euler},
    {"hyperliquid-2023", hyperliquid, sizeof hyperliquid},
    {"maker-2019", maker, sizeof maker},
    {"morpho-2025", morpho, sizeof morpho},
};
const size_t plimsoll_map_count = sizeof files / sizeof files[0];

const struct plimsoll_file *plimsoll_maps_start(void) { return files; }
