/*
 * Renders a compiled message (mail/compose.h).  A mailing does this for every
 * reader, so most of it is copying: what fills a hole is encoded where it is
 * needed first, and copied from there when it comes again.
 */
#include <stdint.h>
#include <string.h>

#include "base/i18n.h"
#include "mail/addr.h"
#include "mail/compose.h"
#include "mail/piece.h"
#include "mail/qp.h"

/* Where a rendering is among conditional parts. */
struct parts {
	size_t open;
	size_t hidden; /* which of them hides what is inside; 0 = none */
};

/* Bytes of the mail; an offset, since they move when it grows. */
struct span {
	size_t at;
	size_t n;
};

struct render {
	struct buf *out;
	const char *const *values;
	size_t value_count;
	struct parts parts;
	/* What is encoded already: bit n for hole n, and where it stands. */
	uint32_t known[COMPOSE__MAX];
	struct span spans[COMPOSE__MAX][COMPOSE_HOLES];
};

_Static_assert(COMPOSE_HOLES <= 32, "a bit for each hole");

static const char *value_of(const struct render *r, unsigned hole)
{
	return hole < r->value_count ? r->values[hole] : NULL;
}

static void enter_or_leave(struct render *r, const struct piece *piece)
{
	struct parts *parts = &r->parts;
	const char *value = value_of(r, piece->hole);
	const bool empty = value == NULL || value[0] == '\0';

	if (piece->mark == HOLE_END) {
		if (parts->hidden == parts->open)
			parts->hidden = 0;
		if (parts->open > 0)
			parts->open--;
		return;
	}
	parts->open++;
	if (parts->hidden == 0 && empty == (piece->mark == HOLE_IF))
		parts->hidden = parts->open;
}

/* As buf_add(); room was made for all texts at once. */
static inline void put(struct buf *out, const char *bytes, size_t n)
{
	if (out->over || n >= out->cap - out->len || n > out->max - out->len) {
		(void)buf_add(out, bytes, n);
		return;
	}
	memcpy(out->data + out->len, bytes, n);
	out->len += n;
}

static void put_again(struct buf *out, struct span span)
{
	char *room = buf_room(out, span.n);

	if (room == NULL)
		return;
	memcpy(room, out->data + span.at, span.n);
	out->len += span.n;
}

static enum err_code put_value(
    struct render *r, const struct piece *piece, struct err *err)
{
	const uint32_t bit = (uint32_t)1 << piece->hole;
	struct span *span = &r->spans[piece->encoding][piece->hole];
	struct str value;

	if ((r->known[piece->encoding] & bit) != 0) {
		put_again(r->out, *span);
		return ERR_OK;
	}
	value = str_c(value_of(r, piece->hole));
	if (piece->encoding == COMPOSE_ADDRESS && !addr_utf8_ok(value))
		return err_set(err, ERR_INPUT,
		    "the address for the field To is not a valid address");
	span->at = r->out->len;
	qp_value(r->out, piece->encoding, value);
	span->n = r->out->len - span->at;
	r->known[piece->encoding] |= bit;
	return ERR_OK;
}

static enum err_code put_pieces(
    struct render *r, struct str rest, struct err *err)
{
	struct piece piece;

	while (rest.n > 0) {
		if (!piece_read(&rest, &piece))
			return err_set(
			    err, ERR_INPUT, "the compiled message is damaged");
		if (piece.mark > HOLE_VALUE) {
			enter_or_leave(r, &piece);
		} else if (r->parts.hidden > 0) {
			continue;
		} else if (piece.mark == HOLE_NONE) {
			put(r->out, piece.text.p, piece.text.n);
		} else {
			enum err_code code = put_value(r, &piece, err);
			if (code != ERR_OK)
				return code;
		}
	}
	return ERR_OK;
}

enum err_code compose_render(struct str compiled, const char *const *values,
    size_t value_count, struct buf *out, struct err *err)
{
	struct render r;
	enum err_code code;

	r.out = out;
	r.values = values;
	r.value_count = value_count;
	r.parts = (struct parts){ 0, 0 };
	memset(r.known, 0, sizeof(r.known)); /* what it tells of stays unset */
	if (!piece_header(&compiled))
		return err_set(err, ERR_INPUT,
		    "the compiled message is of another version or damaged");
	if (compiled.n < out->max - out->len)
		(void)buf_room(out, compiled.n);
	code = put_pieces(&r, compiled, err);
	buf_truncate(out, out->len); /* the NUL that every buffer has */
	if (code == ERR_OK)
		code = buf_ok(out, _("the message"), err);
	return code;
}
