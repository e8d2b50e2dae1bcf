#include "mail/compose.h"

#include <stdint.h>
#include <string.h>

#include "base/crypto.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "mail/addr.h"
#include "mail/attach.h"
#include "mail/header.h"
#include "mail/piece.h"
#include "mail/qp.h"

enum {
	IDS_MAX = 101, /* those of message_thread() */
	FIELD_MAX = 64 * 1024,
	ID_MAX = 320 /* a token of ours and the longest domain */
};

/*
 * "=_" never occurs in quoted-printable or base64; what an attached mail has
 * is in the hash that makes the boundary.  The others have "=_mixed_" and
 * "=_related_" in front of it, so that none is the beginning of another.
 */
#define ALTERNATIVE "=_"
#define MIXED       "=_mixed_"
#define RELATED     "=_related_"

enum { BOUNDARY_SIZE = 32 + 1 /* what follows one of these */ };

void compose_hole(unsigned n, char out[COMPOSE_HOLE_SIZE])
{
	out[0] = 1;
	out[1] = (char)('A' + n % COMPOSE_HOLES);
	out[2] = 2;
	out[3] = '\0';
}

struct str compose_strip(struct arena *arena, struct str text)
{
	char *copy = arena_dup(arena, text);
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if ((c >= 0x20 && c != 0x7f) || c == '\n' || c == '\t')
			copy[n++] = (char)c;
	}
	copy[n] = '\0';
	return str_n(copy, n);
}

static bool is_id(struct str id)
{
	struct str right = str_from(id, str_findc(id, '@'));

	if (right.n < 2 || right.n == id.n || id.n > ID_MAX ||
	    str_findc(str_from(right, 1), '@') != SIZE_MAX)
		return false;
	for (size_t i = 0; i < id.n; i++)
		if (id.p[i] <= 0x20 || id.p[i] >= 0x7f || id.p[i] == '<' ||
		    id.p[i] == '>')
			return false;
	return true;
}

static bool is_field_name(const char *name)
{
	for (const char *p = name; *p != '\0'; p++)
		if (*p <= 0x20 || *p >= 0x7f || *p == ':')
			return false;
	return *name != '\0';
}

/* The text with something harmless in its holes, to be checked. */
static struct str filled(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text);
	char *end = copy;

	for (const char *p = copy; *p != '\0'; p++) {
		enum hole_mark mark = hole_mark(str_c(p));
		if (mark != HOLE_NONE) {
			if (mark == HOLE_VALUE)
				*end++ = 'x';
			p += HOLE_MARKER - 1;
		} else {
			*end++ = *p;
		}
	}
	return str_n(copy, (size_t)(end - copy));
}

static enum err_code bad_address(struct err *err, const char *field)
{
	return err_set(err, ERR_INPUT,
	    "the address for the field %s is not a valid address", field);
}

static enum err_code check(
    const struct compose_input *input, struct arena *arena, struct err *err)
{
	if (!addr_ok(str_c(input->from_addr)))
		return bad_address(err, "From");
	if (input->to_addr != NULL && !addr_utf8_ok(str_c(input->to_addr)))
		return bad_address(err, "To");
	if (input->reply_to != NULL && !addr_ok(filled(arena, input->reply_to)))
		return bad_address(err, "Reply-To");
	if (input->message_id == NULL ||
	    !is_id(filled(arena, input->message_id)))
		return err_set(err, ERR_INPUT,
		    "the Message-ID is not of the form left@right");
	for (size_t i = 0; input->extra != NULL && input->extra[i] != NULL;
	     i += 2)
		if (!is_field_name(input->extra[i]))
			return err_set(err, ERR_INPUT,
			    "\"%s\" is not the name of a header field",
			    input->extra[i]);
	return ERR_OK;
}

static enum err_code check_files(
    const struct compose_input *input, struct err *err)
{
	for (size_t i = 0; i < input->attachment_count; i++) {
		const struct compose_attachment *file = &input->attachments[i];
		if (!attach_type_ok(str_c(file->type)))
			return err_set(err, ERR_INPUT,
			    "\"%s\" is not a media type", file->type);
		if (file->content_id != NULL && !is_id(str_c(file->content_id)))
			return err_set(err, ERR_INPUT,
			    "the Content-ID of %s is not of the form "
			    "left@right",
			    file->name);
	}
	return ERR_OK;
}

/* A structured field, its holes filled with what is fit for a header. */
static void raw(struct pieces *pieces, const char *name, const char *value)
{
	struct buf field;

	buf_init(&field, FIELD_MAX);
	header_raw_holes(&field, name, str_c(value));
	/* A conditional part ends before the line does. */
	buf_truncate(&field, field.len < 2 ? 0 : field.len - 2);
	pieces_marked(pieces, buf_get(&field), COMPOSE_RAW);
	(void)buf_puts(&pieces->literal, "\r\n");
	if (field.over)
		pieces->out->over = true;
	buf_clear(&field);
}

static void mailbox(struct pieces *pieces, const char *name, struct str display,
    const char *addr)
{
	header_mailbox(&pieces->literal, name, display, str_c(addr));
}

/*
 * A subject with holes is all encoded words, each piece on lines of its own:
 * they join without blanks, whatever the values are.
 */
static void subject(struct pieces *pieces, struct str text)
{
	struct piece_scan scan = { .rest = text };
	size_t column = strlen("Subject:");

	if (!piece_has_hole(text)) {
		header_text(&pieces->literal, "Subject", text);
		return;
	}
	(void)buf_puts(&pieces->literal, "Subject:");
	while (piece_next(&scan)) {
		header_words(&pieces->literal, column, scan.text);
		if (scan.mark == HOLE_VALUE)
			pieces_hole(pieces, COMPOSE_HEADER, scan.hole);
		else if (scan.mark != HOLE_NONE)
			pieces_condition(pieces, scan.mark, scan.hole);
		column = HEADER_LINE;
	}
	pieces_balance(pieces);
	(void)buf_puts(&pieces->literal, "\r\n");
}

/* Ids from outside: each one that is none is left out. */
static void ids(
    struct pieces *pieces, const char *name, const char *value, size_t max)
{
	struct str rest = str_c(value);
	struct buf list;
	struct str word;

	buf_init(&list, FIELD_MAX);
	while (max > 0 && str_split(&rest, ' ', &word)) {
		if (word.n > 2 && word.p[0] == '<' &&
		    str_ends(word, str_c(">")))
			word = str_sub(word, 1, word.n - 2);
		if (!is_id(word))
			continue;
		(void)buf_printf(&list, "<%.*s> ", STR_ARG(word));
		max--;
	}
	if (list.len > 0)
		header_raw(&pieces->literal, name, buf_get(&list));
	buf_clear(&list);
}

static void header(struct pieces *pieces, const struct compose_input *input)
{
	struct arena arena = { 0 };
	char date[DATE_SIZE];
	char to[COMPOSE_HOLE_SIZE];

	date_rfc5322(input->date, date);
	compose_hole(COMPOSE_TO, to);
	raw(pieces, "Date", date);
	mailbox(pieces, "From", input->from_name, input->from_addr);
	if (input->to_addr != NULL) {
		mailbox(pieces, "To", str_c(input->to_name), input->to_addr);
	} else {
		(void)buf_puts(&pieces->literal, "To: ");
		pieces_hole(pieces, COMPOSE_ADDRESS, COMPOSE_TO);
		(void)buf_puts(&pieces->literal, "\r\n");
	}
	if (input->reply_to != NULL)
		raw(pieces, "Reply-To", input->reply_to);
	subject(pieces, input->subject);
	raw(pieces, "Message-ID",
	    arena_printf(&arena, "<%s>", input->message_id));
	if (input->in_reply_to != NULL)
		ids(pieces, "In-Reply-To", input->in_reply_to, 1);
	if (input->references != NULL)
		ids(pieces, "References", input->references, IDS_MAX);
	if (input->language != NULL)
		raw(pieces, "Content-Language", input->language);
	for (size_t i = 0; input->extra != NULL && input->extra[i] != NULL;
	     i += 2)
		raw(pieces, input->extra[i], input->extra[i + 1]);
	arena_free(&arena);
}

/* True when its last line is open. */
static bool part(
    struct pieces *pieces, const char *subtype, struct str text, bool html)
{
	(void)buf_printf(&pieces->literal,
	    "Content-Type: text/%s; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
	    subtype);
	return qp_body(pieces, text, html);
}

static void make_boundary(
    const struct compose_input *input, char boundary[BOUNDARY_SIZE])
{
	char hex[CRYPTO_HEX];
	struct buf all;

	buf_init(&all, SIZE_MAX / 2);
	(void)buf_puts(&all, input->message_id);
	(void)buf_str(&all, input->text);
	(void)buf_putc(&all, '\0');
	(void)buf_str(&all, input->html);
	for (size_t i = 0; i < input->attachment_count; i++)
		(void)buf_str(&all, input->attachments[i].bytes);
	crypto_hash_hex(buf_get(&all), hex);
	memcpy(boundary, hex, BOUNDARY_SIZE - 1);
	boundary[BOUNDARY_SIZE - 1] = '\0';
	buf_clear(&all);
}

/* A multipart's header, and the way to its first part. */
static void begin_multipart(struct pieces *pieces, const char *subtype,
    const char *prefix, const char *boundary)
{
	(void)buf_printf(&pieces->literal,
	    "Content-Type: multipart/%s;\r\n"
	    " boundary=\"%s%s\"\r\n\r\n--%s%s\r\n",
	    subtype, prefix, boundary, prefix, boundary);
}

static bool is_shown(
    const struct compose_input *input, const struct compose_attachment *file)
{
	return file->content_id != NULL && input->html.n > 0;
}

static size_t count_shown(const struct compose_input *input)
{
	size_t n = 0;

	for (size_t i = 0; i < input->attachment_count; i++)
		n += is_shown(input, &input->attachments[i]);
	return n;
}

/* Is it there already?  One part is enough for what is shown twice. */
static bool is_repeated(const struct compose_input *input, size_t n)
{
	const struct compose_attachment *file = &input->attachments[n];

	for (size_t i = 0; i < n; i++)
		if (is_shown(input, &input->attachments[i]) &&
		    strcmp(input->attachments[i].content_id,
			file->content_id) == 0)
			return true;
	return false;
}

/* The files that are shown, or those that are not, each after a boundary. */
static void files(struct pieces *pieces, const struct compose_input *input,
    bool shown, const char *boundary)
{
	const char *prefix = shown ? RELATED : MIXED;

	for (size_t i = 0; i < input->attachment_count; i++) {
		const struct compose_attachment *file = &input->attachments[i];
		if (is_shown(input, file) != shown ||
		    (shown && is_repeated(input, i)))
			continue;
		(void)buf_printf(
		    &pieces->literal, "\r\n--%s%s\r\n", prefix, boundary);
		attach_write(&pieces->literal, file, shown);
	}
	(void)buf_printf(
	    &pieces->literal, "\r\n--%s%s--\r\n", prefix, boundary);
}

/* The HTML with the images that it shows. */
static void related(struct pieces *pieces, const struct compose_input *input,
    const char *boundary)
{
	begin_multipart(
	    pieces, "related; type=\"text/html\"", RELATED, boundary);
	(void)part(pieces, "html", input->html, true);
	files(pieces, input, true, boundary);
}

static void alternative(struct pieces *pieces,
    const struct compose_input *input, const char *boundary)
{
	begin_multipart(pieces, "alternative", ALTERNATIVE, boundary);
	(void)part(pieces, "plain", input->text, false);
	(void)buf_printf(
	    &pieces->literal, "\r\n--" ALTERNATIVE "%s\r\n", boundary);
	if (count_shown(input) > 0)
		related(pieces, input, boundary);
	else
		(void)part(pieces, "html", input->html, true);
	(void)buf_printf(
	    &pieces->literal, "\r\n--" ALTERNATIVE "%s--\r\n", boundary);
}

/* Text, or text and HTML: ends in a line end. */
static void body(struct pieces *pieces, const struct compose_input *input,
    const char *boundary)
{
	if (input->html.n > 0)
		alternative(pieces, input, boundary);
	else if (part(pieces, "plain", input->text, false))
		(void)buf_puts(&pieces->literal, "\r\n");
}

static void mixed(struct pieces *pieces, const struct compose_input *input,
    const char *boundary)
{
	begin_multipart(pieces, "mixed", MIXED, boundary);
	body(pieces, input, boundary);
	files(pieces, input, false, boundary);
}

enum err_code compose_message(
    const struct compose_input *input, struct buf *out, struct err *err)
{
	struct arena arena = { 0 };
	enum err_code code = check(input, &arena, err);
	char boundary[BOUNDARY_SIZE];
	struct pieces pieces;

	arena_free(&arena);
	if (code == ERR_OK)
		code = check_files(input, err);
	if (code != ERR_OK)
		return code;
	make_boundary(input, boundary);
	pieces_begin(&pieces, out);
	header(&pieces, input);
	(void)buf_puts(&pieces.literal, "MIME-Version: 1.0\r\n");
	if (input->attachment_count > count_shown(input))
		mixed(&pieces, input, boundary);
	else
		body(&pieces, input, boundary);
	pieces_end(&pieces);
	return buf_ok(out, _("the message"), err);
}
