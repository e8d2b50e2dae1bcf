/* Days as people write them, in their language. */
#ifndef CORE_DAYNAME_H
#define CORE_DAYNAME_H

#include <stdint.h>

#include "base/arena.h"
#include "base/lang.h"

/* "1er décembre 2026", "1 December 2026" in the zone; "" for no such zone. */
const char *dayname(
    struct arena *arena, int64_t when, const char *zone, enum lang language);

#endif
