/* src/tmpl/front.c */
#include "tmpl/front.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { SUBJECT, LANGUAGE, KEYS };

static const struct {
	const char *name;
	const char *text;
	const char *error; /* NULL: it is right */
	const char *subject;
	const char *body;
	size_t body_line;
} rows[] = {
	{ "plain", "---\nsubject: Un mot\n---\n\nCorps\n", NULL, "Un mot",
	    "\nCorps\n", 4 },
	{ "crlf and mark", "\xef\xbb\xbf---\r\nSubject:  a: b \r\n---\r\nx",
	    NULL, "a: b", "x", 4 },
	{ "quotes", "---\n# a remark\n\nsubject: \"« Oui »\"\n---\n", NULL,
	    "« Oui »", "", 6 },
	{ "later rule", "---\nsubject: a\n---\nb\n---\nc", NULL, "a",
	    "b\n---\nc", 4 },
	{ "none", "Bonjour", "f.md:1: the file should begin with", NULL, NULL,
	    0 },
	{ "empty", "", "f.md:1: the file should begin with", NULL, NULL, 0 },
	{ "open", "---\nsubject: a\n", "f.md:2: the line --- that ends", NULL,
	    NULL, 0 },
	{ "unknown", "---\nsubject: a\nsujbect: b\n---\n",
	    "f.md:3: the key \"sujbect\" is not known; it can be subject or "
	    "language",
	    NULL, NULL, 0 },
	{ "twice", "---\nsubject: a\nsubject: b\n---\n",
	    "f.md:3: \"subject\" is set already in line 2", NULL, NULL, 0 },
	{ "no value", "---\nsubject:\n---\n",
	    "f.md:2: \"subject\" has no value", NULL, NULL, 0 },
	{ "missing", "---\nlanguage: fr\n---\n",
	    "f.md:3: the key \"subject\" is missing", NULL, NULL, 0 },
	{ "no colon", "---\nsubject\n---\n", "f.md:2: this should be", NULL,
	    NULL, 0 },
	{ "control", "---\nsubject: a\tb\n---\n",
	    "f.md:2: \"subject\" holds a control", NULL, NULL, 0 },
	{ "latin1", "---\nsubject: a\n---\n\xe9t\xe9\n",
	    "f.md:4: this line is not UTF-8", NULL, NULL, 0 },
};

static void test_front(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct front_key keys[KEYS] = {
			[SUBJECT] = { .name = "subject", .required = true },
			[LANGUAGE] = { .name = "language" },
		};
		struct arena arena = { 0 };
		struct err err = { 0 };
		struct front front = { .keys = keys, .key_count = KEYS };
		enum err_code code = front_read(
		    &arena, "f.md", str_c(rows[i].text), &front, &err);

		if (rows[i].error != NULL) {
			assert_int_equal(code, ERR_INPUT);
			if (!str_starts(str_c(err.text), str_c(rows[i].error)))
				fail_msg("%s: %s", rows[i].name, err.text);
		} else {
			if (code != ERR_OK)
				fail_msg("%s: %s", rows[i].name, err.text);
			assert_string_equal(
			    keys[SUBJECT].value, rows[i].subject);
			assert_true(str_is(front.body, rows[i].body));
			assert_int_equal(front.body_line, rows[i].body_line);
		}
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_front) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
