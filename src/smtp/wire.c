#include "smtp/wire.h"

#include <stdint.h>
#include <string.h>

#include "base/i18n.h"

/* Only a message part and a few commands are ever in the queue. */
enum { QUEUE_MAX = 16 * 1024 * 1024 };

static enum err_code bare(const char *what, size_t at, struct err *err)
{
	return err_set(err, ERR_INPUT,
	    "the message has a %s at byte %zu and cannot be sent", _(what), at);
}

enum err_code wire_check(struct str message, struct err *err)
{
	size_t at = str_findc(message, '\0');
	size_t next;

	if (at != SIZE_MAX)
		return bare(N_("NUL"), at, err);
	for (at = 0; at < message.n; at = next + 1) {
		struct str rest = str_from(message, at);
		next = str_findc(rest, '\n');
		if (next == SIZE_MAX)
			break;
		next += at;
		if (next == 0 || message.p[next - 1] != '\r')
			return bare(N_("bare LF"), next, err);
	}
	for (at = 0; at < message.n; at = next + 1) {
		struct str rest = str_from(message, at);
		next = str_findc(rest, '\r');
		if (next == SIZE_MAX)
			break;
		next += at;
		if (next + 1 == message.n || message.p[next + 1] != '\n')
			return bare(N_("bare CR"), next, err);
	}
	return ERR_OK;
}

bool wire_is_8bit(struct str message)
{
	unsigned char seen = 0;

	for (size_t i = 0; i < message.n; i++)
		seen |= (unsigned char)message.p[i];
	return (seen & 0x80U) != 0;
}

void wire_body_start(struct wire_body *body, struct str message)
{
	*body = (struct wire_body){ .rest = message, .line_start = true };
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
