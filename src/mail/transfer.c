#include "mail/transfer.h"

#include <glib.h>
#include <string.h>

#include "mail/fields.h"

enum { GROUP = 4, PIECE = 1024 };

enum transfer transfer_of(struct str field)
{
	static const struct {
		const char *name;
		enum transfer transfer;
	} known[] = {
		{ "quoted-printable", TRANSFER_QP },
		{ "base64", TRANSFER_BASE64 },
		{ "x-uuencode", TRANSFER_UU },
		{ "x-uue", TRANSFER_UU },
		{ "uuencode", TRANSFER_UU },
		{ "uue", TRANSFER_UU },
	};
	struct str word = str_trim(field);
	size_t n = 0;

	while (word.n > 0 && strchr("\"'", word.p[0]) != NULL)
		word = str_trim(str_from(word, 1));
	while (n < word.n && strchr("\"'; \t(", word.p[n]) == NULL)
		n++;
	word.n = n;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (str_iis(word, known[i].name))
			return known[i].transfer;
	return TRANSFER_NONE;
}

static int hex(struct str s, size_t i)
{
	return i < s.n ? g_ascii_xdigit_value(s.p[i]) : -1;
}

void transfer_qp(struct buf *out, struct str in)
{
	size_t i = 0;

	while (i < in.n) {
		struct str rest = str_from(in, i);
		int high = hex(rest, 1);
		int low = hex(rest, 2);
		if (rest.p[0] != '=') {
			(void)buf_putc(out, rest.p[0]);
			i++;
		} else if (high >= 0 && low >= 0) {
			(void)buf_putc(out, (char)(high * 16 + low));
			i += 3;
		} else if (str_starts(rest, str_c("=\n"))) {
			i += 2;
		} else if (str_starts(rest, str_c("=\r"))) {
			i += str_starts(rest, str_c("=\r\n")) ? 3 : 2;
		} else {
			(void)buf_putc(out, '=');
			i += str_starts(rest, str_c("==")) ? 2 : 1;
		}
	}
}

struct base64 {
	size_t letters; /* of the alphabet, so far */
	gint state;
	guint save;
};

static bool is_letter(char c)
{
	return g_ascii_isalnum(c) || c == '+' || c == '/';
}

/* Letters of the alphabet, padding and blanks, nothing else? */
static bool is_pure(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_letter(s.p[i]) && s.p[i] != '=' &&
		    !str_is_space(s.p[i]))
			return false;
	return true;
}

/* In pieces, so that all is used that there is room for. */
static void add_line(struct base64 *base64, struct str line, struct buf *out)
{
	for (size_t i = 0; i < line.n; i += PIECE) {
		struct str piece = str_sub(line, i, PIECE);
		char *room = buf_room(out, piece.n / GROUP * 3 + 6);
		if (room == NULL)
			return;
		out->len += g_base64_decode_step(piece.p, (gsize)piece.n,
		    (guchar *)room, &base64->state, &base64->save);
		out->data[out->len] = '\0';
	}
	for (size_t i = 0; i < line.n; i++)
		base64->letters += is_letter(line.p[i]) || line.p[i] == '=';
}

/* The padding is often missing; one letter alone is no byte. */
static void add_padding(struct base64 *base64, struct buf *out)
{
	size_t over = base64->letters % GROUP;

	if (over >= 2)
		add_line(base64, str_sub(str_c("=="), 0, GROUP - over), out);
	/* A new run of data may begin. */
	*base64 = (struct base64){ 0 };
}

/* Words with blanks and marks between them, or one odd word. */
static bool is_plain_text(struct str in)
{
	struct str rest = str_trim(in);
	size_t letters = 0;
	size_t blanks = 0;
	struct str line;

	if (is_pure(rest)) {
		for (size_t i = 0; i < rest.n; i++)
			letters += is_letter(rest.p[i]) || rest.p[i] == '=';
		return letters % GROUP == 1 && letters == rest.n &&
		       rest.n < (size_t)GROUP * 4;
	}
	/* The first line of data has no words. */
	(void)fields_line(&rest, &line);
	for (size_t i = 0; i < line.n; i++)
		blanks += line.p[i] == ' ';
	return blanks > 0 && !is_pure(line);
}

/* A line of a footer, not of data with some noise in it. */
static bool is_words(struct str line)
{
	return !is_pure(line) && line.n > 0 &&
	       (str_findc(line, ' ') != SIZE_MAX || !is_letter(line.p[0]));
}

void transfer_base64(struct buf *out, struct str in)
{
	struct base64 base64 = { 0 };
	struct str rest = in;
	struct str line;
	bool ended = false;

	if (is_plain_text(in)) {
		(void)buf_str(out, in);
		return;
	}
	while (fields_line(&rest, &line)) {
		if (out->len > 0 &&
		    (is_words(line) || (ended && !is_pure(line)))) {
			add_padding(&base64, out);
			(void)buf_putc(out, '\n');
			(void)buf_str(out, line);
			(void)buf_putc(out, '\n');
			(void)buf_str(out, rest);
			break;
		}
		line = str_trim(line);
		add_line(&base64, line, out);
		ended =
		    out->len > 0 && (line.n == 0 || str_ends(line, str_c("=")));
		if (str_ends(line, str_c("=")) || rest.n == 0)
			add_padding(&base64, out);
	}
	add_padding(&base64, out);
}
