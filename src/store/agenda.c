#include "store/agenda.h"

#include "store/stmt.h"

enum err_code agenda_find(struct db *db, struct arena *arena,
    struct agenda_entry *entry, struct err *err)
{
	struct stmt *s = stmt_use(db, "agenda_find");

	entry->hash = NULL;
	entry->sequence = 0;
	stmt_int(s, ":list", entry->list);
	stmt_text(s, ":uid", entry->uid);
	if (stmt_next(s)) {
		entry->hash = arena_strdup(arena, stmt_get_text(s, 0));
		entry->sequence = stmt_get_int(s, 1);
	}
	return stmt_end(s, err);
}

enum err_code agenda_keep(struct db *db, const struct agenda_entry *entry,
    int64_t now, struct err *err)
{
	struct stmt *s = stmt_use(db, "agenda_keep");

	stmt_int(s, ":list", entry->list);
	stmt_text(s, ":uid", entry->uid);
	stmt_text(s, ":hash", entry->hash);
	stmt_int(s, ":sequence", entry->sequence);
	stmt_int(s, ":now", now);
	return stmt_write(s, NULL, err);
}
