#include "imap/driver.h"

#include <stdlib.h>

enum { BUFFER = 8192 };

/*
 * read and write never return 0: libetpan's loops would spin for ever on a
 * literal that is cut short.
 */
static ssize_t driver_read(mailstream_low *low, void *to, size_t n)
{
	return stream_read(low->data, to, n);
}

static ssize_t driver_write(mailstream_low *low, const void *from, size_t n)
{
	return stream_write(low->data, from, n);
}

static int driver_close(mailstream_low *low)
{
	(void)low;
	return 0;
}

static int driver_fd(mailstream_low *low)
{
	return stream_fd(low->data);
}

static void driver_free(mailstream_low *low)
{
	free(low);
}

static void driver_cancel(mailstream_low *low)
{
	(void)low;
}

/* Never changed; libetpan only takes it without const. */
static mailstream_low_driver driver = {
	.mailstream_read = driver_read,
	.mailstream_write = driver_write,
	.mailstream_close = driver_close,
	.mailstream_get_fd = driver_fd,
	.mailstream_free = driver_free,
	.mailstream_cancel = driver_cancel,
};

mailstream *driver_new(struct stream *stream)
{
	mailstream_low *low = mailstream_low_new(stream, &driver);
	mailstream *top = low == NULL ? NULL : mailstream_new(low, BUFFER);

	if (top == NULL)
		abort(); /* out of memory, as base/mem.h has it */
	return top;
}
