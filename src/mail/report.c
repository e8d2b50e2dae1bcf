#include "mail/report.h"

#include <string.h>

#include "mail/addr.h"
#include "mail/fields.h"
#include "mail/gate.h"
#include "mail/mime.h"
#include "mail/people.h"
#include "mail/report_page.h"
#include "mail/report_source.h"
#include "mail/report_text.h"
#include "mail/robot.h"

bool report_addresses_has(const struct report_addresses *list, struct str one)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_ieq(str_c(list->v[i]), one))
			return true;
	return false;
}

void report_addresses_add(
    struct report_source *source, struct str text, struct report_addresses *to)
{
	struct str address = str_trim(text);

	if (to->n < REPORT_ADDRESSES_MAX && addr_utf8_ok(address) &&
	    !report_addresses_has(to, address))
		to->v[to->n++] =
		    addr_key(source->arena, arena_dup(source->arena, address));
}

static void read_leaf(
    struct report_source *source, const struct mime_leaf *leaf)
{
	static const struct {
		const char *type;
		size_t offset;
	} wanted[] = {
		{ "message/delivery-status",
		    offsetof(struct report_source, status) },
		{ "message/global-delivery-status",
		    offsetof(struct report_source, status) },
		{ "message/feedback-report",
		    offsetof(struct report_source, feedback) },
		{ "message/rfc822", offsetof(struct report_source, returned) },
		{ "message/global", offsetof(struct report_source, returned) },
		{ "message/global-headers",
		    offsetof(struct report_source, returned) },
		{ "text/rfc822-headers",
		    offsetof(struct report_source, returned) },
		{ "text/rfc822", offsetof(struct report_source, returned) },
		{ "message/rfc822-headers",
		    offsetof(struct report_source, returned) },
	};

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		struct str *where =
		    (struct str *)((char *)source + wanted[i].offset);
		if (strcmp(leaf->type, wanted[i].type) == 0 && where->n == 0)
			*where =
			    mime_bytes(source->arena, leaf, REPORT_PART_MAX);
	}
}

/* Some give the header back as a text file. */
static void read_file(
    struct report_source *source, const struct mime_leaf *leaf)
{
	struct str bytes;
	struct str rest;
	struct str line;

	if (source->returned.n > 0 || strcmp(leaf->type, "text/plain") != 0 ||
	    !(leaf->attachment || leaf->file[0] != '\0'))
		return;
	bytes = mime_bytes(source->arena, leaf, REPORT_PART_MAX);
	rest = bytes;
	if (str_ifind(bytes, str_c("Message-ID:")) != SIZE_MAX &&
	    fields_line(&rest, &line) && fields_is_field(line))
		source->returned = bytes;
}

static void read_leaves(struct report_source *source, struct str raw)
{
	struct mime mime;

	mime_open(source->arena, raw, &mime);
	for (size_t i = 0; i < mime.leaf_count; i++)
		read_leaf(source, &mime.leaf[i]);
	for (size_t i = 0; i < mime.leaf_count; i++)
		read_file(source, &mime.leaf[i]);
	mime_close(&mime);
}

/* A report that a server sent on inside another mail; one level deep. */
static void read_nested(struct report_source *source)
{
	struct report_source inner = { .arena = source->arena };
	struct err ignored;

	if (source->status.n > 0 || source->returned.n == 0 ||
	    gate_check(source->returned, REPORT_PART_MAX, &ignored) != ERR_OK)
		return;
	read_leaves(&inner, source->returned);
	if (inner.status.n == 0)
		return;
	source->status = inner.status;
	source->returned = inner.returned;
}

/* Our side: whom the report was sent to, and who sent it. */
static void read_ours(struct report_source *source)
{
	const struct message *message = source->message;

	/* Not X-Original-To: DragonFly puts the one that failed there. */
	for (size_t i = 0; i < message->to.n; i++)
		report_addresses_add(
		    source, str_c(message->to.v[i].address), &source->ours);
	report_addresses_add(source,
	    str_c(message_value(message, "Delivered-To")), &source->ours);
	report_addresses_add(
	    source, str_c(message->sender_address), &source->ours);
}

/* X-Failed-Recipients is surer than the To of the mail. */
static size_t read_failed_field(struct report_source *source)
{
	const struct message_field *field =
	    message_field(source->message, "X-Failed-Recipients");
	struct message_people people = { 0 };

	if (field == NULL)
		return 0;
	people_add(source->arena, field, &people);
	source->original.n = 0;
	for (size_t i = 0; i < people.n; i++)
		report_addresses_add(
		    source, str_c(people.v[i].address), &source->original);
	return source->original.n;
}

static void read_text(struct report_source *source, struct report *out)
{
	size_t failed = read_failed_field(source);
	struct report_text input = {
		.message = source->message,
		.text = source->words,
		.original = source->original.v,
		.original_count = source->original.n,
		.ours = source->ours.v,
		.ours_count = source->ours.n,
	};

	(void)report_text_read(source->arena, &input, out);
	for (size_t i = 0; out->recipient_count == 0 && i < failed; i++)
		report_text_add(
		    source->arena, &input, str_c(source->original.v[i]), out);
}

void report_read(
    struct arena *arena, const struct message *message, struct report *out)
{
	struct report_source source = { .arena = arena, .message = message };
	enum robot kind = robot_report(message);

	memset(out, 0, sizeof(*out));
	out->original_message_id = arena_strdup(arena, "");
	out->rule = "";
	if (kind != ROBOT_BOUNCE && kind != ROBOT_REPORT)
		return;
	read_leaves(&source, message->raw);
	source.words = page_words(arena, message);
	read_ours(&source);
	if (kind == ROBOT_BOUNCE)
		read_nested(&source);
	report_read_returned(&source, out);
	if (kind == ROBOT_REPORT || source.feedback.n > 0) {
		report_read_feedback(&source, out);
		return;
	}
	out->is_report = true;
	report_read_status(&source, out);
	if (source.delivered)
		return;
	if (out->recipient_count == 0)
		report_read_notification(&source, "bouncedRecipients", out);
	if (out->recipient_count == 0)
		read_text(&source, out);
}
