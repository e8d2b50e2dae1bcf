/* src/base/html_place.c: where in a document a value comes to stand. */
#include "base/html_place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
	const char *html;
	enum html_place place;
	const char *value;
} rows[] = {
	{ "", HTML_IN_TEXT, "" },
	{ "<p>a", HTML_IN_TEXT, "" },
	{ "1 < 2 'n ", HTML_IN_TEXT, "" },
	{ "<", HTML_IN_TAG, "" },
	{ "<<", HTML_IN_TAG, "" },
	{ "<h", HTML_IN_TAG, "" },
	{ "</h", HTML_IN_TAG, "" },
	{ "<p title=", HTML_IN_TAG, "" },
	{ "<p title=x\"", HTML_IN_TAG, "" },
	{ "<p \"", HTML_IN_TAG, "" },
	{ "<p title=\"a\"", HTML_IN_TAG, "" },
	{ "<p title=\"a > b", HTML_IN_ATTRIBUTE, "a > b" },
	{ "<p title = 'a\"", HTML_IN_ATTRIBUTE, "a\"" },
	{ "<p title=\"a=b\" lang='", HTML_IN_ATTRIBUTE, "" },
	{ "<a\nhref=\"", HTML_AT_URL, "" },
	{ "<a x='>' HREF = ' ", HTML_AT_URL, "" },
	{ "<a/href=\"", HTML_AT_URL, "" },
	{ "<a data-href=\"", HTML_IN_ATTRIBUTE, "" },
	{ "<body background=\"", HTML_AT_URL, "" },
	{ "<a href=\"https://a", HTML_IN_URL, "https://a" },
	{ "<a href=\"\001A\003", HTML_AT_URL, "" },
	{ "<a href=\"\001A\003 \001B\004", HTML_AT_URL, "" },
	{ "<a href=\"\001A\002", HTML_IN_URL, "\001A\002" },
	{ "<\001A\002 ", HTML_IN_TAG, "" },
	{ "<p style=\"color:", HTML_IN_CODE, "color:" },
	{ "<p OnClick='", HTML_IN_CODE, "" },
	{ "<style>a > b {", HTML_IN_CODE, "" },
	{ "<STYLE type='x'>", HTML_IN_CODE, "" },
	{ "<script>if (a < b) '", HTML_IN_CODE, "" },
	{ "<style>a</style>b", HTML_IN_TEXT, "" },
	{ "<styled>", HTML_IN_TEXT, "" },
	{ "<!-- it's > <a href='", HTML_IN_TEXT, "" },
	{ "<!-- it's --><a href='", HTML_AT_URL, "" },
	{ "<!----><a href='", HTML_AT_URL, "" },
	{ "<!--[if mso]><a href='", HTML_AT_URL, "" },
	{ "<!--[if mso]><i><![endif]--><a href='", HTML_AT_URL, "" },
	{ "<!doctype html><a href='", HTML_AT_URL, "" },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct str html = str_c(rows[i].html);
		struct html_reader at_once = { 0 };
		struct html_reader by_bytes = { 0 };
		enum html_place place = html_place(&at_once, html);

		for (size_t n = 0; n <= html.n; n++)
			(void)html_place(&by_bytes, str_sub(html, 0, n));
		if (place != rows[i].place)
			fail_msg("%s: %d", rows[i].html, (int)place);
		if (!str_is(html_value(&at_once, html), rows[i].value))
			fail_msg("%s: value", rows[i].html);
		assert_memory_equal(&at_once, &by_bytes, sizeof(at_once));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
