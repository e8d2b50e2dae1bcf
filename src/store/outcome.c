/* The moves of a delivery once it is claimed, of store/mailing.h. */
#include "store/delivery.h"

#include "store/handle.h"

/* Longer than any transfer may take that began within its lease. */
enum { TRANSFER_SECONDS = 3600 };

/* Why a claim could not start decides where its row goes. */
static enum err_code give_up_claim(struct db *db,
    const struct delivery *delivery, int64_t now, struct err *err)
{
	struct stmt *s = stmt_use(db, "delivery_give_up");

	stmt_int(s, ":id", delivery->id);
	stmt_int(s, ":lease", delivery->lease);
	stmt_int(s, ":now", now);
	return stmt_run(s, NULL, err);
}

enum err_code delivery_start(struct db *db, const struct delivery *delivery,
    int64_t now, bool *go, struct err *err)
{
	int64_t changes = 0;
	struct stmt *s;
	enum err_code rc = db_need(db, "delivery_start", err);

	*go = false;
	if (rc != ERR_OK)
		return rc;
	s = stmt_use(db, "delivery_start");
	stmt_int(s, ":id", delivery->id);
	stmt_int(s, ":lease", delivery->lease);
	stmt_int(s, ":now", now);
	rc = stmt_run(s, &changes, err);
	if (rc != ERR_OK)
		return rc;
	*go = changes == 1;
	return *go ? ERR_OK : give_up_claim(db, delivery, now, err);
}

static const char *const id_params[DELIVERY_TOGETHER] = { ":id0", ":id1",
	":id2", ":id3", ":id4", ":id5", ":id6", ":id7", ":id8", ":id9" };
static const char *const reply_params[DELIVERY_TOGETHER] = { ":reply0",
	":reply1", ":reply2", ":reply3", ":reply4", ":reply5", ":reply6",
	":reply7", ":reply8", ":reply9" };

/* Which of them did it, where not all did. */
static enum err_code look_which_started(struct db *db,
    struct delivery_start *starts, size_t count, int64_t now, struct err *err)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < count; i++) {
		const struct delivery *delivery = starts[i].delivery;
		struct stmt *s = stmt_use(db, "delivery_started");
		int64_t found;
		stmt_int(s, ":id", delivery->id);
		stmt_int(s, ":lease", delivery->lease);
		rc = stmt_scalar(s, &found, err);
		starts[i].go = rc == ERR_OK && found == 1;
		if (rc == ERR_OK && !starts[i].go)
			rc = give_up_claim(db, delivery, now, err);
	}
	return rc;
}

/* Rows of one claim, as many as a statement takes. */
static enum err_code start_some(struct db *db, struct delivery_start *starts,
    size_t count, int64_t now, struct err *err)
{
	struct stmt *s = stmt_use(db, "delivery_start_some");
	int64_t changes = 0;
	enum err_code rc;

	for (size_t i = 0; i < count; i++)
		stmt_int(s, id_params[i], starts[i].delivery->id);
	stmt_int(s, ":lease", starts[0].delivery->lease);
	stmt_int(s, ":now", now);
	rc = stmt_run(s, &changes, err);
	if (rc != ERR_OK)
		return rc;
	if ((size_t)changes != count)
		return look_which_started(db, starts, count, now, err);
	for (size_t i = 0; i < count; i++)
		starts[i].go = true;
	return ERR_OK;
}

enum err_code delivery_start_all(struct db *db, struct delivery_start *starts,
    size_t count, int64_t now, struct err *err)
{
	enum err_code rc = db_need(db, "delivery_start_all", err);
	size_t n;

	for (size_t i = 0; i < count; i++)
		starts[i].go = false;
	for (size_t i = 0; rc == ERR_OK && i < count; i += n) {
		const struct delivery *first = starts[i].delivery;
		n = 1;
		while (i + n < count && n < DELIVERY_TOGETHER &&
		       starts[i + n].delivery->lease == first->lease)
			n++;
		rc = n == 1 ? delivery_start(db, first, now, &starts[i].go, err)
			    : start_some(db, &starts[i], n, now, err);
	}
	return rc;
}

enum err_code delivery_give_back(
    struct db *db, int64_t id, int64_t lease, int64_t due, struct err *err)
{
	struct stmt *s;
	enum err_code rc = db_need(db, "delivery_give_back", err);

	if (rc != ERR_OK)
		return rc;
	s = stmt_use(db, "delivery_give_back");
	stmt_int(s, ":id", id);
	stmt_int(s, ":lease", lease);
	stmt_int(s, ":due", due);
	return stmt_run(s, NULL, err);
}

enum err_code delivery_put_off(struct db *db,
    const struct delivery_put_off *off, int64_t now, struct err *err)
{
	struct stmt *s;
	enum err_code rc = db_need(db, "delivery_put_off", err);

	if (rc != ERR_OK)
		return rc;
	s = stmt_use(db, "delivery_put_off");
	stmt_int(s, ":id", off->id);
	stmt_int(s, ":lease", off->lease);
	stmt_int(s, ":due", off->due);
	stmt_int(s, ":since", off->since);
	stmt_int(s, ":excuse", off->excuse);
	stmt_text(s, ":verdict", off->verdict);
	stmt_int(s, ":now", now);
	return stmt_run(s, NULL, err);
}

/* Which outcome is possible before the body left? */
static bool before_body(enum delivery_state state)
{
	switch (state) {
	case DELIVERY_QUEUED:
	case DELIVERY_DEFERRED:
	case DELIVERY_FAILED:
		return true;
	case DELIVERY_SENT:
	case DELIVERY_UNCERTAIN:
	case DELIVERY_HELD:
	case DELIVERY_CLAIMED:
	case DELIVERY_SENDING:
	case DELIVERY_CANCELLED:
	case DELIVERY_STATE__MAX:
		break;
	}
	return false;
}

/* A refusal for good may be about the person: core/op_bounce.h looks. */
static enum err_code note_refusal(struct db *db, int64_t id, struct err *err)
{
	struct stmt *s = stmt_use(db, "refused_add");

	stmt_int(s, ":delivery", id);
	return stmt_run(s, NULL, err);
}

enum err_code delivery_settle(struct db *db, int64_t id,
    const struct delivery_outcome *outcome, int64_t now, struct err *err)
{
	const bool early = before_body(outcome->state);
	int64_t changes = 0;
	struct stmt *s;
	enum err_code rc = db_need(db, "delivery_settle", err);

	if (rc != ERR_OK)
		return rc;
	if (!early && outcome->state != DELIVERY_SENT &&
	    outcome->state != DELIVERY_UNCERTAIN &&
	    outcome->state != DELIVERY_HELD)
		return err_set(err, ERR_INTERNAL,
		    "\"%s\" is not an outcome of a delivery",
		    delivery_state_name(outcome->state));
	s = stmt_use(db, early ? "delivery_settle" : "delivery_settle_body");
	stmt_int(s, ":id", id);
	stmt_int(s, ":lease", outcome->lease);
	stmt_text(s, ":state", delivery_state_name(outcome->state));
	stmt_int(s, ":due", outcome->due);
	stmt_int(s, ":charged", outcome->charged ? 1 : 0);
	if (early) {
		stmt_int(s, ":waits", outcome->waits ? 1 : 0);
		stmt_int(s, ":excuse", outcome->excuse);
	}
	stmt_int(s, ":code", outcome->code);
	stmt_text(s, ":enhanced", outcome->enhanced);
	stmt_text(s, ":reply", outcome->reply);
	stmt_text(s, ":verdict", outcome->verdict);
	stmt_int(s, ":now", now);
	rc = stmt_run(s, &changes, err);
	if (rc != ERR_OK || outcome->state != DELIVERY_FAILED || changes == 0)
		return rc;
	return note_refusal(db, id, err);
}

enum err_code delivery_settle_sent(struct db *db,
    const struct delivery_sent *sent, const struct delivery_outcome *outcome,
    int64_t now, struct err *err)
{
	struct stmt *s;
	enum err_code rc = db_need(db, "delivery_settle_sent", err);

	if (rc != ERR_OK)
		return rc;
	s = stmt_use(db, "delivery_settle_sent");
	stmt_int(s, ":charged", outcome->charged ? 1 : 0);
	stmt_int(s, ":code", outcome->code);
	stmt_text(s, ":enhanced", outcome->enhanced);
	stmt_text(s, ":verdict", outcome->verdict);
	stmt_int(s, ":now", now);
	for (size_t i = 0; i < sent->count; i++) {
		stmt_int(s, id_params[i], sent->ids[i]);
		stmt_text(s, reply_params[i], sent->replies[i]);
	}
	return stmt_run(s, NULL, err);
}

/* Transfers of this relay, or long past their lease, are nobody's any more. */
static enum err_code doubt_orphans(struct db *db, const char *relay,
    int64_t now, int64_t retry_seconds, int64_t *uncertain, struct err *err)
{
	struct stmt *s = stmt_use(db, "delivery_doubt");

	stmt_int(s, ":alone", relay != NULL);
	stmt_text(s, ":relay", relay);
	stmt_int(s, ":until", now - TRANSFER_SECONDS);
	stmt_int(s, ":now", now);
	stmt_int(s, ":due", now + retry_seconds);
	return stmt_run(s, uncertain, err);
}

/* Claims of this relay, or past their lease, are free again. */
static enum err_code release_claims(
    struct db *db, const char *relay, int64_t now, struct err *err)
{
	struct stmt *s = stmt_use(db, "delivery_release");

	stmt_int(s, ":alone", relay != NULL);
	stmt_text(s, ":relay", relay);
	stmt_int(s, ":until", now);
	return stmt_run(s, NULL, err);
}

static enum err_code decide_doubts(
    struct db *db, int64_t now, int max_doubts, struct err *err)
{
	struct stmt *s = stmt_use(db, "delivery_hold");
	enum err_code rc;

	stmt_int(s, ":max", max_doubts);
	rc = stmt_run(s, NULL, err);
	if (rc != ERR_OK)
		return rc;
	s = stmt_use(db, "delivery_retry");
	stmt_int(s, ":max", max_doubts);
	stmt_int(s, ":now", now);
	return stmt_run(s, NULL, err);
}

enum err_code delivery_recover(struct db *db, int64_t now, const char *orphans,
    int max_doubts, int64_t retry_seconds, int64_t *uncertain, struct err *err)
{
	enum err_code rc = db_begin(db, err);

	*uncertain = 0;
	if (rc != ERR_OK)
		return rc;
	rc = doubt_orphans(db, orphans, now, retry_seconds, uncertain, err);
	/* Alone, no claim can be anybody's: no need to wait for leases. */
	if (rc == ERR_OK)
		rc = release_claims(db, orphans, now, err);
	if (rc == ERR_OK)
		rc = decide_doubts(db, now, max_doubts, err);
	return db_end(db, rc, err);
}

enum err_code delivery_cancel_for(
    struct db *db, int64_t subscription, int64_t now, struct err *err)
{
	struct stmt *s = stmt_use(db, "delivery_cancel_for");

	stmt_int(s, ":subscription", subscription);
	stmt_int(s, ":now", now);
	return stmt_write(s, NULL, err);
}

enum err_code delivery_verdicts(struct db *db, int64_t mailing,
    delivery_verdict_fn *each, void *ctx, struct err *err)
{
	struct stmt *s = stmt_use(
	    db, mailing == 0 ? "delivery_verdicts" : "delivery_verdicts_of");

	if (mailing != 0)
		stmt_int(s, ":mailing", mailing);
	while (stmt_next(s)) {
		enum delivery_state state = delivery_get_state(s, 0);
		each(ctx, state, stmt_get_text(s, 1), stmt_get_int(s, 2));
	}
	return stmt_end(s, err);
}
