#include "store/brake.h"

#include "store/stmt.h"

enum err_code brake_each(struct db *db, const char *relay, brake_fn *each,
    void *ctx, struct err *err)
{
	struct stmt *s = stmt_use(db, "brake_each");

	stmt_text(s, ":relay", relay);
	while (stmt_next(s)) {
		const struct brake brake = {
			.until = stmt_get_int(s, 1),
			.gap = stmt_get_int(s, 2),
			.strikes = (int)stmt_get_int(s, 3),
			.quota = (int)stmt_get_int(s, 4),
		};
		each(ctx, stmt_get_text(s, 0), &brake);
	}
	return stmt_end(s, err);
}

enum err_code brake_put(struct db *db, const char *relay, const char *domain,
    const struct brake *brake, struct err *err)
{
	struct stmt *s =
	    stmt_use(db, brake == NULL ? "brake_forget" : "brake_put");

	stmt_text(s, ":relay", relay);
	stmt_text(s, ":domain", domain);
	if (brake != NULL) {
		stmt_int(s, ":until", brake->until);
		stmt_int(s, ":gap", brake->gap);
		stmt_int(s, ":strikes", brake->strikes);
		stmt_int(s, ":quota", brake->quota);
	}
	return stmt_write(s, NULL, err);
}

enum err_code brake_purge(struct db *db, int64_t until, struct err *err)
{
	struct stmt *s = stmt_use(db, "brake_purge");

	stmt_int(s, ":until", until);
	return stmt_write(s, NULL, err);
}
