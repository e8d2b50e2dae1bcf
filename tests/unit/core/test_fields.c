/* Personal fields: what may stand in them, how they are kept and read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/fields.h"
#include "core/op_mailing.h"
#include "core/personal.h"
#include "mail/mime.h"
#include "tmpl/markdown.h"
#include "tmpl/mustache.h"

static char lettre[] = "lettre";
static char ville[] = "ville";
static char adherent[] = "adherent";
static char *names[] = { ville, adherent };

static const struct conf_list list = {
	.name = lettre,
	.fields = { names, 2 },
};

static const char *set(struct arena *arena, const char *fields,
    const char *name, const char *value)
{
	struct err err;
	const char *out = NULL;

	assert_int_equal(fields_set(arena, &list, fields, str_c(name),
			     str_c(value), &out, &err),
	    ERR_OK);
	return out;
}

static void values_are_set_and_removed(void **state)
{
	struct arena arena = { 0 };
	const char *f = "";

	(void)state;
	f = set(&arena, f, "ville", "  Saint-Étienne ");
	assert_string_equal(f, "{\"ville\":\"Saint-Étienne\"}");
	f = set(&arena, f, "adherent", "12 \"b\"");
	assert_string_equal(
	    f, "{\"adherent\":\"12 \\\"b\\\"\",\"ville\":\"Saint-Étienne\"}");
	f = set(&arena, f, "ville", "");
	f = set(&arena, f, "adherent", " ");
	assert_string_equal(f, "");
	arena_free(&arena);
}

/* What the list does not declare any more stays, and is not used. */
static void others_are_kept(void **state)
{
	struct arena arena = { 0 };
	const char *values[3] = { "-", "-", "-" };
	const char *f = set(
	    &arena, "{\"ancien\":\"x\",\"ville\":\"Lyon\"}", "ville", "Lille");

	(void)state;
	assert_string_equal(f, "{\"ancien\":\"x\",\"ville\":\"Lille\"}");
	fields_values(&arena, fields_names(&arena, &list), f, values, 3);
	assert_string_equal(values[0], "Lille");
	assert_string_equal(values[1], "");
	assert_string_equal(values[2], "-");
	arena_free(&arena);
}

/* Names and values that are refused, and a word of the reason. */
static const struct {
	const char *name;
	const char *value;
	const char *why;
} refused[] = {
	{ "pays", "France", "it has: ville adherent" },
	{ "Ville", "Paris", "no field" },
	{ "ville", "Paris\r\nBcc: x@example.org", "line break" },
	{ "ville",
	    "a\x01"
	    "A\x02",
	    "control" },
	{ "ville", "a\x7f", "control" },
	{ "ville", "a\xc2\x85", "control" },
	{ "ville", "a\xe2\x80\xa8z", "line break" },
	{ "ville", "\u202elairt", "direction" },
	{ "ville", "a\u2066b\u2069", "direction" },
	{ "ville", "\xff", "UTF-8" },
};

static void hostile_values_are_refused(void **state)
{
	struct arena arena = { 0 };
	char large[FIELDS_VALUE_MAX + 2];
	const char *out;
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		assert_int_equal(
		    fields_set(&arena, &list, "", str_c(refused[i].name),
			str_c(refused[i].value), &out, &err),
		    ERR_USAGE);
		assert_non_null(strstr(err.text, refused[i].why));
	}
	memset(large, 'a', sizeof(large));
	assert_int_equal(fields_set(&arena, &list, "", str_c("ville"),
			     str_n(large, FIELDS_VALUE_MAX), &out, &err),
	    ERR_OK);
	assert_int_equal(fields_set(&arena, &list, "", str_c("ville"),
			     str_n(large, FIELDS_VALUE_MAX + 1), &out, &err),
	    ERR_USAGE);
	arena_free(&arena);
}

/* A mailing that is under way keeps its holes when settings change. */
static void holes_are_those_of_the_mailing(void **state)
{
	struct arena arena = { 0 };
	const char *values[2] = { NULL, NULL };

	(void)state;
	fields_values(&arena, "adherent ville",
	    "{\"ville\":\"Lyon\",\"adherent\":\"7\"}", values, 2);
	assert_string_equal(values[0], "7");
	assert_string_equal(values[1], "Lyon");
	fields_values(&arena, "ville", "damaged", values, 2);
	assert_string_equal(values[0], "");
	arena_free(&arena);
}

static void two_people_become_one(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_string_equal(fields_unite(&arena, "{\"ville\":\"Lyon\"}",
				"{\"adherent\":\"7\",\"ville\":\"Nice\"}"),
	    "{\"adherent\":\"7\",\"ville\":\"Lyon\"}");
	assert_string_equal(fields_unite(&arena, "", ""), "");
	arena_free(&arena);
}

/* A whole mail of this Markdown and subject, for who has these fields. */
static void render(struct arena *arena, const char *markdown,
    const char *person, const char *fields, struct buf *out)
{
	static const char *const instead[] = { "votre ville & <vous>", NULL };
	const struct mustache_options options = {
		.escape = MUSTACHE_MARKDOWN,
		.strict = true,
	};
	const char *values[PERSONAL__MAX] = {
		[PERSONAL_NAME] = person, [PERSONAL_ADDRESS] = "a@example.org"
	};
	json_t *data = json_pack("{s:s, s:s, s:s, s:{s:s}}", "name",
	    personal_hole(arena, PERSONAL_NAME), "ville",
	    personal_hole(arena, PERSONAL_FIELD), "adherent",
	    personal_hole(arena, PERSONAL_FIELD + 1), "person", "name", "x");
	struct compose_input mail = { .from_addr = "l@example.org",
		.message_id = "1@example.org" };
	struct mustache *template;
	struct buf text;
	struct buf compiled;
	struct err err;

	buf_init(&text, 1 << 16);
	buf_init(&compiled, 1 << 16);
	op_mailing_defaults(arena, data, &list, "à vous", instead);
	assert_int_equal(
	    mustache_compile(arena, str_c(markdown), "f", 1, &template, &err),
	    ERR_OK);
	assert_int_equal(
	    mustache_render(template, data, &options, &text, &err), ERR_OK);
	mail.subject = buf_get(&text);
	assert_int_equal(markdown_text(arena, buf_get(&text), LANG_EN, NULL,
			     &mail.text, &err),
	    ERR_OK);
	assert_int_equal(
	    markdown_html(arena, buf_get(&text), LANG_EN, &mail.html, &err),
	    ERR_OK);
	assert_int_equal(compose_message(&mail, &compiled, &err), ERR_OK);
	fields_values(arena, fields_names(arena, &list), fields,
	    &values[PERSONAL_FIELD], CONF_FIELDS_MAX);
	assert_int_equal(compose_render(buf_get(&compiled), values,
			     PERSONAL__MAX, out, &err),
	    ERR_OK);
	buf_clear(&text);
	buf_clear(&compiled);
	json_decref(data);
}

/* What people read: the text of the parts, soft breaks and all decoded. */
static const char *shown(
    struct arena *arena, const struct buf *mail, const char *type)
{
	const char *out = NULL;
	struct mime mime;

	mime_open(arena, buf_get(mail), &mime);
	for (size_t i = 0; i < mime.leaf_count; i++)
		if (str_is(str_c(mime.leaf[i].type), type))
			out = mime_text(arena, &mime.leaf[i], 1 << 16);
	mime_close(&mime);
	assert_non_null(out);
	return out;
}

static void defaults_stand_where_a_person_has_none(void **state)
{
	static const char markdown[] =
	    "{{#name}}Bonjour{{/name}}{{^name}}Salut{{/name}} {{name}}, "
	    "{{ville}}.";
	struct arena arena = { 0 };
	struct buf mail;

	(void)state;
	buf_init(&mail, 1 << 16);
	render(&arena, markdown, "", "", &mail);
	assert_string_equal(shown(&arena, &mail, "text/plain"),
	    "Salut à vous, votre ville & <vous>.\n");
	assert_non_null(strstr(shown(&arena, &mail, "text/html"),
	    "Salut à vous, votre ville &amp; &lt;vous&gt;."));
	buf_reset(&mail);
	render(&arena, "`{{ville}}` [x y](https://e.org/{{ville}}?a=1)", "", "",
	    &mail);
	assert_non_null(strstr(shown(&arena, &mail, "text/html"),
	    "<code>votre ville &amp; &lt;vous&gt;</code>"));
	assert_non_null(strstr(shown(&arena, &mail, "text/html"),
	    "https://e.org/votre%20ville%20%26%20%3Cvous%3E?a=1\">x y</a>"));
	buf_reset(&mail);
	render(&arena, markdown, "Anne", "{\"ville\":\"<b>\"}", &mail);
	assert_string_equal(
	    shown(&arena, &mail, "text/plain"), "Bonjour Anne, <b>.\n");
	assert_non_null(strstr(
	    shown(&arena, &mail, "text/html"), "Bonjour Anne, &lt;b&gt;."));
	buf_clear(&mail);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_set_and_removed),
		cmocka_unit_test(others_are_kept),
		cmocka_unit_test(hostile_values_are_refused),
		cmocka_unit_test(holes_are_those_of_the_mailing),
		cmocka_unit_test(two_people_become_one),
		cmocka_unit_test(defaults_stand_where_a_person_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
