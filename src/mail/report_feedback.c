/* Complaints: RFC 5965, and those of providers that write their own. */
#include <string.h>

#include "base/utf8.h"
#include "mail/fields.h"
#include "mail/report_rule.h"
#include "mail/report_source.h"
#include "mail/report_text.h"

enum { WORDS_LOOKED_AT = 32 * 1024 };

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static void add_complaint(
    struct report_source *source, struct str address, struct report *out)
{
	struct arena *arena = source->arena;
	struct report_recipient recipient = {
		.address = arena_dup(arena, address),
		.status = arena_strdup(arena, ""),
		.remote = arena_strdup(arena, ""),
		.reason = arena_strdup(arena, ""),
	};

	if (address.n > 0 && !report_addresses_has(&source->ours, address))
		(void)report_add(arena, out, &recipient);
}

/* not-spam (RFC 6430) and auth-failure (RFC 6591) complain of nothing. */
static bool is_complaint_type(struct str type)
{
	static const char *const types[] = { "abuse", "fraud", "virus",
		"opt-out", "opt-out-list", "other", "miscategorized",
		"complaint" };

	for (size_t i = 0; i < COUNT(types); i++)
		if (str_iis(type, types[i]))
			return true;
	return false;
}

static void add_named(struct report_source *source,
    const struct message_field *fields, size_t n, const char *const *names,
    size_t count, struct report *out)
{
	for (size_t i = 0; i < n; i++)
		for (size_t name = 0; name < count; name++)
			if (str_iis(str_c(fields[i].name), names[name]))
				add_complaint(source,
				    report_typed_address(
					source->arena, str_c(fields[i].value)),
				    out);
}

/* Hotmail's JMRP writes the recipient into the mail that it gives back. */
static void read_returned_fields(
    struct report_source *source, struct report *out)
{
	static const char *const names[] = { "X-HmXmrOriginalRecipient" };
	struct message_field *fields;
	struct str body;
	size_t n = fields_read(source->arena, source->returned, &fields, &body);

	add_named(source, fields, n, names, COUNT(names), out);
}

void report_read_feedback(struct report_source *source, struct report *out)
{
	static const char *const names[] = { "Original-Rcpt-To",
		"Removal-Recipient", "Original-Recipient" };
	struct message_field *fields = NULL;
	const struct message_field *type;
	struct str body;
	size_t n = 0;

	out->is_report = true;
	out->is_complaint = true;
	if (source->feedback.n > 0) {
		n = fields_read(
		    source->arena, source->feedback, &fields, &body);
		type = fields_find(fields, n, "Feedback-Type");
		out->is_complaint =
		    type != NULL && is_complaint_type(str_c(type->value));
	}
	if (!out->is_complaint)
		return;
	add_named(source, fields, n, names, COUNT(names), out);
	if (out->recipient_count == 0)
		read_returned_fields(source, out);
	if (out->recipient_count == 0)
		report_read_notification(source, "complainedRecipients", out);
	for (size_t i = 0; out->recipient_count == 0 && i < source->original.n;
	     i++)
		add_complaint(source, str_c(source->original.v[i]), out);
}

bool report_rule_complains(const struct message *message)
{
	static const struct {
		const char *from;
		const char *mark; /* in the subject or the text */
	} makers[] = {
		{ "staff@hotmail.com", "complaint about message from" },
		{ "staff@outlook.com", "complaint about message from" },
		{ "complaints@email-abuse.amazonses.com",
		    "complaint about message from" },
		{ "sns.amazonaws.com", "complainedrecipients" },
		{ "amazonses.com", "complainedrecipients" },
	};
	struct str from = str_c(message->sender_address);
	struct str text = str_sub(str_c(message->text), 0, WORDS_LOOKED_AT);

	for (size_t i = 0; i < COUNT(makers); i++)
		if (str_iends(from, str_c(makers[i].from)) &&
		    (str_ifind(str_c(message->subject),
			 str_c(makers[i].mark)) != SIZE_MAX ||
			str_ifind(text, str_c(makers[i].mark)) != SIZE_MAX))
			return true;
	return false;
}
