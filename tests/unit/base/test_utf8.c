/* src/base/utf8.c */
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void valid_width_and_clean(void **state)
{
	static const struct {
		const char *text;
		bool valid;
		size_t width;
		const char *clean;
	} rows[] = {
		{ "", true, 0, "" }, { "abc", true, 3, "abc" },
		{ "\xc3\xa9", true, 1, "\xc3\xa9" },
		{ "e\xcc\x81", true, 1, "\xc3\xa9" },        /* to NFC */
		{ "\xe6\x97\xa5", true, 2, "\xe6\x97\xa5" }, /* 日 */
		{ "a\xe2\x80\x8b"
		  "b",
		    true, 2,
		    "a\xe2\x80\x8b"
		    "b" },
		{ "caf\xe9", false, 4, "caf\xef\xbf\xbd" }, /* Latin-1 */
		{ "\xc3", false, 1, "\xef\xbf\xbd" },       /* cut */
		{ "\xc0\xaf", false, 2, "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xed\xa0\x80", false, 3,
		    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" }, /* surrogate */
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct str text = str_c(rows[i].text);
		if (utf8_valid(text) != rows[i].valid)
			fail_msg("row %zu: valid", i);
		if (utf8_width(text) != rows[i].width)
			fail_msg("row %zu: width %zu", i, utf8_width(text));
		assert_string_equal(utf8_clean(&arena, text), rows[i].clean);
	}
	assert_string_equal(utf8_decomposed(&arena, "\xc3\xa9t\xc3\xa9.png"),
	    "e\xcc\x81te\xcc\x81.png");
	assert_string_equal(utf8_decomposed(&arena, ""), "");
	assert_false(utf8_valid(str_n("a\0b", 3)));
	assert_true(utf8_valid(str_n(NULL, 0)));
	assert_int_equal(utf8_width(str_n(NULL, 0)), 0);
	assert_string_equal(utf8_clean(&arena, str_n(NULL, 0)), "");
	assert_string_equal(utf8_clean(&arena, str_n("a\0b", 3)),
	    "a\xef\xbf\xbd"
	    "b");
	arena_free(&arena);
}

static void breaks(void **state)
{
	static const struct {
		const char *word;
		const char *first;
	} rows[] = {
		{ "", "" },
		{ "word", "word" },
		{ "été", "été" },
		{ "漢字", "漢" },
		{ "漢。字", "漢。" },
		{ "「漢字", "「漢" },
		{ "漢「字", "漢" },
		{ "漢abc", "漢" },
		{ "abc漢", "abc" },
		{ "がっこう", "がっ" }, /* no line begins with a small kana */
		{ "か\u3099き", "か\u3099" },
		{ "👩\u200d👩\u200d👧x", "👩\u200d👩\u200d👧" },
		{ "👍🏽👍", "👍🏽" },
		{ "한국어", "한국어" }, /* has blanks */
		{ "漢\u00a0字", "漢\u00a0字" },
		{ "漢\xff字", "漢\xff字" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (utf8_break(str_c(rows[i].word)) != strlen(rows[i].first))
			fail_msg("%s: %zu", rows[i].word,
			    utf8_break(str_c(rows[i].word)));
}

/* Long texts, normalised in pieces; GLib at once would take minutes. */
static void clean_of_long_texts(void **state)
{
	static const struct {
		const char *unit;
		const char *want;
	} rows[] = {
		{ "e\xcc\x81", "\xc3\xa9" },
		{ "xe\xcc\x81", "x\xc3\xa9" },
		{ "\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8",
		    "\xea\xb0\x81" }, /* Hangul, by its three parts */
		{ "\xc3\xa9 ", "\xc3\xa9 " },
	};
	enum { TIMES = 500000 };
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t n = strlen(rows[i].unit);
		size_t m = strlen(rows[i].want);
		char *text = arena_alloc(&arena, n * TIMES);
		const char *clean;
		for (size_t k = 0; k < TIMES; k++)
			memcpy(text + k * n, rows[i].unit, n);
		clean = utf8_clean(&arena, str_n(text, n * TIMES));
		assert_int_equal(strlen(clean), m * TIMES);
		for (size_t k = 0; k < TIMES; k++)
			if (memcmp(clean + k * m, rows[i].want, m) != 0)
				fail_msg("row %zu: unit %zu", i, k);
	}
	arena_free(&arena);
}

static void folding(void **state)
{
	static const struct {
		const char *text;
		const char *want;
	} rows[] = {
		{ "", "" },
		{ "  \xc2\xa0\t ", "" },
		{ "D\xc3\xa9sinscription", "desinscription" },
		{ "DE\xcc\x81SINSCRIPTION", "desinscription" },
		{ "\xc3\x80 bient\xc3\xb4t, Fran\xc3\xa7ois\xc2\xa0!",
		    "a bientot, francois !" },
		{ "c\xc5\x93ur, \xc5\x92uvre", "coeur, oeuvre" },
		{ "\xc3\x86gis \xc3\xa6gis", "aegis aegis" },
		{ "Stra\xc3\x9f"
		  "e",
		    "strasse" },
		{ "J\xe2\x80\x99"
		  "arr\xc3\xaate",
		    "j'arrete" },
		{ "j\xca\xbc"
		  "arr\xc3\xaate",
		    "j'arrete" },
		{ "j\xc2\xb4"
		  "arr\xc3\xaate l`envoi",
		    "j'arrete l'envoi" },
		{ "d\xc3\xa9s\xe2\x80\x91inscrire \xe2\x80\x94 oui",
		    "des-inscrire - oui" },
		{ "\xc2\xab\xe2\x80\xaf"
		  "ESS\xe2\x80\xaf\xc2\xbb",
		    "\" ess \"" },
		{ "un\r\n  deux\t trois ", "un deux trois" },
		{ "sous\xc2\xad"
		  "crire\xe2\x80\x8b",
		    "souscrire" },
		{ "\xef\xbb\xbf"
		  "aide",
		    "aide" },
		{ "\xef\xac\x81n", "fin" },
		{ "n\xc2\xba 3\xe2\x84\xa2", "no 3tm" },
		{ "\xef\xbd\x88\xef\xbd\x85\xef\xbd\x8c\xef\xbd\x90", "help" },
		{ "\xc4\xb0", "i" },
		{ "caf\xe9", "caf\xef\xbf\xbd" },
		{ "a\x1b[1mb", "a[1mb" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *got = utf8_fold(&arena, str_c(rows[i].text));
		assert_string_equal(got, rows[i].want);
		assert_string_equal(
		    utf8_fold(&arena, str_c(got)), rows[i].want);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(valid_width_and_clean),
		cmocka_unit_test(breaks),
		cmocka_unit_test(clean_of_long_texts),
		cmocka_unit_test(folding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
