/* Any bytes as a message: gate, fields, people, parts, own words, robots. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/utf8.h"
#include "mail/message.h"
#include "mail/robot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_be_clean(const char *text)
{
	if (!utf8_valid(str_c(text)) || strpbrk(text, "\r\n") != NULL)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct message message;
	char hash[CRYPTO_HEX];
	struct err err;
	const char *why;

	(void)message_read(
	    &arena, str_n((const char *)data, size), 1 << 20, &message, &err);
	must_be_clean(message.subject);
	must_be_clean(message.sender_address);
	for (size_t i = 0; i < message.field_count; i++)
		must_be_clean(message.fields[i].value);
	for (size_t i = 0; i < message.from.n; i++)
		must_be_clean(message.from.v[i].name);
	for (size_t i = 0; i < message.recipient_count; i++)
		must_be_clean(message.recipients[i]);
	if (!utf8_valid(str_c(message.text)) || !utf8_valid(str_c(message.own)))
		abort();
	must_be_clean(message_thread(&arena, &message));
	message_hash(message.raw, hash);
	(void)robot_may_answer(
	    &message, robot_detect(&message, "example.org", &why));
	arena_free(&arena);
	return 0;
}
