/* src/base/i18n.c: another language for a while leaves nothing behind. */
#include "base/i18n.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void check(enum lang language, const char *preferred)
{
	struct i18n_speech speech;
	locale_t before = uselocale((locale_t)0);

	if (preferred == NULL)
		unsetenv("LANGUAGE");
	else
		setenv("LANGUAGE", preferred, 1);
	i18n_speak(&speech, language);
	assert_ptr_not_equal(uselocale((locale_t)0), before);
	assert_string_equal(getenv("LANGUAGE"), lang_name(language));
	i18n_back(&speech);
	assert_ptr_equal(uselocale((locale_t)0), before);
	if (preferred == NULL)
		assert_null(getenv("LANGUAGE"));
	else
		assert_string_equal(getenv("LANGUAGE"), preferred);
}

static void test_speak_and_back(void **state)
{
	(void)state;
	check(LANG_FR, NULL);
	check(LANG_FR, "en:de");
	check(LANG_EN, NULL);
	check(LANG_EN, "fr");
}

/* What never began has nothing to undo. */
static void test_back_alone(void **state)
{
	struct i18n_speech speech = { 0 };

	(void)state;
	setenv("LANGUAGE", "fr", 1);
	i18n_back(&speech);
	assert_string_equal(getenv("LANGUAGE"), "fr");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_speak_and_back),
		cmocka_unit_test(test_back_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
