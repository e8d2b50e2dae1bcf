#include "smtp/wire.h"

#include <stdint.h>
#include <string.h>

#include "base/i18n.h"

/* Only a message part and a few commands are ever in the queue. */
enum { QUEUE_MAX = 16 * 1024 * 1024, BLOCK = 64 };

/* What the bytes of a message have, each 0 or not. */
struct marks {
	unsigned char bare; /* NUL, or a CR or LF alone */
	unsigned char high; /* bit 7 */
	unsigned char dots; /* at the start of a line */
};

/*
 * Looks at n bytes and the one before each.  Without branches, and for a
 * constant n, so that the compiler makes it many bytes at a time.
 */
static inline void look(const char *p, size_t n, struct marks *marks)
{
	const char *prior = p - 1;
	unsigned char bare = 0;
	unsigned char high = 0;
	unsigned char dots = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];
		unsigned char before = (unsigned char)prior[i];
		bare |= (unsigned char)((c == '\n') ^ (before == '\r'));
		bare |= (unsigned char)(c == '\0');
		dots |= (unsigned char)((c == '.') & (before == '\n'));
		high |= c;
	}
	marks->bare |= bare;
	marks->high |= high & 0x80U;
	marks->dots |= dots;
}

static struct marks look_through(struct str message)
{
	struct marks marks = { 0 };
	size_t at = 1;

	if (message.n == 0)
		return marks;
	marks.dots = message.p[0] == '.';
	marks.high = (unsigned char)message.p[0] & 0x80U;
	marks.bare = message.p[0] == '\n' || message.p[0] == '\0' ||
		     message.p[message.n - 1] == '\r';
	for (; at + BLOCK <= message.n; at += BLOCK)
		look(message.p + at, BLOCK, &marks);
	look(message.p + at, message.n - at, &marks);
	return marks;
}

static enum err_code bare(const char *what, size_t at, struct err *err)
{
	return err_set(err, ERR_INPUT,
	    "the message has a %s at byte %zu and cannot be sent", _(what), at);
}

/* Where the first of them is, for the sentence. */
static enum err_code tell_bare(struct str message, struct err *err)
{
	for (size_t i = 0; i < message.n; i++) {
		char c = message.p[i];
		if (c == '\0')
			return bare(N_("NUL"), i, err);
		if (c == '\n' && (i == 0 || message.p[i - 1] != '\r'))
			return bare(N_("bare LF"), i, err);
		if (c == '\r' &&
		    (i + 1 == message.n || message.p[i + 1] != '\n'))
			return bare(N_("bare CR"), i, err);
	}
	return ERR_OK;
}

enum err_code wire_check(
    struct str message, struct wire_kind *kind, struct err *err)
{
	const struct marks marks = look_through(message);

	*kind = (struct wire_kind){
		.eight_bit = marks.high != 0,
		.dotted = marks.dots != 0,
	};
	return marks.bare != 0 ? tell_bare(message, err) : ERR_OK;
}

void wire_body_start(
    struct wire_body *body, struct str message, const struct wire_kind *kind)
{
	*body = (struct wire_body){
		.rest = message,
		.line_start = true,
		.dotted = kind->dotted,
	};
}

void wire_queue_init(struct wire_queue *queue)
{
	*queue = (struct wire_queue){ 0 };
	buf_init(&queue->bytes, QUEUE_MAX);
}

void wire_queue_clear(struct wire_queue *queue)
{
	buf_clear(&queue->bytes);
	queue->taken = 0;
}

void wire_queue_add(struct wire_queue *queue, struct str text)
{
	if (queue->taken > 0) {
		buf_consume(&queue->bytes, queue->taken);
		queue->taken = 0;
	}
	(void)buf_str(&queue->bytes, text);
}

/* Adds bytes of the message with the dots at line starts doubled. */
static void add_stuffed(
    struct wire_queue *queue, struct wire_body *body, struct str part)
{
	if (!body->dotted && part.n > 0) {
		wire_queue_add(queue, part);
		body->line_start = part.p[part.n - 1] == '\n';
		return;
	}
	while (part.n > 0) {
		size_t end = 0;
		if (body->line_start && part.p[0] == '.')
			wire_queue_add(queue, str_c("."));
		do {
			size_t lf = str_findc(str_from(part, end), '\n');
			end = lf == SIZE_MAX ? part.n : end + lf + 1;
		} while (end < part.n && part.p[end] != '.');
		wire_queue_add(queue, str_sub(part, 0, end));
		body->line_start = part.p[end - 1] == '\n';
		part = str_from(part, end);
	}
}

size_t wire_queue_body(
    struct wire_queue *queue, struct wire_body *body, size_t part)
{
	const size_t before = wire_queue_front(queue).n;

	if (body->done)
		return 0;
	add_stuffed(queue, body, str_sub(body->rest, 0, part));
	body->rest = str_from(body->rest, part);
	if (body->rest.n > 0)
		return wire_queue_front(queue).n - before;
	if (!body->line_start)
		wire_queue_add(queue, str_c("\r\n"));
	wire_queue_add(queue, str_c(".\r\n"));
	body->done = true;
	return wire_queue_front(queue).n - before;
}

struct str wire_queue_front(const struct wire_queue *queue)
{
	return str_from(buf_get(&queue->bytes), queue->taken);
}

void wire_queue_took(struct wire_queue *queue, size_t n)
{
	queue->taken += n;
	if (queue->taken >= queue->bytes.len) {
		buf_reset(&queue->bytes);
		queue->taken = 0;
	}
}
