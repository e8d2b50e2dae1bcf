#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/crypto.h"
#include "mail/message.h"
#include "mail/parts.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static struct message read_ok(struct arena *arena, const char *raw)
{
	struct message message;
	struct err err;

	assert_int_equal(
	    message_read(arena, str_c(raw), 1 << 20, &message, &err), ERR_OK);
	return message;
}

static void test_subjects(void **state)
{
	static const struct {
		const char *name;
		const char *raw;
		const char *want;
	} rows[] = {
		{ "plain", "Hello", "Hello" },
		{ "folded", "a\r\n b\r\n\tc", "a b c" },
		{ "Q", "=?utf-8?Q?caf=C3=A9_noir?=", "caf\xc3\xa9 noir" },
		{ "B", "=?UTF-8?B?Y2Fmw6k=?=", "caf\xc3\xa9" },
		{ "latin", "=?iso-8859-1?q?caf=E9?=", "caf\xc3\xa9" },
		{ "windows", "=?windows-1252?Q?=80_=93x=94?=",
		    "\xe2\x82\xac \xe2\x80\x9cx\xe2\x80\x9d" },
		{ "language", "=?utf-8*fr?Q?caf=C3=A9?=", "caf\xc3\xa9" },
		{ "adjacent", "=?utf-8?Q?a?= =?utf-8?Q?b?= c", "ab c" },
		{ "adjacent, folded", "=?utf-8?Q?a?=\r\n =?utf-8?Q?b?=", "ab" },
		{ "two charsets", "=?iso-8859-1?Q?=E9?= =?utf-8?Q?=C3=A9?=",
		    "\xc3\xa9\xc3\xa9" },
		{ "a character cut in two",
		    "=?utf-8?B?w?= =?utf-8?Q?=C3?= =?utf-8?Q?=A9?=",
		    "\xc3\xa9" },
		{ "cut base64", "=?utf-8?B?w6k?=", "\xc3\xa9" },
		{ "blanks inside", "=?utf-8?Q?a b c?=", "a b c" },
		{ "question mark inside", "=?utf-8?Q?a?b?=", "a?b" },
		{ "glued to text", "x=?utf-8?Q?a?=y", "xay" },
		{ "not closed", "=?utf-8?Q?abc", "=?utf-8?Q?abc" },
		{ "no charset", "=??Q?abc?=", "=??Q?abc?=" },
		{ "unknown encoding", "=?utf-8?X?abc?=", "=?utf-8?X?abc?=" },
		{ "bad hex", "=?utf-8?Q?a=ZZ=?=", "a=ZZ=" },
		{ "injected line", "=?utf-8?Q?a=0D=0ABcc:_x?=", "a Bcc: x" },
		{ "injected NUL", "=?utf-8?Q?a=00b?=", "ab" },
		{ "raw UTF-8", "caf\xc3\xa9", "caf\xc3\xa9" },
		{ "raw Latin-1", "caf\xe9", "caf\xc3\xa9" },
		{ "raw windows-1252", "\x80", "\xe2\x82\xac" },
		{ "wrong label", "=?iso-8859-1?Q?caf=C3=A9?=", "caf\xc3\xa9" },
		{ "many blanks", "a \t  b", "a b" },
		{ "no-break and wide blanks", "a\xc2\xa0\xe3\x80\x80 b",
		    "a b" },
		{ "bare CR", "a\rb", "a b" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *raw =
		    arena_printf(&arena, "Subject: %s\n\n", rows[i].raw);
		struct message message = read_ok(&arena, raw);
		if (strcmp(message.subject, rows[i].want) != 0)
			fail_msg("%s: %s", rows[i].name, message.subject);
	}
	arena_free(&arena);
}

static void test_from(void **state)
{
	static const struct {
		const char *raw;
		const char *address;
		const char *name;
	} rows[] = {
		{ "a@example.org", "a@example.org", "" },
		{ "<A@Example.org>", "A@Example.org", "" },
		{ "Alice <a@example.org>", "a@example.org", "Alice" },
		{ "\"B, A\" <a@example.org>", "a@example.org", "B, A" },
		{ "a@example.org (Alice)", "a@example.org", "" },
		{ "A (B (C) \\) D) E <a@example.org>", "a@example.org", "A E" },
		{ "A :( <a@example.org>", "a@example.org", NULL },
		{ "\"A (B) \\\"\" <a@example.org>", "a@example.org",
		    "A (B) \"" },
		{ "=?utf-8?Q?H=C3=A9l=C3=A8ne?= <h@example.org>",
		    "h@example.org", "H\xc3\xa9l\xc3\xa8ne" },
		{ "\"=?utf-8?Q?H=C3=A9l=C3=A8ne?=\" <h@example.org>",
		    "h@example.org", "H\xc3\xa9l\xc3\xa8ne" },
		{ "H\xe9l\xe8ne <h@example.org>", "h@example.org",
		    "H\xc3\xa9l\xc3\xa8ne" },
		{ "a@xn--bcher-kva.example", "a@xn--bcher-kva.example", "" },
		{ "group: a@example.org, b@example.org;", "a@example.org", "" },
		{ "=?utf-8?Q?x=0D=0ABcc:_v=40e=2Eorg?= <a@example.org>",
		    "a@example.org", "x Bcc: v@e.org" },
		{ "=?utf-8?Q?B,_A?= <a@example.org>", "a@example.org", "B, A" },
		{ "=?utf-8?B?w4k=?= =?utf-8?B?bG8=?= D <e@example.org>",
		    "e@example.org", "\xc3\x89lo D" },
		{ "=?utf-8?Q?A_\"x\"_<v@e.org>?= <a@example.org>",
		    "a@example.org", "A \"x\" <v@e.org>" },
		{ "\"a.b\"@example.org", "a.b@example.org", "" },
		{ "\"a b\"@example.org", "\"a b\"@example.org", "" },
		{ "a@b@example.org", "a@b@example.org", "" },
		{ "A\x07 <a@example.org>", "a@example.org", "A" },
		{ "<@x.example,@y.example:a@example.org>", "a@example.org",
		    "" },
		{ "undisclosed-recipients:;", "", "" },
		{ "A <<a@example.org>>", "a@example.org", "A" },
		{ "A <a@example.org", "a@example.org", "A" },
		{ "Durand, A <a@example.org>", "a@example.org", "Durand, A" },
		{ "[EXT] A <a@example.org>", "a@example.org", NULL },
		{ "", "", "" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *raw = arena_printf(&arena, "From: %s\n\n", rows[i].raw);
		struct message message = read_ok(&arena, raw);
		assert_string_equal(message.sender_address, rows[i].address);
		if (message.from.n > 0 && rows[i].name != NULL)
			assert_string_equal(
			    message.from.v[0].name, rows[i].name);
	}
	arena_free(&arena);
}

static void test_fields(void **state)
{
	struct arena arena = { 0 };
	struct message m = read_ok(&arena,
	    "From mbox Thu Jan  1 00:00:00 1970\n"
	    "Return-Path: <>\nX-Original-To: o@example.org\n"
	    "Delivered-To: D@example.org\nMessage-ID: <id@example.org>\n"
	    "In-Reply-To: <a@x> <b@x>\nReferences: <a@x>\n <b@x>\n"
	    "From: a@example.org\nFrom: evil@example.net\n"
	    "To: T <t@example.org>, d@example.org\nCc: c@example.org\n"
	    "no field at all\nSubject : x\n\nbody\n");

	(void)state;
	assert_string_equal(m.return_path, "");
	assert_string_equal(m.message_id, "id@example.org");
	assert_string_equal(m.in_reply_to, "a@x");
	assert_int_equal(m.reference_count, 2);
	assert_string_equal(m.references[1], "b@x");
	assert_int_equal(m.from.n, 1);
	assert_string_equal(m.sender_address, "a@example.org");
	assert_int_equal(m.to.n, 3);
	assert_int_equal(m.recipient_count, 4);
	assert_string_equal(m.recipients[0], "o@example.org");
	assert_string_equal(m.recipients[1], "D@example.org");
	assert_string_equal(m.recipients[3], "c@example.org");
	assert_string_equal(m.subject, "x");
	assert_string_equal(message_value(&m, "SUBJECT"), "x");
	assert_string_equal(message_value(&m, "Nothing"), "");
	assert_null(message_field(&m, "Nothing"));
	assert_string_equal(m.text, "body\n");
	arena_free(&arena);
}

static void test_texts(void **state)
{
	static const struct {
		const char *name;
		const char *head; /* and body */
		const char *text;
		const char *own;
	} rows[] = {
		{ "no header at all", "\nbody\n", "body\n", "body" },
		{ "CRLF", "Subject: x\r\n\r\na\r\nb\r\n", "a\nb\n", "a\nb" },
		{ "Latin-1",
		    "Content-Type: text/plain; charset=iso-8859-1\n\n\xe9\n",
		    "\xc3\xa9\n", "\xc3\xa9" },
		{ "UTF-8 that says ASCII",
		    "Content-Type: text/plain; charset=us-ascii\n\n"
		    "\xc3\xa9\n",
		    "\xc3\xa9\n", "\xc3\xa9" },
		{ "windows that says UTF-8",
		    "Content-Type: text/plain; charset=utf-8\n\n\xe9\n",
		    "\xc3\xa9\n", "\xc3\xa9" },
		{ "unknown charset",
		    "Content-Type: text/plain; charset=x-none\n\n\xe9\n",
		    "\xc3\xa9\n", "\xc3\xa9" },
		{ "quoted-printable",
		    "Content-Type: text/plain; charset=utf-8\n"
		    "Content-Transfer-Encoding: quoted-printable\n\n"
		    "caf=C3=\n=A9\n",
		    "caf\xc3\xa9\n", "caf\xc3\xa9" },
		{ "flowed",
		    "Content-Type: text/plain; format=flowed\n\n"
		    "je veux \npartir\n> a \n> b\n-- \nX\n",
		    "je veux \npartir\n> a \n> b\n-- \nX\n", "je veux partir" },
		{ "flowed, DelSp",
		    "Content-Type: text/plain; format=flowed; delsp=yes\n\n"
		    "abon \nnement\n",
		    "abon \nnement\n", "abonnement" },
		{ "plain before HTML",
		    "Content-Type: multipart/alternative; boundary=b\n\n"
		    "--b\n\nplain\n--b\nContent-Type: text/html\n\n"
		    "<p>html\n--b--\n",
		    "plain", "plain" },
		{ "HTML alone", "Content-Type: text/html\n\n<p>html &eacute;\n",
		    "html \xc3\xa9\n", "html \xc3\xa9" },
		{ "words only in the HTML",
		    "Content-Type: multipart/alternative; boundary=b\n\n"
		    "--b\n\n \n--b\nContent-Type: text/html\n\n"
		    "<p>html\n--b--\n",
		    " ", "html" },
		{ "attachment first",
		    "Content-Type: multipart/mixed; boundary=b\n\n"
		    "--b\nContent-Disposition: attachment\n\nno\n"
		    "--b\nContent-Type: text/plain\n\nyes\n--b--\n",
		    "yes", "yes" },
		{ "only an attached message",
		    "Content-Type: multipart/mixed; boundary=b\n\n"
		    "--b\nContent-Type: message/rfc822\n\n"
		    "Subject: x\n\nno\n--b--\n",
		    "", "" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct message message = read_ok(&arena, rows[i].head);
		if (strcmp(message.text, rows[i].text) != 0)
			fail_msg("%s: %s", rows[i].name, message.text);
		if (strcmp(message.own, rows[i].own) != 0)
			fail_msg("%s, own: %s", rows[i].name, message.own);
	}
	arena_free(&arena);
}

static void test_flags(void **state)
{
	struct arena arena = { 0 };
	struct message m;

	(void)state;
	m = read_ok(&arena, "Content-Type: text/html\n\nx\n");
	assert_true(m.text_from_html);
	assert_false(m.has_attachments);
	m = read_ok(&arena,
	    "Content-Type: multipart/signed; boundary=b\n\n--b\n\nx\n--b\n"
	    "Content-Type: application/pgp-signature\n\nx\n--b--\n");
	assert_int_equal(m.parts, PARTS_PGP_SIGNED);
	m = read_ok(&arena,
	    "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\n"
	    "Content-Type: application/pdf; name=x.pdf\n\nx\n--b--\n");
	assert_true(m.has_attachments);
	assert_int_equal(m.parts, PARTS_ATTACHMENT);
	arena_free(&arena);
}

static void test_stopped(void **state)
{
	struct arena arena = { 0 };
	struct message m;
	struct err err;
	char *raw = arena_printf(&arena,
	    "From: a@example.org\nSubject: x\nX: %032769d\n\nbody\n", 0);

	(void)state;
	assert_int_equal(
	    message_read(&arena, str_c(raw), 1 << 20, &m, &err), ERR_LIMIT);
	assert_non_null(strstr(err.text, "X"));
	assert_string_equal(m.subject, "x");
	assert_string_equal(m.sender_address, "a@example.org");
	assert_string_equal(m.text, "");
	assert_null(message_field(&m, "X"));
	arena_free(&arena);
}

static void test_hash(void **state)
{
	char a[CRYPTO_HEX];
	char b[CRYPTO_HEX];

	(void)state;
	message_hash(str_c("Message-ID: <x>\nA: b\n\nbody"), a);
	message_hash(str_c("A: c\nMessage-ID: <x>\n\nbody"), b);
	assert_string_equal(a, b);
	message_hash(str_c("Message-ID: <y>\n\nbody"), b);
	assert_string_not_equal(a, b);
	message_hash(str_c("Message-ID: <x>\n\nbodY"), b);
	assert_string_not_equal(a, b);
	message_hash(str_c(""), b);
	assert_int_equal(strlen(b), CRYPTO_HEX - 1);
}

/* RFC 5322 section 3.6.4: what the References of an answer are. */
static void test_thread(void **state)
{
	static const struct {
		const char *raw;
		const char *want;
	} rows[] = {
		{ "Message-ID: <a@b>\n\n", "<a@b>" },
		{ "Message-ID: <c@d>\nReferences: <a@b>\n <b@c>\n"
		  "In-Reply-To: <x@y>\n\n",
		    "<a@b> <b@c> <c@d>" },
		{ "Message-ID: <c@d>\nIn-Reply-To: <x@y>\n\n", "<x@y> <c@d>" },
		{ "References: <a@b>\n\n", "" },
		{ "Subject: x\n\n", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena arena = { 0 };
		struct message message = read_ok(&arena, rows[i].raw);
		assert_string_equal(
		    message_thread(&arena, &message), rows[i].want);
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_subjects),
		cmocka_unit_test(test_from),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_stopped),
		cmocka_unit_test(test_hash),
		cmocka_unit_test(test_thread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
