/* src/tmpl/mustache.c: what the specification does not say. */
#include "tmpl/mustache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"

static enum err_code partial(
    void *ctx, const char *name, struct mustache_partial *out, struct err *err)
{
	(void)ctx;
	out->source = name;
	if (strcmp(name, "self") == 0)
		out->text = str_c("x{{>self}}");
	else if (strcmp(name, "twice") == 0)
		out->text = str_c("{{>twice}}{{>twice}}");
	else if (strcmp(name, "loop") == 0)
		out->text = str_c("{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}x"
				  "{{/l}}{{/l}}{{/l}}{{/l}}{{/l}}{{/l}}");
	else if (strcmp(name, "bad") == 0)
		out->text = str_c("a\n {{#b}}");
	else if (strcmp(name, "parent") == 0)
		out->text = str_c("[{{$a}}A{{/a}}]");
	else if (strcmp(name, "ends") == 0)
		out->text = str_c("a{{#n}}\n{{/n}}b{{#two}}\nc\n{{/two}}|");
	else
		return err_set(err, ERR_NOT_FOUND, "no partial %s", name);
	return ERR_OK;
}

static const struct row {
	const char *text;
	enum mustache_escape escape;
	bool strict;
	enum err_code code;
	const char *want; /* or the error */
} rows[] = {
	{ "{{h}}", MUSTACHE_TEXT, true, ERR_OK, "<a & \"b\">" },
	{ "{{h}}", MUSTACHE_HTML, true, ERR_OK,
	    "&lt;a &amp; &quot;b&quot;&gt;" },
	{ "{{{h}}}{{&h}}", MUSTACHE_HTML, true, ERR_OK,
	    "<a & \"b\"><a & \"b\">" },
	{ "{{m}}", MUSTACHE_MARKDOWN, true, ERR_OK, "\\*a\\_b\\* c" },
	{ "{{p}}", MUSTACHE_HTML, true, ERR_OK, "\001A\002" },
	{ "{{p}}", MUSTACHE_MARKDOWN, true, ERR_OK, "\001A\002" },
	{ "{{#p}}{{.}}!{{/p}}{{^p}}?{{/p}}", MUSTACHE_HTML, true, ERR_OK,
	    "\001A\003\001A\002!\001A\005\001A\004?\001A\005" },
	{ "{{#e}}x{{/e}}{{^e}}y{{/e}}{{^z}}0{{/z}}{{n}}", MUSTACHE_TEXT, true,
	    ERR_OK, "y0" },
	{ "a\n  {{nope}}", MUSTACHE_TEXT, true, ERR_INPUT,
	    "t:8:3: there is no such field as \"nope\"" },
	{ "é {{o.nope}}", MUSTACHE_TEXT, true, ERR_INPUT,
	    "t:7:3: there is no such field as \"o.nope\"" },
	{ "{{#nope}}x{{/nope}}", MUSTACHE_TEXT, true, ERR_INPUT,
	    "t:7:1: there is no such field as \"nope\"" },
	{ "{{nope}}{{#nope}}x{{/nope}}{{>nope}}", MUSTACHE_TEXT, false, ERR_OK,
	    "" },
	{ "{{>nope}}", MUSTACHE_TEXT, true, ERR_INPUT,
	    "t:7:1: there is no such template as \"nope\"" },
	{ "{{<parent}}{{$a}}{{$a}}x{{/a}}{{/a}}{{/parent}}", MUSTACHE_TEXT,
	    true, ERR_OK, "[x]" },
	/* The blanks of a line belong to the section that ends in it. */
	{ " {{>ends}}\n", MUSTACHE_TEXT, true, ERR_OK, " ab\n c\n \n c\n |" },
	{ "{{>self}}", MUSTACHE_TEXT, true, ERR_LIMIT,
	    "self:1:2: too many templates inside each other" },
	{ "{{>twice}}", MUSTACHE_TEXT, true, ERR_LIMIT, "twice:1:1: too many" },
	{ "{{>loop}}", MUSTACHE_TEXT, true, ERR_LIMIT, "t: the template does" },
	{ "{{>bad}}", MUSTACHE_TEXT, true, ERR_INPUT,
	    "bad:2:2: \"b\" is opened here and never closed" },
	{ "{{>../a}}", MUSTACHE_TEXT, false, ERR_INPUT,
	    "t:7:1: a template or block name" },
	{ "{{>*a}}", MUSTACHE_TEXT, false, ERR_INPUT, "t:7:1: a template or" },
	{ "x{{a", MUSTACHE_TEXT, false, ERR_INPUT,
	    "t:7:2: this tag is not closed" },
	{ "{{}}", MUSTACHE_TEXT, false, ERR_INPUT, "t:7:1: this tag has no" },
	{ "{{a b}}", MUSTACHE_TEXT, false, ERR_INPUT, "t:7:1: a name has no" },
	{ "{{/a}}", MUSTACHE_TEXT, false, ERR_INPUT, "t:7:1: nothing is open" },
	{ "{{#a}}\n{{/b}}", MUSTACHE_TEXT, false, ERR_INPUT,
	    "t:8:1: this closes \"b\", but \"a\" of line 7 is open" },
	{ "{{#a}}", MUSTACHE_TEXT, false, ERR_INPUT, "t:7:1: \"a\" is opened" },
	{ "{{=<% =}}", MUSTACHE_TEXT, false, ERR_INPUT, "t:7:1: delimiters" },
	{ "{{=a b c=}}", MUSTACHE_TEXT, false, ERR_INPUT, "t:7:1: there are" },
};

static enum err_code run(
    const struct row *row, json_t *data, struct buf *out, struct err *err)
{
	const struct mustache_options options = {
		.escape = row->escape, .strict = row->strict, .partial = partial
	};
	struct arena arena = { 0 };
	struct mustache *template;
	enum err_code code =
	    mustache_compile(&arena, str_c(row->text), "t", 7, &template, err);

	if (code == ERR_OK)
		code = mustache_render(template, data, &options, out, err);
	arena_free(&arena);
	return code;
}

static json_t *sample(void)
{
	json_t *data =
	    json_pack("{s:s, s:s, s:s, s:s, s:i, s:n, s:{}, s:[ii], s:[]}", "h",
		"<a & \"b\">", "m", "*a_b*\nc", "p", "\001A\002", "e", "", "z",
		0, "n", "o", "two", 1, 2, "l");

	for (int i = 0; i < 20; i++)
		(void)json_array_append_new(
		    json_object_get(data, "l"), json_integer(i));
	return data;
}

static void test_rows(void **state)
{
	json_t *data = sample();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct err err = { 0 };
		struct buf out;
		enum err_code code;
		const char *got;

		buf_init(&out, 1 << 28);
		code = run(&rows[i], data, &out, &err);
		got = code == ERR_OK ? buf_get(&out).p : err.text;
		if (code != rows[i].code ||
		    !str_starts(str_c(got), str_c(rows[i].want)) ||
		    (code == ERR_OK && strcmp(got, rows[i].want) != 0))
			fail_msg(
			    "%s: %s [%s]", rows[i].text, err_name(code), got);
		buf_clear(&out);
	}
	json_decref(data);
}

static void test_ceiling(void **state)
{
	const struct row row = { .text = "{{#l}}0123456789{{/l}}" };
	json_t *data = sample();
	struct err err = { 0 };
	struct buf out;

	(void)state;
	buf_init(&out, 100);
	assert_int_equal(run(&row, data, &out, &err), ERR_LIMIT);
	buf_clear(&out);
	json_decref(data);
}

/*
 * Threat T11: a template sees its data and other templates, nothing else.
 * Whatever sign a tag begins with, there is no function behind it.
 */
static void test_no_functions(void **state)
{
	static const char *const words[] = { "HOME", "env HOME", "env.HOME",
		"/etc/passwd", "file:/etc/passwd", "../../etc/passwd",
		"http://127.0.0.1/", "$HOME", "`id`", "%HOME%", "include x",
		"lambda", "__proto__", "constructor", "l.length", "o.." };
	json_t *data = sample();

	(void)state;
	assert_int_equal(setenv("HOME", "secret", 1), 0);
	for (int sign = ' '; sign < 127; sign++) {
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
			char text[128];
			struct row row = { .text = text };
			struct err err = { 0 };
			struct buf out;

			(void)snprintf(text, sizeof(text), "{{%c%s}}%s", sign,
			    words[i], sign == '{' ? "}" : "");
			buf_init(&out, 1 << 20);
			if (run(&row, data, &out, &err) == ERR_OK)
				assert_string_equal(buf_get(&out).p, "");
			buf_clear(&out);
		}
	}
	json_decref(data);
}

/* Nor do the modules that render call any. */
static void test_no_way_out(void **state)
{
	static const char *const files[] = { "mustache.c", "mustache_render.c",
		"mustache_value.c", "html_put.c", "mustache_uses.c" };
	static const char *const words[] = { "getenv", "fopen", " open(",
		"openat", "socket", "popen", "system(", "read(", "stat(",
		"curl" };

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		char path[512];
		struct err err = { 0 };
		struct buf source;

		(void)snprintf(path, sizeof(path),
		    TEST_SOURCE_DIR "/src/tmpl/%s", files[i]);
		buf_init(&source, 1 << 20);
		assert_int_equal(file_read(path, &source, &err), ERR_OK);
		for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++)
			if (strstr(buf_get(&source).p, words[k]) != NULL)
				fail_msg("%s: %s", files[i], words[k]);
		buf_clear(&source);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_ceiling),
		cmocka_unit_test(test_no_functions),
		cmocka_unit_test(test_no_way_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
