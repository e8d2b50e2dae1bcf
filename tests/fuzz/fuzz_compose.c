/*
 * A blob of the database rendered as it is; and a mail composed of the bytes,
 * whose wire form must hold no bare CR or LF, no NUL, and 7-bit lines of at
 * most 998.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mail/compose.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_wire(struct str mail)
{
	size_t line = 0;

	for (size_t i = 0; i < mail.n; i++) {
		const unsigned char c = (unsigned char)mail.p[i];
		line = c == '\n' ? 0 : line + 1;
		if (c == '\0' || c > 0x7f || line > 999 ||
		    (c == '\r' && (i + 1 == mail.n || mail.p[i + 1] != '\n')) ||
		    (c == '\n' && (i == 0 || mail.p[i - 1] != '\r')))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str all = str_n((const char *)data, size);
	struct str half = str_sub(all, 0, size / 2);
	struct arena arena = { 0 };
	struct err err = { 0 };
	const char *words = arena_dup(&arena, half);
	const char *plain = compose_strip(&arena, str_c(words)).p;
	const char *values[] = { words, words + strlen(words) / 2, "",
		"0123456789abcdef" };
	/* Structured fields have tokens in their holes, nothing else. */
	const char *extra[] = { "List-Id", plain, "List-Unsubscribe",
		"<https://example.org/\001D\002>,"
		" <mailto:a+\001D\002@example.org>",
		NULL };
	const struct compose_attachment files[] = {
		{ .name = words, .type = "message/rfc822", .bytes = all },
		{ .name = words, .type = "text/calendar", .bytes = half },
		{ .name = words,
		    .type = "image/png",
		    .bytes = half,
		    .content_id = size % 2 == 0 ? "d@example.org" : words },
	};
	const struct compose_input input = { .from_name = half,
		.from_addr = "a@example.org",
		.to_name = words,
		.to_addr = "b@example.org",
		.subject = str_from(all, size / 2),
		.message_id = "c@example.org",
		.references = plain,
		.language = plain,
		.extra = extra,
		.text = all,
		.html = half,
		.attachments = files,
		.attachment_count = sizeof(files) / sizeof(*files) };
	struct buf compiled;
	struct buf out;

	buf_init(&compiled, 1 << 20);
	buf_init(&out, 1 << 20);
	(void)compose_render(all, values, 4, &out, &err);
	buf_reset(&out);
	if (compose_message(&input, &compiled, &err) == ERR_OK &&
	    compose_render(buf_get(&compiled), values, 4, &out, &err) == ERR_OK)
		check_wire(buf_get(&out));
	buf_clear(&compiled);
	buf_clear(&out);
	arena_free(&arena);
	return 0;
}
