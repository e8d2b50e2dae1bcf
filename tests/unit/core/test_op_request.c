/* Asking an address: how often, in what order, and with which token. */
#include "op_support.h"

#include "core/facts.h"
#include "core/op_request.h"
#include "store/ledger.h"

static enum op_requested ask(struct op_site *site, const char *address,
    const char *name, const char *origin, struct pending *row)
{
	const struct op_request request = {
		.verb = PENDING_SUBSCRIBE,
		.list = conf_list(site->conf, name),
		.address = address,
		.name = "",
		.language = LANG_FR,
		.origin = origin,
		.message_id = "1@example.net",
	};
	enum op_requested result;
	struct pending asked = op_ask(site, &request, &result);

	if (row != NULL)
		*row = asked;
	return result;
}

static int64_t release(struct op_site *site)
{
	int64_t asked;

	op_must(site, op_request_release(&site->ctx, &asked, &site->err));
	return asked;
}

static void one_a_day(void **state)
{
	struct op_site site;

	(void)state;
	op_site_open(&site);
	assert_int_equal(ask(&site, "a@example.net", "lettre", "email", NULL),
	    OP_REQUEST_ASKED);
	assert_int_equal(ask(&site, "a@example.net", "lettre", "email", NULL),
	    OP_REQUEST_AGAIN);
	assert_int_equal(op_queued(&site), 1);
	clock_pretend(OP_NOW + CLOCK_DAY + 1);
	assert_int_equal(ask(&site, "a@example.net", "lettre", "email", NULL),
	    OP_REQUEST_ASKED);
	assert_int_equal(op_queued(&site), 2);
	op_site_close(&site);
}

/* Three a day for an address, whatever its letter case. */
static void a_few_for_an_address(void **state)
{
	struct op_site site;

	(void)state;
	op_site_open(&site);
	site.conf->limits.confirmations_day = 1;
	assert_int_equal(ask(&site, "a@example.net", "lettre", "email", NULL),
	    OP_REQUEST_ASKED);
	assert_int_equal(
	    ask(&site, "A@example.net", "ess-communs", "email", NULL),
	    OP_REQUEST_REFUSED);
	assert_int_equal(op_queued(&site), 1);
	assert_int_equal(release(&site), 0);
	clock_pretend(OP_NOW + CLOCK_DAY + 1);
	assert_int_equal(release(&site), 1);
	op_site_close(&site);
}

static void alarms(struct op_site *site, size_t want)
{
	const char **pairs;
	size_t count;

	op_must(site,
	    alarm_list(site->ctx.db, &site->arena, &pairs, &count, &site->err));
	assert_int_equal(count, want);
}

/* The crowd of one list waits; nobody is lost, nobody is asked twice. */
static void a_crowd(void **state)
{
	enum { CROWD = 2500, HOURLY = 30 };
	struct op_site site;

	(void)state;
	op_site_open(&site);
	site.conf->limits.confirmations_hour = HOURLY;
	site.conf->limits.confirmations_site_hour = 100;
	for (int i = 0; i < CROWD; i++) {
		const char *address =
		    arena_printf(&site.arena, "p%d@example.net", i);
		assert_int_equal(ask(&site, address, "lettre", "email", NULL),
		    i < HOURLY ? OP_REQUEST_ASKED : OP_REQUEST_WAITS);
	}
	alarms(&site, 1);
	assert_int_equal(op_queued(&site), HOURLY + 1); /* and the owner */
	assert_int_equal(release(&site), 0);
	/* Behind a thousand others, but of another list. */
	site.conf->limits.confirmations_site_hour = HOURLY;
	assert_int_equal(
	    ask(&site, "calm@example.net", "ess-communs", "email", NULL),
	    OP_REQUEST_WAITS);
	site.conf->limits.confirmations_site_hour = 100;
	assert_int_equal(release(&site), 1);
	clock_pretend(OP_NOW + CLOCK_HOUR + 1);
	assert_int_equal(release(&site), HOURLY);
	assert_int_equal(release(&site), 0);
	/* All in time; then the alarm ends. */
	site.conf->limits.confirmations_hour = CROWD;
	site.conf->limits.confirmations_site_hour = 2 * CROWD;
	assert_int_equal(release(&site), CROWD - 2 * HOURLY);
	alarms(&site, 0);
	op_site_close(&site);
}

/* Who has confirmed meanwhile is not asked, and stops nobody behind. */
static void one_confirms_meanwhile(void **state)
{
	struct op_site site;
	struct pending first;

	(void)state;
	op_site_open(&site);
	site.conf->limits.confirmations_hour = 0;
	(void)ask(&site, "a@example.net", "lettre", "email", &first);
	(void)ask(&site, "b@example.net", "lettre", "email", NULL);
	op_must(&site, db_begin(site.ctx.db, &site.err));
	op_must(&site, pending_use(site.ctx.db, first.id, &site.err));
	op_must(&site, db_commit(site.ctx.db, &site.err));
	site.conf->limits.confirmations_hour = 30;
	assert_int_equal(release(&site), 1);
	op_site_close(&site);
}

/* Invitations are an editor's; a token by hand sends nothing. */
static void other_origins(void **state)
{
	struct op_site site;
	struct pending row;

	(void)state;
	op_site_open(&site);
	site.conf->limits.confirmations_hour = 0;
	(void)ask(&site, "t@example.net", "lettre", "token", &row);
	assert_int_equal(op_queued(&site), 0);
	assert_int_equal(row.state, PENDING_ASKED);
	assert_int_equal(ask(&site, "i@example.net", "lettre", "invite", NULL),
	    OP_REQUEST_ASKED);
	assert_int_equal(op_queued(&site), 1);
	op_site_close(&site);
}

static struct fact_token check(struct op_site *site, const char *token)
{
	struct fact_token fact;

	op_must(site,
	    facts_token(&site->ctx, &site->arena, token, &fact, &site->err));
	return fact;
}

/* T2: every character counts; T3: used once; and it ends in time. */
static void the_token(void **state)
{
	struct op_site site;
	struct pending row;
	char token[TOKEN_SIZE];
	struct fact_token fact;

	(void)state;
	op_site_open(&site);
	(void)ask(&site, "a@example.net", "lettre", "email", &row);
	op_request_token(&site.ctx, &row, "lettre", token);
	fact = check(&site, token);
	assert_true(fact.valid && fact.known && !fact.used);
	assert_string_equal(fact.list, "lettre");
	assert_string_equal(fact.address, "a@example.net");
	assert_int_equal(fact.verb, COMMAND_SUBSCRIBE);
	for (size_t i = 0; i < TOKEN_LENGTH; i++) {
		char forged[TOKEN_SIZE];
		memcpy(forged, token, sizeof(forged));
		forged[i] = token[i] == 'b' ? 'q' : 'b';
		fact = check(&site, forged);
		if (fact.valid || fact.known)
			fail_msg("%s for %s", forged, token);
	}
	op_request_token(&site.ctx, &row, "ess-communs", token);
	assert_false(check(&site, token).known);
	row.address_key = "b@example.net";
	op_request_token(&site.ctx, &row, "lettre", token);
	assert_false(check(&site, token).known);
	row.address_key = "a@example.net";
	op_request_token(&site.ctx, &row, "lettre", token);
	clock_pretend(row.expires + 1);
	assert_false(check(&site, token).known);
	clock_pretend(OP_NOW);
	op_must(&site, db_begin(site.ctx.db, &site.err));
	op_must(&site, pending_use(site.ctx.db, row.id, &site.err));
	op_must(&site, db_commit(site.ctx.db, &site.err));
	fact = check(&site, token);
	assert_true(fact.known && fact.used && !fact.valid);
	site.ctx.key[0] ^= 1;
	assert_false(check(&site, token).known);
	op_site_close(&site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_a_day),
		cmocka_unit_test(a_few_for_an_address),
		cmocka_unit_test(a_crowd),
		cmocka_unit_test(one_confirms_meanwhile),
		cmocka_unit_test(other_origins),
		cmocka_unit_test(the_token),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
