#include "smtp/look.h"

#include <poll.h>

#include "base/clock.h"
#include "smtp/connect.h"

enum { NAP_MS = 1000 };

/* The server may say goodbye, and need not. */
static void leave(struct connect_set *set, struct connect *connect, int wait_ms)
{
	struct pollfd fd = { .fd = connect_fd(connect), .events = POLLIN };
	char bytes[512];
	struct err err;
	size_t n;

	/* libcurl wants to be asked once before anything is sent. */
	(void)connect_recv(connect, bytes, sizeof(bytes), &n, &err);
	if (connect_send(connect, str_c("QUIT\r\n"), &n, &err) == CONNECT_DONE)
		connect_set_wait(set, &fd, 1, wait_ms);
}

static enum err_code look(struct connect_set *set,
    const struct smtp_options *options, struct err *err)
{
	const struct connect_options how = {
		.conf = options->conf,
		.ehlo = options->ehlo,
		.secret = options->secret,
		.wait_ms = options->waits->connect_ms,
	};
	const int64_t end = clock_mono_ms() + options->waits->connect_ms;
	struct connect *connect = NULL;
	enum err_code code = connect_begin(set, &how, &connect, err);

	if (code != ERR_OK)
		return code;
	/* libcurl keeps the time; a look-up of a name may outlast it. */
	while (!connect_through(connect) && clock_mono_ms() <= end + NAP_MS)
		connect_set_wait(set, NULL, 0, NAP_MS);
	if (!connect_through(connect))
		code = err_set(err, ERR_TIMEOUT, "%s does not answer in time",
		    connect_name(connect));
	else
		code = connect_result(connect, err);
	if (code == ERR_OK) {
		*options->offer = *connect_ehlo(connect);
		leave(set, connect, options->waits->quit_ms);
	}
	connect_close(connect);
	return code;
}

enum err_code smtp_look(const struct smtp_options *options, struct err *err)
{
	struct connect_set *set = NULL;
	enum err_code code = connect_set_open(&set, err);

	if (code == ERR_OK)
		code = look(set, options, err);
	connect_set_close(set);
	return code;
}
