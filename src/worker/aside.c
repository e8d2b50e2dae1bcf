#include "worker/aside.h"

#include "base/i18n.h"
#include "base/utf8.h"

enum { SHOWN_MAX = 300 }; /* bytes of a field that people are shown */

/* The value of the first line that begins like this. */
static struct str field(struct str raw, const char *name)
{
	struct str line;

	while (str_line(&raw, &line) && line.n > 0)
		if (str_istarts(line, str_c(name)))
			return str_trim(str_from(line, str_c(name).n));
	return str_c("");
}

/* What stands between < and >, else all of it. */
static struct str within(struct str text)
{
	size_t open = str_findc(text, '<');
	size_t close = str_findc(text, '>');

	if (open == SIZE_MAX || close == SIZE_MAX || close < open)
		return text;
	return str_sub(text, open + 1, close - open - 1);
}

static const char *shown(struct arena *arena, struct str text)
{
	return utf8_clean(arena, utf8_cut(text, SHOWN_MAX));
}

void aside_deadly(
    struct arena *arena, struct str raw, struct inbound_aside *out)
{
	char *hash = arena_alloc(arena, CRYPTO_HEX);

	message_hash(raw, hash);
	*out = (struct inbound_aside){
		.reason =
		    N_("the reader stopped on this message several times"),
		.hash = hash,
		.size = (int64_t)raw.n,
		.sender = shown(arena, within(field(raw, "From:"))),
		.subject = shown(arena, field(raw, "Subject:")),
		.message_id = shown(arena, within(field(raw, "Message-ID:"))),
	};
}

void aside_large(
    struct arena *arena, struct str start, struct inbound_aside *out)
{
	struct message message = { 0 };
	struct err unused;

	(void)message_read(arena, start, ASIDE_START, &message, &unused);
	*out = (struct inbound_aside){
		.reason =
		    N_("the message is larger than limits.message_mb allows"),
		.hash = "",
		.sender = message.sender_address == NULL
			      ? ""
			      : message.sender_address,
		.subject = message.subject == NULL ? "" : message.subject,
		.message_id =
		    message.message_id == NULL ? "" : message.message_id,
	};
}
