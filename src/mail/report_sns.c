/*
 * Notifications of Amazon SES by SNS: JSON inside a string of JSON, in a mail
 * whose long lines a gateway may have wrapped.
 */
#include <string.h>

#include "mail/report_source.h"
#include "mail/report_status.h"
#include "mail/report_text.h"

/* Backslashes, line ends and the blanks behind them belong to no value. */
static struct str plain(struct arena *arena, struct str text)
{
	char *copy = arena_alloc(arena, text.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		bool wrapped =
		    text.p[i] == '!' && i + 1 < text.n && text.p[i + 1] == '\n';
		if (text.p[i] == '\n' && i + 1 < text.n && text.p[i + 1] == ' ')
			i++;
		else if (text.p[i] != '\\' && text.p[i] != '\n' && !wrapped)
			copy[n++] = text.p[i];
	}
	copy[n] = '\0';
	return str_n(copy, n);
}

/* The string behind "name":, empty when there is none. */
static struct str value_of(struct str object, const char *name)
{
	size_t at = str_find(object, str_c(name));
	struct str rest;

	if (at == SIZE_MAX)
		return str_c("");
	rest = str_trim(str_from(object, at + strlen(name)));
	rest = str_trim(str_from(rest, rest.n > 0 && rest.p[0] == ':'));
	if (rest.n == 0 || rest.p[0] != '"')
		return str_c("");
	rest = str_from(rest, 1);
	return str_sub(rest, 0, str_findc(rest, '"'));
}

static void add(struct report_source *source, struct str object, bool transient,
    struct report *out)
{
	struct arena *arena = source->arena;
	struct str address =
	    report_typed_address(arena, value_of(object, "\"emailAddress\""));
	struct str words = value_of(object, "\"diagnosticCode\"");
	struct str status = report_enhanced(value_of(object, "\"status\""));
	struct report_recipient recipient = {
		.address = arena_dup(arena, address),
		.class = transient || (status.n > 0 && status.p[0] == '4')
			     ? REPORT_TEMPORARY
			     : REPORT_PERMANENT,
		.status = arena_dup(arena, status),
		.code = report_reply(words),
		.remote = arena_strdup(arena, ""),
		.reason = report_one_line(arena, words, REPORT_REASON_MAX),
	};

	if (address.n > 0 && !report_addresses_has(&source->ours, address))
		(void)report_add(arena, out, &recipient);
}

void report_read_notification(
    struct report_source *source, const char *list, struct report *out)
{
	size_t at = str_find(source->words, str_c(list));
	struct str text;
	struct str rest;
	struct str object;
	bool transient;

	if (at == SIZE_MAX)
		return;
	text = plain(source->arena, source->words);
	transient = str_iis(value_of(text, "\"bounceType\""), "transient");
	rest = str_from(text, str_find(text, str_c(list)));
	rest = str_sub(rest, 0, str_findc(rest, ']'));
	while (!out->cut && str_split(&rest, '}', &object))
		add(source, object, transient, out);
	if (out->recipient_count > 0)
		out->rule = "aws-sns";
}
