#include "store/report.h"

#include "store/stmt.h"

enum err_code report_next(
    struct db *db, int64_t since, int64_t *id, struct err *err)
{
	struct stmt *s = stmt_use(db, "report_next");

	stmt_int(s, ":since", since);
	return stmt_scalar(s, id, err);
}

enum err_code report_mark(
    struct db *db, int64_t id, int64_t now, bool *done, struct err *err)
{
	struct stmt *s = stmt_use(db, "report_mark");
	int64_t changes = 0;
	enum err_code rc;

	stmt_int(s, ":id", id);
	stmt_int(s, ":now", now);
	rc = stmt_write(s, &changes, err);
	*done = changes > 0;
	return rc;
}

/* Mailings of which something was refused by policy. */
static enum err_code suspects(struct db *db, struct arena *arena, int64_t since,
    struct refusal **out, size_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "report_suspects");

	*out = NULL;
	*count = 0;
	stmt_int(s, ":since", since);
	while (stmt_next(s)) {
		*out = stmt_grow(arena, *out, *count, sizeof(**out));
		(*out)[(*count)++] =
		    (struct refusal){ .mailing = stmt_get_int(s, 0) };
	}
	return stmt_end(s, err);
}

enum err_code report_refusals(struct db *db, struct arena *arena,
    const struct refusal_bound *bound, struct refusal **out, size_t *count,
    struct err *err)
{
	size_t asked;
	enum err_code rc = suspects(db, arena, bound->since, out, &asked, err);

	*count = 0;
	for (size_t i = 0; rc == ERR_OK && i < asked; i++) {
		struct refusal *refusal = &(*out)[*count];
		struct stmt *s = stmt_use(db, "report_refusals");
		*refusal = (*out)[i];
		stmt_int(s, ":mailing", refusal->mailing);
		stmt_int(s, ":percent", bound->percent);
		stmt_int(s, ":few", bound->few);
		if (stmt_next(s)) {
			refusal->domain =
			    arena_strdup(arena, stmt_get_text(s, 0));
			refusal->refused = stmt_get_int(s, 1);
			refusal->total = stmt_get_int(s, 2);
			(*count)++;
		}
		rc = stmt_end(s, err);
	}
	return rc;
}
