#include "mail/piece.h"

#include <stdint.h>
#include <string.h>

static const char magic[4] = { 'L', 'C', 'M', 1 };

enum { LENGTH = 4 };

/* Offset of the first marker, or the length. */
static size_t find_hole(struct str text)
{
	size_t at = 0;

	while (at < text.n) {
		size_t next = str_findc(str_from(text, at), 1);
		if (next == SIZE_MAX)
			return text.n;
		at += next;
		if (hole_mark(str_from(text, at)) != HOLE_NONE)
			return at;
		at++;
	}
	return text.n;
}

bool piece_has_hole(struct str text)
{
	return find_hole(text) < text.n;
}

bool piece_next(struct piece_scan *scan)
{
	size_t at = find_hole(scan->rest);

	if (scan->rest.n == 0)
		return false;
	scan->text = str_sub(scan->rest, 0, at);
	scan->mark = HOLE_NONE;
	if (at < scan->rest.n) {
		scan->mark = hole_mark(str_from(scan->rest, at));
		scan->hole = (unsigned)(scan->rest.p[at + 1] - 'A');
		at += HOLE_MARKER;
	}
	scan->rest = str_from(scan->rest, at);
	return true;
}

void pieces_begin(struct pieces *pieces, struct buf *out)
{
	pieces->out = out;
	pieces->open = 0;
	buf_init(
	    &pieces->literal, out->max < UINT32_MAX ? out->max : UINT32_MAX);
	(void)buf_add(out, magic, sizeof(magic));
}

static void flush(struct pieces *pieces)
{
	const size_t n = pieces->literal.len;
	const unsigned char head[1 + LENGTH] = { 'L', (unsigned char)(n >> 24),
		(unsigned char)(n >> 16), (unsigned char)(n >> 8),
		(unsigned char)n };

	if (pieces->literal.over)
		pieces->out->over = true;
	if (n == 0)
		return;
	(void)buf_add(pieces->out, head, sizeof(head));
	(void)buf_str(pieces->out, buf_get(&pieces->literal));
	buf_reset(&pieces->literal);
}

void pieces_hole(
    struct pieces *pieces, enum compose_encoding encoding, unsigned hole)
{
	const unsigned char record[] = { 'H', (unsigned char)encoding,
		(unsigned char)hole };

	flush(pieces);
	(void)buf_add(pieces->out, record, sizeof(record));
}

void pieces_condition(struct pieces *pieces, enum hole_mark mark, unsigned hole)
{
	const unsigned char record[] = { 'C', (unsigned char)mark,
		(unsigned char)hole };

	if (mark == HOLE_END && pieces->open == 0)
		return;
	pieces->open += mark == HOLE_END ? -1u : 1u;
	flush(pieces);
	(void)buf_add(pieces->out, record, sizeof(record));
}

void pieces_balance(struct pieces *pieces)
{
	while (pieces->open > 0)
		pieces_condition(pieces, HOLE_END, 0);
}

void pieces_marked(
    struct pieces *pieces, struct str bytes, enum compose_encoding encoding)
{
	struct piece_scan scan = { .rest = bytes };

	while (piece_next(&scan)) {
		(void)buf_str(&pieces->literal, scan.text);
		if (scan.mark == HOLE_VALUE)
			pieces_hole(pieces, encoding, scan.hole);
		else if (scan.mark != HOLE_NONE)
			pieces_condition(pieces, scan.mark, scan.hole);
	}
	pieces_balance(pieces);
}

void pieces_end(struct pieces *pieces)
{
	flush(pieces);
	buf_clear(&pieces->literal);
}

bool piece_header(struct str *rest)
{
	if (!str_starts(*rest, str_n(magic, sizeof(magic))))
		return false;
	*rest = str_from(*rest, sizeof(magic));
	return true;
}

static bool read_literal(struct str *rest, struct piece *piece)
{
	size_t n = 0;

	if (rest->n < 1 + LENGTH)
		return false;
	for (size_t i = 1; i <= LENGTH; i++)
		n = n << 8 | (unsigned char)rest->p[i];
	if (n > rest->n - (1 + LENGTH))
		return false;
	*piece = (struct piece){ .text = str_sub(*rest, 1 + LENGTH, n) };
	*rest = str_from(*rest, 1 + LENGTH + n);
	return true;
}

static bool read_hole(struct str *rest, struct piece *piece)
{
	unsigned encoding;
	unsigned hole;

	if (rest->n < 3)
		return false;
	encoding = (unsigned char)rest->p[1];
	hole = (unsigned char)rest->p[2];
	if (encoding >= COMPOSE__MAX || hole >= COMPOSE_HOLES)
		return false;
	*piece = (struct piece){ .mark = HOLE_VALUE,
		.encoding = (enum compose_encoding)encoding,
		.hole = hole };
	*rest = str_from(*rest, 3);
	return true;
}

static bool read_condition(struct str *rest, struct piece *piece)
{
	if (rest->n < 3 || rest->p[1] <= HOLE_VALUE || rest->p[1] > HOLE_END ||
	    (unsigned char)rest->p[2] >= COMPOSE_HOLES)
		return false;
	*piece = (struct piece){ .mark = (enum hole_mark)rest->p[1],
		.hole = (unsigned char)rest->p[2] };
	*rest = str_from(*rest, 3);
	return true;
}

bool piece_read(struct str *rest, struct piece *piece)
{
	if (rest->n == 0)
		return false;
	if (rest->p[0] == 'L')
		return read_literal(rest, piece);
	if (rest->p[0] == 'H')
		return read_hole(rest, piece);
	if (rest->p[0] == 'C')
		return read_condition(rest, piece);
	return false;
}
