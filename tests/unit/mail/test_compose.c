/*
 * src/mail/compose.c, piece.c and qp.c.  That mails are right is for
 * tests/e2e/test_compose.py to judge; here is what only C can see.
 */
#include "mail/compose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { MAX = 1 << 20 };

static struct compose_input sample(void)
{
	return (struct compose_input){ .from_name = str_c("Liste"),
		.from_addr = "liste@example.org",
		.subject = str_c("Bonjour \001A\002"),
		.message_id = "m.\001B\002@example.org",
		.date = 1790000000,
		.language = "fr",
		.text = str_c("Bonjour\001A\003 \001A\002\001A\005.\n"),
		.html = str_c("<p>Bonjour \001A\002.</p>\n") };
}

static void compile(struct buf *compiled, const struct compose_input *input)
{
	struct err err = { 0 };

	buf_init(compiled, MAX);
	if (compose_message(input, compiled, &err) != ERR_OK)
		fail_msg("%s", err.text);
}

static void test_render_twice(void **state)
{
	const char *values[COMPOSE_HOLES] = { "Zoé",
		"1", [COMPOSE_TO] = "a@example.net" };
	const struct compose_input input = sample();
	struct buf compiled;
	struct buf one;
	struct buf two;
	struct err err = { 0 };

	(void)state;
	compile(&compiled, &input);
	buf_init(&one, MAX);
	buf_init(&two, MAX);
	assert_int_equal(compose_render(buf_get(&compiled), values,
			     COMPOSE_HOLES, &one, &err),
	    ERR_OK);
	assert_int_equal(compose_render(buf_get(&compiled), values,
			     COMPOSE_HOLES, &two, &err),
	    ERR_OK);
	assert_true(str_eq(buf_get(&one), buf_get(&two)));
	assert_true(str_find(buf_get(&one),
			str_c("\r\nTo: a@example.net\r\n")) != SIZE_MAX);
	buf_clear(&compiled);
	buf_clear(&one);
	buf_clear(&two);
}

/* From the database may come anything: cut, or changed in any byte. */
static void test_damaged_blobs_are_bounded(void **state)
{
	const char *values[COMPOSE_HOLES] = { [COMPOSE_TO] = "a@b.org" };
	const struct compose_input input = sample();
	struct buf compiled;
	struct buf out;
	struct err err = { 0 };

	(void)state;
	compile(&compiled, &input);
	buf_init(&out, MAX);
	for (size_t i = 0; i < compiled.len; i++) {
		(void)compose_render(
		    str_n(compiled.data, i), values, COMPOSE_HOLES, &out, &err);
		buf_reset(&out);
	}
	for (size_t i = 0; i < compiled.len; i++) {
		compiled.data[i] ^= 0x55;
		(void)compose_render(
		    buf_get(&compiled), values, COMPOSE_HOLES, &out, &err);
		compiled.data[i] ^= 0x55;
		buf_reset(&out);
	}
	compiled.data[3] = 99;
	assert_int_equal(compose_render(buf_get(&compiled), values,
			     COMPOSE_HOLES, &out, &err),
	    ERR_INPUT);
	assert_int_equal(
	    compose_render(str_c(""), values, COMPOSE_HOLES, &out, &err),
	    ERR_INPUT);
	buf_clear(&compiled);
	buf_clear(&out);
}

static void test_ceilings(void **state)
{
	const struct compose_input input = sample();
	const char *values[COMPOSE_HOLES] = { [COMPOSE_TO] = "a@b.org" };
	struct buf compiled;
	struct buf out;
	struct err err = { 0 };

	(void)state;
	buf_init(&compiled, 100);
	assert_int_equal(compose_message(&input, &compiled, &err), ERR_LIMIT);
	buf_clear(&compiled);
	compile(&compiled, &input);
	buf_init(&out, 100);
	assert_int_equal(compose_render(buf_get(&compiled), values,
			     COMPOSE_HOLES, &out, &err),
	    ERR_LIMIT);
	buf_clear(&compiled);
	buf_clear(&out);
}

static void test_a_recipient_is_needed(void **state)
{
	const char *bad[] = { NULL, "", "a", "a@b.org, c@d.org",
		"a@b.org\r\nBcc: c@d.org" };
	const struct compose_input input = sample();
	struct buf compiled;
	struct buf out;
	struct err err = { 0 };

	(void)state;
	compile(&compiled, &input);
	buf_init(&out, MAX);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		const char *values[COMPOSE_HOLES] = { [COMPOSE_TO] = bad[i] };
		assert_int_equal(compose_render(buf_get(&compiled), values,
				     COMPOSE_HOLES, &out, &err),
		    ERR_INPUT);
	}
	buf_clear(&compiled);
	buf_clear(&out);
}

static void test_strip(void **state)
{
	struct arena arena = { 0 };
	struct str out =
	    compose_strip(&arena, str_n("a\001A\002b\r\n\tc\0d\x7f", 12));

	(void)state;
	assert_true(str_is(out, "aAb\n\tcd"));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_render_twice),
		cmocka_unit_test(test_damaged_blobs_are_bounded),
		cmocka_unit_test(test_ceilings),
		cmocka_unit_test(test_a_recipient_is_needed),
		cmocka_unit_test(test_strip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
