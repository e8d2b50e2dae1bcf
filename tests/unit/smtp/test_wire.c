/* src/smtp/wire.c: threat T15 and prototype trap A3.1. */
#include "smtp/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define IN(s)                                                                  \
	{                                                                      \
		s, sizeof(s) - 1                                               \
	}

static void test_check(void **state)
{
	static const struct {
		struct str input;
		bool ok;
	} rows[] = {
		{ IN(""), true },
		{ IN("a"), true },
		{ IN("a\r\n"), true },
		{ IN("\r\n\r\n.\r\n"), true },
		{ IN("a\r\nb\r\nc"), true },
		{ IN("caf\xc3\xa9 \x01\r\n"), true },
		{ IN("\n"), false },
		{ IN("\r"), false },
		{ IN("a\n.\nb\r\n"), false },
		{ IN("a\n.\r\nMAIL FROM:<x@y>\r\n"), false },
		{ IN("a\r.\r\nb\r\n"), false },
		{ IN("a\r\r\n"), false },
		{ IN("a\r\n\r"), false },
		{ IN("a\r\n\n"), false },
		{ IN("a\0b\r\n"), false },
		{ IN("a\r\0\n"), false },
	};
	struct wire_kind kind;
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if ((wire_check(rows[i].input, &kind, &err) == ERR_OK) !=
		    rows[i].ok)
			fail_msg("row %zu", i);
	assert_int_equal(wire_check(str_c("ab\ncd"), &kind, &err), ERR_INPUT);
	assert_non_null(strstr(err.text, "bare LF at byte 2"));
}

/* What stands anywhere in a long message is found. */
static void test_every_place(void **state)
{
	static const struct {
		struct str what;
		bool ok;
		bool eight_bit;
		bool dotted; /* also where it does not begin the message */
	} rows[] = {
		{ IN("\r\n"), true, false, false },
		{ IN("."), true, false, false },
		{ IN("\r\n."), true, false, true },
		{ IN("\xff"), true, true, false },
		{ IN("\r\n.\xc3\xa9"), true, true, true },
		{ IN("\n"), false, false, false },
		{ IN("\r"), false, false, false },
		{ IN("\n."), false, false, true },
		{ IN("\0"), false, false, false },
	};
	char text[300];
	struct wire_kind kind;
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t n = rows[i].what.n;
		for (size_t at = 0; at + n <= sizeof(text); at++) {
			bool first = at == 0 && rows[i].what.p[0] == '.';
			bool ok;
			memset(text, 'a', sizeof(text));
			memcpy(text + at, rows[i].what.p, n);
			ok = wire_check(str_n(text, sizeof(text)), &kind,
				 &err) == ERR_OK;
			if (ok != rows[i].ok ||
			    kind.eight_bit != rows[i].eight_bit ||
			    kind.dotted != (rows[i].dotted || first))
				fail_msg("row %zu at %zu", i, at);
		}
	}
}

/* The whole body through the queue, taken in portions of `take` bytes. */
static void to_wire(
    struct buf *out, struct str message, size_t part, size_t take)
{
	struct wire_queue queue;
	struct wire_body body;
	struct wire_kind kind;
	struct err err;

	assert_int_equal(wire_check(message, &kind, &err), ERR_OK);
	wire_queue_init(&queue);
	wire_body_start(&body, message, &kind);
	while (!body.done) {
		wire_queue_body(&queue, &body, part);
		for (;;) {
			struct str front = wire_queue_front(&queue);
			size_t n = front.n < take ? front.n : take;
			if (n == 0)
				break;
			(void)buf_add(out, front.p, n);
			wire_queue_took(&queue, n);
		}
	}
	wire_queue_clear(&queue);
}

static void test_stuffing(void **state)
{
	static const struct {
		const char *input;
		const char *want;
	} rows[] = {
		{ "", ".\r\n" },
		{ "a", "a\r\n.\r\n" },
		{ "a\r\n", "a\r\n.\r\n" },
		{ "\r\n", "\r\n.\r\n" },
		{ ".", "..\r\n.\r\n" },
		{ ".\r\n", "..\r\n.\r\n" },
		{ "..a\r\n", "...a\r\n.\r\n" },
		{ "a.b\r\n.c\r\n\r\n.\r\nd",
		    "a.b\r\n..c\r\n\r\n..\r\nd\r\n.\r\n" },
		{ ".\r\n.\r\n.\r\n", "..\r\n..\r\n..\r\n.\r\n" },
	};
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (size_t part = 1; part < 20; part++) {
			buf_reset(&out);
			to_wire(&out, str_c(rows[i].input), part, 3);
			assert_string_equal(buf_get(&out).p, rows[i].want);
		}
	buf_clear(&out);
}

/* As a server does (RFC 5321 section 4.5.2); false without an end. */
static bool from_wire(struct buf *out, struct str wire)
{
	struct str line;

	while (str_line(&wire, &line)) {
		if (str_is(line, "."))
			return wire.n == 0;
		if (line.n > 0 && line.p[0] == '.')
			line = str_from(line, 1);
		(void)buf_str(out, line);
		(void)buf_puts(out, "\r\n");
	}
	return false;
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525U + 1013904223U;
	return *seed >> 16;
}

static void test_random_messages_round_trip(void **state)
{
	static const char *const pieces[] = { ".", "\r\n", "a", "..", "\r\n.",
		"bc" };
	uint32_t seed = 20261122;
	struct buf message;
	struct buf wire;
	struct buf back;

	(void)state;
	buf_init(&message, 10000);
	buf_init(&wire, 100000);
	buf_init(&back, 100000);
	for (int round = 0; round < 5000; round++) {
		uint32_t n = next_random(&seed) % 40;
		buf_reset(&message);
		buf_reset(&wire);
		buf_reset(&back);
		while (n-- > 0)
			(void)buf_puts(
			    &message, pieces[next_random(&seed) % 6]);
		to_wire(&wire, buf_get(&message), 1 + next_random(&seed) % 30,
		    1 + next_random(&seed) % 30);
		assert_true(from_wire(&back, buf_get(&wire)));
		if (message.len > 0 &&
		    !str_ends(buf_get(&message), str_c("\r\n")))
			(void)buf_puts(&message, "\r\n");
		assert_true(str_eq(buf_get(&message), buf_get(&back)));
	}
	buf_clear(&message);
	buf_clear(&wire);
	buf_clear(&back);
}

/* What was offered stays in front, whatever is added meanwhile. */
static void test_queue_only_grows_behind(void **state)
{
	struct wire_queue queue;
	struct str front;

	(void)state;
	wire_queue_init(&queue);
	wire_queue_add(&queue, str_c("MAIL one\r\n"));
	wire_queue_took(&queue, 5);
	for (int i = 0; i < 1000; i++) {
		wire_queue_add(&queue, str_c("more"));
		front = wire_queue_front(&queue);
		assert_true(str_starts(front, str_c("one\r\nmore")));
		assert_int_equal(front.n, 5 + 4 * ((size_t)i + 1));
	}
	wire_queue_took(&queue, front.n);
	assert_int_equal(wire_queue_front(&queue).n, 0);
	wire_queue_add(&queue, str_c("x"));
	assert_true(str_is(wire_queue_front(&queue), "x"));
	wire_queue_clear(&queue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_every_place),
		cmocka_unit_test(test_stuffing),
		cmocka_unit_test(test_random_messages_round_trip),
		cmocka_unit_test(test_queue_only_grows_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
