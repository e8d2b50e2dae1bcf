/* Any bytes as replies: bounded, printable, and the same however they come. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "smtp/ehlo.h"
#include "smtp/reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct reply_parser *parser)
{
	const struct smtp_reply *reply = &parser->reply;

	for (const char *c = reply->text; *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			abort();
	if (parser->state == REPLY_DONE &&
	    (reply->code < 200 || reply->code > 599))
		abort();
	if (reply->enhanced[0] != '\0' &&
	    strspn(reply->enhanced, "0123456789.") != strlen(reply->enhanced))
		abort();
}

/* One after the other, in pieces of this size; the last one stays. */
static size_t feed(struct reply_parser *parser, struct str bytes, size_t piece)
{
	size_t replies = 0;

	reply_begin(parser);
	while (bytes.n > 0 && parser->state != REPLY_BAD) {
		size_t used = reply_feed(parser, str_sub(bytes, 0, piece));
		if (used == 0)
			abort();
		bytes = str_from(bytes, used);
		check(parser);
		if (parser->state == REPLY_DONE && bytes.n > 0) {
			replies++;
			reply_begin(parser);
		}
	}
	return replies;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = str_n((const char *)data, size);
	struct reply_parser whole;
	struct reply_parser parts;
	struct ehlo ehlo = { 0 };

	if (feed(&whole, bytes, SIZE_MAX) != feed(&parts, bytes, 1))
		abort();
	if (whole.state != parts.state ||
	    memcmp(&whole.reply, &parts.reply, sizeof(whole.reply)) != 0)
		abort();
	ehlo_line(&ehlo, bytes);
	return 0;
}
