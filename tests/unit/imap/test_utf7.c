/* src/imap/utf7.c: folder names in modified UTF-7 (RFC 3501 section 5.1.3). */
#include "imap/utf7.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_encode(void **state)
{
	static const struct {
		const char *input;
		const char *want;
	} cases[] = {
		{ "", "" },
		{ "liaison", "liaison" },
		{ "a & b", "a &- b" },
		{ "~peter/mail/台北/日本語",
		    "~peter/mail/&U,BTFw-/&ZeVnLIqe-" },
		{ "Boîte", "Bo&AO4-te" },
		{ "é", "&AOk-" },
		{ "éé", "&AOkA6Q-" },
		{ "ééé", "&AOkA6QDp-" },
		{ "🍵", "&2DzfdQ-" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *got = utf7_encode(cases[i].input);

		assert_string_equal(got, cases[i].want);
		free(got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_encode) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
