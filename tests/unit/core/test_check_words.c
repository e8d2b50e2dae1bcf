/* src/core/check_words.c */
#include "core/check_mail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct {
	const char *some;
	const char *all;
	size_t missing;
	const char *first;
} rows[] = {
	{ "", "", 0, "" },
	{ "Été à l’Étang", "l'etang en ete", 0, "" },
	{ "Maison maison MAISON", "", 1, "maison" },
	{ "une maison, un jardin", "jardin", 1, "maison" },
	/* Short words, numbers and addresses do not count. */
	{ "la 2026 abc1 a@example.org https://example.org/maison", "", 0, "" },
	{ "<a href=\"https://example.org/maison\">jardin</a>", "href", 1,
	    "jardin" },
	{ "delta charlie bravo alpha", "", 4, "alpha, bravo, charlie" },
	{ "mot", "autre", 0, "" },
	{ "maisons", "maison", 1, "maisons" },
	/* Lines end between the letters of some scripts. */
	{ "会议在巴黎举行。请报名", "会议在\n巴黎举行。\n请报名", 0, "" },
	{ "会议在\n巴黎", "会议在巴黎", 0, "" },
	{ "Paris会议2026年", "paris\n会议\n2026\n年", 0, "" },
	{ "会议在巴黎", "会议在", 2, "巴, 黎" },
};

static void words_are_compared(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *first;
		size_t n = check_words_missing(
		    &arena, str_c(rows[i].some), str_c(rows[i].all), &first);
		if (n != rows[i].missing ||
		    !str_is(str_c(first), rows[i].first))
			fail_msg("row %zu: %zu [%s]", i, n, first);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
