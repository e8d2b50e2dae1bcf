#include "smtp/smtp.h"

#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "smtp/conn.h"

enum {
	NAP_MS = 60 * 1000,
	GATHER_US = 1000, /* at most so long for more replies of a turn */
	NAPS = 4,         /* of which that consists */
	RECENT = 2        /* turns ago, a reply may still come soon */
};

const struct smtp_waits smtp_waits_rfc = {
	.connect_ms = 5 * 60 * 1000,
	.mail_ms = 5 * 60 * 1000,
	.rcpt_ms = 5 * 60 * 1000,
	.data_ms = 2 * 60 * 1000,
	.block_ms = 3 * 60 * 1000,
	.dot_ms = 10 * 60 * 1000,
	.quit_ms = 5 * 1000,
	.stop_ms = 10 * 1000,
	.stop_dot_ms = 60 * 1000,
};

struct run {
	struct conn_common common;
	struct conn *conns;
	struct pollfd *fds; /* of each connection, and wake_fd */
	struct smtp_start *starts;
	size_t count;
	unsigned turns;
	int64_t turn_us; /* how long the last commit took */
};

static void run_init(struct run *run, const struct smtp_options *options)
{
	run->count = (size_t)options->conf->connections;
	run->common.options = options;
	run->common.limit = run->count;
	run->common.now = clock_mono_ms();
	run->conns = mem_calloc(run->count, sizeof(*run->conns));
	run->fds = mem_calloc(run->count + 1, sizeof(*run->fds));
	run->starts = mem_calloc(run->count, sizeof(*run->starts));
	for (size_t i = 0; i < run->count; i++)
		conn_init(&run->conns[i], &run->common);
}

static void run_clear(struct run *run)
{
	for (size_t i = 0; i < run->count; i++)
		conn_clear(&run->conns[i]);
	connect_set_close(run->common.set);
	free(run->conns);
	free(run->fds);
	free(run->starts);
}

/* How many connections there are, being made or open. */
static size_t open_count(const struct run *run)
{
	size_t n = 0;

	for (size_t i = 0; i < run->count; i++)
		n += run->conns[i].phase != CONN_CLOSED;
	return n;
}

/* May one more be made?  The first shows whether the others can. */
static bool may_dial(const struct run *run)
{
	const size_t open = open_count(run);
	size_t ready = 0;

	for (size_t i = 0; i < run->count; i++)
		ready += run->conns[i].phase > CONN_CONNECTING;
	return open == 0 || (ready > 0 && open < run->common.limit);
}

static void speak(struct run *run)
{
	for (size_t i = 0; i < run->count; i++)
		if (run->conns[i].phase != CONN_CLOSED)
			conn_speak(&run->conns[i]);
	for (size_t i = 0; i < run->count; i++)
		if (run->conns[i].phase == CONN_CLOSED && may_dial(run))
			conn_speak(&run->conns[i]);
}

/* Milliseconds to the next deadline; 0 if more can be said at once. */
static int patience(const struct run *run)
{
	int64_t left = run->common.finished ? 0 : NAP_MS;
	int64_t pause = run->common.resume - run->common.now;

	if (pause > 0 && pause < left)
		left = pause;
	for (size_t i = 0; i < run->count; i++) {
		const struct conn *c = &run->conns[i];
		int64_t until = conn_deadline(c);
		bool more = c->taken < c->queued || c->phase == CONN_BODY;
		if (more && !c->blocked && !c->broken)
			return 0;
		if (until - run->common.now < left)
			left = until - run->common.now;
	}
	return left < 0 ? 0 : (int)left;
}

static void wait(struct run *run, int wait_ms)
{
	const struct smtp_options *options = run->common.options;

	for (size_t i = 0; i < run->count; i++) {
		const struct conn *c = &run->conns[i];
		bool open = c->phase > CONN_CONNECTING;
		run->fds[i] = (struct pollfd){
			.fd = open ? connect_fd(c->connect) : -1,
			.events = POLLIN,
		};
		if (c->blocked && !c->broken)
			run->fds[i].events |= POLLOUT;
	}
	/* Who is stopping has nothing more to be told. */
	run->fds[run->count] = (struct pollfd){
		.fd = run->common.stopping ? -1 : options->wake_fd,
		.events = POLLIN,
	};
	connect_set_wait(run->common.set, run->fds, run->count + 1, wait_ms);
	run->common.now = clock_mono_ms();
}

static void hear(struct run *run)
{
	for (size_t i = 0; i < run->count; i++) {
		struct conn *c = &run->conns[i];
		if (c->phase == CONN_CONNECTING) {
			if (connect_through(c->connect))
				conn_connected(c);
		} else if (run->fds[i].revents != 0 && c->connect != NULL)
			conn_hear(c);
		if (c->connect != NULL && conn_deadline(c) <= run->common.now)
			conn_late(c);
	}
}

/* Is this a turn, and would a little patience make it a larger one? */
static bool more_to_come(const struct run *run)
{
	bool some = run->common.finished;
	bool more = false;

	for (size_t i = 0; i < run->count; i++) {
		const struct conn *c = &run->conns[i];
		some = some || c->phase == CONN_READY;
		more = more || ((c->flying || c->phase == CONN_ENVELOPE) &&
				   run->turns - c->turn < RECENT);
	}
	return some && more;
}

/*
 * A commit costs the same for one mail and for all: who waits for replies as
 * long as the last commit took never loses more than that.  A connection that
 * is slow is not waited for again.
 */
static void gather(struct run *run)
{
	const int64_t us = run->turn_us < GATHER_US ? run->turn_us : GATHER_US;
	const struct timespec nap = { .tv_nsec = 1000 * us / NAPS };
	const int64_t end = clock_mono_us() + us;

	while (more_to_come(run) && clock_mono_us() < end) {
		(void)nanosleep(&nap, NULL);
		wait(run, 0);
		hear(run);
	}
}

static void wake(struct run *run)
{
	const struct smtp_options *options = run->common.options;
	struct conn_common *common = &run->common;

	if (run->fds[run->count].revents != 0 &&
	    options->calls->woken(options->ctx)) {
		common->winding = common->stopping = true;
		common->stopped = common->now;
	} else if (run->fds[run->count].revents != 0 && common->resume != 0)
		common->resume = common->now;
	/* Nobody waits for a connection or an envelope any more. */
	for (size_t i = 0; common->stopping && i < run->count; i++)
		conn_give_back(&run->conns[i]);
}

/* The bodies that were recorded, unless a server has spoken meanwhile. */
static void start(struct run *run, size_t count)
{
	size_t n = 0;

	/* As wait() left them: a connection that is ready is where it was. */
	if (count > 0)
		(void)poll(run->fds, run->count, 0);
	for (size_t i = 0; n < count; i++) {
		struct conn *c = &run->conns[i];
		bool go;
		if (c->phase != CONN_READY || c->broken)
			continue;
		go = run->starts[n++].go;
		if (go && run->fds[i].revents != 0)
			conn_hear(c);
		if (c->phase == CONN_READY)
			conn_start(c, go);
		c->turn = run->turns;
	}
}

/* One commit of the caller for all that happened; then the bodies leave. */
static enum err_code turn(struct run *run, struct err *err)
{
	const struct smtp_options *options = run->common.options;
	enum err_code code = ERR_OK;
	int64_t began;
	size_t n = 0;

	for (size_t i = 0; i < run->count; i++) {
		const struct conn *c = &run->conns[i];
		if (c->phase == CONN_READY && !c->broken)
			run->starts[n++] =
			    (struct smtp_start){ .tag = c->mail.tag };
	}
	if (n == 0 && !run->common.finished)
		return ERR_OK;
	run->common.finished = false;
	began = clock_mono_us();
	code = options->calls->turn(options->ctx, run->starts, n, err);
	run->turn_us = clock_mono_us() - began;
	run->turns++;
	if (code == ERR_OK)
		start(run, n);
	return code;
}

/* A connection that says QUIT may be made anew. */
static bool busy(const struct run *run)
{
	for (size_t i = 0; i < run->count; i++)
		if (conn_busy(&run->conns[i]) ||
		    run->conns[i].phase == CONN_QUITTING)
			return true;
	return run->common.finished ||
	       (run->common.resume != 0 && !run->common.winding);
}

static enum err_code carry(struct run *run, struct err *err)
{
	enum err_code code = ERR_OK;

	speak(run);
	while (code == ERR_OK && busy(run)) {
		wait(run, patience(run));
		hear(run);
		gather(run);
		wake(run);
		code = turn(run, err);
		if (code == ERR_OK)
			speak(run);
	}
	return code;
}

static void quit(struct run *run)
{
	while (open_count(run) > 0) {
		for (size_t i = 0; i < run->count; i++)
			conn_quit(&run->conns[i]);
		speak(run);
		if (open_count(run) > 0)
			wait(run, patience(run));
		hear(run);
	}
}

/* Hangs up where no mail may have arrived; false when that is everywhere. */
static bool drop_most(struct run *run)
{
	const struct err ours = { .code = ERR_OK };
	bool some = false;

	for (size_t i = 0; i < run->count; i++) {
		struct conn *c = &run->conns[i];
		if (c->connect != NULL && !conn_flown(c))
			conn_drop(c, &ours);
		some = some || c->connect != NULL;
	}
	return some;
}

/*
 * The ledger does not take it: nothing may leave any more.  What has left is
 * worth a last word, else it would be sent twice.
 */
static void abandon(struct run *run)
{
	struct conn_common *common = &run->common;

	if (!common->stopping)
		common->stopped = clock_mono_ms();
	common->winding = common->stopping = true;
	while (drop_most(run)) {
		common->finished = false;
		speak(run);
		wait(run, patience(run));
		hear(run);
	}
}

enum err_code smtp_run(const struct smtp_options *options, struct err *err)
{
	struct run *run = mem_calloc(1, sizeof(*run));
	enum err_code code;

	run_init(run, options);
	code = connect_set_open(&run->common.set, err);
	if (code == ERR_OK)
		code = carry(run, err);
	if (code == ERR_OK) {
		run->common.winding = true;
		quit(run);
	} else
		abandon(run);
	if (code == ERR_OK && run->common.trouble.code != ERR_OK) {
		*err = run->common.trouble;
		code = err->code;
	}
	run_clear(run);
	free(run);
	return code;
}
