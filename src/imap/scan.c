#include "imap/scan.h"

#include <ctype.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"

void scan_init(struct scan *scan)
{
	*scan = (struct scan){ 0 };
	buf_init(&scan->line, SCAN_LINE);
}

void scan_clear(struct scan *scan)
{
	buf_clear(&scan->line);
}

void scan_begin(struct scan *scan, size_t body_max, uint64_t bodies_max)
{
	scan->total = 0;
	scan->bodies = 0;
	scan->came = 0;
	scan->body_max = body_max;
	scan->bodies_max = bodies_max;
}

/*
 * Literals count only where libetpan looks for them.  A text such as
 * "* OK {900}" announces nothing: were its 900 bytes passed over unseen,
 * they would still be parsed.
 */
static bool may_hold_literals(struct str line)
{
	line = str_trim(line); /* libetpan passes over blanks, too */
	if (!str_starts(line, str_c("*")))
		return false;
	line = str_trim(str_from(line, 1));
	if (line.n > 0 && isdigit((unsigned char)line.p[0]))
		return true;
	return (str_istarts(line, str_c("LIST")) ||
		   str_istarts(line, str_c("LSUB"))) &&
	       line.n > 4 && str_is_space(line.p[4]);
}

/* Splits "...{123}" or "...{123+}" into what precedes and the digits. */
static bool literal_mark(struct str line, struct str *before, struct str *size)
{
	size_t end = line.n;
	size_t start;

	if (end == 0 || line.p[--end] != '}')
		return false;
	if (end > 0 && line.p[end - 1] == '+')
		end--;
	start = end;
	while (start > 0 && isdigit((unsigned char)line.p[start - 1]))
		start--;
	if (start == end || start == 0 || line.p[start - 1] != '{')
		return false;
	*before = str_sub(line, 0, start - 1);
	*size = str_sub(line, start, end - start);
	return true;
}

static enum err_code begin_literal(
    struct scan *scan, struct str before, struct str size, struct err *err)
{
	uint64_t n = 0;
	bool body = str_iends(before, str_c("BODY[] ")) ||
		    str_iends(before, str_c("BODY[]<0> "));
	size_t max = body ? scan->body_max : SCAN_LITERAL;

	if (!str_u64(size, UINT32_MAX, &n) || n > max)
		return err_set(err, ERR_LIMIT,
		    "the server announces a %s of %.*s bytes, "
		    "over the bound of %zu",
		    body ? _("mail") : _("text"),
		    (int)(size.n < 30 ? size.n : 30), size.p, max);
	if (body && n > scan->bodies_max - scan->bodies)
		return err_set(err, ERR_LIMIT,
		    "the server sends more mail than was asked for");
	if (body)
		scan->bodies += n;
	scan->literal = (size_t)n;
	scan->in_body = body;
	return ERR_OK;
}

/* libetpan reads past its memory when a BYE stands where an answer should. */
static bool is_bye(struct str line, struct str *text)
{
	line = str_trim(line);
	if (!str_starts(line, str_c("*")))
		return false;
	line = str_trim(str_from(line, 1));
	*text = str_trim(str_from(line, 3));
	return str_istarts(line, str_c("BYE"));
}

/* libetpan reads through NULL at a list in the code of a greeting. */
static bool is_bad_greeting(struct str line)
{
	struct str code = str_from(line, str_findc(line, '['));

	code = str_sub(code, 0, str_findc(code, ']'));
	return str_findc(code, '(') != SIZE_MAX;
}

static struct str without_eol(struct str line)
{
	if (line.n > 0 && line.p[line.n - 1] == '\n')
		line.n--;
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

static enum err_code end_line(struct scan *scan, struct err *err)
{
	struct str line = without_eol(buf_get(&scan->line));
	struct str before = { 0 };
	struct str size = { 0 };
	struct str text = { 0 };
	char quoted[200];

	if (!scan->continued && is_bye(line, &text)) {
		scan_quote(text, quoted);
		return err_set(err, ERR_NET,
		    "the server ended the session (\"%s\")", quoted);
	}
	if (!scan->greeted && is_bad_greeting(line))
		return err_set(
		    err, ERR_PROTOCOL, "the server's greeting makes no sense");
	scan->greeted = true;
	if (!scan->continued)
		scan->data = may_hold_literals(line);
	scan->continued = scan->data && literal_mark(line, &before, &size);
	if (scan->continued && begin_literal(scan, before, size, err) != ERR_OK)
		return err->code;
	if (!scan->continued)
		scan->parens = 0;
	buf_reset(&scan->line);
	return ERR_OK;
}

static enum err_code count_line(
    struct scan *scan, struct str piece, struct err *err)
{
	scan->total += piece.n;
	for (size_t i = 0; i < piece.n; i++)
		scan->parens += piece.p[i] == '(';
	if (!buf_str(&scan->line, piece))
		return err_set(err, ERR_LIMIT,
		    "the server sends a line of more than %d bytes", SCAN_LINE);
	if (scan->total > SCAN_COMMAND)
		return err_set(err, ERR_LIMIT,
		    "the server answers one command with more than %d bytes",
		    SCAN_COMMAND);
	if (scan->parens > SCAN_PARENS)
		return err_set(err, ERR_LIMIT,
		    "the server sends an answer nested too deeply");
	return ERR_OK;
}

static size_t pass_literal(struct scan *scan, size_t available)
{
	size_t n = scan->literal < available ? scan->literal : available;

	scan->literal -= n;
	if (scan->in_body)
		scan->came += n;
	else
		scan->total += n;
	return n;
}

enum err_code scan_feed(
    struct scan *scan, struct str bytes, size_t *good, struct err *err)
{
	struct str rest = bytes;
	struct str piece;
	const char *lf;

	*good = 0;
	while (rest.n > 0) {
		if (scan->literal > 0) {
			rest = str_from(rest, pass_literal(scan, rest.n));
			*good = bytes.n - rest.n;
			continue;
		}
		lf = memchr(rest.p, '\n', rest.n);
		piece = str_sub(
		    rest, 0, lf == NULL ? rest.n : (size_t)(lf - rest.p) + 1);
		if (count_line(scan, piece, err) != ERR_OK)
			return err->code;
		rest = str_from(rest, piece.n);
		if (lf != NULL && end_line(scan, err) != ERR_OK)
			return err->code;
		*good = bytes.n - rest.n;
	}
	return ERR_OK;
}

void scan_quote(struct str text, char out[200])
{
	size_t n = text.n < 199 ? text.n : 199;
	bool utf8 = utf8_valid(text);

	/* A cut in the middle of a character would be worse than a "?". */
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		bool plain = c >= 0x20 && c < 0x7f;

		out[i] = plain || (utf8 && c >= 0x80 && n == text.n) ? text.p[i]
								     : '?';
	}
	out[n] = '\0';
}
