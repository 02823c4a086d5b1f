#include "CEmbedded.h"

static const unsigned char hyperliquid[] = {
#embed "../../maps/hyperliquid-2023.json"
};

static const struct plimsoll_file files[] = {
    {"hyperliquid-2023", hyperliquid, sizeof hyperliquid},
};
const size_t plimsoll_map_count = sizeof files / sizeof files[0];

const struct plimsoll_file *plimsoll_maps_start(void) { return files; }
