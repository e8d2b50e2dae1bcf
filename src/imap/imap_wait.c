/*
 * Waiting for mail.  libetpan's own IDLE loses what comes in one packet with
 * the "+", and hangs on what comes before it; so IDLE is spoken here.
 */
#include "imap/imap.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "imap/scan.h"
#include "imap/session.h"

enum {
	RENEW_SECONDS = 9 * 60, /* many routers forget at ten minutes */
	POLL_SECONDS = 5 * 60   /* where imap.poll_seconds says nothing */
};

enum wake { WAKE_TIME, WAKE_CALLER, WAKE_SERVER };

/* Until a time, a byte of the server's, or a wake-up. */
static enum wake wait_until(const struct imap *imap, int64_t until, int wake_fd)
{
	struct pollfd p[2] = {
		{ .fd = wake_fd, .events = POLLIN },
		{ .fd = stream_fd(imap->stream), .events = POLLIN },
	};
	int64_t left = until - clock_mono_ms();
	int n;

	if (left < 0)
		left = 0;
	n = poll(p, 2, left > INT_MAX ? INT_MAX : (int)left);
	if (n > 0 && p[0].revents != 0)
		return WAKE_CALLER;
	/* A signal: the caller sees to it. */
	if (n < 0)
		return WAKE_CALLER;
	return n == 0 ? WAKE_TIME : WAKE_SERVER;
}

static bool send_line(struct imap *imap, const char *line)
{
	mailstream *top = imap->session->imap_stream;

	return mailstream_write(top, line, strlen(line)) >= 0 &&
	       mailstream_flush(top) >= 0;
}

/* "* 23 EXISTS" and "* 4 EXPUNGE" are what matters while idle. */
static void note_line(struct imap *imap, struct str line)
{
	struct str word;
	struct str what;
	uint64_t n;

	if (!str_split(&line, ' ', &word) || !str_is(word, "*") ||
	    !str_split(&line, ' ', &word) || !str_u64(word, UINT32_MAX, &n) ||
	    !str_split(&line, ' ', &what))
		return;
	if (str_iis(what, "EXISTS"))
		imap_note_exists(imap, (uint32_t)n);
	else if (str_iis(what, "EXPUNGE"))
		imap_note_expunge(imap);
}

static struct str read_line(struct imap *imap)
{
	mailimap *session = imap->session;
	const char *line = mailstream_read_line_remove_eol(
	    session->imap_stream, session->imap_stream_buffer);

	if (line == NULL)
		return str_n(NULL, 0);
	return str_n(line, session->imap_stream_buffer->len);
}

/*
 * Reads on to the line that starts with `prefix` or to the end of the
 * command; false when the stream has died.
 */
static bool read_to(struct imap *imap, const char *prefix, struct str *line)
{
	for (;;) {
		*line = read_line(imap);
		if (line->p == NULL)
			return false;
		if (str_starts(*line, str_c(prefix)) ||
		    str_starts(*line, str_c("idle1 ")))
			return true;
		note_line(imap, *line);
	}
}

static enum err_code died(struct imap *imap, struct err *err)
{
	(void)err_set(err, ERR_NET, "the connection broke");
	return imap_fail(imap, err);
}

/* The server refused to idle, or goes its own way; NO leaves us the session. */
static enum err_code unexpected(
    struct imap *imap, struct str line, struct err *err)
{
	char said[200];

	if (str_istarts(line, str_c("idle1 NO")) ||
	    str_istarts(line, str_c("idle1 BAD"))) {
		imap->no_idle = true;
		return ERR_OK;
	}
	scan_quote(line, said);
	(void)err_set(err, ERR_PROTOCOL,
	    "the server's answer to IDLE makes no sense (\"%s\")", said);
	return imap_fail(imap, err);
}

static bool has_bytes(struct imap *imap)
{
	return imap->session->imap_stream->read_buffer_len > 0 ||
	       stream_ready(imap->stream);
}

/* Idles until news, a wake-up or the time. */
static enum err_code idle_round(
    struct imap *imap, int64_t until, int wake_fd, bool *woken, struct err *err)
{
	enum wake wake = WAKE_SERVER;
	struct str line;

	imap_begin(imap);
	if (!send_line(imap, "idle1 IDLE\r\n") || !read_to(imap, "+", &line))
		return died(imap, err);
	if (!str_starts(line, str_c("+")))
		return unexpected(imap, line, err);
	for (;;) {
		imap_begin(imap);
		while (has_bytes(imap)) {
			line = read_line(imap);
			if (line.p == NULL)
				return died(imap, err);
			note_line(imap, line);
		}
		if (wake != WAKE_SERVER || imap->news)
			break;
		wake = wait_until(imap, until, wake_fd);
	}
	*woken = wake == WAKE_CALLER;
	imap_begin(imap);
	if (!send_line(imap, "DONE\r\n") || !read_to(imap, "idle1 ", &line))
		return died(imap, err);
	return str_istarts(line, str_c("idle1 OK"))
		   ? ERR_OK
		   : unexpected(imap, line, err);
}

static enum err_code ask(struct imap *imap, struct err *err)
{
	enum err_code rc;

	imap_begin(imap);
	rc = imap_end(
	    imap, mailimap_noop(imap->session), "say what is new", err);
	return rc == ERR_REFUSED ? imap_fail(imap, err) : rc;
}

enum err_code imap_wait(
    struct imap *imap, int seconds, int wake_fd, bool *news, struct err *err)
{
	int every = imap->poll_seconds > 0 ? imap->poll_seconds : POLL_SECONDS;
	int64_t until = clock_mono_ms() + (int64_t)seconds * 1000;
	bool woken = false;
	enum err_code rc = ERR_OK;

	if (every > RENEW_SECONDS)
		every = RENEW_SECONDS;
	while (
	    rc == ERR_OK && !imap->news && !woken && clock_mono_ms() < until) {
		int64_t round = clock_mono_ms() + (int64_t)every * 1000;

		if (round > until)
			round = until;
		if (!imap->no_idle)
			rc = idle_round(imap, round, wake_fd, &woken, err);
		else
			woken = wait_until(imap, round, wake_fd) == WAKE_CALLER;
		/* Some servers are silent in IDLE and tell when asked. */
		if (rc == ERR_OK && !imap->news && !woken)
			rc = ask(imap, err);
	}
	*news = imap->news;
	return rc;
}
