/* Any bytes as a message: refused, or exactly one message on the wire. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "smtp/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Takes off one dot a line, as a server does; the last line is the dot. */
static void unstuff(struct buf *out, struct str wire)
{
	struct str line;

	while (str_split(&wire, '\n', &line)) {
		if (line.n == 0 || line.p[line.n - 1] != '\r' ||
		    str_findc(str_sub(line, 0, line.n - 1), '\r') != SIZE_MAX)
			abort();
		if (str_is(line, ".\r")) {
			if (wire.n != 0)
				abort();
			return;
		}
		if (line.p[0] == '.')
			line = str_from(line, 1);
		(void)buf_str(out, line);
		(void)buf_putc(out, '\n');
	}
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wire_queue queue;
	struct wire_body body;
	struct wire_kind kind;
	struct str message;
	struct buf back;
	struct str got;
	struct err err;

	if (size == 0)
		return 0;
	message = str_n((const char *)data + 1, size - 1);
	if (wire_check(message, &kind, &err) != ERR_OK)
		return 0;
	wire_queue_init(&queue);
	wire_body_start(&body, message, &kind);
	while (!body.done)
		wire_queue_body(&queue, &body, 1 + data[0]);
	buf_init(&back, size + 2);
	unstuff(&back, wire_queue_front(&queue));
	got = buf_get(&back);
	if (!str_starts(got, message))
		abort();
	got = str_from(got, message.n);
	if (got.n != 0 && !str_is(got, "\r\n"))
		abort();
	buf_clear(&back);
	wire_queue_clear(&queue);
	return 0;
}
