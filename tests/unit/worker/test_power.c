/*
 * The power is cut, anywhere (Q3): what a commit acknowledged is there when
 * the machine is back, and nothing is there by half.  LIAISON_LONG=1 cuts
 * twenty times as often.
 */
#include "power.h"

#include "core/op_digest.h"

enum { LETTERS = 3, MONTH = 31 * CLOCK_DAY };

/* What was told as done. */
static struct {
	struct {
		bool active;
		int consents;
	} people[PEOPLE];
	int letters;
	int digests;
	uint64_t seed;
} told;

static void tell_nothing(uint64_t seed)
{
	memset(&told, 0, sizeof(told));
	told.seed = seed;
}

static void nothing_more(struct machine *m)
{
	(void)m;
}

/* People come and go
 * ---------------------------------------------------------*/

static void nobody_yet(struct machine *m)
{
	(void)m;
}

static enum err_code unsubscribe(struct machine *m, int n)
{
	const struct op_proof proof = { .how = "cli", .source = "asked" };
	struct ctx *ctx = &m->site.ctx;
	struct subscription sub;
	enum err_code rc = db_begin(ctx->db, &m->site.err);

	if (rc != ERR_OK)
		return rc;
	rc = op_find(ctx, &m->site.arena, lettre(m), address_of(m, n), &sub,
	    &m->site.err);
	if (rc == ERR_OK)
		rc = op_leave(ctx, &m->site.arena, lettre(m), &sub, &proof,
		    true, &m->site.err);
	if (rc == ERR_OK)
		return db_commit(ctx->db, &m->site.err);
	db_rollback(ctx->db);
	return rc;
}

static void come_and_go(struct machine *m)
{
	for (int i = 0; i < 2 * PEOPLE; i++) {
		int n = (int)(disk_random(&told.seed) % PEOPLE);
		enum err_code rc =
		    told.people[n].active ? unsubscribe(m, n) : subscribe(m, n);
		if (rc != ERR_OK) {
			assert_true(disk_has_failed());
			return;
		}
		told.people[n].active = !told.people[n].active;
		told.people[n].consents++;
	}
}

static int64_t ask_about(struct machine *m, const char *sql, int n)
{
	return ask(
	    m, arena_printf(&m->site.arena, "%s 'p%02d@example.org'", sql, n));
}

/* The last change may be there though nobody was told: never by half. */
static void see_who_is_there(struct machine *m)
{
	int64_t ahead = 0;
	int64_t goodbyes = 0;

	for (int i = 0; i < PEOPLE; i++) {
		int64_t active = ask_about(m,
		    "SELECT count(*) FROM subscription s JOIN subscriber r "
		    "ON r.id = s.subscriber WHERE s.status = 'active' "
		    "AND r.address =",
		    i);
		int64_t consents = ask_about(m,
		    "SELECT count(*) FROM consent c JOIN subscriber r "
		    "ON r.id = c.subscriber "
		    "WHERE r.address =",
		    i);
		assert_true(consents >= told.people[i].consents);
		assert_int_equal(active, consents % 2);
		ahead += consents - told.people[i].consents;
		goodbyes += consents / 2;
		told.people[i].active = active == 1;
		told.people[i].consents = (int)consents;
	}
	assert_true(ahead <= 1);
	assert_int_equal(ask(m, "SELECT count(*) FROM suppression"),
	    ask(m, "SELECT count(*) FROM subscription "
		   "WHERE status = 'left'"));
	assert_int_equal(ask(m, "SELECT count(*) FROM delivery"), goodbyes);
}

static const struct scenario coming = {
	.prepare = nobody_yet,
	.begin = tell_nothing,
	.act = come_and_go,
	.look = see_who_is_there,
	.finish = nothing_more,
};

static void people(void **state)
{
	cut_often(*state, &coming);
}

static void people_and_faults(void **state)
{
	fail_everywhere(*state, &coming, 7);
}

/* Newsletters and digests
 * ----------------------------------------------------*/

static void everybody(struct machine *m)
{
	for (int i = 0; i < PEOPLE; i++)
		op_must(&m->site, subscribe(m, i));
}

static enum err_code digest(struct machine *m, enum op_digested *result)
{
	int64_t mailing;
	int64_t queued;

	return op_digest(&m->site.ctx, &m->site.arena, lettre(m), clock_now(),
	    result, &mailing, &queued, &m->site.err);
}

static void publish(struct machine *m)
{
	enum op_digested result;

	for (int i = told.letters; i < LETTERS; i++) {
		clock_pretend(OP_NOW + i * MONTH);
		if (newsletter(m, "Nouvelles") != ERR_OK)
			return;
		told.letters++;
		if (digest(m, &result) != ERR_OK)
			return;
		told.digests += result == OP_DIGEST_SENT;
	}
}

/* What runs has all of its people, and each occasion one mailing. */
static void see_what_runs(struct machine *m)
{
	int64_t letters = ask(m, "SELECT count(*) FROM mailing "
				 "WHERE kind = 'newsletter' "
				 "AND state = 'running'");
	int64_t digests = ask(m, "SELECT count(*) FROM mailing "
				 "WHERE kind = 'digest' "
				 "AND state = 'running'");

	assert_true(letters == told.letters || letters == told.letters + 1);
	assert_true(digests == told.digests || digests == told.digests + 1);
	assert_int_equal(digests, ask(m, "SELECT count(*) FROM occasion "
					 "WHERE mailing IS NOT NULL"));
	assert_int_equal(letters, ask(m, "SELECT count(*) FROM archive"));
	assert_int_equal(ask(m, "SELECT count(*) FROM mailing m "
				"WHERE state = 'running' AND "
				"(SELECT count(*) FROM delivery d "
				"WHERE d.mailing = m.id) <> "
				"CASE kind WHEN 'digest' THEN 3 ELSE 9 END"),
	    0);
	told.letters = (int)letters;
	told.digests = (int)digests;
}

/* Every letter comes into some digest, whatever was cut; none has two. */
static void digest_at_last(struct machine *m)
{
	enum op_digested result;

	clock_pretend(OP_NOW + LETTERS * MONTH);
	op_must(&m->site, digest(m, &result));
	op_must(&m->site, digest(m, &result));
	assert_int_not_equal(result, OP_DIGEST_SENT);
	assert_int_equal(ask(m, "SELECT count(*) FROM archive WHERE at >= "
				"(SELECT max(until) FROM occasion)"),
	    0);
	assert_int_equal(ask(m, "SELECT count(*) FROM mailing "
				"WHERE kind = 'digest' AND state = 'running'"),
	    ask(m, "SELECT count(DISTINCT until) FROM occasion "
		   "WHERE mailing IS NOT NULL"));
}

static const struct scenario publishing = {
	.prepare = everybody,
	.begin = tell_nothing,
	.act = publish,
	.look = see_what_runs,
	.finish = digest_at_last,
};

static void mailings(void **state)
{
	cut_often(*state, &publishing);
}

static void mailings_and_faults(void **state)
{
	fail_everywhere(*state, &publishing, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(people),
		cmocka_unit_test(people_and_faults),
		cmocka_unit_test(mailings),
		cmocka_unit_test(mailings_and_faults),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
