#ifndef PLIMSOLL_CZSTD_SHIM_H
#define PLIMSOLL_CZSTD_SHIM_H

#include <zstd.h>

#endif
