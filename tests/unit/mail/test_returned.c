/* src/mail/returned.c: tokens in the header that a report gives back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/token.h"
#include "mail/returned.h"

enum { MAIL_MAX = 65536 };

static const unsigned char key[TOKEN_KEY] = { 7 };

static const char *token(struct arena *arena, uint32_t row)
{
	const struct token claims = { .purpose = TOKEN_BOUNCE, .row = row };
	char text[TOKEN_SIZE];

	token_make(key, &claims, str_c("a"), str_c("b"), text);
	return arena_strdup(arena, text);
}

/* Reads a mail whose body this is. */
static size_t read_body(struct arena *arena, const char *type, const char *body,
    struct returned_token **out)
{
	struct message message;
	struct err err;
	const char *raw = arena_printf(arena,
	    "From: mailer-daemon@example.com\nMIME-Version: 1.0\n"
	    "In-Reply-To: <bounce.%s@example.org>\n"
	    "Content-Type: %s\n\n%s",
	    token(arena, 99), type, body);

	assert_int_equal(
	    message_read(arena, str_c(raw), MAIL_MAX, &message, &err), ERR_OK);
	return returned_tokens(arena, &message, out);
}

static void in_a_part(void **state)
{
	static const char *const types[] = { "message/rfc822",
		"text/rfc822-headers", "message/global-headers" };

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		struct arena arena = { 0 };
		struct returned_token *found;
		const char *body = arena_printf(&arena,
		    "--b\nContent-Type: text/plain\n\nNo.\n\n--b\n"
		    "Content-Type: %s\n\n"
		    "Return-Path: <l+bounce-%s@example.org>\n"
		    "Message-ID:\n <bounce.%s@example.org>\n"
		    "References: <bounce.%s@example.org>\n"
		    " <bounce.%s@example.org>\n"
		    "Subject: %s\n\n"
		    "Message-ID: <bounce.%s@example.org>\n\n--b--\n",
		    types[i], token(&arena, 1), token(&arena, 2),
		    token(&arena, 3), token(&arena, 4), token(&arena, 5),
		    token(&arena, 6));
		assert_int_equal(
		    read_body(
			&arena, "multipart/report; boundary=b", body, &found),
		    2);
		assert_string_equal(found[0].text, token(&arena, 1));
		assert_false(found[0].is_id);
		assert_string_equal(found[1].text, token(&arena, 2));
		assert_true(found[1].is_id);
		arena_free(&arena);
	}
}

/* As qmail and others have it, quoted or not. */
static void in_the_text(void **state)
{
	struct arena arena = { 0 };
	struct returned_token *found;
	const char *body = arena_printf(&arena,
	    "Hi. This is the program.\n\n--- Below is a copy.\n\n"
	    "> message-id: <bounce.%s@example.org>\n"
	    "> List-Unsubscribe: "
	    "<mailto:x@example.org?subject=unsubscribe%%20%s>\n"
	    "\nHe wrote %s, in no field.\n",
	    token(&arena, 1), token(&arena, 2), token(&arena, 3));

	(void)state;
	assert_int_equal(read_body(&arena, "text/plain", body, &found), 2);
	assert_true(found[0].is_id);
	assert_string_equal(found[1].text, token(&arena, 2));
	arena_free(&arena);
}

/* However many there are, and once each. */
static void bounded(void **state)
{
	struct arena arena = { 0 };
	struct returned_token *found;
	const char *body = "";

	(void)state;
	for (uint32_t i = 0; i < 100; i++)
		body = arena_printf(&arena, "%sX-A: %s %s\n", body,
		    token(&arena, i), token(&arena, i));
	assert_int_equal(read_body(&arena, "text/plain", body, &found), 16);
	assert_string_equal(found[15].text, token(&arena, 15));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_a_part),
		cmocka_unit_test(in_the_text),
		cmocka_unit_test(bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
