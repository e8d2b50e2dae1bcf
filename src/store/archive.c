/* What went out, of store/ledger.h. */
#include "store/ledger.h"

#include "store/stmt.h"

enum err_code archive_add(
    struct db *db, const struct archived *item, struct err *err)
{
	struct stmt *s = stmt_use(db, "archive_add");

	stmt_int(s, ":list", item->list);
	stmt_text(s, ":kind", item->kind);
	stmt_ref(s, ":mailing", item->mailing);
	stmt_text(s, ":author", item->author);
	stmt_text(s, ":subject", item->subject);
	stmt_text(s, ":language", lang_name(item->language));
	stmt_text(s, ":text", item->text);
	stmt_int(s, ":at", item->at);
	return stmt_write(s, NULL, err);
}

static void read_row(struct stmt *s, struct arena *arena, struct archived *out)
{
	*out = (struct archived){
		.id = stmt_get_int(s, 0),
		.list = stmt_get_int(s, 1),
		.kind = arena_strdup(arena, stmt_get_text(s, 2)),
		.mailing = stmt_get_int(s, 3),
		.author = arena_strdup(arena, stmt_get_text(s, 4)),
		.subject = arena_strdup(arena, stmt_get_text(s, 5)),
		.language = stmt_get_lang(s, 6),
		.text = arena_strdup(arena, stmt_get_text(s, 7)),
		.at = stmt_get_int(s, 8),
	};
}

static enum err_code read_all(struct stmt *s, struct arena *arena,
    struct archived **out, size_t *count, struct err *err)
{
	struct archived *items = NULL;
	size_t n = 0;

	while (stmt_next(s)) {
		items = stmt_grow(arena, items, n, sizeof(*items));
		read_row(s, arena, &items[n++]);
	}
	*out = items;
	*count = n;
	return stmt_end(s, err);
}

enum err_code archive_range(struct db *db, struct arena *arena, int64_t list,
    int64_t from, int64_t until, struct archived **out, size_t *count,
    struct err *err)
{
	struct stmt *s = stmt_use(db, "archive_range");

	stmt_int(s, ":list", list);
	stmt_int(s, ":from", from);
	stmt_int(s, ":until", until);
	return read_all(s, arena, out, count, err);
}

enum err_code archive_newsletters(struct db *db, struct arena *arena,
    int64_t list, struct archived **out, size_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "archive_newsletters");

	stmt_int(s, ":list", list);
	return read_all(s, arena, out, count, err);
}

enum err_code archive_get(struct db *db, struct arena *arena, int64_t id,
    struct archived *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "archive_get");
	bool found;
	enum err_code rc;

	stmt_int(s, ":id", id);
	found = stmt_next(s);
	if (found)
		read_row(s, arena, out);
	rc = stmt_end(s, err);
	if (rc == ERR_OK && !found)
		rc = err_set(err, ERR_NOT_FOUND,
		    "the archive has no number %lld", (long long)id);
	return rc;
}
