#include "smtp/conn.h"

#include "base/hook.h"
#include "smtp/group.h"

enum {
	CLOSING = 421, /* "service closing", at any point */
	PART = 64 * 1024,
	TURN = 256 * 1024, /* bytes for one connection before the others */
	LAST_WORDS_MS = 5000,
	LOSSES = 3,  /* more of them are the relay's trouble */
	REFUSALS = 4 /* in a row; servers punish ten with delays, then 421 */
};

void conn_init(struct conn *conn, struct conn_common *common)
{
	*conn = (struct conn){ .common = common, .deadline = INT64_MAX };
	buf_init(&conn->message, (size_t)CONN_MESSAGE_MAX);
	wire_queue_init(&conn->out);
}

void conn_clear(struct conn *conn)
{
	connect_close(conn->connect);
	conn->connect = NULL;
	buf_clear(&conn->message);
	wire_queue_clear(&conn->out);
}

bool conn_busy(const struct conn *conn)
{
	return conn->loaded || conn->flying;
}

static bool dot_left(const struct conn *conn)
{
	return conn->taken >= conn->dot_end;
}

bool conn_flown(const struct conn *conn)
{
	return conn->flying && dot_left(conn);
}

/* The server has so long for what it owes us now. */
static void set_deadline(struct conn *conn)
{
	const struct smtp_waits *waits = conn->common->options->waits;
	int ms = 0;

	if (conn->broken)
		return; /* what is heard now does not give it more time */
	conn->marked = conn->taken;
	conn->deadline = INT64_MAX;
	if (conn->taken < conn->queued)
		ms = waits->block_ms;
	else if (conn->count > 0)
		ms = group_wait(waits, conn->awaited[conn->first]);
	if (ms > 0)
		conn->deadline = conn->common->now + ms;
}

static void hang_up(struct conn *conn)
{
	if (conn->phase > CONN_CONNECTING)
		conn->common->open--;
	connect_close(conn->connect);
	conn->connect = NULL;
	conn->phase = CONN_CLOSED;
	wire_queue_clear(&conn->out);
	conn->queued = conn->taken = conn->dot_end = 0;
	conn->first = conn->count = 0;
	conn->carried = conn->refusals = 0;
	conn->reset = conn->blocked = conn->broken = false;
	conn->deadline = INT64_MAX;
}

static void trouble(struct conn *conn, const struct err *why)
{
	struct conn_common *common = conn->common;

	common->winding = true;
	if (common->trouble.code == ERR_OK)
		common->trouble = *why;
}

/*
 * Is this loss a matter of the relay?  Relays end their sessions after so many
 * mails: what breaks on a connection that has carried some is none.
 */
static void blame(
    struct conn *conn, bool culprit, bool unknown, const struct err *why)
{
	struct conn_common *common = conn->common;
	bool carried = conn->carried > 0;
	bool others = common->open > (conn->phase > CONN_CONNECTING ? 1U : 0U);
	bool net = why->code == ERR_NET || why->code == ERR_TIMEOUT;

	if (why->code == ERR_OK || (carried && !unknown))
		return;
	if (!culprit && !unknown && others)
		common->limit = common->open; /* it wants no more of them */
	else if ((!carried && !others) || !net || ++common->losses > LOSSES)
		trouble(conn, why);
}

/* 421 in answer to the dot: the flying mail was not taken. */
static bool denied(const struct conn *conn, const struct smtp_reply *last)
{
	return last != NULL && last->code == CLOSING && conn->count > 0 &&
	       conn->awaited[conn->first] == CONN_DOT;
}

/*
 * The connection is lost, with the server's last reply or none.  The mail
 * whose dot has left may have arrived; the one behind it never was its turn.
 * A new connection that breaks on its first mail may break because of it.
 */
static void lost(
    struct conn *conn, const struct smtp_reply *last, const struct err *why)
{
	struct smtp_reply reply = { 0 };
	bool idle = conn->phase == CONN_QUITTING ||
		    (conn->phase == CONN_IDLE && !conn_busy(conn));
	bool unknown = conn_flown(conn) && !denied(conn, last);
	bool culprit = why->code != ERR_OK && conn->carried == 0 &&
		       (conn->flying || conn->phase > CONN_IDLE);

	if (last != NULL)
		reply = *last;
	reply.outcome = culprit ? SMTP_NOT_TRIED : SMTP_UNTOUCHED;
	if (unknown)
		reply.outcome = SMTP_UNKNOWN;
	if (conn->flying) {
		group_done(conn, conn->flying_tag, &reply);
		reply.outcome = SMTP_UNTOUCHED;
	}
	if (conn->loaded)
		group_done(conn, conn->mail.tag, &reply);
	conn->flying = conn->loaded = false;
	if (!idle)
		blame(conn, culprit, unknown, why);
	hang_up(conn);
}

void conn_drop(struct conn *conn, const struct err *why)
{
	lost(conn, NULL, conn->broken ? &conn->why : why);
}

static const char *name(const struct conn *conn)
{
	return connect_name(conn->connect);
}

int64_t conn_deadline(const struct conn *conn)
{
	const struct conn_common *common = conn->common;
	const struct smtp_waits *waits = common->options->waits;
	int64_t last = common->stopped;

	if (!common->stopping || conn->connect == NULL)
		return conn->deadline;
	last += conn_flown(conn) ? waits->stop_dot_ms : waits->stop_ms;
	return conn->deadline < last ? conn->deadline : last;
}

void conn_late(struct conn *conn)
{
	struct err why = { .code = ERR_OK };

	if (conn->phase == CONN_QUITTING) {
		hang_up(conn);
		return;
	}
	/* Before its deadline it is our wish. */
	if (conn->deadline <= conn->common->now)
		(void)err_set(&why, ERR_TIMEOUT, "%s does not answer in time",
		    name(conn));
	conn_drop(conn, &why);
}

void conn_give_back(struct conn *conn)
{
	const struct err why = { .code = ERR_OK };

	/* The reply to the dot before it is still worth waiting for. */
	if (conn->loaded && !conn->flying && conn->phase != CONN_BODY)
		conn_drop(conn, &why);
}

/* A reply to what was not said yet, or that nobody waits for. */
static void out_of_turn(struct conn *conn, const struct smtp_reply *reply)
{
	struct smtp_reply early = *reply;
	bool in_body = conn->phase == CONN_READY || conn->phase == CONN_BODY ||
		       (conn->flying && !dot_left(conn));
	struct err why;

	(void)err_set(&why, reply->code >= 400 ? ERR_NET : ERR_PROTOCOL,
	    "%s speaks out of turn: %d %s %s", name(conn), reply->code,
	    reply->enhanced, reply->text);
	if (in_body && reply->code >= 400 && reply->code != CLOSING) {
		early.outcome = reply->code < 500 ? SMTP_LATER : SMTP_NEVER;
		group_carried(conn,
		    conn->flying ? conn->flying_tag : conn->mail.tag, &early);
		if (conn->flying)
			conn->flying = false;
		else
			conn->loaded = false;
	}
	lost(conn, reply->code >= 400 ? reply : NULL, &why);
}

/* What group_heard() makes of the reply that was awaited. */
static void answered(struct conn *conn, const struct smtp_reply *reply)
{
	enum conn_word word = conn->awaited[conn->first];
	struct err why = { 0 };

	/* Not even said to its end yet. */
	if (conn->taken < conn->ends[conn->first]) {
		out_of_turn(conn, reply);
		return;
	}
	conn->first = (conn->first + 1) % CONN_AWAITED;
	conn->count--;
	if (word == CONN_QUIT) {
		hang_up(conn);
		return;
	}
	if (group_heard(conn, word, reply, &why) == ERR_OK) {
		set_deadline(conn);
		return;
	}
	if (why.code == ERR_AUTH)
		trouble(conn, &why);
	/* It was the answer to this word that lost the connection. */
	conn->first = (conn->first + CONN_AWAITED - 1) % CONN_AWAITED;
	conn->count++;
	lost(conn, reply, &why);
}

static void take_reply(struct conn *conn)
{
	struct smtp_reply reply = conn->in.reply;
	struct err why;

	reply.stage = group_stage(conn);
	if (conn->in.state == REPLY_BAD) {
		(void)err_set(&why, ERR_PROTOCOL,
		    "%s does not answer as a mail server", name(conn));
		lost(conn, NULL, &why);
		return;
	}
	reply_begin(&conn->in);
	if (conn->count > 0)
		answered(conn, &reply);
	else
		out_of_turn(conn, &reply);
}

void conn_hear(struct conn *conn)
{
	struct conn_common *common = conn->common;
	struct err why;
	size_t n;

	while (conn->connect != NULL) {
		enum connect_state state = connect_recv(conn->connect,
		    common->bytes, sizeof(common->bytes), &n, &why);
		struct str rest = str_n(common->bytes, n);
		if (state == CONNECT_AGAIN)
			return;
		if (state != CONNECT_DONE) {
			conn_drop(conn, &why);
			return;
		}
		while (conn->connect != NULL && rest.n > 0) {
			rest = str_from(rest, reply_feed(&conn->in, rest));
			if (conn->in.state != REPLY_MORE)
				take_reply(conn);
		}
		/* Over TLS more may be left that poll() does not see. */
		if (n < sizeof(common->bytes) &&
		    common->options->conf->tls == CONF_TLS_NONE)
			return;
	}
}

void conn_connected(struct conn *conn)
{
	struct err why;

	if (connect_result(conn->connect, &why) != ERR_OK) {
		if (why.code == ERR_AUTH || why.code == ERR_TLS)
			trouble(conn, &why);
		lost(conn, NULL, &why);
		return;
	}
	conn->pipelining = connect_ehlo(conn->connect)->pipelining;
	conn->phase = CONN_IDLE;
	conn->common->open++;
	reply_begin(&conn->in);
	conn_hear(conn);
}

static void dial(struct conn *conn)
{
	const struct smtp_options *options = conn->common->options;
	const struct connect_options how = {
		.conf = options->conf,
		.ehlo = options->ehlo,
		.secret = options->secret,
		.wait_ms = options->waits->connect_ms,
	};
	struct smtp_reply untouched = { .outcome = SMTP_UNTOUCHED };
	struct err why;

	if (connect_begin(conn->common->set, &how, &conn->connect, &why) ==
	    ERR_OK) {
		conn->phase = CONN_CONNECTING;
		return;
	}
	group_done(conn, conn->mail.tag, &untouched);
	conn->loaded = false;
	trouble(conn, &why);
}

static bool used_up(const struct conn *conn)
{
	const struct conf_smtp *conf = conn->common->options->conf;
	unsigned max = (unsigned)conf->messages_per_connection;

	return conn->refusals >= REFUSALS ||
	       conn->carried + (conn->flying ? 1U : 0U) >= max;
}

/* Asks for the next mail, unless it is not the time. */
static bool take(struct conn *conn)
{
	struct conn_common *common = conn->common;
	const struct smtp_options *options = common->options;
	int answer;

	if (common->winding || common->resume > common->now)
		return false;
	buf_reset(&conn->message);
	answer =
	    options->calls->next(options->ctx, &conn->mail, &conn->message);
	common->resume = answer > 0 ? common->now + answer : 0;
	return answer == SMTP_MAIL;
}

/* Between two mails: takes the next one, if this is the time for it. */
static void load(struct conn *conn)
{
	bool open = conn->phase == CONN_IDLE;

	if (!open && conn->phase != CONN_CLOSED)
		return;
	if (conn->broken || (conn->flying && !conn->pipelining))
		return;
	if (open && used_up(conn)) {
		conn_quit(conn);
		return;
	}
	do {
		conn->loaded = conn->loaded || take(conn);
		if (!conn->loaded)
			return;
		if (!open)
			dial(conn);
		else
			group_begin(conn);
	} while (open && !conn->loaded);
}

/* The body goes into the queue part by part; behind its dot it flies. */
static void body(struct conn *conn)
{
	if (wire_queue_front(&conn->out).n >= PART)
		return;
	conn->queued += wire_queue_body(&conn->out, &conn->body, PART);
	if (!conn->body.done)
		return;
	group_await(conn, CONN_DOT);
	conn->dot_end = conn->queued;
	conn->flying = true;
	conn->flying_tag = conn->mail.tag;
	conn->loaded = false;
	conn->reset = false; /* the dot ends the transaction */
	conn->phase = CONN_IDLE;
}

/* True when all that was queued has been taken. */
static bool flush(struct conn *conn, size_t *room)
{
	struct str front = wire_queue_front(&conn->out);
	enum connect_state state = CONNECT_DONE;
	bool flew = dot_left(conn);
	size_t n;

	while (front.n > 0 && *room > 0 && state == CONNECT_DONE) {
		state = connect_send(conn->connect, front, &n, &conn->why);
		wire_queue_took(&conn->out, n);
		conn->taken += n;
		*room -= n < *room ? n : *room;
		front = wire_queue_front(&conn->out);
	}
	if (!flew && dot_left(conn))
		hook_point("smtp.after-body");
	conn->blocked = state == CONNECT_AGAIN;
	if (front.n == 0 || conn->taken - conn->marked >= PART)
		set_deadline(conn);
	if (state == CONNECT_BROKEN || state == CONNECT_ENDED) {
		/* The server may have said why. */
		conn->broken = true;
		conn->deadline = conn->common->now + LAST_WORDS_MS;
	}
	return front.n == 0;
}

void conn_speak(struct conn *conn)
{
	size_t room = TURN;

	while (!conn->broken && room > 0) {
		bool silent = conn->taken == conn->queued;
		if (conn->phase == CONN_BODY)
			body(conn);
		load(conn);
		if (conn->taken == conn->queued || conn->connect == NULL)
			return;
		if (silent)
			set_deadline(conn);
		if (!flush(conn, &room))
			return;
	}
}

void conn_start(struct conn *conn, bool go)
{
	if (!go) {
		/* After 354 there is no way back but to hang up. */
		conn->loaded = false;
		hang_up(conn);
		return;
	}
	hook_point("smtp.before-body");
	wire_body_start(&conn->body, buf_get(&conn->message), &conn->kind);
	conn->phase = CONN_BODY;
}

void conn_quit(struct conn *conn)
{
	if (conn->phase != CONN_IDLE || conn_busy(conn) || conn->count > 0)
		return;
	conn->phase = CONN_QUITTING;
	group_say(conn, CONN_QUIT);
}
