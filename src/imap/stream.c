#include "imap/stream.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "imap/scan.h"
#include "imap/tls.h"

enum {
	HOLD = 16 * 1024, /* one TLS record */
	SLOW_LINE = 16,   /* bytes of mail per millisecond that must come */
	KEEPALIVE_IDLE = 60,
	KEEPALIVE_INTERVAL = 20,
	KEEPALIVE_COUNT = 3
};

struct stream {
	int fd;
	struct tls *tls; /* NULL: plain */
	char *host;
	int64_t begun; /* the command, CLOCK_MONOTONIC in ms */
	int64_t heard; /* the last bytes, or the begin */
	int ms;        /* patience */
	struct scan scan;
	struct err why; /* the end; ERR_OK while alive */
	size_t at;      /* of the held bytes, the next one */
	size_t held;
	char hold[HOLD];
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

static void keep_alive(int fd)
{
	static const struct {
		int level;
		int name;
		int value;
	} options[] = {
		{ SOL_SOCKET, SO_KEEPALIVE, 1 },
		{ IPPROTO_TCP, TCP_NODELAY, 1 },
		{ IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE },
		{ IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_INTERVAL },
		{ IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_COUNT },
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		(void)setsockopt(fd, options[i].level, options[i].name,
		    &options[i].value, sizeof(options[i].value));
}

static enum err_code connect_one(
    const struct addrinfo *ai, int64_t deadline, int *out, struct err *err)
{
	int type = ai->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC;
	int fd = socket(ai->ai_family, type, ai->ai_protocol);
	int problem = 0;
	socklen_t size = sizeof(problem);

	*out = -1;
	if (fd < 0)
		return err_set(err, ERR_NET, "%s", strerror(errno));
	if (connect(fd, ai->ai_addr, ai->ai_addrlen) < 0)
		problem = errno;
	if (problem == EINPROGRESS) {
		problem = 0;
		if (tls_poll(fd, POLLOUT, deadline, err) != ERR_OK)
			goto failed;
		if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &problem, &size) < 0)
			problem = errno;
	}
	if (problem != 0) {
		(void)err_set(err, ERR_NET, "%s", strerror(problem));
		goto failed;
	}
	keep_alive(fd);
	*out = fd;
	return ERR_OK;
failed:
	close_fd(&fd);
	return err->code;
}

/*
 * Each address has its share of the time, so that a silent first one (an
 * IPv6 route that leads nowhere) leaves some for the next.  The first one's
 * failure is the one to tell: it is the address that should have worked.
 */
static enum err_code connect_any(
    const struct addrinfo *list, int ms, int *out, struct err *err)
{
	int64_t deadline = clock_mono_ms() + ms;
	struct err later;
	int left = 0;

	for (const struct addrinfo *ai = list; ai != NULL; ai = ai->ai_next)
		left++;
	for (const struct addrinfo *ai = list; ai != NULL; ai = ai->ai_next) {
		int64_t now = clock_mono_ms();
		int64_t until = now + (deadline - now) / left--;

		if (connect_one(ai, until, out, ai == list ? err : &later) ==
		    ERR_OK)
			return ERR_OK;
	}
	return err->code;
}

enum err_code stream_open(
    const char *host, int port, int ms, struct stream **out, struct err *err)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *list = NULL;
	struct stream *stream;
	char service[16];
	char *why;
	int fd = -1;
	int r;

	*out = NULL;
	(void)snprintf(service, sizeof(service), "%d", port);
	r = getaddrinfo(host, service, &hints, &list);
	if (r != 0 || list == NULL)
		return err_set(err, ERR_NET,
		    "%s: the name of the server was not found (%s); "
		    "check imap.host",
		    host, gai_strerror(r));
	if (connect_any(list, ms, &fd, err) != ERR_OK) {
		why = mem_strdup(err->text);
		(void)err_set(err, err->code,
		    "%s: no connection on port %d (%s); "
		    "check imap.host, imap.port and imap.tls",
		    host, port, why);
		free(why);
	}
	freeaddrinfo(list);
	if (fd < 0)
		return err->code;
	stream = mem_calloc(1, sizeof(*stream));
	stream->fd = fd;
	stream->host = mem_strdup(host);
	scan_init(&stream->scan);
	stream_begin(stream, ms, 0, 0);
	*out = stream;
	return ERR_OK;
}

void stream_close(struct stream *stream)
{
	if (stream == NULL)
		return;
	tls_close(stream->tls);
	close_fd(&stream->fd);
	scan_clear(&stream->scan);
	free(stream->host);
	free(stream);
}

void stream_fail(struct stream *stream, const struct err *why)
{
	if (stream->why.code != ERR_OK)
		return;
	(void)err_set(
	    &stream->why, why->code, "%s: %s", stream->host, why->text);
}

const struct err *stream_error(const struct stream *stream)
{
	return &stream->why;
}

int stream_fd(const struct stream *stream)
{
	return stream->fd;
}

/* Mails that come add time, silence among them does not. */
static int64_t deadline(const struct stream *stream)
{
	int64_t total = stream->begun + stream->ms +
			(int64_t)(stream->scan.came / SLOW_LINE);
	int64_t silence = stream->heard + stream->ms;

	return total < silence ? total : silence;
}

enum err_code stream_start_tls(
    struct stream *stream, const char *ca_file, struct err *err)
{
	if (stream->why.code == ERR_OK &&
	    tls_open(stream->fd, stream->host, ca_file, deadline(stream),
		&stream->tls, err) != ERR_OK)
		stream_fail(stream, err);
	if (stream->why.code != ERR_OK)
		*err = stream->why;
	return stream->why.code;
}

void stream_begin(
    struct stream *stream, int ms, size_t body_max, uint64_t bodies_max)
{
	stream->begun = clock_mono_ms();
	stream->heard = stream->begun;
	stream->ms = ms;
	scan_begin(&stream->scan, body_max, bodies_max);
}

/* False when the time is over, however busy the server keeps us. */
static bool in_time(struct stream *stream)
{
	struct err err;

	if (stream->why.code == ERR_OK && clock_mono_ms() >= deadline(stream)) {
		(void)err_set(
		    &err, ERR_TIMEOUT, "the server did not answer in time");
		stream_fail(stream, &err);
	}
	return stream->why.code == ERR_OK;
}

static ssize_t receive(struct stream *stream, const char **why)
{
	ssize_t n;

	if (stream->tls != NULL)
		return tls_read(stream->tls, stream->hold, HOLD, why);
	n = recv(stream->fd, stream->hold, HOLD, 0);
	if (n >= 0)
		return n;
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
		return TLS_WAIT_READ;
	*why = strerror(errno);
	return -1;
}

static ssize_t transmit(
    struct stream *stream, const void *from, size_t n, const char **why)
{
	ssize_t sent;

	if (stream->tls != NULL)
		return tls_write(stream->tls, from, n, why);
	sent = send(stream->fd, from, n, MSG_NOSIGNAL);
	if (sent > 0)
		return sent;
	if (sent == 0 || errno == EAGAIN || errno == EWOULDBLOCK ||
	    errno == EINTR)
		return TLS_WAIT_WRITE;
	*why = strerror(errno);
	return -1;
}

/*
 * One try to take in bytes: 1 when some are held or the stream is dead, else
 * what to wait for.
 */
static ssize_t fill(struct stream *stream)
{
	const char *why = "the server closed the connection";
	size_t good = 0;
	struct err err;
	ssize_t n;

	if (stream->held > stream->at || stream->why.code != ERR_OK)
		return 1;
	stream->at = 0;
	stream->held = 0;
	n = receive(stream, &why);
	if (n == TLS_WAIT_READ || n == TLS_WAIT_WRITE)
		return n;
	if (n <= 0) {
		(void)err_set(&err, ERR_NET, "the connection broke (%s)", why);
		stream_fail(stream, &err);
		return 1;
	}
	if (scan_feed(&stream->scan, str_n(stream->hold, (size_t)n), &good,
		&err) != ERR_OK)
		stream_fail(stream, &err);
	stream->held = good;
	stream->heard = clock_mono_ms();
	return 1;
}

static bool wait_for(struct stream *stream, ssize_t what)
{
	struct err err;
	short events = what == TLS_WAIT_WRITE ? POLLOUT : POLLIN;

	if (!in_time(stream))
		return false;
	if (tls_poll(stream->fd, events, deadline(stream), &err) != ERR_OK)
		stream_fail(stream, &err);
	return stream->why.code == ERR_OK;
}

ssize_t stream_read(struct stream *stream, void *to, size_t n)
{
	size_t held;
	ssize_t r;

	/* What came before the end may still hold the reason for it. */
	if (stream->held == stream->at && !in_time(stream))
		return -1;
	while ((r = fill(stream)) != 1)
		if (!wait_for(stream, r))
			return -1;
	held = stream->held - stream->at;
	if (held == 0)
		return -1;
	if (n > held)
		n = held;
	memcpy(to, stream->hold + stream->at, n);
	stream->at += n;
	return (ssize_t)n;
}

ssize_t stream_write(struct stream *stream, const void *from, size_t n)
{
	const char *why = "";
	struct err err;
	ssize_t r;

	if (!in_time(stream))
		return -1;
	while ((r = transmit(stream, from, n, &why)) < -1)
		if (!wait_for(stream, r))
			return -1;
	if (r > 0)
		return r;
	(void)err_set(&err, ERR_NET, "the connection broke (%s)", why);
	stream_fail(stream, &err);
	return -1;
}

bool stream_ready(struct stream *stream)
{
	return fill(stream) == 1;
}
