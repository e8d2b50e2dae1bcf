/* src/core/op_order.c, op_order_due.c, op_proof_answer.c */
#include "editors_support.h"

#include "base/date.h"
#include "core/op_order.h"
#include "core/op_proof.h"

static enum err_code the_file(void *ctx, struct arena *arena, const char *name,
    struct str *out, struct err *err)
{
	(void)arena;
	if (strcmp(name, "a.fr.md") != 0)
		return err_set(err, ERR_NOT_FOUND, "no %s", name);
	*out = str_c(ctx);
	return ERR_OK;
}

static struct newsletter row_of(struct op_site *site, int64_t id)
{
	struct newsletter row;

	op_must(site,
	    newsletter_get(site->ctx.db, &site->arena, id, &row, &site->err));
	return row;
}

static int64_t order(struct op_site *site, const char *at)
{
	static char text[] =
	    "---\nsubject: Une lettre\nlanguage: fr\n---\n\nBonjour.\n";
	const struct conf_list *list = lettre(site);
	const struct op_order one = {
		.source = { .name = "a.fr.md",
		    .folder = "",
		    .file = the_file,
		    .ctx = text },
		.lists = &list,
		.list_count = 1,
		.origin = "/x",
		.editor = editors[0],
		.send_at = at,
		.again = true,
	};
	struct op_ordered out;

	op_must(site,
	    op_order_place(&site->ctx, &site->arena, &one, &out, &site->err));
	return out.id;
}

static void tick(struct op_site *site)
{
	int64_t count;

	op_must(site, op_order_due(&site->ctx, &count, &site->err));
}

static int64_t at(const char *text, const char *zone)
{
	struct date_local local;
	int64_t when = 0;

	assert_true(date_parse_local(text, &local));
	assert_true(date_from_local(&local, zone, &when));
	return when;
}

/* Ordered in one season for a local hour of another, or of the change. */
static void leaves_at_its_local_hour(void **state)
{
	static const struct {
		const char *zone;
		const char *now; /* UTC */
		const char *send_at;
		const char *leaves; /* UTC */
	} rows[] = {
		{ "Europe/Paris", "2026-03-20 12:00", "2026-03-30 08:00",
		    "2026-03-30 06:00" },
		{ "Europe/Paris", "2026-03-20 12:00", "2026-03-29 02:30",
		    "2026-03-29 01:00" },
		{ "Europe/Paris", "2026-10-20 12:00", "2026-10-25 02:30",
		    "2026-10-25 00:30" },
		{ "Europe/Paris", "2026-10-20 12:00", "2026-10-26 08:00",
		    "2026-10-26 07:00" },
		{ "America/New_York", "2026-10-20 12:00", "2026-11-01 01:30",
		    "2026-11-01 05:30" },
		{ "America/New_York", "2026-03-01 12:00", "2026-03-08 02:15",
		    "2026-03-08 07:00" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int64_t leaves = at(rows[i].leaves, "UTC");
		struct op_site site;
		char *zone;
		int64_t id;

		open_site(&site, CONF_APPROVAL_NONE);
		zone = lettre(&site)->timezone;
		lettre(&site)->timezone =
		    arena_strdup(&site.arena, rows[i].zone);
		clock_pretend(at(rows[i].now, "UTC"));
		id = order(&site, rows[i].send_at);
		/* As if the rules of the zone had been others until now. */
		op_must(&site, newsletter_set_due(
				   site.ctx.db, id, leaves - 3600, &site.err));
		clock_pretend(leaves - 2);
		tick(&site);
		assert_int_equal(row_of(&site, id).state, NEWSLETTER_SCHEDULED);
		assert_int_equal(row_of(&site, id).due, leaves);
		clock_pretend(leaves + 1);
		tick(&site);
		if (row_of(&site, id).state != NEWSLETTER_SENT)
			fail_msg("%s %s", rows[i].zone, rows[i].send_at);
		assert_int_equal(op_queued(&site), 1);
		tick(&site);
		assert_int_equal(op_queued(&site), 1);
		lettre(&site)->timezone = zone;
		close_site(&site);
	}
}

/* After a sleep: still worth it, or a question. */
static void late(void **state)
{
	(void)state;
	for (int much = 0; much < 2; much++) {
		struct op_site site;
		int64_t id;
		int64_t due;

		open_site(&site, CONF_APPROVAL_NONE);
		id = order(&site, "monday 08:00");
		due = row_of(&site, id).due;
		clock_pretend(due + OP_ORDER_LATE + much * 2 - 1);
		tick(&site);
		assert_int_equal(row_of(&site, id).state,
		    much ? NEWSLETTER_CANCELLED : NEWSLETTER_SENT);
		if (much) {
			struct newsletter asked = row_of(&site, id + 1);
			assert_int_equal(asked.state, NEWSLETTER_PROOF);
			assert_int_equal(asked.why, NEWSLETTER_WHY_LATE);
			assert_int_equal(asked.as_of, due);
			/* both editors, and nobody else */
			assert_int_equal(op_queued(&site), 2);
		}
		close_site(&site);
	}
}

static void answer(struct op_site *site, int64_t id, const char *address,
    const char *from, enum op_answer what)
{
	const struct op_answered answered = {
		.id = id,
		.address = address,
		.from = from,
		.answer = what,
		.message_id = "1@example.org",
		.references = "",
	};

	op_must(site, db_begin(site->ctx.db, &site->err));
	op_must(site, op_proof_answer(&site->ctx, &site->arena, &answered, true,
			  &site->err));
	op_must(site, db_commit(site->ctx.db, &site->err));
}

/* Every answer of everybody in every state. */
static void answers(void **state)
{
	static const enum newsletter_state after[3] = {
		[OP_ANSWER_APPROVE] = NEWSLETTER_SCHEDULED,
		[OP_ANSWER_REFUSE] = NEWSLETTER_REFUSED,
		[OP_ANSWER_REMARK] = NEWSLETTER_PROOF,
	};
	static const char *const people[] = { "anne@example.org",
		"paul@example.org", "eve@example.org" };
	struct op_site site;

	(void)state;
	open_site(&site, CONF_APPROVAL_EDITOR);
	for (int n = 0; n < NEWSLETTER_STATE__MAX * 9; n++) {
		enum newsletter_state was = (enum newsletter_state)(n / 9);
		enum op_answer what = (enum op_answer)(n % 3);
		const char *who = people[n / 3 % 3];
		bool editor = strcmp(who, "eve@example.org") != 0;
		bool own = strcmp(who, "anne@example.org") == 0;
		enum newsletter_state want = was;
		int64_t before;
		int64_t id = order(&site, "monday 08:00");

		if (was != NEWSLETTER_PROOF)
			op_must(&site,
			    newsletter_set_state(site.ctx.db, id,
				NEWSLETTER_PROOF, was, OP_NOW, &site.err));
		else if (editor && !(own && what == OP_ANSWER_APPROVE))
			want = after[what];
		before = op_queued(&site);
		answer(&site, id, who, "other@example.org", what);
		assert_int_equal(row_of(&site, id).state, was);
		answer(&site, id, who, who, what);
		if (row_of(&site, id).state != want)
			fail_msg("%s by %s: %d", newsletter_state_name(was),
			    who, (int)what);
		/* Everybody who answers is told something. */
		assert_true(op_queued(&site) >= before + 2);
	}
	close_site(&site);
}

/* The hour of the answer: late ones do nothing, those for later wait. */
static void answered_in_time(void **state)
{
	struct op_site site;
	int64_t id;
	int64_t due;

	(void)state;
	open_site(&site, CONF_APPROVAL_EDITOR);
	id = order(&site, "monday 08:00");
	due = row_of(&site, id).due;
	assert_int_equal(row_of(&site, id).expires, due + OP_ORDER_LATE);
	answer(&site, id, editors[1], editors[1], OP_ANSWER_APPROVE);
	assert_int_equal(row_of(&site, id).due, due);
	id = order(&site, "monday 08:00"); /* withdraws the other */
	assert_int_equal(row_of(&site, id - 1).state, NEWSLETTER_CANCELLED);
	clock_pretend(due + 3600);
	answer(&site, id, editors[1], editors[1], OP_ANSWER_APPROVE);
	assert_int_equal(row_of(&site, id).due, due + 3600);
	assert_string_equal(row_of(&site, id).send_at, "");
	tick(&site);
	assert_int_equal(row_of(&site, id).state, NEWSLETTER_SENT);
	clock_pretend(OP_NOW);
	id = order(&site, "monday 08:00");
	clock_pretend(due + OP_ORDER_LATE);
	answer(&site, id, editors[1], editors[1], OP_ANSWER_APPROVE);
	assert_int_equal(row_of(&site, id).state, NEWSLETTER_PROOF);
	tick(&site);
	assert_int_equal(row_of(&site, id).state, NEWSLETTER_EXPIRED);
	close_site(&site);
}

/* Seen soon, while the editors are there, or else before it leaves. */
static void changed_after_its_approval(void **state)
{
	static char other[] = "#225577";

	(void)state;
	for (int soon = 0; soon < 2; soon++) {
		struct op_site site;
		char *colour;
		int64_t due;
		int64_t id;

		open_site(&site, CONF_APPROVAL_EDITOR);
		id = order(&site, "monday 08:00");
		due = row_of(&site, id).due;
		answer(&site, id, editors[1], editors[1], OP_ANSWER_APPROVE);
		clock_pretend(OP_NOW + 60);
		tick(&site);
		assert_int_equal(row_of(&site, id).state, NEWSLETTER_SCHEDULED);
		colour = lettre(&site)->colour;
		lettre(&site)->colour = other;
		clock_pretend(soon ? OP_NOW + 120 : due);
		tick(&site);
		assert_int_equal(row_of(&site, id).state, NEWSLETTER_CANCELLED);
		assert_int_equal(row_of(&site, id + 1).state, NEWSLETTER_PROOF);
		assert_int_equal(
		    row_of(&site, id + 1).why, NEWSLETTER_WHY_CHANGED);
		lettre(&site)->colour = colour;
		close_site(&site);
	}
}

/* What leaves once it may does not wait for a clock that was put back. */
static void clock_put_back(void **state)
{
	struct op_site site;
	int64_t id;

	(void)state;
	open_site(&site, CONF_APPROVAL_EDITOR);
	id = order(&site, "now");
	answer(&site, id, editors[1], editors[1], OP_ANSWER_APPROVE);
	clock_pretend(OP_NOW - CLOCK_DAY);
	tick(&site);
	assert_int_equal(row_of(&site, id).state, NEWSLETTER_SENT);
	id = order(&site, "monday 08:00");
	answer(&site, id, editors[1], editors[1], OP_ANSWER_APPROVE);
	clock_pretend(row_of(&site, id).due - CLOCK_DAY);
	tick(&site);
	assert_int_equal(row_of(&site, id).state, NEWSLETTER_SCHEDULED);
	close_site(&site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaves_at_its_local_hour),
		cmocka_unit_test(late),
		cmocka_unit_test(answers),
		cmocka_unit_test(answered_in_time),
		cmocka_unit_test(changed_after_its_approval),
		cmocka_unit_test(clock_put_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
