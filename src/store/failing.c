/* Persons whose address fails, of store/bounce.h. */
#include "store/bounce.h"
#include "store/stmt.h"

static const char *const steps[FAILING_STEP__MAX] = {
	[FAILING_COUNTING] = "counting",
	[FAILING_WAITING] = "waiting",
	[FAILING_SUSPENDED] = "suspended",
	[FAILING_PROBED] = "probed",
};

const char *failing_step_name(enum failing_step step)
{
	return steps[step];
}

static enum err_code read_one(
    struct stmt *s, struct failing *out, struct err *err)
{
	*out = (struct failing){ .score = 0 };
	if (stmt_next(s))
		*out = (struct failing){
			.subscriber = stmt_get_int(s, 0),
			.score = stmt_get_int(s, 1),
			.last = stmt_get_int(s, 2),
			.step = (enum failing_step)stmt_get_word(
			    s, 3, steps, FAILING_STEP__MAX),
			.since = stmt_get_int(s, 4),
			.due = stmt_get_int(s, 5),
			.probe = stmt_get_int(s, 6),
		};
	return stmt_end(s, err);
}

enum err_code failing_get(
    struct db *db, int64_t subscriber, struct failing *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "failing_get");

	stmt_int(s, ":subscriber", subscriber);
	return read_one(s, out, err);
}

enum err_code failing_put(
    struct db *db, const struct failing *failing, struct err *err)
{
	struct stmt *s = stmt_use(db, "failing_put");

	stmt_int(s, ":subscriber", failing->subscriber);
	stmt_int(s, ":score", failing->score);
	stmt_int(s, ":last", failing->last);
	stmt_text(s, ":step", steps[failing->step]);
	stmt_int(s, ":since", failing->since);
	stmt_int(s, ":due", failing->due);
	stmt_int(s, ":probe", failing->probe);
	return stmt_write(s, NULL, err);
}

enum err_code failing_drop(struct db *db, int64_t subscriber, struct err *err)
{
	struct stmt *s = stmt_use(db, "bounced_drop");
	enum err_code rc;

	stmt_int(s, ":subscriber", subscriber);
	rc = stmt_write(s, NULL, err);
	if (rc != ERR_OK)
		return rc;
	s = stmt_use(db, "failing_drop");
	stmt_int(s, ":subscriber", subscriber);
	return stmt_write(s, NULL, err);
}

enum err_code bounced_add(struct db *db, int64_t subscription, struct err *err)
{
	struct stmt *s = stmt_use(db, "bounced_add");

	stmt_int(s, ":subscription", subscription);
	return stmt_write(s, NULL, err);
}

enum err_code failing_unsent(struct db *db, int64_t *count, struct err *err)
{
	return stmt_scalar(stmt_use(db, "failing_unsent"), count, err);
}

enum err_code failing_next(
    struct db *db, int64_t now, struct failing *at, struct err *err)
{
	struct stmt *s = stmt_use(db, "failing_next");

	stmt_int(s, ":now", now);
	stmt_int(s, ":after_due", at->due);
	stmt_int(s, ":after", at->subscriber);
	return read_one(s, at, err);
}

enum err_code failing_waiting(struct db *db, int64_t list, int64_t since,
    struct failing *at, struct err *err)
{
	struct stmt *s = stmt_use(db, "failing_waiting");

	stmt_int(s, ":list", list);
	stmt_int(s, ":since", since);
	stmt_int(s, ":after", at->subscriber);
	return read_one(s, at, err);
}

enum err_code failing_mass(
    struct db *db, int64_t list, int64_t since, int64_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "failing_mass");

	stmt_int(s, ":list", list);
	stmt_int(s, ":since", since);
	return stmt_scalar(s, count, err);
}
