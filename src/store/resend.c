#include "store/resend.h"

#include "store/delivery.h"
#include "store/handle.h"

static const char *const whys[RESEND_WHY__MAX] = { "", "lasting", "resent",
	"left", "suspended", "paused", "moved", "has" };

const char *resend_why_name(enum resend_why why)
{
	return whys[why];
}

static struct stmt *bind(
    struct db *db, const char *query, const struct resend *resend)
{
	struct stmt *s = stmt_use(db, query);

	stmt_int(s, ":mailing", resend->mailing);
	stmt_text(s, ":lasting", resend->lasting);
	stmt_int(s, ":now", resend->now);
	return s;
}

enum err_code resend_count(struct db *db, const struct resend *resend,
    resend_fn *each, void *ctx, struct err *err)
{
	struct stmt *s = bind(db, "resend_count", resend);

	while (stmt_next(s))
		each(ctx, stmt_get_text(s, 0),
		    (enum resend_why)stmt_get_word(s, 1, whys, RESEND_WHY__MAX),
		    stmt_get_int(s, 2));
	return stmt_end(s, err);
}

static enum err_code queue(
    struct db *db, const struct resend *resend, int64_t *count, struct err *err)
{
	struct stmt *s;
	enum err_code rc =
	    stmt_run(bind(db, "resend_mark", resend), count, err);

	if (rc != ERR_OK || *count == 0)
		return rc;
	s = stmt_use(db, "resend_queue");
	stmt_int(s, ":mailing", resend->mailing);
	stmt_int(s, ":now", resend->now);
	rc = stmt_run(s, NULL, err);
	return rc == ERR_OK ? mailing_reopen(db, resend->mailing, err) : rc;
}

enum err_code resend_queue(
    struct db *db, const struct resend *resend, int64_t *count, struct err *err)
{
	long long id = (long long)resend->mailing;
	enum mailing_state state = MAILING_DONE;
	enum err_code rc = db_need(db, "resend_queue", err);

	*count = 0;
	if (rc == ERR_OK)
		rc = mailing_state_of(db, resend->mailing, &state, err);
	if (rc == ERR_OK && state == MAILING_PREPARING)
		rc = err_set(
		    err, ERR_REFUSED, "mailing %lld is being prepared", id);
	if (rc == ERR_OK && state == MAILING_CANCELLED)
		rc = err_set(err, ERR_REFUSED,
		    "mailing %lld was cancelled: nothing of it is sent", id);
	return rc == ERR_OK ? queue(db, resend, count, err) : rc;
}
