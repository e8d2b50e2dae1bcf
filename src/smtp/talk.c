#include "smtp/talk.h"

#include <stdint.h>

#include "base/clock.h"

/* How long a server that broke the connection has to say why. */
enum { LAST_WORDS_MS = 5000 };

void talk_init(struct talk *talk, struct connect *connect)
{
	talk->connect = connect;
	talk->at = 0;
	talk->len = 0;
	wire_queue_init(&talk->out);
	reply_begin(&talk->in);
}

void talk_clear(struct talk *talk)
{
	wire_queue_clear(&talk->out);
	connect_close(talk->connect);
	talk->connect = NULL;
}

/*
 * Parses what is there and reads more, up to the end of a reply or as long as
 * no waiting is needed (CONNECT_AGAIN).  Look at in.state for CONNECT_DONE.
 */
static enum connect_state hear(struct talk *talk, struct err *err)
{
	enum connect_state state;

	for (;;) {
		talk->at += reply_feed(&talk->in,
		    str_n(talk->bytes + talk->at, talk->len - talk->at));
		if (talk->in.state != REPLY_MORE)
			return CONNECT_DONE;
		talk->at = 0;
		talk->len = 0;
		state = connect_recv(talk->connect, talk->bytes,
		    sizeof(talk->bytes), &talk->len, err);
		if (state != CONNECT_DONE)
			return state;
	}
}

static void give(const struct talk *talk, struct smtp_reply *reply)
{
	enum smtp_outcome outcome = reply->outcome;

	*reply = talk->in.reply;
	reply->outcome = outcome;
}

bool talk_early(const struct talk *talk, struct smtp_reply *reply)
{
	if (talk->in.state != REPLY_DONE || talk->in.reply.code < 400)
		return false;
	give(talk, reply);
	return true;
}

static enum err_code too_late(
    const struct talk *talk, int wait_ms, struct err *err)
{
	return err_set(err, ERR_TIMEOUT, "%s does not answer within %d seconds",
	    connect_name(talk->connect), wait_ms / 1000);
}

static enum err_code out_of_turn(const struct talk *talk, struct err *err)
{
	const struct smtp_reply *reply = &talk->in.reply;

	if (talk->in.state == REPLY_BAD)
		return err_set(err, ERR_PROTOCOL,
		    "%s does not answer as a mail server",
		    connect_name(talk->connect));
	return err_set(err, reply->code >= 400 ? ERR_NET : ERR_PROTOCOL,
	    "%s speaks out of turn: %d %s %s", connect_name(talk->connect),
	    reply->code, reply->enhanced, reply->text);
}

enum err_code talk_quiet(struct talk *talk, struct err *err)
{
	switch (hear(talk, err)) {
	case CONNECT_AGAIN:
		return ERR_OK;
	case CONNECT_DONE:
		return out_of_turn(talk, err);
	case CONNECT_ENDED:
	case CONNECT_BROKEN:
		break;
	}
	return err->code;
}

enum err_code talk_reply(
    struct talk *talk, int wait_ms, struct smtp_reply *reply, struct err *err)
{
	int64_t deadline = clock_mono_ms() + wait_ms;
	enum connect_state state = hear(talk, err);

	while (state == CONNECT_AGAIN) {
		if (!connect_wait(talk->connect, false, deadline))
			return too_late(talk, wait_ms, err);
		state = hear(talk, err);
	}
	if (state != CONNECT_DONE)
		return err->code;
	if (talk->in.state == REPLY_BAD)
		return out_of_turn(talk, err);
	give(talk, reply);
	reply_begin(&talk->in);
	return ERR_OK;
}

/* The connection broke (err says how): the reason may have come before. */
static enum err_code last_words(struct talk *talk, struct err *err)
{
	int64_t deadline = clock_mono_ms() + LAST_WORDS_MS;
	struct err ignored;
	enum connect_state state = hear(talk, &ignored);

	while (state == CONNECT_AGAIN &&
	       connect_wait(talk->connect, false, deadline))
		state = hear(talk, &ignored);
	if (state == CONNECT_DONE)
		return out_of_turn(talk, err);
	return err->code;
}

enum err_code talk_flush(struct talk *talk, int wait_ms, struct err *err)
{
	int64_t deadline = clock_mono_ms() + wait_ms;
	enum connect_state heard;
	enum connect_state sent;
	struct str front;
	size_t n;

	while ((front = wire_queue_front(&talk->out)).n > 0) {
		sent = connect_send(talk->connect, front, &n, err);
		wire_queue_took(&talk->out, n);
		if (sent == CONNECT_DONE)
			continue;
		if (sent != CONNECT_AGAIN)
			return last_words(talk, err);
		heard = hear(talk, err);
		if (heard == CONNECT_DONE)
			return out_of_turn(talk, err);
		if (heard != CONNECT_AGAIN)
			return err->code;
		if (!connect_wait(talk->connect, true, deadline))
			return too_late(talk, wait_ms, err);
	}
	return ERR_OK;
}
