/* src/base/hole.c and url.c */
#include "base/hole.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/url.h"

static void test_marks(void **state)
{
	static const struct {
		const char *text;
		enum hole_mark want;
	} rows[] = {
		{ "\001A\002", HOLE_VALUE },
		{ "\001Z\003 and more", HOLE_IF },
		{ "\001B\004", HOLE_UNLESS },
		{ "\001B\005", HOLE_END },
		{ "\001A", HOLE_NONE },
		{ "", HOLE_NONE },
		{ "A\002\002", HOLE_NONE },
		{ "\001@\002", HOLE_NONE },
		{ "\001[\002", HOLE_NONE },
		{ "\001A\001", HOLE_NONE },
		{ "\001A\006", HOLE_NONE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(hole_mark(str_c(rows[i].text)), rows[i].want);
}

static void test_urls(void **state)
{
	static const struct {
		const char *url;
		bool web;
		bool link;
	} rows[] = {
		{ "http://a.example", true, true },
		{ "HTTPS://a.example", true, true },
		{ "mailto:a@b.example", false, true },
		{ "https:a.example", false, false },
		{ " https://a.example", false, false },
		{ "javascript:x", false, false },
		{ "ftp://a.example", false, false },
		{ "", false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(url_is_web(str_c(rows[i].url)), rows[i].web);
		assert_int_equal(url_is_link(str_c(rows[i].url)), rows[i].link);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_urls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
