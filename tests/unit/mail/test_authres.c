#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/authres.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define AR          "Authentication-Results: "
#define FROM        "From: A <a@example.org>\n"

struct row {
	const char *name;
	const char *header;
	enum authres want;
};

static enum authres verdict(
    struct arena *arena, const char *header, const char *id, char **text)
{
	struct message message;
	struct err err;
	char *raw = arena_printf(arena, "%s\nbody\n", header);

	assert_int_equal(
	    message_read(arena, str_c(raw), 100000, &message, &err), ERR_OK);
	return authres_read(arena, &message, id, text);
}

static void check(const struct row *rows, size_t n)
{
	struct arena arena = { 0 };

	for (size_t i = 0; i < n; i++) {
		char *text;
		if (verdict(&arena, rows[i].header, "mx.example.org", &text) !=
		    rows[i].want)
			fail_msg("%s", rows[i].name);
	}
	arena_free(&arena);
}

static void test_dmarc(void **state)
{
	static const struct row rows[] = {
		{ "pass", AR "mx.example.org; dmarc=pass\n" FROM,
		    AUTHRES_PASS },
		{ "case", AR "MX.Example.ORG; DMARC=Pass\n" FROM,
		    AUTHRES_PASS },
		{ "version", AR "mx.example.org 1; dmarc=pass\n" FROM,
		    AUTHRES_PASS },
		{ "quoted id", AR "\"mx.example.org\"; dmarc=pass\n" FROM,
		    AUTHRES_PASS },
		{ "comments",
		    AR "(x) mx.example.org (y (z)); (a) dmarc (b) = (c) pass "
		       "(p=none; dis=none)\n" FROM,
		    AUTHRES_PASS },
		{ "header.from",
		    AR
		    "mx.example.org; dmarc=pass header.from=example.org\n" FROM,
		    AUTHRES_PASS },
		{ "another header.from",
		    AR "mx.example.org; dmarc=pass header.from=evil.net\n" FROM,
		    AUTHRES_NONE },
		{ "folded",
		    AR "mx.example.org;\n\tspf=none;\n\tdmarc=pass\n" FROM,
		    AUTHRES_PASS },
		{ "fail", AR "mx.example.org; dmarc=fail\n" FROM,
		    AUTHRES_FAIL },
		{ "fail beats pass",
		    AR "mx.example.org; dkim=pass header.d=example.org; "
		       "dmarc=fail\n" FROM,
		    AUTHRES_FAIL },
		{ "none", AR "mx.example.org; none\n" FROM, AUTHRES_NONE },
		{ "dmarc none", AR "mx.example.org; dmarc=none\n" FROM,
		    AUTHRES_NONE },
		{ "another server", AR "mx.evil.net; dmarc=pass\n" FROM,
		    AUTHRES_NONE },
		{ "longer name",
		    AR "mx.example.org.evil.net; dmarc=pass\n" FROM,
		    AUTHRES_NONE },
		{ "only the topmost",
		    AR "mx.evil.net; none\n" AR
		       "mx.example.org; dmarc=pass\n" FROM,
		    AUTHRES_NONE },
		{ "the topmost says nothing",
		    AR "mx.example.org; none\n" AR
		       "mx.example.org; dmarc=pass\n" FROM,
		    AUTHRES_NONE },
		{ "in a comment",
		    AR "mx.example.org; none (; dmarc=pass)\n" FROM,
		    AUTHRES_NONE },
		{ "in a quoted string",
		    AR
		    "mx.example.org; spf=fail reason=\"x; dmarc=pass\"\n" FROM,
		    AUTHRES_NONE },
		{ "no field", FROM, AUTHRES_NONE },
		{ "empty", AR "\n" FROM, AUTHRES_NONE },
		{ "two From fields",
		    AR "mx.example.org; dmarc=pass\n" FROM "From: b@evil.net\n",
		    AUTHRES_NONE },
		{ "two people in From",
		    AR "mx.example.org; dmarc=pass\n"
		       "From: a@example.org, b@evil.net\n",
		    AUTHRES_NONE },
		{ "no From", AR "mx.example.org; dmarc=pass\n", AUTHRES_NONE },
	};

	(void)state;
	check(rows, COUNT(rows));
}

static void test_aligned(void **state)
{
	static const struct row rows[] = {
		{ "dkim d",
		    AR "mx.example.org; dkim=pass header.d=example.org\n" FROM,
		    AUTHRES_PASS },
		{ "dkim i",
		    AR "mx.example.org; dkim=pass header.i=@example.org\n" FROM,
		    AUTHRES_PASS },
		{ "dkim parent",
		    AR "mx.example.org; dkim=pass header.d=example.org\n"
		       "From: a@mail.example.org\n",
		    AUTHRES_PASS },
		{ "dkim child",
		    AR "mx.example.org; dkim=pass "
		       "header.d=mail.example.org\n" FROM,
		    AUTHRES_PASS },
		{ "dkim of another",
		    AR "mx.example.org; dkim=pass header.d=evil.net\n" FROM,
		    AUTHRES_NONE },
		{ "dkim of a look-alike",
		    AR
		    "mx.example.org; dkim=pass header.d=notexample.org\n" FROM,
		    AUTHRES_NONE },
		{ "dkim of a top-level domain",
		    AR "mx.example.org; dkim=pass header.d=org\n" FROM,
		    AUTHRES_NONE },
		{ "second signature",
		    AR "mx.example.org; dkim=pass header.d=evil.net; "
		       "dkim=pass header.d=example.org\n" FROM,
		    AUTHRES_PASS },
		{ "dkim fail",
		    AR "mx.example.org; dkim=fail header.d=example.org\n" FROM,
		    AUTHRES_NONE },
		{ "spf",
		    AR "mx.example.org; spf=pass "
		       "smtp.mailfrom=bounce@example.org\n" FROM,
		    AUTHRES_PASS },
		{ "spf domain",
		    AR
		    "mx.example.org; spf=pass smtp.mailfrom=Example.ORG\n" FROM,
		    AUTHRES_PASS },
		{ "spf of another",
		    AR "mx.example.org; spf=pass smtp.mailfrom=evil.net\n" FROM,
		    AUTHRES_NONE },
		{ "spf helo",
		    AR "mx.example.org; spf=pass smtp.helo=example.org\n" FROM,
		    AUTHRES_NONE },
		{ "spf pass, dmarc fail",
		    AR "mx.example.org; spf=pass smtp.mailfrom=evil.net; "
		       "dmarc=fail header.from=example.org\n" FROM,
		    AUTHRES_FAIL },
		{ "international domain",
		    AR "mx.example.org; dkim=pass "
		       "header.d=xn--bcher-kva.example\n"
		       "From: a@b\xc3\xbc"
		       "cher.example\n",
		    AUTHRES_PASS },
	};

	(void)state;
	check(rows, COUNT(rows));
}

static void test_text(void **state)
{
	struct arena arena = { 0 };
	char *text;

	(void)state;
	(void)verdict(&arena, AR "mx.example.org;\n dmarc=pass\n" FROM,
	    "mx.example.org", &text);
	assert_string_equal(text, "mx.example.org; dmarc=pass");
	(void)verdict(
	    &arena, AR "evil.net; dmarc=pass\n" FROM, "mx.example.org", &text);
	assert_string_equal(text, "");
	assert_int_equal(verdict(&arena, AR "mx.example.org; dmarc=pass\n" FROM,
			     NULL, &text),
	    AUTHRES_NONE);
	assert_int_equal(
	    verdict(&arena, AR "; dmarc=pass\n" FROM, "", &text), AUTHRES_NONE);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dmarc),
		cmocka_unit_test(test_aligned),
		cmocka_unit_test(test_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
