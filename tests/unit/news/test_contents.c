/* src/news/contents.c */
#include "news/contents.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define MARKS "\"foreign\": \"\", \"foreign_mark\": \"\""

static json_t *contents(const char *text)
{
	json_t *blocks = json_loads(text, 0, NULL);
	json_t *out;

	assert_non_null(blocks);
	out = news_contents(blocks);
	json_decref(blocks);
	return out;
}

static const char *title(const json_t *contents, size_t i)
{
	return json_string_value(
	    json_object_get(json_array_get(contents, i), "title"));
}

static void test_titles_in_order(void **state)
{
	json_t *got = contents(
	    "[{\"markdown\": {\"html\": \"x\"}},"
	    "{\"agenda\": {\"title\": \"\", \"events\": ["
	    "{\"title\": \"a\", " MARKS "},"
	    "{\"title\": \"off\", \"cancelled\": true, " MARKS "}]}},"
	    "{\"agenda\": false, \"item\": {\"title\": \"b\", \"foreign\":"
	    " \"en\", \"foreign_mark\": \" (en anglais)\"}},"
	    "{\"publication\": {\"title\": \"c\", " MARKS "}},"
	    "{\"image\": {\"title\": \"no\", " MARKS "}},"
	    "{\"call\": {\"title\": \"\", " MARKS "}},"
	    "{\"partner\": {\"title\": \"\", \"name\": \"d\", " MARKS "}}]");

	(void)state;
	assert_int_equal(json_array_size(got), 4);
	assert_string_equal(title(got, 0), "a");
	assert_string_equal(title(got, 1), "b");
	assert_string_equal(title(got, 2), "c");
	assert_string_equal(title(got, 3), "d");
	assert_string_equal(json_string_value(json_object_get(
				json_array_get(got, 1), "foreign_mark")),
	    " (en anglais)");
	json_decref(got);
}

static void test_a_short_one_has_none(void **state)
{
	json_t *got = contents("[{\"item\": {\"title\": \"a\", " MARKS "}},"
			       "{\"item\": {\"title\": \"b\", " MARKS "}},"
			       "{\"item\": {\"title\": \"c\", " MARKS "}}]");

	(void)state;
	assert_int_equal(json_array_size(got), 0);
	json_decref(got);
	got = contents("[]");
	assert_int_equal(json_array_size(got), 0);
	json_decref(got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_titles_in_order),
		cmocka_unit_test(test_a_short_one_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
