/* src/tmpl/style.c */
#include "tmpl/style.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* What has a style or a colour of its own keeps it. */
static void test_colours(void **state)
{
	static const struct {
		const char *html;
		const char *out;
	} cases[] = {
		{ "<a href=\"x\">", "<a style=\"color:#123456\" href=\"x\">" },
		{ "<a href=\"x\" style=\"b\">", "<a href=\"x\" style=\"b\">" },
		{ "<a title=\"a>b\" href=\"x\">c",
		    "<a style=\"color:#123456\" title=\"a>b\" href=\"x\">c" },
		{ "<h2 style=\"margin:0\">",
		    "<h2 style=\"color:#123456;margin:0\">" },
		{ "<h2 lang=\"fr\">",
		    "<h2 style=\"color:#123456\" lang=\"fr\">" },
		{ "<h2 style=\"color:red\">", "<h2 style=\"color:red\">" },
		{ "<h2 style='margin:0'>", "<h2 style='margin:0'>" },
		{ "<h3 style=\"margin:0\">", "<h3 style=\"margin:0\">" },
		{ "<abbr title=\"x\"> <", "<abbr title=\"x\"> <" },
		{ "<!--[if mso]><a x><![endif]-->",
		    "<!--[if mso]><a style=\"color:#123456\" x><![endif]-->" },
		{ "<h2 style=\"marg", "<h2 style=\"color:#123456;marg" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf out;
		buf_init(&out, 1000);
		style_colours(&out, str_c(cases[i].html), "#123456");
		assert_int_equal(buf_get(&out).n, strlen(cases[i].out));
		assert_memory_equal(
		    buf_get(&out).p, cases[i].out, strlen(cases[i].out));
		buf_clear(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_colours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
