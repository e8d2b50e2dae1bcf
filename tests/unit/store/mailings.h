/* What the tests of mailings and of deliveries share. */
#ifndef TESTS_STORE_MAILINGS_H
#define TESTS_STORE_MAILINGS_H

#include "support.h"

#include "base/mem.h"
#include "store/mailing.h"

enum { LEASE = 300 };

static char no_lists[] = " ";
static const struct mailing_scope all_mailings = {
	.relay = "",
	.lists = no_lists,
};

static inline int64_t make_mailing(
    struct db *db, int64_t list, enum mailing_kind kind, int priority)
{
	struct mailing mailing = {
		.list = list,
		.kind = kind,
		.priority = priority,
		.envelope = MAILING_VERP,
		.subject = "Subject",
		.author = "cli:marie",
		.content_hash = "hash",
		.created = NOW,
	};

	must(mailing_add(db, &mailing, &err));
	assert_int_equal(mailing.state, MAILING_PREPARING);
	return mailing.id;
}

static inline int64_t fill(
    struct db *db, int64_t mailing, int64_t list, size_t max)
{
	struct delivery_fill next = { .mailing = mailing,
		.list = list,
		.mode = SUB_EACH,
		.due = NOW,
		.added = 1 };
	int64_t total = 0;

	while (next.added > 0) {
		must(db_begin(db, &err));
		must(delivery_fill(db, &next, max, &err));
		must(db_commit(db, &err));
		assert_true(next.added <= (int64_t)max);
		total += next.added;
	}
	return total;
}

/* Claims at most `max` of a mailing; rows in the arena. */
static inline size_t claim(struct db *db, struct arena *arena, int64_t mailing,
    size_t max, int64_t now, struct delivery **rows)
{
	struct delivery_claim claim = { .mailing = mailing,
		.relay = "",
		.max = max,
		.lease_seconds = LEASE };

	must(delivery_claim(db, arena, &claim, now, &err));
	*rows = claim.rows;
	return claim.count;
}

static inline enum delivery_state state_of(struct db *db, int64_t id)
{
	struct arena arena = { 0 };
	struct delivery row;

	must(delivery_get(db, &arena, id, &row, &err));
	arena_free(&arena);
	return row.state;
}

/* A list of `people`, a running newsletter to them. */
static inline int64_t running(struct db *db, int people, int64_t *list)
{
	int64_t mailing;

	*list = make_list(db, "lettre");
	for (int i = 0; i < people; i++)
		(void)make_person(db, *list, i);
	mailing = make_mailing(db, *list, MAILING_NEWSLETTER, 5);
	assert_int_equal(fill(db, mailing, *list, 3), people);
	must(mailing_set_state(db, mailing, MAILING_RUNNING, NOW, &err));
	return mailing;
}

/* Forces a state; for tests only. */
static inline void force(struct db *db, int64_t id, enum delivery_state state)
{
	char *sql = mem_printf(
	    "UPDATE delivery SET state = '%s', lease = %s WHERE id = %lld",
	    delivery_state_name(state),
	    state == DELIVERY_CLAIMED || state == DELIVERY_SENDING
		? "1700000300"
		: "NULL",
	    (long long)id);

	run(db, sql);
	free(sql);
}

#endif
