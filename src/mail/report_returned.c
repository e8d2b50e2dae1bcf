/* The mail that a report gives back: a part, or a copy among the words. */
#include <string.h>

#include "mail/fields.h"
#include "mail/people.h"
#include "mail/report_source.h"

enum { BLOCKS_LOOKED_AT = 8 };

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* A citation mark and blanks before a line count for nothing. */
static struct str unquoted(struct str line)
{
	while (line.n > 0 &&
	       (str_is_space(line.p[0]) || strchr(">|", line.p[0]) != NULL))
		line = str_from(line, 1);
	return str_trim(line);
}

/* From the first line of a header on; empty when there is none. */
static struct str find_header(struct str text)
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
		struct str word = unquoted(line);
		bool begins = false;
		for (size_t i = 0; i < COUNT(starts); i++)
			begins = begins || str_istarts(word, str_c(starts[i]));
		if (begins && fields_is_field(word) &&
		    fields_line(&next, &second) &&
		    (fields_is_field(unquoted(second)) ||
			(second.n > 0 && str_is_space(second.p[0]))))
			return from_here;
	}
	return str_n(text.p, 0);
}

/* A copy whose lines are quoted or indented, as it was. */
static struct str straighten(struct arena *arena, struct str text)
{
	struct str rest = text;
	struct str line;
	size_t margin = 0;
	char *copy;
	size_t n = 0;

	if (!fields_line(&rest, &line))
		return text;
	margin = (size_t)(unquoted(line).p - line.p);
	if (margin == 0)
		return text;
	copy = arena_alloc(arena, text.n + 2);
	rest = text;
	while (fields_line(&rest, &line)) {
		size_t front = 0;
		while (front < margin && front < line.n &&
		       (str_is_space(line.p[front]) ||
			   strchr(">|", line.p[front]) != NULL))
			front++;
		memcpy(copy + n, line.p + front, line.n - front);
		n += line.n - front;
		copy[n++] = '\n';
	}
	return str_n(copy, n);
}

/* "<id>", also folded onto a line of its own, or without its brackets. */
static void read_id(
    struct arena *arena, const struct message_field *field, struct report *out)
{
	struct str value = str_trim(str_c(field->value));
	size_t open = str_findc(value, '<');

	value = str_from(value, open == SIZE_MAX ? 0 : open + 1);
	value = str_sub(value, 0, str_findc(value, '>'));
	value = str_sub(value, 0, str_findc(value, ' '));
	out->original_message_id = arena_dup(arena, value);
}

static struct str skip_paragraph(struct str text)
{
	struct str line;

	while (fields_line(&text, &line))
		if (unquoted(line).n == 0)
			break;
	return text;
}

/*
 * The copy of the header among the words: the first block with a Message-ID,
 * for some reports tell a few fields of their own before it; else the first.
 */
static struct str find_returned(struct arena *arena, struct str text)
{
	struct str first = str_n(text.p, 0);

	for (size_t i = 0; i < BLOCKS_LOOKED_AT && text.n > 0; i++) {
		struct str block = find_header(text);
		struct str straight = straighten(arena, block);
		struct message_field *fields;
		struct str body;
		size_t n;
		if (block.n == 0)
			break;
		n = fields_read(arena, straight, &fields, &body);
		if (fields_find(fields, n, "Message-ID") != NULL)
			return straight;
		if (first.n == 0)
			first = straight;
		text = skip_paragraph(block);
	}
	return first;
}

/* Where a mail that gives no header back may still name its id. */
static void read_other_id(struct report_source *source, struct report *out)
{
	static const char *const names[] = { "X-Original-Message-ID",
		"Original-Message-ID" };
	struct message_field *fields;
	struct str body;
	size_t n = fields_read(source->arena, source->status, &fields, &body);

	for (size_t i = 0; i < COUNT(names); i++) {
		const struct message_field *field =
		    fields_find(fields, n, names[i]);
		if (field == NULL)
			field = message_field(source->message, names[i]);
		if (field != NULL && out->original_message_id[0] == '\0')
			read_id(source->arena, field, out);
	}
}

/* A mail to a list names the list, whose bounces are those of others. */
static bool is_sender(
    const struct message_field *fields, size_t n, const char *address)
{
	static const char *const names[] = { "From", "Sender", "Reply-To",
		"List-Post", "Return-Path", "Errors-To" };

	for (size_t i = 0; i < COUNT(names); i++) {
		const struct message_field *field =
		    fields_find(fields, n, names[i]);
		if (field != NULL &&
		    str_ifind(str_c(field->value), str_c(address)) != SIZE_MAX)
			return true;
	}
	return false;
}

void report_read_returned(struct report_source *source, struct report *out)
{
	struct message_field *fields;
	const struct message_field *id;
	struct message_people people = { 0 };
	struct str body;
	size_t n;

	if (source->returned.n == 0)
		source->returned = find_returned(source->arena, source->words);
	n = fields_read(source->arena, source->returned, &fields, &body);
	id = fields_find(fields, n, "Message-ID");
	if (id != NULL)
		read_id(source->arena, id, out);
	if (out->original_message_id[0] == '\0')
		read_other_id(source, out);
	for (size_t i = 0; i < n; i++)
		if (str_iis(str_c(fields[i].name), "To"))
			people_add(source->arena, &fields[i], &people);
	for (size_t i = 0; i < people.n; i++) {
		struct str one = str_c(people.v[i].address);
		if (!report_addresses_has(&source->ours, one) &&
		    !is_sender(fields, n, people.v[i].address))
			report_addresses_add(source, one, &source->original);
	}
}
