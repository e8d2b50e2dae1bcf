/* Personal fields: what may stand in them, how they are kept and read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/fields.h"
#include "core/personal.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_set_and_removed),
		cmocka_unit_test(others_are_kept),
		cmocka_unit_test(hostile_values_are_refused),
		cmocka_unit_test(holes_are_those_of_the_mailing),
		cmocka_unit_test(two_people_become_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
