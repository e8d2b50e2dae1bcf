/* src/news/link.c: which links readers can follow. */
#include "news/link.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void test_faults(void **state)
{
	static const struct {
		const char *link;
		const char *fault; /* what its sentence holds; NULL = none */
	} rows[] = {
		{ "https://example.org", NULL },
		{ "HTTP://example.org:8080/a?b=c#d", NULL },
		{ "https://example.org?q", NULL },
		{ "https://example.org#q", NULL },
		{ "https://exémple.org/", NULL },
		{ "https://{{site.domain}}/", NULL },
		{ "https://a.{{x}}:1/", NULL },
		{ "{{link}}", NULL },
		{ "mailto:a@example.org", NULL },
		{ "mailto:a@example.org?subject=b", NULL },
		{ "mailto:{{address}}", NULL },
		{ "tel:+33123456789", NULL },
		{ "https://example", "names no site" },
		{ "https://", "names no site" },
		{ "https:///page.html", "names no site" },
		{ "https://example..org", "names no site" },
		{ "https://exa_mple.org", "names no site" },
		{ "https://u@example.org", "login name" },
		{ "https://example.org/@u", NULL },
		{ "https://example.org/a b", "holds a blank" },
		{ "mailto:example.org", "no e-mail address" },
		{ "tel:", "do not follow" },
		{ "", "leads nowhere" },
		{ "#top", "a place in the mail" },
		{ "https:/example.org", "lacks a /" },
		{ "http:example.org", "lacks a /" },
		{ "javascript:x", "do not follow" },
		{ "x-y+z:1", "do not follow" },
		{ "a@example.org", "write mailto:" },
		{ "example.org/page", "write https://" },
		{ "example.org:8080", "write https://" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *got = link_fault(&arena, str_c(rows[i].link));
		if ((got == NULL) != (rows[i].fault == NULL) ||
		    (got != NULL && strstr(got, rows[i].fault) == NULL))
			fail_msg(
			    "%s: %s", rows[i].link, got == NULL ? "fine" : got);
	}
	arena_free(&arena);
}

/* Names that are too long for the domain name system. */
static void test_lengths(void **state)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzabcdefghijklmn"
				      "opqrstuvwxyzabcdefghijklmnop";
	struct arena arena = { 0 };

	(void)state;
	assert_null(link_fault(&arena,
	    str_c(arena_printf(&arena, "https://%.63s.org/", letters))));
	assert_non_null(link_fault(&arena,
	    str_c(arena_printf(&arena, "https://%.64s.org/", letters))));
	arena_free(&arena);
}

static void test_words(void **state)
{
	static const struct {
		const char *words; /* folded */
		bool nothing;
	} rows[] = {
		{ "ici", true },
		{ "cliquez ici", true },
		{ "click here !", true },
		{ "link.", true },
		{ "this page >", true },
		{ "ici et la", false },
		{ "le programme", false },
		{ "", false },
		{ "...", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(
		    link_says_nothing(str_c(rows[i].words)), rows[i].nothing);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
