#include "mail/report.h"

#include <string.h>

#include "base/utf8.h"
#include "mail/addr.h"
#include "mail/charset.h"
#include "mail/fields.h"
#include "mail/mime.h"
#include "mail/people.h"
#include "mail/report_status.h"
#include "mail/report_text.h"
#include "mail/robot.h"

enum {
	PART_MAX = 256 * 1024, /* bytes of a status part or returned header */
	BLOCKS_MAX = 500,      /* recipients of a status part */
	OURS_MAX = 64,
	REASON_MAX = 300
};

/* Everything that is read out of one report. */
struct source {
	struct arena *arena;
	const struct message *message;
	struct str status;   /* message/delivery-status, {NULL, 0} if none */
	struct str feedback; /* message/feedback-report */
	struct str returned; /* the returned mail or its header */
	struct str words;    /* what people are to read, or the raw body */
	size_t failed;       /* of `original`, from X-Failed-Recipients */
	char *original[OURS_MAX];
	size_t original_count;
	char *ours[OURS_MAX];
	size_t ours_count;
};

/* Broken MIME may hide every part; the bytes are there all the same. */
static void read_source_words(struct source *source)
{
	struct message_field *fields;
	struct str text = str_trim(str_c(source->message->text));
	struct str body;

	if (text.n == 0) {
		(void)fields_read(
		    source->arena, source->message->raw, &fields, &body);
		text = str_c(charset_decode(
		    source->arena, str_sub(body, 0, PART_MAX), NULL, PART_MAX));
	}
	source->words = str_sub(text, 0, PART_MAX);
}

static bool is_type(const struct mime_leaf *leaf, const char *type)
{
	return strcmp(leaf->type, type) == 0;
}

static void read_leaf(struct source *source, const struct mime_leaf *leaf)
{
	struct str *where = NULL;

	if (is_type(leaf, "message/delivery-status") ||
	    is_type(leaf, "message/global-delivery-status"))
		where = &source->status;
	else if (is_type(leaf, "message/feedback-report"))
		where = &source->feedback;
	else if (is_type(leaf, "message/rfc822") ||
		 is_type(leaf, "message/global") ||
		 is_type(leaf, "message/global-headers") ||
		 is_type(leaf, "text/rfc822-headers") ||
		 is_type(leaf, "message/rfc822-headers"))
		where = &source->returned;
	if (where != NULL && where->n == 0)
		*where = mime_bytes(source->arena, leaf, PART_MAX);
}

static void read_leaves(struct source *source)
{
	struct mime mime;

	mime_open(source->arena, source->message->raw, &mime);
	for (size_t i = 0; i < mime.leaf_count; i++)
		read_leaf(source, &mime.leaf[i]);
	mime_close(&mime);
}

static void add_address(
    struct arena *arena, struct str text, char **list, size_t *n)
{
	struct str address = str_trim(text);

	if (*n < OURS_MAX && addr_ok(address))
		list[(*n)++] = addr_key(arena, arena_dup(arena, address));
}

/* The address of "rfc822; user@example.org"; empty when there is none. */
static struct str typed_address(struct str value)
{
	size_t semicolon = str_findc(value, ';');
	struct str text =
	    semicolon == SIZE_MAX ? value : str_from(value, semicolon + 1);
	size_t open = str_findc(text, '<');

	if (open != SIZE_MAX) {
		text = str_from(text, open + 1);
		text = str_sub(text, 0, str_findc(text, '>'));
	}
	text = str_trim(text);
	return addr_ok(text) ? text : str_n(value.p, 0);
}

/* Our side: whom the report was sent to, and who sent it. */
static void read_ours(struct source *source)
{
	const struct message *message = source->message;

	/* Not X-Original-To: DragonFly puts the one that failed there. */
	for (size_t i = 0; i < message->to.n; i++)
		add_address(source->arena, str_c(message->to.v[i].address),
		    source->ours, &source->ours_count);
	add_address(source->arena,
	    str_c(message_value(message, "Delivered-To")), source->ours,
	    &source->ours_count);
	add_address(source->arena, str_c(message->sender_address), source->ours,
	    &source->ours_count);
}

static bool is_ours(const struct source *source, struct str address)
{
	for (size_t i = 0; i < source->ours_count; i++)
		if (str_ieq(str_c(source->ours[i]), address))
			return true;
	return false;
}

/* Returned mail inside the words: from the first line of a header on. */
static struct str find_returned(struct str text)
{
	static const char *const starts[] = { "Received:", "Return-Path:",
		"Message-ID:", "From:", "DKIM-Signature:", "MIME-Version:",
		"Date:", "X-" };
	struct str rest = text;
	struct str line;

	while (fields_line(&rest, &line)) {
		struct str from_here =
		    str_n(line.p, (size_t)(text.p + text.n - line.p));
		struct str next = rest;
		struct str second;
		struct str word = str_trim(line);
		bool begins = false;
		for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
			begins = begins || str_istarts(word, str_c(starts[i]));
		if (begins && fields_line(&next, &second) &&
		    (fields_is_field(str_trim(second)) ||
			(second.n > 0 && str_is_space(second.p[0]))))
			return from_here;
	}
	return str_n(text.p, 0);
}

static void read_returned(struct source *source, struct report *out)
{
	struct message_field *fields;
	const struct message_field *id;
	struct message_people people = { 0 };
	struct str body;
	size_t n;

	if (source->returned.n == 0)
		source->returned = find_returned(source->words);
	n = fields_read(source->arena, source->returned, &fields, &body);
	id = fields_find(fields, n, "Message-ID");
	if (id != NULL) {
		struct str value = str_c(id->value);
		size_t open = str_findc(value, '<');
		value = str_from(value, open == SIZE_MAX ? 0 : open + 1);
		value = str_sub(value, 0, str_findc(value, '>'));
		out->original_message_id = arena_dup(source->arena, value);
	}
	for (size_t i = 0; i < n; i++)
		if (str_iis(str_c(fields[i].name), "To"))
			people_add(source->arena, &fields[i], &people);
	for (size_t i = 0; i < people.n; i++)
		if (!is_ours(source, str_c(people.v[i].address)))
			add_address(source->arena, str_c(people.v[i].address),
			    source->original, &source->original_count);
}

static const char *value_of(
    const struct message_field *fields, size_t n, const char *name)
{
	const struct message_field *field = fields_find(fields, n, name);

	return field == NULL ? "" : field->value;
}

static struct str recipient_of(const struct message_field *fields, size_t n)
{
	static const char *const names[] = { "Original-Recipient",
		"Final-Recipient", "X-Actual-Recipient" };
	struct str address = str_c("");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		address = typed_address(str_c(value_of(fields, n, names[i])));
		if (address.n > 0)
			break;
	}
	return address;
}

/*
 * Many servers put 5.0.0 or nothing into Status and the truth into
 * Diagnostic-Code.
 */
static struct str status_of(struct str status, struct str diagnostic)
{
	struct str own = report_enhanced(status);
	struct str other = report_enhanced(diagnostic);

	if (own.n == 0 || (str_ends(own, str_c(".0.0")) && other.n > 0))
		return other.n > 0 ? other : own;
	return own;
}

static bool is_failed_action(struct str action)
{
	return action.n == 0 || str_istarts(action, str_c("fail")) ||
	       str_istarts(action, str_c("delay")) ||
	       str_istarts(action, str_c("expired")) ||
	       str_istarts(action, str_c("error"));
}

/* One block of fields of message/delivery-status (RFC 3464 section 2.3). */
static void read_block(struct source *source,
    const struct message_field *fields, size_t n, struct report *out)
{
	struct str action = str_c(value_of(fields, n, "Action"));
	struct str diagnostic = str_c(value_of(fields, n, "Diagnostic-Code"));
	struct str status =
	    status_of(str_c(value_of(fields, n, "Status")), diagnostic);
	struct str address = recipient_of(fields, n);
	struct report_recipient recipient = { .class = REPORT_PERMANENT };
	int reply =
	    status.n > 0 ? status.p[0] - '0' : report_reply_class(diagnostic);
	size_t semicolon = str_findc(diagnostic, ';');

	if (address.n == 0 || !is_failed_action(action) || reply == 2)
		return;
	if (str_istarts(action, str_c("delay")))
		recipient.class = REPORT_DELAYED;
	else if (reply == 4)
		recipient.class = REPORT_TEMPORARY;
	recipient.address =
	    addr_key(source->arena, arena_dup(source->arena, address));
	recipient.status = arena_dup(source->arena, status);
	recipient.reason = report_one_line(source->arena,
	    semicolon == SIZE_MAX ? diagnostic
				  : str_from(diagnostic, semicolon + 1),
	    REASON_MAX);
	(void)report_add(source->arena, out, &recipient);
}

static void read_blocks(
    struct source *source, struct str text, struct report *out)
{
	struct str rest = text;

	for (size_t i = 0; i < BLOCKS_MAX && rest.n > 0; i++) {
		struct message_field *fields;
		size_t n = fields_read(source->arena, rest, &fields, &rest);
		read_block(source, fields, n, out);
	}
}

/* A status part that lost its MIME type stands among the words. */
static void read_loose_blocks(
    struct source *source, struct str text, struct report *out)
{
	size_t at = str_ifind(text, str_c("\nFinal-Recipient:"));

	if (at != SIZE_MAX)
		read_blocks(source, str_from(text, at + 1), out);
}

static void add_complaint(
    struct source *source, struct str address, struct report *out)
{
	struct report_recipient recipient = {
		.address =
		    addr_key(source->arena, arena_dup(source->arena, address)),
		.status = arena_strdup(source->arena, ""),
		.reason = arena_strdup(source->arena, ""),
	};

	if (address.n > 0 && !is_ours(source, address))
		(void)report_add(source->arena, out, &recipient);
}

static void read_feedback(struct source *source, struct report *out)
{
	struct message_field *fields;
	struct str body;
	size_t n = fields_read(source->arena, source->feedback, &fields, &body);

	out->is_report = true;
	out->is_complaint =
	    str_iis(str_c(value_of(fields, n, "Feedback-Type")), "abuse");
	if (!out->is_complaint)
		return;
	for (size_t i = 0; i < n; i++)
		if (str_iis(str_c(fields[i].name), "Original-Rcpt-To") ||
		    str_iis(str_c(fields[i].name), "Removal-Recipient"))
			add_complaint(
			    source, typed_address(str_c(fields[i].value)), out);
	for (size_t i = 0;
	     out->recipient_count == 0 && i < source->original_count; i++)
		add_complaint(source, str_c(source->original[i]), out);
}

static void read_failed_field(struct source *source)
{
	const struct message_field *field =
	    message_field(source->message, "X-Failed-Recipients");
	struct message_people people = { 0 };

	if (field == NULL)
		return;
	people_add(source->arena, field, &people);
	source->original_count = 0; /* this is surer than any To */
	for (size_t i = 0; i < people.n; i++)
		add_address(source->arena, str_c(people.v[i].address),
		    source->original, &source->original_count);
	source->failed = source->original_count;
}

static void read_words(struct source *source, struct report *out)
{
	const struct message *message = source->message;
	struct report_text input = {
		.text = source->words,
		.subject = message->subject,
		.original = source->original,
		.original_count = source->original_count,
		.ours = source->ours,
		.ours_count = source->ours_count,
	};

	(void)report_text_read(source->arena, &input, out);
	for (size_t i = 0; out->recipient_count == 0 && i < source->failed; i++)
		report_text_add(
		    source->arena, &input, str_c(source->original[i]), out);
}

void report_read(
    struct arena *arena, const struct message *message, struct report *out)
{
	struct source source = { .arena = arena, .message = message };
	const char *why;

	memset(out, 0, sizeof(*out));
	out->original_message_id = arena_strdup(arena, "");
	read_leaves(&source);
	if (source.status.n == 0 && source.feedback.n == 0 &&
	    robot_detect(message, "", &why) != ROBOT_BOUNCE)
		return;
	read_source_words(&source);
	read_ours(&source);
	read_returned(&source, out);
	if (source.feedback.n > 0) {
		read_feedback(&source, out);
		return;
	}
	out->is_report = true;
	read_blocks(&source, source.status, out);
	if (out->recipient_count == 0)
		read_loose_blocks(&source, source.words, out);
	if (out->recipient_count == 0) {
		read_failed_field(&source);
		read_words(&source, out);
	}
}
