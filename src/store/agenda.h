/* Events that readers have in their calendars, as they were told last. */
#ifndef STORE_AGENDA_H
#define STORE_AGENDA_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/db.h"

struct agenda_entry {
	int64_t list;
	const char *uid;
	const char *hash; /* of what was told; the caller's words */
	int64_t sequence; /* of RFC 5545 section 3.8.7.4 */
};

/* Fills hash and sequence; an event that was never told has hash NULL. */
enum err_code agenda_find(struct db *db, struct arena *arena,
    struct agenda_entry *entry, struct err *err);

/* Remembers it; the sequence never goes back. */
enum err_code agenda_keep(struct db *db, const struct agenda_entry *entry,
    int64_t now, struct err *err);

#endif
