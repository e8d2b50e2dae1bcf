#include "mail/attach.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"

enum {
	LINE_BYTES = 57, /* of content in a base64 line of 76 */
	LINE_MAX_7BIT = 998,
	NAME_MAX_BYTES = 200,
	NAME_LINE = 48, /* of a parameter's value in one line */
	ID_LINE = 63,   /* of a Content-ID beside its field's name */
	METHOD_MAX = 20 /* the longest, DECLINECOUNTER, and then some */
};

static bool is_token(char c)
{
	return c > 0x20 && c < 0x7f && strchr("()<>@,;:\\\"/[]?=", c) == NULL;
}

bool attach_type_ok(struct str type)
{
	size_t slash = str_findc(type, '/');

	if (slash == 0 || slash == SIZE_MAX || slash + 1 == type.n)
		return false;
	for (size_t i = 0; i < type.n; i++)
		if (i != slash && !is_token(type.p[i]))
			return false;
	return true;
}

/*
 * The last component, without what a file system or a header could take for
 * something else (RFC 2183 section 5).
 */
static struct str file_name(struct arena *arena, const char *name)
{
	struct str rest = str_c(utf8_clean(arena, str_c(name)));
	struct str part = rest;
	char *copy;
	size_t n;

	while (str_split(&rest, '/', &part))
		continue;
	copy = arena_dup(arena, part);
	for (n = 0; n < part.n; n++)
		if ((unsigned char)copy[n] < 0x20 || copy[n] == 0x7f ||
		    copy[n] == '\\')
			copy[n] = '_';
	while (n > NAME_MAX_BYTES ||
	       (n > 0 && n < part.n && (copy[n] & 0xc0) == 0x80))
		n--;
	return n > 0 ? str_n(copy, n) : str_c("file");
}

static bool all_tokens(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!is_token(text.p[i]))
			return false;
	return true;
}

/* May it stand between quotation marks as it is? */
static bool is_quotable(struct str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] < 0x20 || name.p[i] >= 0x7f ||
		    strchr("\"\\", name.p[i]) != NULL)
			return false;
	/* Some readers would take it for an encoded word. */
	return name.n <= NAME_LINE && str_find(name, str_c("=?")) == SIZE_MAX;
}

/* Does it stand as it is in an extended value (RFC 2231 section 7)? */
static bool is_extended(char c)
{
	return is_token(c) && strchr("*'%", c) == NULL;
}

static size_t extended_size(struct str name)
{
	size_t size = 0;

	for (size_t i = 0; i < name.n; i++)
		size += is_extended(name.p[i]) ? 1 : 3;
	return size;
}

/*
 * Percent-encoded UTF-8; cut into numbered lines only where it is long, since
 * more programs read the other form.
 */
static void extended_name(struct buf *out, struct str name)
{
	const bool cut = extended_size(name) > NAME_LINE;
	size_t section = 0;
	size_t column = 0;

	if (!cut)
		(void)buf_puts(out, ";\r\n filename*=UTF-8''");
	for (size_t i = 0; i < name.n; i++) {
		if (cut && column == 0) {
			(void)buf_printf(out, ";\r\n filename*%zu*=%s", section,
			    section == 0 ? "UTF-8''" : "");
			section++;
		}
		if (is_extended(name.p[i]))
			(void)buf_putc(out, name.p[i]);
		else
			(void)buf_printf(
			    out, "%%%02X", (unsigned char)name.p[i]);
		column = column >= NAME_LINE ? 0 : column + 3;
	}
}

static void disposition(struct buf *out, const char *name, bool shown)
{
	struct arena arena = { 0 };
	struct str file = file_name(&arena, name);

	(void)buf_printf(
	    out, "Content-Disposition: %s", shown ? "inline" : "attachment");
	if (is_quotable(file))
		(void)buf_printf(out, ";\r\n filename=\"%.*s\"", STR_ARG(file));
	else
		extended_name(out, file);
	(void)buf_puts(out, "\r\n");
	arena_free(&arena);
}

/* Can these bytes go as they are, but for their line ends? */
static bool is_7bit(struct str bytes)
{
	size_t line = 0;

	for (size_t i = 0; i < bytes.n; i++) {
		const unsigned char c = (unsigned char)bytes.p[i];
		const bool bare =
		    c == '\r' && (i + 1 == bytes.n || bytes.p[i + 1] != '\n');
		line = c == '\n' ? 0 : line + 1;
		if (c == '\0' || c > 0x7f || bare || line > LINE_MAX_7BIT)
			return false;
	}
	return true;
}

static void as_it_is(struct buf *out, struct str bytes)
{
	struct str line;

	while (str_line(&bytes, &line)) {
		(void)buf_str(out, line);
		(void)buf_puts(out, "\r\n");
	}
}

static void base64(struct buf *out, struct str bytes)
{
	char text[2 * LINE_BYTES];

	for (size_t at = 0; at < bytes.n; at += LINE_BYTES) {
		struct str part = str_sub(bytes, at, LINE_BYTES);
		int state = 0;
		int save = 0;
		size_t n = g_base64_encode_step(
		    (const guchar *)part.p, part.n, FALSE, text, &state, &save);
		n += g_base64_encode_close(FALSE, text + n, &state, &save);
		(void)buf_add(out, text, n);
		(void)buf_puts(out, "\r\n");
	}
}

/* The method of a calendar, a property of the whole (RFC 5545, 3.7.2). */
static struct str calendar_method(struct str bytes)
{
	static const char property[] = "METHOD:";
	struct str line;

	while (str_line(&bytes, &line)) {
		if (str_istarts(line, str_c("BEGIN:V")) &&
		    !str_iis(line, "BEGIN:VCALENDAR"))
			break;
		if (!str_istarts(line, str_c(property)))
			continue;
		line = str_trim(str_from(line, strlen(property)));
		if (line.n <= METHOD_MAX && all_tokens(line))
			return line;
	}
	return str_n("", 0);
}

static void content_type(
    struct buf *out, const struct compose_attachment *file, bool plain)
{
	struct str type = str_c(file->type);
	struct str method = str_n("", 0);

	if (str_iis(type, "message/rfc822") && !plain)
		type = str_c("application/octet-stream");
	if (str_iis(type, "text/calendar"))
		method = calendar_method(file->bytes);
	(void)buf_printf(out, "Content-Type: %.*s", STR_ARG(type));
	if (str_istarts(type, str_c("text/")) && utf8_valid(file->bytes))
		(void)buf_puts(out, "; charset=utf-8");
	if (method.n > 0)
		(void)buf_printf(out, "; method=%.*s", STR_ARG(method));
	(void)buf_puts(out, "\r\n");
}

void attach_write(
    struct buf *out, const struct compose_attachment *file, bool shown)
{
	const bool plain = str_iis(str_c(file->type), "message/rfc822") &&
			   is_7bit(file->bytes);

	content_type(out, file, plain);
	disposition(out, file->name, shown);
	if (shown)
		(void)buf_printf(out, "Content-ID:%s<%s>\r\n",
		    strlen(file->content_id) > ID_LINE ? "\r\n " : " ",
		    file->content_id);
	(void)buf_printf(out, "Content-Transfer-Encoding: %s\r\n\r\n",
	    plain ? "7bit" : "base64");
	if (plain)
		as_it_is(out, file->bytes);
	else
		base64(out, file->bytes);
}
