/* What is known of a mail that is set aside without being read. */
#ifndef WORKER_ASIDE_H
#define WORKER_ASIDE_H

#include "base/arena.h"
#include "base/str.h"
#include "core/inbound.h"

enum { ASIDE_START = 64 * 1024 }; /* bytes of a large mail that are looked at */

/*
 * Of a mail that our parsers do not survive, the whole of which is given: by
 * looking at the lines of its header, no more.
 */
void aside_deadly(
    struct arena *arena, struct str raw, struct inbound_aside *out);

/* Of a mail that is too large, of which this is the start. */
void aside_large(
    struct arena *arena, struct str start, struct inbound_aside *out);

#endif
