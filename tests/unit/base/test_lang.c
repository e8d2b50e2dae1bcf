/* src/base/lang.c */
#include "base/lang.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void names(void **state)
{
	static const struct {
		const char *text;
		int want; /* -1: no language of ours */
	} rows[] = {
		{ "fr", LANG_FR },
		{ "EN", LANG_EN },
		{ "fr-FR", LANG_FR },
		{ "fr-Latn-CA", LANG_FR },
		{ "en_GB.UTF-8", LANG_EN },
		{ "En.utf8", LANG_EN },
		{ "de", -1 },
		{ "fra", -1 },
		{ "f", -1 },
		{ "", -1 },
		{ NULL, -1 },
		{ " fr", -1 },
		{ "fr;", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		enum lang lang = LANG__MAX;
		int got = lang_parse(rows[i].text, &lang) ? (int)lang : -1;
		if (got != rows[i].want)
			fail_msg("row %zu: %d", i, got);
	}
	for (int i = 0; i < LANG__MAX; i++) {
		enum lang lang = LANG__MAX;
		assert_true(lang_parse(lang_name((enum lang)i), &lang));
		assert_int_equal(lang, i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
