#include "mail/report.h"

#include <string.h>

void report_read(
    struct arena *arena, const struct message *message, struct report *out)
{
	(void)message;
	memset(out, 0, sizeof(*out));
	out->original_message_id = arena_strdup(arena, "");
}
