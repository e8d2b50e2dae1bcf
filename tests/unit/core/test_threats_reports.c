/* Delivery reports that are forged, or come again and again: threat T22. */
#include "threat_support.h"

#include "core/attribute.h"
#include "store/bounce.h"
#include "store/handle.h"

#define PERSON "p@example.net"
#define SITE   "listes@example.org"

/* A mail of a mailing that left; its token. */
static void sent_mail(
    struct op_site *site, const struct subscription *sub, char text[TOKEN_SIZE])
{
	const struct token token = { .purpose = TOKEN_BOUNCE,
		.row = 1,
		.expires = OP_NOW + 90 * (int64_t)CLOCK_DAY };

	op_must(site,
	    db_exec(site->ctx.db,
		arena_printf(&site->arena,
		    "INSERT INTO mailing (id, list, kind, state, priority, "
		    "subject, envelope, created) VALUES (1, %lld, "
		    "'newsletter', 'done', 5, 'x', 'verp', %d);"
		    "INSERT INTO delivery (id, mailing, subscription, address, "
		    "variant, state, due, settled) VALUES (1, 1, %lld, '%s', "
		    "'fr', 'sent', 0, %d)",
		    (long long)sub->list, OP_NOW, (long long)sub->id,
		    sub->address, OP_NOW),
		&site->err));
	ctx_token(&site->ctx, &token, "lettre", sub->address, text);
}

/* A report that a forger, or a server gone mad, makes up anew each time. */
static const char *bounce_mail(
    struct op_site *site, const char *to, const char *returned, uint32_t number)
{
	return arena_printf(&site->arena,
	    "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.com\r\n"
	    "To: %s\r\nSubject: Undelivered Mail\r\n"
	    "Message-ID: <%u@mx.example.com>\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: multipart/report; report-type=delivery-status; "
	    "boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
	    "No.\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n"
	    "\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
	    "Final-Recipient: rfc822; " PERSON "\r\nAction: failed\r\n"
	    "Status: 5.1.1\r\n\r\n--b\r\n"
	    "Content-Type: text/rfc822-headers\r\n\r\n%s\r\n\r\n--b--\r\n",
	    to, number, returned);
}

static const char *signed_address(struct op_site *site, const char *token)
{
	return arena_printf(
	    &site->arena, "lettre+bounce-%s@example.org", token);
}

/* For three weeks, also to an address that proves nothing: one failure. */
static void test_t22_a_report_counts_once(void **state)
{
	struct op_site site;
	struct subscription sub;
	struct failing failing;
	struct bounce *rows;
	size_t count;
	char token[TOKEN_SIZE];
	const char *to;

	(void)state;
	op_site_open(&site);
	sub = threat_member(&site, "lettre", PERSON);
	sent_mail(&site, &sub, token);
	to = signed_address(&site, token);
	for (uint32_t i = 0; i < 1000; i++) {
		struct decision decision;
		clock_pretend(OP_NOW + i * (int64_t)CLOCK_HOUR / 2);
		decision = threat_deliver(&site, i + 1,
		    bounce_mail(&site, i % 2 == 0 ? to : SITE, "", i));
		assert_int_equal(decision.action, ACTION_RECORD);
	}
	op_must(&site,
	    failing_get(site.ctx.db, sub.subscriber, &failing, &site.err));
	assert_int_equal(failing.score, 1);
	op_must(&site, bounce_list(site.ctx.db, &site.arena, sub.subscriber, 9,
			   &rows, &count, &site.err));
	assert_int_equal(count, 1);
	assert_string_equal(threat_status(&site, "lettre", PERSON), "active");
	assert_int_equal(op_queued(&site), 0);
	op_site_close(&site);
}

/* Nobody can have returned a mail that did not leave, or left long ago. */
static void test_t22_what_cannot_have_come_back(void **state)
{
	static const struct {
		const char *change;
		enum attribution how;
		int64_t score;
	} rows[] = {
		{ "UPDATE delivery SET state = 'queued'", ATTRIBUTION_UNSENT,
		    0 },
		{ "UPDATE delivery SET state = 'failed'", ATTRIBUTION_UNSENT,
		    0 },
		{ "UPDATE delivery SET state = 'uncertain', doubts = 1",
		    ATTRIBUTION_ADDRESS, 1 },
		{ "UPDATE delivery SET settled = settled - 30 * 86400",
		    ATTRIBUTION_ADDRESS, 1 },
		{ "UPDATE delivery SET settled = settled - 30 * 86400 - 1",
		    ATTRIBUTION_OLD, 0 },
		{ "DELETE FROM delivery", ATTRIBUTION_FORGED, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct op_site site;
		struct subscription sub;
		struct inbound in;
		struct failing failing;
		char token[TOKEN_SIZE];
		const char *raw;
		op_site_open(&site);
		sub = threat_member(&site, "lettre", PERSON);
		sent_mail(&site, &sub, token);
		raw = bounce_mail(&site, signed_address(&site, token), "", 1);
		op_must(&site, db_exec(site.ctx.db, rows[i].change, &site.err));
		op_must(&site, inbound_look(&site.ctx, &site.arena, str_c(raw),
				   &in, &site.err));
		assert_int_equal(in.attributed.how, rows[i].how);
		(void)threat_deliver(&site, 1, raw);
		op_must(&site, failing_get(site.ctx.db, sub.subscriber,
				   &failing, &site.err));
		assert_int_equal(failing.score, rows[i].score);
		op_site_close(&site);
	}
}

/* Of several strangers whom a report names, nobody knows which is theirs. */
static void test_t22_the_mildest_word(void **state)
{
	static const char *const orders[][2] = {
		{ "failed", "delayed" },
		{ "delayed", "failed" },
		{ "failed", "failed" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		struct op_site site;
		struct subscription sub;
		struct failing failing;
		char token[TOKEN_SIZE];
		const char *text;
		op_site_open(&site);
		sub = threat_member(&site, "lettre", PERSON);
		sent_mail(&site, &sub, token);
		text = arena_printf(&site.arena,
		    "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.com\r\n"
		    "To: %s\r\nMIME-Version: 1.0\r\nContent-Type: "
		    "multipart/report; report-type=delivery-status; "
		    "boundary=b\r\n\r\n--b\r\n"
		    "Content-Type: message/delivery-status\r\n\r\n"
		    "Reporting-MTA: dns; mx.example.com\r\n\r\n"
		    "Final-Recipient: rfc822; x@example.com\r\n"
		    "Action: %s\r\nStatus: 5.1.1\r\n\r\n"
		    "Final-Recipient: rfc822; y@example.com\r\n"
		    "Action: %s\r\nStatus: 5.1.1\r\n\r\n--b--\r\n",
		    signed_address(&site, token), orders[i][0], orders[i][1]);
		(void)threat_deliver(&site, 1, text);
		op_must(&site, failing_get(site.ctx.db, sub.subscriber,
				   &failing, &site.err));
		assert_int_equal(failing.score, i == 2 ? 1 : 0);
		op_site_close(&site);
	}
}

/* Their address failed; this mail asked whether it works. */
static void suspend(
    struct op_site *site, const struct subscription *sub, int probe)
{
	op_must(site,
	    db_exec(site->ctx.db,
		arena_printf(&site->arena,
		    "UPDATE subscription SET status = 'suspended';"
		    "INSERT INTO bounced SELECT id FROM subscription;"
		    "INSERT INTO failing VALUES (%lld, 3, %d, 'probed', %d, "
		    "%d, %d)",
		    (long long)sub->subscriber, OP_NOW, OP_NOW,
		    OP_NOW + CLOCK_DAY, probe),
		&site->err));
}

/* Who is suspended and writes is helped back; a forger or a machine is not. */
static void test_who_is_helped_back(void **state)
{
	static const struct {
		const char *field;
		const char *status;
		int64_t asked;
	} rows[] = {
		{ "", "suspended", 1 },
		{ "Authentication-Results: mx.example.org; dmarc=pass\r\n",
		    "active", 1 },
		{ "Authentication-Results: mx.example.org; dmarc=fail\r\n",
		    "suspended", 0 },
		{ "Auto-Submitted: auto-replied\r\n", "suspended", 0 },
		{ "Auto-Submitted: auto-replied\r\nAuthentication-Results: "
		  "mx.example.org; dmarc=pass\r\n",
		    "suspended", 0 },
		{ "Precedence: junk\r\n", "suspended", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct op_site site;
		struct subscription sub;
		int64_t mails;
		op_site_open(&site);
		site.ctx.authserv_id = "mx.example.org";
		sub = threat_member(&site, "lettre", PERSON);
		suspend(&site, &sub, 1);
		(void)threat_deliver(&site, 1,
		    arena_printf(&site.arena, "%s%s", rows[i].field,
			threat_mail(&site, PERSON, "lettre+owner@example.org",
			    "Bonjour", "Quelle heure ?")));
		op_must(&site, db_pragma(site.ctx.db,
				   "SELECT count(*) FROM delivery WHERE "
				   "address = '" PERSON "'",
				   &mails, &site.err));
		if (mails != rows[i].asked ||
		    strcmp(threat_status(&site, "lettre", PERSON),
			rows[i].status) != 0)
			fail_msg(
			    "%s: %lld mails", rows[i].field, (long long)mails);
		op_site_close(&site);
	}
}

/* An answer to another mail than the probe is no answer to the probe. */
static void test_an_old_token_brings_nobody_back(void **state)
{
	(void)state;
	for (int probe = 1; probe <= 2; probe++) {
		struct op_site site;
		struct subscription sub;
		char token[TOKEN_SIZE];
		op_site_open(&site);
		sub = threat_member(&site, "lettre", PERSON);
		sent_mail(&site, &sub, token);
		suspend(&site, &sub, probe);
		(void)threat_deliver(&site, 1,
		    arena_printf(&site.arena,
			"In-Reply-To: <bounce.%s@example.org>\r\n%s", token,
			threat_mail(&site, PERSON, SITE, "Re: x", "oui")));
		assert_string_equal(threat_status(&site, "lettre", PERSON),
		    probe == 1 ? "active" : "suspended");
		op_site_close(&site);
	}
}

/* What is returned proves something where a good token is in it. */
static void test_t22_returned_fields(void **state)
{
	static const struct {
		const char *field;
		bool forged;
		enum attribution how;
	} rows[] = {
		{ "Message-ID: <bounce.%s@example.org>", false,
		    ATTRIBUTION_ID },
		{ "Message-ID: <bounce.%s@example.org>", true,
		    ATTRIBUTION_FORGED },
		{ "Return-Path: <lettre+bounce-%s@example.org>", false,
		    ATTRIBUTION_HEADER },
		{ "Return-Path: <lettre+bounce-%s@example.org>", true,
		    ATTRIBUTION_FORGED },
		{ "Subject: %s", false, ATTRIBUTION_NONE },
		{ "References: <bounce.%s@example.org>", false,
		    ATTRIBUTION_NONE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct op_site site;
		struct subscription sub;
		struct inbound in;
		struct failing failing;
		char token[TOKEN_SIZE];
		const char *mark = strstr(rows[i].field, "%s");
		const char *raw;
		op_site_open(&site);
		sub = threat_member(&site, "lettre", PERSON);
		sent_mail(&site, &sub, token);
		if (rows[i].forged)
			token[TOKEN_LENGTH - 1] =
			    token[TOKEN_LENGTH - 1] == 'a' ? 'b' : 'a';
		raw = bounce_mail(&site, SITE,
		    arena_printf(&site.arena, "%.*s%s%s",
			(int)(mark - rows[i].field), rows[i].field, token,
			mark + 2),
		    1);
		op_must(&site, inbound_look(&site.ctx, &site.arena, str_c(raw),
				   &in, &site.err));
		assert_int_equal(in.attributed.how, rows[i].how);
		(void)threat_deliver(&site, 1, raw);
		op_must(&site, failing_get(site.ctx.db, sub.subscriber,
				   &failing, &site.err));
		assert_int_equal(
		    failing.score, attribution_holds(rows[i].how) ? 1 : 0);
		op_site_close(&site);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_t22_a_report_counts_once),
		cmocka_unit_test(test_t22_what_cannot_have_come_back),
		cmocka_unit_test(test_t22_returned_fields),
		cmocka_unit_test(test_t22_the_mildest_word),
		cmocka_unit_test(test_who_is_helped_back),
		cmocka_unit_test(test_an_old_token_brings_nobody_back),
	};

	return cmocka_run_group_tests_name(
	    "threats of reports", tests, NULL, NULL);
}
