/* What a message is made of, in the forms that programs really send. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/message.h"
#include "mail/parts.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define MULTI(kind) "Content-Type: multipart/" kind "; boundary=B\n\n"
#define SIGNED(protocol)                                                       \
	"Content-Type: multipart/signed; boundary=B; protocol=\"" protocol     \
	"\"\n\n"
#define TEXT "--B\n\nbonjour\n"
#define END  "--B--\n"

struct row {
	const char *raw;
	const char *text;
	unsigned parts;
};

static void test_parts(void **state)
{
	static const struct row rows[] = {
		{ "\nbonjour\n", "bonjour", 0 },
		{ MULTI("mixed") TEXT "--B\nContent-Type: image/png; "
				      "name=a.png\n\nx\n" END,
		    "bonjour", PARTS_ATTACHMENT },
		{ MULTI("mixed") TEXT
		    "--B\nContent-Type: message/rfc822\n\nTo: x\n\ny\n" END,
		    "bonjour", PARTS_MESSAGE },
		{ MULTI("mixed") TEXT "--B\nContent-Type: application/ms-tnef; "
				      "name=winmail.dat\n\nx\n" END,
		    "bonjour", PARTS_TNEF },
		{ "Content-Type: application/octet-stream; "
		  "name=\"WINMAIL.DAT\"\n\nx\n",
		    "", PARTS_TNEF },
		{ SIGNED("application/pgp-signature") TEXT
		    "--B\nContent-Type: application/pgp-signature; "
		    "name=signature.asc\n\nx\n" END,
		    "bonjour", PARTS_PGP_SIGNED },
		{ SIGNED("application/pkcs7-signature") TEXT
		    "--B\nContent-Type: application/pkcs7-signature; "
		    "name=smime.p7s\nContent-Disposition: attachment\n\n"
		    "x\n" END,
		    "bonjour", PARTS_SMIME_SIGNED },
		{ "Content-Type: multipart/encrypted; boundary=B; "
		  "protocol=\"application/pgp-encrypted\"\n\n"
		  "--B\nContent-Type: application/pgp-encrypted\n\n"
		  "Version: 1\n--B\nContent-Type: application/octet-stream\n\n"
		  "-----BEGIN PGP MESSAGE-----\n" END,
		    "", PARTS_PGP_ENCRYPTED },
		{ "Content-Type: application/pkcs7-mime; "
		  "smime-type=enveloped-data; name=smime.p7m\n\nx\n",
		    "", PARTS_SMIME_ENCRYPTED },
		{ "Content-Type: application/x-pkcs7-mime\n\nx\n", "",
		    PARTS_SMIME_ENCRYPTED },
		{ "Content-Type: application/pkcs7-mime; "
		  "smime-type=signed-data\n\nx\n",
		    "", PARTS_SMIME_OPAQUE },
		{ "\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n"
		  "bonjour\n-----BEGIN PGP SIGNATURE-----\n\nx\n"
		  "-----END PGP SIGNATURE-----\n",
		    NULL, PARTS_PGP_SIGNED },
		{ "\n-----BEGIN PGP MESSAGE-----\n\nx\n"
		  "-----END PGP MESSAGE-----\n",
		    NULL, PARTS_PGP_ENCRYPTED },
		{ MULTI("mixed") TEXT "--B\nContent-Type: application/"
				      "pgp-keys; name=k.asc\n\nx\n" END,
		    "bonjour", PARTS_PGP_KEY },
		{ "Content-Type: text/plain; protected-headers=\"v1\"\n\n"
		  "bonjour\n",
		    "bonjour", PARTS_PROTECTED_HEADERS },
		{ MULTI("alternative") TEXT
		    "--B\nContent-Type: text/calendar; method=REPLY\n\nx\n" END,
		    "bonjour", PARTS_CALENDAR | PARTS_CALENDAR_REPLY },
		{ "Content-Type: text/calendar; method=REQUEST\n\nx\n", "",
		    PARTS_CALENDAR },
		{ "Message-Context: voice-message\nContent-Type: audio/wav; "
		  "name=a.wav\n\nx\n",
		    "", PARTS_VOICE | PARTS_ATTACHMENT },
		{ MULTI("fax-message") TEXT END, "bonjour", PARTS_FAX },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct message message;
		struct err err;
		char *raw = arena_printf(
		    &arena, "From: a@example.org\n%s", rows[i].raw);
		struct str text;
		assert_int_equal(
		    message_read(&arena, str_c(raw), 1 << 20, &message, &err),
		    ERR_OK);
		text = str_trim(str_c(message.text));
		if (message.parts != rows[i].parts)
			fail_msg("row %zu has parts %#x", i, message.parts);
		if (rows[i].text != NULL && !str_is(text, rows[i].text))
			fail_msg("row %zu reads \"%s\"", i, message.text);
	}
	arena_free(&arena);
}

static void test_words(void **state)
{
	(void)state;
	assert_null(parts_word(0, 0));
	assert_string_equal(parts_word(PARTS_TNEF, 0), "tnef");
	assert_null(parts_word(PARTS_TNEF, 1));
	assert_string_equal(
	    parts_word(PARTS_ATTACHMENT | PARTS_FAX, 0), "attachment");
	assert_string_equal(parts_word(PARTS_ATTACHMENT | PARTS_FAX, 1), "fax");
	assert_string_equal(
	    parts_word(PARTS_CALENDAR | PARTS_CALENDAR_REPLY, 1),
	    "calendar-reply");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
