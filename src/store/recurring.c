/* Rules by which newsletters recur. */
#include "store/newsletter.h"

#include "store/stmt.h"

enum err_code recurring_add(
    struct db *db, struct recurring *row, struct err *err)
{
	struct stmt *s = stmt_use(db, "recurring_add");

	stmt_int(s, ":list", row->list);
	stmt_text(s, ":rule", row->rule);
	stmt_text(s, ":zone", row->zone);
	stmt_text(s, ":folder", row->folder);
	stmt_text(s, ":editor", row->editor);
	stmt_text(s, ":author", row->author);
	stmt_int(s, ":created", row->created);
	stmt_int(s, ":next", row->next);
	return stmt_write_scalar(s, &row->id, err);
}

/* The columns of both queries that read. */
static void read_row(struct stmt *s, struct arena *arena, struct recurring *out)
{
	*out = (struct recurring){
		.id = stmt_get_int(s, 0),
		.list = stmt_get_int(s, 1),
		.list_name = arena_strdup(arena, stmt_get_text(s, 2)),
		.rule = arena_strdup(arena, stmt_get_text(s, 3)),
		.zone = arena_strdup(arena, stmt_get_text(s, 4)),
		.folder = arena_strdup(arena, stmt_get_text(s, 5)),
		.editor = arena_strdup(arena, stmt_get_text(s, 6)),
		.author = arena_strdup(arena, stmt_get_text(s, 7)),
		.created = stmt_get_int(s, 8),
		.next = stmt_get_int(s, 9),
	};
}

static enum err_code no_such(int64_t id, struct err *err)
{
	return err_set(err, ERR_NOT_FOUND,
	    "there is no recurring newsletter with the number %lld; "
	    "\"newsletter every\" shows them",
	    (long long)id);
}

enum err_code recurring_get(struct db *db, struct arena *arena, int64_t id,
    struct recurring *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "recurring_get");
	bool found;
	enum err_code rc;

	stmt_int(s, ":id", id);
	found = stmt_next(s);
	if (found)
		read_row(s, arena, out);
	rc = stmt_end(s, err);
	return rc == ERR_OK && !found ? no_such(id, err) : rc;
}

enum err_code recurring_list(struct db *db, struct arena *arena,
    struct recurring **out, size_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "recurring_each");
	struct recurring *rows = NULL;
	size_t n = 0;

	while (stmt_next(s)) {
		rows = stmt_grow(arena, rows, n, sizeof(*rows));
		read_row(s, arena, &rows[n++]);
	}
	*out = rows;
	*count = n;
	return stmt_end(s, err);
}

enum err_code recurring_set_next(
    struct db *db, int64_t id, int64_t was, int64_t next, struct err *err)
{
	struct stmt *s = stmt_use(db, "recurring_set_next");
	int64_t changes = 0;
	enum err_code rc;

	stmt_int(s, ":id", id);
	stmt_int(s, ":was", was);
	stmt_int(s, ":next", next);
	rc = stmt_write(s, &changes, err);
	if (rc == ERR_OK && changes == 0)
		rc = err_set(err, ERR_REFUSED,
		    "the turn of recurring newsletter %lld was taken by "
		    "another",
		    (long long)id);
	return rc;
}

enum err_code recurring_remove(struct db *db, int64_t id, struct err *err)
{
	struct stmt *s = stmt_use(db, "recurring_remove");
	int64_t changes = 0;
	enum err_code rc;

	stmt_int(s, ":id", id);
	rc = stmt_write(s, &changes, err);
	return rc == ERR_OK && changes == 0 ? no_such(id, err) : rc;
}
