/* What a person decides about a delivery, of store/mailing.h. */
#include "store/delivery.h"

#include "store/handle.h"

/* May it go (again), and why not? */
static enum err_code may_go(const struct delivery *d, struct err *err)
{
	long long id = (long long)d->id;

	switch (d->state) {
	case DELIVERY_HELD:
	case DELIVERY_UNCERTAIN:
	case DELIVERY_FAILED:
	case DELIVERY_DEFERRED:
	case DELIVERY_QUEUED:
		return ERR_OK;
	case DELIVERY_CLAIMED:
	case DELIVERY_SENDING:
		return err_set(err, ERR_REFUSED,
		    "delivery %lld is being sent at this moment", id);
	case DELIVERY_SENT:
		return err_set(err, ERR_REFUSED,
		    "delivery %lld was sent; it would come twice", id);
	case DELIVERY_CANCELLED:
	case DELIVERY_STATE__MAX:
		break;
	}
	return err_set(err, ERR_REFUSED, "delivery %lld was cancelled", id);
}

/* May it be given up, and why not? */
static enum err_code may_drop(const struct delivery *d, struct err *err)
{
	switch (d->state) {
	case DELIVERY_HELD:
	case DELIVERY_UNCERTAIN:
	case DELIVERY_DEFERRED:
	case DELIVERY_QUEUED:
	case DELIVERY_CLAIMED:
		return ERR_OK;
	case DELIVERY_SENDING:
	case DELIVERY_SENT:
	case DELIVERY_CANCELLED:
		return may_go(d, err);
	case DELIVERY_FAILED:
	case DELIVERY_STATE__MAX:
		break;
	}
	return err_set(err, ERR_REFUSED,
	    "delivery %lld failed; nothing more is sent", (long long)d->id);
}

static enum err_code change(
    struct db *db, const char *query, int64_t id, int64_t now, struct err *err)
{
	struct stmt *s = stmt_use(db, query);

	stmt_int(s, ":id", id);
	stmt_int(s, ":now", now);
	return stmt_run(s, NULL, err);
}

enum err_code mailing_reopen(struct db *db, int64_t id, struct err *err)
{
	struct stmt *s = stmt_use(db, "mailing_reopen");

	stmt_int(s, ":id", id);
	return stmt_run(s, NULL, err);
}

/* A mailing that was through has something to do again. */
static enum err_code reopen(struct db *db, int64_t mailing, struct err *err)
{
	enum mailing_state state;
	enum err_code rc = mailing_state_of(db, mailing, &state, err);

	if (rc == ERR_OK && state == MAILING_CANCELLED)
		rc = err_set(err, ERR_REFUSED,
		    "mailing %lld was cancelled: nothing of it is sent",
		    (long long)mailing);
	if (rc != ERR_OK || state != MAILING_DONE)
		return rc;
	return mailing_reopen(db, mailing, err);
}

enum err_code delivery_retry(
    struct db *db, int64_t id, int64_t now, struct err *err)
{
	struct arena arena = { 0 };
	struct delivery row;
	enum err_code rc = db_need(db, "delivery_retry", err);

	if (rc == ERR_OK)
		rc = delivery_get(db, &arena, id, &row, err);
	if (rc == ERR_OK)
		rc = may_go(&row, err);
	if (rc == ERR_OK)
		rc = reopen(db, row.mailing, err);
	if (rc == ERR_OK)
		rc = change(db, "delivery_again", id, now, err);
	arena_free(&arena);
	return rc;
}

enum err_code delivery_drop(
    struct db *db, int64_t id, int64_t now, struct err *err)
{
	struct arena arena = { 0 };
	struct delivery row;
	enum err_code rc = db_need(db, "delivery_drop", err);

	if (rc == ERR_OK)
		rc = delivery_get(db, &arena, id, &row, err);
	if (rc == ERR_OK)
		rc = may_drop(&row, err);
	if (rc == ERR_OK)
		rc = change(db, "delivery_drop", id, now, err);
	arena_free(&arena);
	return rc;
}
