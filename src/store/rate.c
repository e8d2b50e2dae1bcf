#include "store/rate.h"

#include "base/clock.h"
#include "store/stmt.h"

enum err_code rate_add(struct db *db, int64_t mailing, int64_t count,
    int64_t since, int64_t now, struct err *err)
{
	struct stmt *s = stmt_use(db, "rate_add");

	stmt_int(s, ":mailing", mailing);
	stmt_int(s, ":minute", now / CLOCK_MINUTE);
	stmt_int(s, ":since", since);
	stmt_int(s, ":count", count);
	return stmt_write(s, NULL, err);
}

enum err_code rate_get(
    struct db *db, int64_t mailing, int64_t now, double *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "rate_recent");
	int64_t count = 0;
	int64_t seconds = 0;

	stmt_int(s, ":mailing", mailing);
	stmt_int(s, ":minute", (now - RATE_SECONDS) / CLOCK_MINUTE);
	if (stmt_next(s)) {
		count = stmt_get_int(s, 0);
		seconds = now - stmt_get_int(s, 1);
	}
	*out = (double)count / (double)(seconds > 0 ? seconds : 1);
	return stmt_end(s, err);
}

enum err_code rate_purge(struct db *db, int64_t until, struct err *err)
{
	struct stmt *s = stmt_use(db, "rate_purge");

	stmt_int(s, ":minute", until / CLOCK_MINUTE);
	return stmt_write(s, NULL, err);
}
