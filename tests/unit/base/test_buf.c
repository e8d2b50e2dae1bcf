/* src/base/buf.c */
#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void ceiling(void **state)
{
	struct buf buf;
	struct err err;

	(void)state;
	buf_init(&buf, 5);
	assert_true(buf_puts(&buf, "abc"));
	assert_false(buf_puts(&buf, "def")); /* all or nothing */
	assert_string_equal(buf_get(&buf).p, "abc");
	assert_false(buf_putc(&buf, 'd')); /* nothing more once it is over */
	assert_int_equal(buf.len, 3);
	assert_int_equal(buf_ok(&buf, "the mail", &err), ERR_LIMIT);
	assert_string_equal(err.text, "the mail is larger than 5 bytes");
	buf_reset(&buf);
	assert_true(buf_puts(&buf, "abcde"));
	assert_true(buf_add(&buf, NULL, 0));
	assert_int_equal(buf_ok(&buf, "the mail", &err), ERR_OK);
	assert_null(buf_room(&buf, 1));
	assert_true(buf.over);
	buf_clear(&buf);
	assert_int_equal(buf.max, 5);
	assert_false(buf_printf(&buf, "%d", 123456));
	assert_int_equal(buf.len, 0);
	buf_clear(&buf);
	buf_init(&buf, SIZE_MAX / 2);
	assert_null(buf_room(&buf, SIZE_MAX));
	buf_clear(&buf);
}

static void content_ends_in_nul(void **state)
{
	struct buf buf;
	char *text;

	(void)state;
	buf_init(&buf, 1000);
	assert_string_equal(buf_get(&buf).p, "");
	assert_non_null(buf_room(&buf, 10));
	assert_string_equal(buf_get(&buf).p, "");
	assert_true(buf_add(&buf, "a\0b", 3));
	assert_memory_equal(buf_get(&buf).p, "a\0b", 4);
	buf_truncate(&buf, 99);
	assert_int_equal(buf.len, 3);
	buf_truncate(&buf, 1);
	assert_string_equal(buf_get(&buf).p, "a");
	text = buf_steal(&buf);
	assert_string_equal(text, "a");
	free(text);
	text = buf_steal(&buf);
	assert_string_equal(text, "");
	free(text);
	buf_truncate(&buf, 0);
	buf_clear(&buf);
}

static void grows_and_is_consumed(void **state)
{
	struct buf buf;
	size_t want = 0;

	(void)state;
	buf_init(&buf, 100000);
	for (int i = 0; i < 9999; i++)
		want += i > 999 ? 4 : i > 99 ? 3 : i > 9 ? 2 : 1;
	for (int i = 0; i < 9999; i++)
		assert_true(buf_printf(&buf, "%d", i));
	assert_int_equal(buf.len, want);
	assert_true(str_starts(buf_get(&buf), str_c("01234567891011")));
	assert_true(str_ends(buf_get(&buf), str_c("99979998")));
	buf_consume(&buf, 10);
	assert_true(str_starts(buf_get(&buf), str_c("1011")));
	buf_consume(&buf, want - 14);
	assert_string_equal(buf.data, "9998");
	buf_consume(&buf, 99);
	assert_string_equal(buf.data, "");
	buf_consume(&buf, 1);
	buf_clear(&buf);
	buf_consume(&buf, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ceiling),
		cmocka_unit_test(content_ends_in_nul),
		cmocka_unit_test(grows_and_is_consumed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
