/* What the words of mail servers mean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "verdict_rows.h"

#define COUNT (sizeof(verdict_rows) / sizeof(verdict_rows[0]))

static enum verdict ask(
    int stage, int code, const char *enhanced, const char *text)
{
	const struct verdict_reply reply = {
		.stage = (enum verdict_stage)stage,
		.code = code,
		.enhanced = enhanced,
		.text = text,
		.domain = str_c("example.net"),
	};

	return verdict_of(&reply);
}

static void what_servers_say(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		enum verdict got =
		    ask(verdict_rows[i].stage, verdict_rows[i].code,
			verdict_rows[i].enhanced, verdict_rows[i].text);
		if (got == verdict_rows[i].want)
			continue;
		wrong++;
		print_error("%d %s %s: %s, not %s\n", verdict_rows[i].code,
		    verdict_rows[i].enhanced, verdict_rows[i].text,
		    verdict_name(got), verdict_name(verdict_rows[i].want));
	}
	assert_int_equal(wrong, 0);
}

/* Letter case and blanks are a matter of taste. */
static void shouted(void **state)
{
	(void)state;
	assert_int_equal(ask(M, 451, "", "RATE   LIMIT"), VERDICT_RELAY);
	assert_int_equal(ask(R, 450, "", "GreyListed"), VERDICT_LATER);
}

/* Every code at every stage has a verdict, whatever is said with it. */
static void anything(void **state)
{
	static const char *const enhanced[] = { "", "4", "5.", "5.1", "9.9.999",
		"5.7.1", "4.2.0" };
	char text[2000];

	(void)state;
	srand(1);
	for (int i = 0; i < 2000; i++) {
		size_t n = (size_t)rand() % (sizeof(text) - 1);
		int code = rand() % 1000;
		enum verdict got;
		for (size_t k = 0; k < n; k++)
			text[k] = (char)(' ' + rand() % 95);
		text[n] = '\0';
		got = ask(
		    1 << rand() % 4, code, enhanced[(size_t)rand() % 7], text);
		assert_true(got < VERDICT__MAX);
		assert_int_equal(got == VERDICT_NONE, code < 400);
	}
}

static void names(void **state)
{
	(void)state;
	for (int i = 0; i < VERDICT__MAX; i++) {
		const char *name = verdict_name((enum verdict)i);
		assert_int_equal(verdict_parse(name), i);
		assert_int_equal(verdict_words((enum verdict)i)[0] == '\0',
		    i == VERDICT_NONE);
	}
	assert_int_equal(verdict_parse("nonsense"), VERDICT_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_servers_say),
		cmocka_unit_test(shouted),
		cmocka_unit_test(anything),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
