/* Floods; forged, replayed and crossed tokens: threats T1 to T4, T7, T13. */
#include "threat_support.h"

#include "base/crypto.h"
#include "store/handle.h"

#define MALLORY "mallory@example.net"
#define PERSON  "p@example.net"
#define SITE    "listes@example.org"

enum { RAW = 24, CLAIMS = 8 };

/* 10,000 in full, as the threat has it. */
static uint32_t flood(void)
{
	return getenv("LIAISON_LONG") != NULL ? 10000 : 1000;
}

static int64_t size(struct op_site *site)
{
	int64_t pages;

	op_must(site,
	    db_pragma(site->ctx.db, "PRAGMA page_count", &pages, &site->err));
	return pages * 4096;
}

static void test_t1_one_victim_gets_one_mail(void **state)
{
	static const char *const to[] = { "lettre+subscribe@example.org", SITE,
		"lettre@example.org" };
	struct op_site site;

	(void)state;
	op_site_open(&site);
	for (uint32_t i = 0; i < flood(); i++)
		(void)threat_deliver(&site, i + 1,
		    threat_mail(&site, PERSON, to[i % 3], "subscribe lettre",
			"BUY NOW http://evil.example.com/"));
	assert_int_equal(op_queued(&site), 1);
	op_site_close(&site);
}

static void test_t1_many_victims_wait(void **state)
{
	struct op_site site;
	struct op_site empty;
	int64_t hourly;
	int64_t grown;

	(void)state;
	op_site_open(&empty);
	op_site_open(&site);
	hourly = site.conf->limits.confirmations_hour;
	for (uint32_t i = 0; i < flood(); i++)
		(void)threat_deliver(&site, i + 1,
		    threat_mail(&site,
			arena_printf(&site.arena, "v%u@example.net", i), SITE,
			"subscribe lettre", ""));
	/* and the owner is told once */
	assert_int_equal(op_queued(&site), hourly + 1);
	grown = size(&site) - size(&empty);
	print_message(
	    "# %u requests: %lld kB\n", flood(), (long long)grown / 1024);
	/* The mails themselves are remembered, too, against their replay. */
	assert_true(grown < flood() * 560 + 600 * 1024);
	db_close(empty.ctx.db);
	arena_free(&empty.arena);
	conf_free(empty.conf);
	op_site_close(&site);
}

/* What a forged token tells: nothing, whatever it is like. */
static void refused(struct op_site *site, const char *text)
{
	struct fact_token token;

	op_must(site,
	    facts_token(&site->ctx, &site->arena, text, &token, &site->err));
	assert_false(token.known || token.valid || token.used);
	assert_null(token.list);
	assert_null(token.address);
	assert_int_equal(token.verb, COMMAND_NONE);
}

static void test_t2_a_forged_token_is_unknown(void **state)
{
	size_t count = getenv("LIAISON_LONG") != NULL ? 1000000 : 20000;
	char good[TOKEN_SIZE];
	char text[TOKEN_SIZE];
	unsigned char raw[RAW];
	struct fact_token token;
	struct op_site site;

	(void)state;
	op_site_open(&site);
	threat_request(&site, "lettre", PERSON, PENDING_SUBSCRIBE, good);
	op_must(&site,
	    facts_token(&site.ctx, &site.arena, good, &token, &site.err));
	assert_true(token.valid);
	assert_true(crypto_unbase32(str_c(good), raw, RAW));
	for (size_t bit = 0; bit < RAW * 8; bit++) {
		raw[bit / 8] ^= (unsigned char)(1 << bit % 8);
		crypto_base32(raw, RAW, text);
		refused(&site, text);
		raw[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
	/* The row is there, and its MAC is guessed. */
	for (size_t i = 0; i < count; i++) {
		struct arena arena = { 0 };
		crypto_random(raw + CLAIMS, RAW - CLAIMS);
		crypto_base32(raw, RAW, text);
		op_must(&site,
		    facts_token(&site.ctx, &arena, text, &token, &site.err));
		assert_false(token.known);
		arena_free(&arena);
	}
	for (size_t n = 0; n < TOKEN_LENGTH; n++)
		refused(&site, arena_printf(&site.arena, "%.*s", (int)n, good));
	refused(&site, arena_printf(&site.arena, "%sa", good));
	site.ctx.key[0] ^= 1;
	refused(&site, good);
	op_site_close(&site);
}

/* A token with the right form and a row that is there, or is not. */
static void guess(char out[TOKEN_SIZE], uint32_t row)
{
	static const unsigned char key[TOKEN_KEY] = { 9 };
	const struct token token = { .purpose = TOKEN_CONFIRM,
		.row = row,
		.expires = OP_NOW + CLOCK_DAY };

	token_make(key, &token, str_c("lettre"), str_c(PERSON), out);
}

static void test_t2_unknown_and_wrong_get_the_same(void **state)
{
	struct decision decisions[4];
	char good[TOKEN_SIZE];
	char text[TOKEN_SIZE];
	struct op_site site;
	uint32_t rows[3];

	(void)state;
	op_site_open(&site);
	rows[0] = (uint32_t)threat_request(
	    &site, "lettre", PERSON, PENDING_SUBSCRIBE, good);
	rows[1] = rows[0] + 1000;
	rows[2] = UINT32_MAX;
	for (uint32_t i = 0; i < 3; i++) {
		guess(text, rows[i]);
		decisions[i] = threat_deliver(&site, i + 1,
		    threat_mail(&site, MALLORY, SITE,
			arena_printf(&site.arena, "Re: [confirm %s]", text),
			"oui"));
		assert_int_equal(decisions[i].action, ACTION_NONE);
		assert_string_equal(decisions[i].reason, decisions[0].reason);
		assert_int_equal(
		    decisions[i].command_count, decisions[0].command_count);
		assert_int_equal(op_queued(&site), 0);
	}
	assert_string_equal(threat_status(&site, "lettre", PERSON), "");
	op_site_close(&site);
}

static void test_t3_a_token_works_once(void **state)
{
	char token[TOKEN_SIZE];
	struct op_site site;
	const char *subject;

	(void)state;
	op_site_open(&site);
	threat_request(&site, "lettre", PERSON, PENDING_SUBSCRIBE, token);
	subject = arena_printf(&site.arena, "Re: [confirm %s]", token);
	(void)threat_deliver(
	    &site, 1, threat_mail(&site, PERSON, SITE, subject, "oui"));
	assert_string_equal(threat_status(&site, "lettre", PERSON), "active");
	assert_int_equal(op_queued(&site), 1);
	for (uint32_t i = 2; i < 12; i++) {
		struct decision decision = threat_deliver(
		    &site, i, threat_mail(&site, PERSON, SITE, subject, "oui"));
		assert_int_equal(decision.action, ACTION_ANSWER);
	}
	/* "already done", five times a day at most; nobody is welcomed again */
	assert_int_equal(op_queued(&site), 1 + 5);
	/* It does not undo a leave either. */
	(void)threat_member(&site, "lettre", PERSON);
	op_must(&site, db_begin(site.ctx.db, &site.err));
	op_must(
	    &site, db_exec(site.ctx.db,
		       "UPDATE subscription SET status = 'left'", &site.err));
	op_must(&site, db_commit(site.ctx.db, &site.err));
	(void)threat_deliver(
	    &site, 12, threat_mail(&site, PERSON, SITE, subject, "oui"));
	assert_string_equal(threat_status(&site, "lettre", PERSON), "left");
	op_site_close(&site);
}

static void test_t3_expired(void **state)
{
	char token[TOKEN_SIZE];
	struct decision decision;
	struct op_site site;

	(void)state;
	op_site_open(&site);
	clock_pretend(OP_NOW + 1); /* the token's own time is a whole hour */
	threat_request(&site, "lettre", PERSON, PENDING_SUBSCRIBE, token);
	clock_pretend(OP_NOW + 1 + site.conf->limits.pending_days * CLOCK_DAY);
	decision = threat_deliver(&site, 1,
	    threat_mail(&site, PERSON, SITE,
		arena_printf(&site.arena, "Re: [confirm %s]", token), "oui"));
	assert_int_equal(decision.action, ACTION_NONE);
	assert_string_equal(threat_status(&site, "lettre", PERSON), "");
	op_site_close(&site);
}

/* One row a way in which a message may carry a token. */
static const struct way {
	const char *to;
	const char *subject;
	bool confirms;
	bool ends;
} ways[] = {
	{ "lettre+confirm-%s@example.org", "", true, false },
	{ "lettre+unsubscribe-%s@example.org", "", false, true },
	{ "lettre+stop-%s@example.org", "unsubscribe", false, true },
	{ "lettre+bounce-%s@example.org", "", false, false },
	{ "lettre+moderate-%s@example.org", "", false, false },
	{ "listes+confirm-%s@example.org", "", true, false },
	{ "ess-communs+confirm-%s@example.org", "", true, false },
	{ "ess-communs+stop-%s@example.org", "", false, true },
	{ SITE, "Re: [confirm %s]", true, false },
	{ SITE, "unsubscribe %s", false, true },
	{ "lettre+owner@example.org", "%s", false, false },
};

static const char *insert(
    struct op_site *site, const char *form, const char *token)
{
	const char *mark = strstr(form, "%s");

	if (mark == NULL)
		return form;
	return arena_printf(&site->arena, "%.*s%s%s", (int)(mark - form), form,
	    token, mark + 2);
}

/* The four subscriptions of two people on two lists, one letter for each. */
static const char *all(struct op_site *site)
{
	static const char *const lists[] = { "ess-communs", "lettre" };
	static const char *const people[] = { "a@example.net",
		"b@example.net" };
	const char *out = "";

	for (int i = 0; i < 4; i++) {
		const char *status =
		    threat_status(site, lists[i / 2], people[i % 2]);
		out = arena_printf(&site->arena, "%s%c", out,
		    status[0] == '\0' ? '-' : status[0]);
	}
	return out;
}

/*
 * A token for `purpose`, list and person, sent by Mallory, by the other
 * person and to the other list's addresses: it does what it was made for or
 * nothing, and never anything for somebody else.
 */
static void cross(
    enum token_purpose purpose, int list, int person, const struct way *way)
{
	static const char *const lists[] = { "ess-communs", "lettre" };
	static const char *const people[] = { "a@example.net",
		"b@example.net" };
	static const char *const senders[] = { MALLORY, "a@example.net",
		"b@example.net" };
	bool confirm = purpose == TOKEN_CONFIRM;
	bool works = confirm ? way->confirms : way->ends;

	for (int s = 0; s < 3; s++) {
		struct subscription sub;
		char token[TOKEN_SIZE];
		char want[] = "----";
		struct op_site site;
		op_site_open(&site);
		for (int i = 0; i < 4 && !confirm; i++) {
			sub = threat_member(&site, lists[i / 2], people[i % 2]);
			want[i] = 'a';
			if (i == list * 2 + person)
				personal_unsubscribe_token(&site.ctx,
				    conf_list(site.conf, lists[list]), &sub,
				    OP_NOW, token);
		}
		if (confirm)
			threat_request(&site, lists[list], people[person],
			    PENDING_SUBSCRIBE, token);
		(void)threat_deliver(&site, 1,
		    threat_mail(&site, senders[s],
			insert(&site, way->to, token),
			insert(&site, way->subject, token), ""));
		if (works)
			want[list * 2 + person] = confirm ? 'a' : 'l';
		if (strcmp(all(&site), want) != 0)
			fail_msg("%s of %s for %s to %s by %s: %s, want %s",
			    token_purpose_name(purpose), lists[list],
			    people[person], way->to, senders[s], all(&site),
			    want);
		op_site_close(&site);
	}
}

static void test_t4_matrix(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		for (int k = 0; k < 4; k++) {
			cross(TOKEN_CONFIRM, k / 2, k % 2, &ways[i]);
			cross(TOKEN_UNSUBSCRIBE, k / 2, k % 2, &ways[i]);
		}
}

/* Our own server says that it is forged, or no answer is wanted. */
static void test_t7_nobody_is_told(void **state)
{
	static const char *const fields[] = {
		"Authentication-Results: mx.example.org; dmarc=fail\r\n",
		"Precedence: junk\r\n",
	};
	static const char *const asks[] = { "aide", "subscribe lettre",
		"désabonnement lettre", "mes données", "numéro 1 lettre",
		"thèmes ?", "pause lettre", "digest lettre", "effacer",
		"opposition", "corriger nom Jeanne Martin", "bla bla",
		"who lettre", "Re: [confirm %s]" };

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(asks) / sizeof(asks[0]); i++) {
		char token[TOKEN_SIZE];
		struct op_site site;
		int64_t told;
		op_site_open(&site);
		site.ctx.authserv_id = "mx.example.org";
		threat_request(
		    &site, "lettre", PERSON, PENDING_SUBSCRIBE, token);
		op_must(
		    &site, db_exec(site.ctx.db,
			       "UPDATE pending SET state = 'used'", &site.err));
		(void)threat_member(&site, "lettre", PERSON);
		(void)threat_deliver(&site, 1,
		    arena_printf(&site.arena, "%s%s", fields[i % 2],
			threat_mail(&site, PERSON, SITE,
			    insert(&site, asks[i / 2], token), "")));
		op_must(&site, db_pragma(site.ctx.db,
				   "SELECT count(*) FROM delivery WHERE "
				   "address = '" PERSON "'",
				   &told, &site.err));
		if (told != 0)
			fail_msg("%s%s", fields[i % 2], asks[i / 2]);
		op_site_close(&site);
	}
}

static int count_statement(
    unsigned int event, void *ctx, void *statement, void *text)
{
	(void)event;
	(void)statement;
	(void)text;
	(*(size_t *)ctx)++;
	return 0;
}

/*
 * What tells a member from a stranger is one and the same question to the
 * database, and both get one mail: neither their number nor the work differs
 * for who looks from outside.
 */
static void test_t13_equal_work(void **state)
{
	static const char *const asks[] = { "subscribe lettre",
		"unsubscribe lettre", "aide", "help", "unsubscribe",
		"bonjour" };

	(void)state;
	for (size_t i = 0; i < sizeof(asks) / sizeof(asks[0]); i++) {
		size_t statements[2] = { 0 };
		int64_t mails[2];
		for (int member = 0; member < 2; member++) {
			struct inbound inbound;
			struct op_site site;
			const char *raw;
			op_site_open(&site);
			if (member == 1)
				(void)threat_member(&site, "lettre", PERSON);
			raw = threat_mail(&site, PERSON, SITE, asks[i], "");
			assert_int_equal(sqlite3_trace_v2(site.ctx.db->sql,
					     SQLITE_TRACE_STMT, count_statement,
					     &statements[member]),
			    SQLITE_OK);
			op_must(&site, inbound_look(&site.ctx, &site.arena,
					   str_c(raw), &inbound, &site.err));
			(void)sqlite3_trace_v2(site.ctx.db->sql, 0, NULL, NULL);
			(void)threat_deliver(&site, 1, raw);
			mails[member] = op_queued(&site);
			op_site_close(&site);
		}
		assert_true(statements[0] > 0);
		assert_int_equal(statements[0], statements[1]);
		assert_true(mails[0] > 0);
		assert_int_equal(mails[0], mails[1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_t1_one_victim_gets_one_mail),
		cmocka_unit_test(test_t1_many_victims_wait),
		cmocka_unit_test(test_t2_a_forged_token_is_unknown),
		cmocka_unit_test(test_t2_unknown_and_wrong_get_the_same),
		cmocka_unit_test(test_t3_a_token_works_once),
		cmocka_unit_test(test_t3_expired),
		cmocka_unit_test(test_t4_matrix),
		cmocka_unit_test(test_t7_nobody_is_told),
		cmocka_unit_test(test_t13_equal_work),
	};

	return cmocka_run_group_tests_name("threats", tests, NULL, NULL);
}
