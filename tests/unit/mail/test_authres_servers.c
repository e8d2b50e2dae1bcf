/*
 * Authentication-Results as mail servers write it (threat T7): what ours says
 * counts, what anybody else made up does not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mail/authres.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define FROM        "From: A <a@example.org>\n"
#define RECEIVED    "Received: from x by y; Mon, 3 Aug 2026 10:00:00 +0200\n"
#define AR          "Authentication-Results: "

static enum authres verdict(const char *header, const char *id)
{
	struct arena arena = { 0 };
	struct message message;
	enum authres got;
	struct err err;
	char *text;
	char *raw = arena_printf(&arena, "%s\nbody\n", header);

	assert_int_equal(
	    message_read(&arena, str_c(raw), 100000, &message, &err), ERR_OK);
	got = authres_read(&arena, &message, id, &text);
	arena_free(&arena);
	return got;
}

struct row {
	const char *server;
	const char *id;
	const char *header;
	enum authres want;
};

/* clang-format off */
static const struct row rows[] = {
	{ "Postfix with OpenDMARC", "mx.example.com",
	    "Return-Path: <a@example.org>\n"
	    AR "mx.example.com; dmarc=pass (p=quarantine dis=none) "
	    "header.from=example.org\n"
	    AR "mx.example.com;\n\tdkim=pass (2048-bit key; unprotected) "
	    "header.d=example.org header.i=@example.org header.b=\"aB+/c\"\n"
	    RECEIVED FROM, AUTHRES_PASS },
	{ "OpenDKIM on top, OpenDMARC below", "mx.example.com",
	    AR "mx.example.com;\n\tdkim=none\n"
	    AR "mx.example.com; dmarc=pass header.from=example.org\n"
	    RECEIVED FROM, AUTHRES_PASS },
	{ "OpenDMARC fails, OpenDKIM passes", "mx.example.com",
	    AR "mx.example.com;\n\tdkim=pass header.d=example.org\n"
	    AR "mx.example.com; dmarc=fail header.from=example.org\n"
	    RECEIVED FROM, AUTHRES_FAIL },
	{ "below the first Received field", "mx.example.com",
	    AR "mx.example.com;\n\tdkim=none\n" RECEIVED
	    AR "mx.example.com; dmarc=pass header.from=example.org\n" FROM,
	    AUTHRES_NONE },
	{ "without any Received field", "mx.example.com",
	    AR "mx.example.com;\n\tdkim=none\n"
	    AR "mx.example.com; dmarc=pass header.from=example.org\n" FROM,
	    AUTHRES_NONE },
	{ "another server's above ours", "mx.example.com",
	    AR "filter.example.net; dmarc=fail header.from=example.org\n"
	    AR "mx.example.com; dmarc=pass header.from=example.org\n"
	    RECEIVED FROM, AUTHRES_PASS },
	{ "only below what another server received", "mx.example.com",
	    RECEIVED AR "mx.example.com; dkim=pass header.d=example.org\n"
	    RECEIVED FROM, AUTHRES_PASS },
	{ "rspamd", "mail.example.com",
	    AR "mail.example.com;\n\tdkim=pass header.d=example.org "
	    "header.s=2026 header.b=AbCd;\n\tdmarc=pass (policy=reject) "
	    "header.from=example.org;\n\tspf=pass (mail.example.com: domain "
	    "of a@example.org designates 192.0.2.1 as permitted sender) "
	    "smtp.mailfrom=a@example.org\n" RECEIVED FROM, AUTHRES_PASS },
	{ "rspamd, no policy", "mail.example.com",
	    AR "mail.example.com;\n\tdkim=none;\n\tdmarc=none;\n\tspf=softfail "
	    "(mail.example.com: 192.0.2.1 is neither permitted nor denied by "
	    "domain of a@example.org) smtp.mailfrom=a@example.org\n"
	    RECEIVED FROM, AUTHRES_NONE },
	{ "Gmail", "mx.google.com",
	    "Delivered-To: x@gmail.com\n" RECEIVED
	    "X-Received: by 2002:a17\nReturn-Path: <a@example.org>\n" RECEIVED
	    "Received-SPF: pass (google.com: domain)\n"
	    AR "mx.google.com;\n       dkim=pass header.i=@example.org "
	    "header.s=20230601 header.b=abcd1234;\n       spf=pass "
	    "(google.com: domain of a@example.org designates 192.0.2.1 as "
	    "permitted sender) smtp.mailfrom=a@example.org;\n       "
	    "dmarc=pass (p=REJECT sp=REJECT dis=NONE) "
	    "header.from=example.org;\n       dara=pass "
	    "header.i=@gmail.com\n" FROM, AUTHRES_PASS },
	{ "Gmail, forged", "mx.google.com",
	    RECEIVED AR "mx.google.com;\n       spf=pass (google.com: domain "
	    "of x@evil.net designates 192.0.2.1 as permitted sender) "
	    "smtp.mailfrom=x@evil.net;\n       dmarc=fail (p=NONE sp=NONE "
	    "dis=NONE) header.from=example.org\n" FROM, AUTHRES_FAIL },
	{ "Gmail, what an earlier hop said", "mx.google.com",
	    "ARC-Authentication-Results: i=1; mx.google.com; dmarc=pass "
	    "header.from=example.org\n"
	    AR "mx.google.com; spf=none smtp.mailfrom=x@evil.net\n"
	    RECEIVED FROM, AUTHRES_NONE },
	/* It signs its field with no name, so nobody can know it as ours. */
	{ "Exchange Online", "mx.example.com",
	    AR "spf=pass (sender IP is 192.0.2.1)\n "
	    "smtp.mailfrom=example.org; dkim=pass (signature was verified)\n "
	    "header.d=example.org;dmarc=pass action=none\n "
	    "header.from=example.org;compauth=pass reason=100\n"
	    RECEIVED FROM, AUTHRES_NONE },
	{ "Outlook.com with its name", "mx.microsoft.com",
	    AR "mx.microsoft.com 1; spf=pass smtp.mailfrom=example.org; "
	    "dmarc=pass action=none header.from=example.org; dkim=pass "
	    "header.d=example.org; arc=none\n" RECEIVED FROM, AUTHRES_PASS },
	{ "Exchange's best guess", "mx.microsoft.com",
	    AR "mx.microsoft.com; spf=none smtp.mailfrom=evil.net; "
	    "dmarc=bestguesspass action=none header.from=example.org; "
	    "compauth=pass reason=109\n" RECEIVED FROM, AUTHRES_NONE },
	{ "OVH", "vr1.mail.ovh.net",
	    AR "vr1.mail.ovh.net; dkim=pass (1024-bit key; unprotected) "
	    "header.d=example.org header.i=@example.org header.b=\"abc\"; "
	    "dkim-atps=neutral\n" RECEIVED FROM, AUTHRES_PASS },
	{ "Gandi", "spool.mail.gandi.net",
	    AR "spool.mail.gandi.net; dkim=pass header.d=example.org "
	    "header.s=s1 header.b=\"ab/cd\"; dmarc=pass (policy=none) "
	    "header.from=example.org; spf=pass (spool.mail.gandi.net: domain "
	    "of a@example.org designates 192.0.2.1 as permitted sender) "
	    "smtp.mailfrom=a@example.org\n" RECEIVED FROM, AUTHRES_PASS },
	{ "Infomaniak", "mx.infomaniak.com",
	    AR "mx.infomaniak.com;\n\tdmarc=pass (p=none dis=none) "
	    "header.from=example.org;\n\tspf=pass smtp.mailfrom=example.org\n"
	    RECEIVED FROM, AUTHRES_PASS },
	{ "Zimbra", "zimbra.example.com",
	    RECEIVED AR "zimbra.example.com (amavisd-new);\n\tdkim=pass "
	    "(2048-bit key) header.d=example.org\n" RECEIVED FROM,
	    AUTHRES_PASS },
	{ "amavis, another's signature", "zimbra.example.com",
	    RECEIVED AR "zimbra.example.com (amavisd-new);\n\tdkim=pass "
	    "(2048-bit key) header.d=evil.net\n" RECEIVED FROM, AUTHRES_NONE },
	{ "Dovecot alone", "mx.example.com",
	    "Return-Path: <a@example.org>\nDelivered-To: x@example.com\n"
	    RECEIVED FROM, AUTHRES_NONE },
	{ "Fastmail", "mx1.messagingengine.com",
	    AR "mx1.messagingengine.com;\n    bimi=skipped (DMARC did not "
	    "pass);\n    x-csa=none;\n    x-me-sender=none;\n    dkim=pass "
	    "(2048-bit rsa key sha256) header.d=example.org "
	    "header.i=@example.org header.b=ab header.a=rsa-sha256 "
	    "header.s=s x-bits=2048;\n    dmarc=pass policy.published-domain-"
	    "policy=none policy.applied-disposition=none "
	    "policy.evaluated-disposition=none (p=none,d=none,d.eval=none) "
	    "policy.policy-from=p header.from=example.org;\n    iprev=pass "
	    "smtp.remote-ip=192.0.2.1 (mx.example.org);\n    spf=pass "
	    "smtp.mailfrom=a@example.org smtp.helo=mx.example.org\n"
	    RECEIVED FROM, AUTHRES_PASS },
	{ "Fastmail, nothing known", "mx1.messagingengine.com",
	    AR "mx1.messagingengine.com; x-me-sender=pass; iprev=pass; "
	    "x-aligned-from=pass; bimi=pass header.d=example.org; "
	    "arc=pass\n" RECEIVED FROM, AUTHRES_NONE },
	{ "iCloud, a name for each method", "dmarc.icloud.com",
	    AR "bimi.icloud.com; bimi=none\n"
	    AR "dmarc.icloud.com; dmarc=pass header.from=example.org\n"
	    AR "dkim-verifier.icloud.com;\n\tdkim=pass (2048-bit key) "
	    "header.d=example.org\n"
	    AR "spf.icloud.com; spf=pass (spf.icloud.com: domain of "
	    "a@example.org designates 192.0.2.1 as permitted sender) "
	    "smtp.mailfrom=a@example.org\n" RECEIVED FROM, AUTHRES_PASS },
	{ "iCloud, below its own hops", "dmarc.icloud.com",
	    RECEIVED AR "bimi.icloud.com; bimi=none\n"
	    AR "dmarc.icloud.com; dmarc=pass header.from=example.org\n"
	    RECEIVED FROM, AUTHRES_NONE },
	{ "Yahoo", "atlas-production.v2-mail-prod1-gq1.omega.yahoo.com",
	    AR "atlas-production.v2-mail-prod1-gq1.omega.yahoo.com;\n dkim="
	    "pass header.i=@example.org header.s=s;\n spf=pass "
	    "smtp.mailfrom=example.org;\n dmarc=pass(p=REJECT) "
	    "header.from=example.org;\n" RECEIVED FROM, AUTHRES_PASS },
	{ "Yahoo, unknown", "atlas1.yahoo.com",
	    AR "atlas1.yahoo.com; dkim=unknown; spf=none "
	    "smtp.mailfrom=example.org; dmarc=unknown "
	    "header.from=example.org;\n" RECEIVED FROM, AUTHRES_NONE },
	{ "Exim", "mx.example.com",
	    AR "mx.example.com;\n\tiprev=pass (mx.example.org) "
	    "smtp.remote-ip=192.0.2.1;\n\tauth=pass (PLAIN) "
	    "smtp.auth=a@example.org\n" RECEIVED FROM, AUTHRES_NONE },
	{ "policyd-spf", "mx.example.com",
	    AR "mx.example.com; spf=pass (mailfrom) "
	    "smtp.mailfrom=example.org (client-ip=192.0.2.1; "
	    "helo=mx.example.org; envelope-from=a@example.org; "
	    "receiver=<UNKNOWN>)\n" RECEIVED FROM, AUTHRES_PASS },
	/* The letter of RFC 8601 */
	{ "version", "mx.example.com",
	    AR "mx.example.com 1 (x); dmarc=pass\n" FROM, AUTHRES_PASS },
	{ "another version", "mx.example.com",
	    AR "mx.example.com 2; dmarc=pass\n" FROM, AUTHRES_NONE },
	{ "two names", "mx.example.com",
	    AR "mx.example.com evil.net; dmarc=pass\n" FROM, AUTHRES_NONE },
	{ "version and more", "mx.example.com",
	    AR "mx.example.com 1 x; dmarc=pass\n" FROM, AUTHRES_NONE },
	{ "no semicolon", "mx.example.com",
	    AR "mx.example.com dmarc=pass\n" FROM, AUTHRES_NONE },
	{ "method version", "mx.example.com",
	    AR "mx.example.com; dkim/1=pass header.d=example.org\n" FROM,
	    AUTHRES_PASS },
	{ "another method version", "mx.example.com",
	    AR "mx.example.com; dkim/2=pass header.d=example.org\n" FROM,
	    AUTHRES_NONE },
	{ "longer method", "mx.example.com",
	    AR "mx.example.com; x-dmarc=pass; dmarc-x=pass\n" FROM,
	    AUTHRES_NONE },
	{ "longer result", "mx.example.com",
	    AR "mx.example.com; dmarc=passed\n" FROM, AUTHRES_NONE },
	{ "blanks before the colon", "mx.example.com",
	    "Authentication-Results : mx.example.com; dmarc=pass\n" FROM,
	    AUTHRES_PASS },
	{ "a comment that does not end", "mx.example.com",
	    AR "mx.example.com; dmarc=pass (x; dkim=none\n" FROM,
	    AUTHRES_NONE },
	{ "a string that does not end", "mx.example.com",
	    AR "mx.example.com; dmarc=pass reason=\"x\n" FROM, AUTHRES_NONE },
	{ "out of a comment", "mx.example.com",
	    AR "mx.example.com; spf=none (domain of \"x) ; dmarc=pass "
	    "(y\"@evil.net)\n" FROM, AUTHRES_NONE },
	{ "one bracket too many", "mx.example.com",
	    AR "mx.example.com; spf=none (x) ); dmarc=pass\n" FROM,
	    AUTHRES_NONE },
	{ "fail holds in a torn field, too", "mx.example.com",
	    AR "mx.example.com; spf=none (x) ); dmarc=fail\n" FROM,
	    AUTHRES_FAIL },
};
/* clang-format on */

static void test_t7_servers(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (verdict(rows[i].header, rows[i].id) != rows[i].want)
			fail_msg("%s", rows[i].server);
}

/* A small generator of our own, so that a failure can be had again. */
static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525U + 1013904223U;
	return *seed >> 8;
}

static size_t rounds(void)
{
	return getenv("LIAISON_LONG") != NULL ? 2000000 : 20000;
}

/* One character goes, comes or changes place. */
static void edit(char *text, size_t size, uint32_t *seed)
{
	static const char signs[] = ";()\"\\= \t/.@,:<>1";
	size_t n = strlen(text);
	size_t at = next(seed) % n;

	switch (next(seed) % 3) {
	case 0:
		memmove(text + at, text + at + 1, n - at);
		break;
	case 1:
		if (n + 2 > size)
			break;
		memmove(text + at + 1, text + at, n - at + 1);
		text[at] = signs[next(seed) % (sizeof(signs) - 1)];
		break;
	default:
		text[at] = signs[next(seed) % (sizeof(signs) - 1)];
		break;
	}
}

static void test_t7_edits_never_make_a_pass(void **state)
{
	static const char *const bases[] = {
		"mx.example.com; none",
		"mx.example.com; dkim=pass header.d=evil.net; spf=pass "
		"smtp.mailfrom=x@evil.net; dmarc=fail header.from=example.org",
		"mx.example.com; spf=pass (x of y@evil.net) "
		"smtp.mailfrom=y@evil.net; dkim=none; dmarc=none",
		"mx.evil.net; dmarc=fail header.from=example.org",
		"mx.example.com; dmarc=fail reason=\"no dkim=pass header.d=\"",
	};
	uint32_t seed = 2026;
	char field[300];
	char header[400];

	(void)state;
	for (size_t i = 0; i < rounds(); i++) {
		size_t edits = 1 + next(&seed) % 4;
		(void)snprintf(
		    field, sizeof(field), "%s", bases[i % COUNT(bases)]);
		for (size_t k = 0; k < edits; k++)
			edit(field, sizeof(field), &seed);
		(void)snprintf(header, sizeof(header), AR "%s\n" FROM, field);
		if (verdict(header, "mx.example.com") == AUTHRES_PASS)
			fail_msg("round %zu: %s", i, field);
	}
}

/* A sender chooses the quoted local part that servers write down. */
static void test_t7_a_senders_name_never_makes_a_pass(void **state)
{
	static const char *const pieces[] = { ")", "(", ";", " dmarc=pass",
		" dkim=pass", " header.d=example.org",
		" header.from=example.org", " spf=pass",
		" smtp.mailfrom=example.org", "\\\\", "\\\"", "mx.example.com;",
		"=", " ", "x" };
	static const char *const forms[][3] = {
		{ AR "mx.example.com; spf=pass (mx: domain of \"",
		    "\"@evil.net designates 192.0.2.1) smtp.mailfrom=\"",
		    "\"@evil.net\n" FROM },
		{ AR "mx.example.com; spf=none smtp.mailfrom=\"",
		    "\"@evil.net; dkim=none reason=\"", "\"\n" FROM },
	};
	uint32_t seed = 8601;
	char name[600];
	char header[1600];

	(void)state;
	for (size_t i = 0; i < rounds(); i++) {
		size_t n = 1 + next(&seed) % 8;
		name[0] = '\0';
		for (size_t k = 0; k < n; k++)
			(void)snprintf(name + strlen(name),
			    sizeof(name) - strlen(name), "%s",
			    pieces[next(&seed) % COUNT(pieces)]);
		(void)snprintf(header, sizeof(header), "%s%s%s%s%s",
		    forms[i % 2][0], name, forms[i % 2][1], name,
		    forms[i % 2][2]);
		if (verdict(header, "mx.example.com") == AUTHRES_PASS)
			fail_msg("round %zu: %s", i, name);
	}
}

/* What a sender puts into the header stands below what our server writes. */
static void test_t7_forged_fields_never_count(void **state)
{
	static const char *const ours[] = {
		AR "mx.example.com; none\n" RECEIVED,
		AR "mx.example.com; spf=none\n" AR
		   "mx.example.com; dkim=none\n" RECEIVED,
		RECEIVED AR "mx.example.com; dmarc=none\n",
		RECEIVED AR "mx.example.com; dmarc=fail\n",
	};
	static const char *const theirs[] = {
		AR "mx.example.com; dmarc=pass\n", RECEIVED, "Subject: x\n",
		"X-Y: z\n",
		AR "mx.example.com 1; dkim=pass header.d=example.org\n",
		"authentication-results: MX.EXAMPLE.COM; dmarc=pass\n",
		"ARC-Authentication-Results: i=1; mx.example.com; dmarc=pass\n"
	};
	uint32_t seed = 7;
	char header[2000];

	(void)state;
	for (size_t i = 0; i < rounds() / 10; i++) {
		(void)snprintf(
		    header, sizeof(header), "%s", ours[i % COUNT(ours)]);
		for (size_t k = 1 + next(&seed) % 6; k > 0; k--)
			(void)snprintf(header + strlen(header),
			    sizeof(header) - strlen(header), "%s",
			    theirs[next(&seed) % COUNT(theirs)]);
		(void)snprintf(header + strlen(header),
		    sizeof(header) - strlen(header), FROM);
		if (verdict(header, "mx.example.com") == AUTHRES_PASS)
			fail_msg("%s", header);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_t7_servers),
		cmocka_unit_test(test_t7_edits_never_make_a_pass),
		cmocka_unit_test(test_t7_a_senders_name_never_makes_a_pass),
		cmocka_unit_test(test_t7_forged_fields_never_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
