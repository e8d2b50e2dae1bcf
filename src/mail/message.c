#include "mail/message.h"

#include <string.h>

#include "base/buf.h"
#include "base/crypto.h"
#include "base/utf8.h"
#include "mail/charset.h"
#include "mail/fields.h"
#include "mail/gate.h"
#include "mail/html_text.h"
#include "mail/mime.h"
#include "mail/own.h"
#include "mail/parts.h"
#include "mail/people.h"
#include "mail/words.h"

enum {
	REFERENCES_MAX = 100,
	HINT_MAX = 64 * 1024,
	CR_MAX = 1024 * 1024,
	TEXT_MAX = 1024 * 1024,
	HTML_MAX = 512 * 1024 /* its tree is many times as large */
};

const struct message_field *message_field(
    const struct message *message, const char *name)
{
	return fields_find(message->fields, message->field_count, name);
}

const char *message_value(const struct message *message, const char *name)
{
	const struct message_field *field = message_field(message, name);

	return field == NULL ? "" : field->value;
}

static bool is_named(const struct message_field *field, const char *name)
{
	return str_iis(str_c(field->name), name);
}

bool message_has_one_sender(const struct message *message)
{
	size_t fields = 0;

	for (size_t i = 0; i < message->field_count; i++)
		fields += is_named(&message->fields[i], "From");
	return fields == 1 && message->from.n == 1;
}

/* What stands between the next < and >; false when there is no more. */
static bool next_id(struct str *rest, struct str *id)
{
	size_t open = str_findc(*rest, '<');
	size_t close;

	if (open == SIZE_MAX)
		return false;
	*rest = str_from(*rest, open + 1);
	close = str_findc(*rest, '>');
	if (close == SIZE_MAX)
		return false;
	*id = str_trim(str_sub(*rest, 0, close));
	*rest = str_from(*rest, close + 1);
	return true;
}

/* The first id of the field; without <> its first word. */
static char *first_id(
    struct arena *arena, const struct message *message, const char *name)
{
	struct str rest = str_c(message_value(message, name));
	struct str id;
	size_t n = 0;

	if (next_id(&rest, &id))
		return arena_dup(arena, id);
	rest = str_c(message_value(message, name));
	while (n < rest.n && !str_is_space(rest.p[n]))
		n++;
	return arena_dup(arena, str_sub(rest, 0, n));
}

static void read_references(struct arena *arena, struct message *out)
{
	struct str rest = str_c(message_value(out, "References"));
	struct str id;

	out->references =
	    arena_calloc(arena, REFERENCES_MAX, sizeof(*out->references));
	while (out->reference_count < REFERENCES_MAX && next_id(&rest, &id))
		if (id.n > 0)
			out->references[out->reference_count++] =
			    arena_dup(arena, id);
}

static void read_return_path(struct arena *arena, struct message *out)
{
	const struct message_field *field = message_field(out, "Return-Path");
	struct str value;
	struct str inside;

	if (field == NULL)
		return;
	value = str_c(field->value);
	if (next_id(&value, &inside))
		out->return_path = arena_dup(arena, inside);
	else
		out->return_path = arena_strdup(arena, field->value);
}

static void add_recipient(struct message *out, char *address)
{
	if (address[0] == '\0' || out->recipient_count >= PEOPLE_MAX)
		return;
	for (size_t i = 0; i < out->recipient_count; i++)
		if (str_ieq(str_c(out->recipients[i]), str_c(address)))
			return;
	out->recipients[out->recipient_count++] = address;
}

static void read_recipients(struct arena *arena, struct message *out)
{
	static const char *const names[] = { "X-Original-To", "Delivered-To",
		"Envelope-To", "To", "Cc" };
	enum { NAMES = sizeof(names) / sizeof(names[0]) };

	out->recipients =
	    arena_calloc(arena, PEOPLE_MAX, sizeof(*out->recipients));
	for (size_t n = 0; n < NAMES; n++) {
		struct message_people people = { 0 };
		for (size_t i = 0; i < out->field_count; i++)
			if (is_named(&out->fields[i], names[n]))
				people_add(arena, &out->fields[i], &people);
		for (size_t i = 0; i < people.n; i++)
			add_recipient(out, people.v[i].address);
	}
}

static void read_people(struct arena *arena, struct message *out)
{
	const struct message_field *from = message_field(out, "From");

	if (from != NULL)
		people_add(arena, from, &out->from);
	for (size_t i = 0; i < out->field_count; i++)
		if (is_named(&out->fields[i], "To") ||
		    is_named(&out->fields[i], "Cc"))
			people_add(arena, &out->fields[i], &out->to);
	out->sender_address =
	    out->from.n > 0 ? out->from.v[0].address : arena_strdup(arena, "");
}

static bool is_type(const struct mime_leaf *leaf, const char *type)
{
	return strcmp(leaf->type, type) == 0;
}

static const struct mime_leaf *find_text(
    const struct mime *mime, const char *type)
{
	for (size_t i = 0; i < mime->leaf_count; i++)
		if (is_type(&mime->leaf[i], type) && !mime->leaf[i].attachment)
			return &mime->leaf[i];
	return NULL;
}

static bool is_blank(const char *text)
{
	return str_trim(str_c(text)).n == 0;
}

/*
 * The text is the plain part, as it is; a person's words come from the HTML
 * when some client sends an empty plain part beside it.
 */
static void read_texts(
    struct arena *arena, const struct mime *mime, struct message *out)
{
	const struct mime_leaf *plain = find_text(mime, "text/plain");
	const struct mime_leaf *html = find_text(mime, "text/html");
	const char *words;
	char *source;

	out->text = arena_strdup(arena, "");
	if (plain != NULL)
		out->text = mime_text(arena, plain, TEXT_MAX);
	words = out->text;
	if (plain != NULL && plain->flowed)
		words = mime_unflow(arena, plain, out->text);
	if (html != NULL && is_blank(words)) {
		source = mime_text(arena, html, HTML_MAX);
		words = html_text(arena, str_c(source), TEXT_MAX);
		out->text_from_html = plain == NULL;
		if (plain == NULL)
			out->text = arena_strdup(arena, words);
	}
	out->words = words;
	out->own = own_words(arena, words);
}

static void read_parts(struct arena *arena, struct message *out)
{
	struct mime mime;

	mime_open(arena, out->raw, &mime);
	for (size_t i = 0; i < mime.leaf_count; i++) {
		const struct mime_leaf *leaf = &mime.leaf[i];
		out->has_status |=
		    is_type(leaf, "message/delivery-status") ||
		    is_type(leaf, "message/global-delivery-status");
		out->has_feedback |= is_type(leaf, "message/feedback-report");
	}
	read_texts(arena, &mime, out);
	out->parts = parts_read(&mime,
	    str_c(message_value(out, "Message-Context")), str_c(out->text));
	out->has_attachments = (out->parts & ~(unsigned)PARTS_SEALS) != 0;
	mime_close(&mime);
}

/*
 * Keeps the address parser away from fields that are over the bounds, for
 * these are read even when the gate has stopped the message.
 */
static void drop_wild_fields(struct message *out)
{
	struct err ignored;
	size_t n = 0;

	for (size_t i = 0; i < out->field_count; i++) {
		struct message_field *field = &out->fields[i];
		if (gate_field(str_c(field->name), field->raw, &ignored) ==
		    ERR_OK)
			out->fields[n++] = *field;
	}
	out->field_count = n;
}

/*
 * The charset that the first text names, for headers that have bytes of it
 * where only ASCII may be; "" when nothing useful is named.
 */
static const char *charset_hint(struct arena *arena, const struct message *out)
{
	struct str type = str_c(message_value(out, "Content-Type"));
	struct str rest = str_ifind(type, str_c("multipart/")) == 0
			      ? str_sub(out->body, 0, HINT_MAX)
			      : type;
	size_t at = str_ifind(rest, str_c("charset="));
	size_t n = 0;
	char *label;

	if (at == SIZE_MAX)
		return "";
	rest = str_from(rest, at + strlen("charset="));
	while (n < rest.n && strchr("; \t\r\n", rest.p[n]) == NULL)
		n++;
	label = arena_dup(arena, str_sub(rest, 0, n));
	return charset_is_vague(arena, label) ? "" : label;
}

/* Raw bytes that are no UTF-8, in the charset of the text. */
static void recode_fields(struct arena *arena, struct message *out)
{
	const char *hint = NULL;

	for (size_t i = 0; i < out->field_count; i++) {
		struct message_field *field = &out->fields[i];
		if (utf8_valid(field->raw))
			continue;
		if (hint == NULL)
			hint = charset_hint(arena, out);
		if (hint[0] == '\0')
			return;
		field->raw = str_c(
		    charset_decode(arena, field->raw, hint, 4 * field->raw.n));
		field->value = words_decode(arena, field->raw);
	}
}

static void read_head(struct arena *arena, struct str head, struct message *out)
{
	out->field_count = fields_read(arena, head, &out->fields, &out->body);
	drop_wild_fields(out);
	recode_fields(arena, out);
	out->subject = arena_strdup(arena, message_value(out, "Subject"));
	words_collapse(out->subject);
	out->message_id = first_id(arena, out, "Message-ID");
	out->in_reply_to = first_id(arena, out, "In-Reply-To");
	read_references(arena, out);
	read_return_path(arena, out);
	read_people(arena, out);
	read_recipients(arena, out);
}

/* Old Macintosh programs end lines with CR alone; their mails are small. */
static struct str with_lf(struct arena *arena, struct str raw)
{
	char *copy;

	if (raw.n > CR_MAX || memchr(raw.p, '\n', raw.n) != NULL ||
	    memchr(raw.p, '\r', raw.n) == NULL)
		return raw;
	copy = arena_alloc(arena, raw.n + 1);
	for (size_t i = 0; i < raw.n; i++)
		copy[i] = raw.p[i] == '\r' ? '\n' : raw.p[i];
	return str_n(copy, raw.n);
}

enum err_code message_read(struct arena *arena, struct str raw,
    size_t max_bytes, struct message *out, struct err *err)
{
	enum err_code code;

	if (raw.n > 0)
		raw = with_lf(arena, raw);
	code = gate_check(raw, max_bytes, err);
	memset(out, 0, sizeof(*out));
	out->raw = raw;
	out->text = arena_strdup(arena, "");
	out->words = out->own = out->text;
	if (code == ERR_OK) {
		read_head(arena, raw, out);
		read_parts(arena, out);
	} else {
		read_head(arena, str_sub(raw, 0, GATE_HEADER), out);
	}
	return code;
}

void message_hash(struct str raw, char *out)
{
	struct arena arena = { 0 };
	struct message_field *fields;
	const struct message_field *id;
	struct str body;
	char hash[CRYPTO_HEX];
	char *both;
	struct str head = str_sub(raw, 0, GATE_HEADER);
	size_t n = fields_read(&arena, head, &fields, &body);

	body = str_from(raw, head.n - body.n);
	id = fields_find(fields, n, "Message-ID");
	if (id == NULL || id->value[0] == '\0') {
		/* Two people's empty mails must not look like one. */
		crypto_hash_hex(raw, out);
	} else {
		crypto_hash_hex(body, hash);
		both = arena_printf(&arena, "%s\n%s", id->value, hash);
		crypto_hash_hex(str_c(both), out);
	}
	arena_free(&arena);
}

char *message_thread(struct arena *arena, const struct message *message)
{
	struct buf ids;
	char *out;

	buf_init(&ids, SIZE_MAX / 2);
	for (size_t i = 0; i < message->reference_count; i++)
		(void)buf_printf(&ids, "<%s> ", message->references[i]);
	if (ids.len == 0 && str_c(message->in_reply_to).n > 0)
		(void)buf_printf(&ids, "<%s> ", message->in_reply_to);
	if (str_c(message->message_id).n > 0)
		(void)buf_printf(&ids, "<%s>", message->message_id);
	else
		buf_reset(&ids);
	out = arena_dup(arena, buf_get(&ids));
	buf_clear(&ids);
	return out;
}
