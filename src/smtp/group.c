#include "smtp/group.h"

#include <stdio.h>
#include <string.h>

#include "base/hook.h"
#include "smtp/envelope.h"

enum {
	CLOSING = 421,
	AUTH_WANTED = 530, /* RFC 4954 section 6 */
	AUTH_REFUSED = 535,
	TOO_LARGE = 552
};

int group_wait(const struct smtp_waits *waits, enum conn_word word)
{
	switch (word) {
	case CONN_RSET:
	case CONN_MAIL:
		return waits->mail_ms;
	case CONN_RCPT:
		return waits->rcpt_ms;
	case CONN_DATA:
		return waits->data_ms;
	case CONN_DOT:
	case CONN_LONE_DOT:
		return waits->dot_ms;
	case CONN_QUIT:
		break;
	}
	return waits->quit_ms;
}

enum smtp_stage group_stage(const struct conn *conn)
{
	if (conn->count == 0) /* early: only about a body under way */
		return conn->phase == CONN_READY || conn->phase == CONN_BODY
			   ? SMTP_AT_MESSAGE
			   : SMTP_AT_SESSION;
	switch (conn->awaited[conn->first]) {
	case CONN_MAIL:
		return SMTP_AT_MAIL;
	case CONN_RCPT:
		return SMTP_AT_RCPT;
	case CONN_DATA:
	case CONN_DOT:
		return SMTP_AT_MESSAGE;
	case CONN_RSET:
	case CONN_LONE_DOT:
	case CONN_QUIT:
		break;
	}
	return SMTP_AT_SESSION;
}

void group_done(struct conn *conn, void *tag, const struct smtp_reply *reply)
{
	const struct smtp_options *options = conn->common->options;

	conn->common->finished = true;
	options->calls->done(options->ctx, tag, reply);
}

void group_await(struct conn *conn, enum conn_word word)
{
	const unsigned last = (conn->first + conn->count++) % CONN_AWAITED;

	conn->awaited[last] = word;
	conn->ends[last] = conn->queued;
}

static void add(struct conn *conn, const char *text)
{
	wire_queue_add(&conn->out, str_c(text));
}

void group_say(struct conn *conn, enum conn_word word)
{
	const struct ehlo *ehlo = connect_ehlo(conn->connect);
	const struct str message = buf_get(&conn->message);
	const size_t before = conn->out.bytes.len - conn->out.taken;

	switch (word) {
	case CONN_RSET:
		add(conn, "RSET\r\n");
		break;
	case CONN_MAIL:
		envelope_mail(
		    &conn->out, &conn->mail, message, &conn->kind, ehlo);
		break;
	case CONN_RCPT:
		envelope_rcpt(&conn->out, &conn->mail, ehlo);
		break;
	case CONN_DATA:
		add(conn, "DATA\r\n");
		break;
	case CONN_DOT:
	case CONN_LONE_DOT:
		add(conn, ".\r\n");
		break;
	case CONN_QUIT:
		add(conn, "QUIT\r\n");
		break;
	}
	conn->queued += conn->out.bytes.len - conn->out.taken - before;
	group_await(conn, word);
}

/* From this word to DATA, or this word alone. */
static void say_from(struct conn *conn, enum conn_word word)
{
	const enum conn_word last = conn->pipelining ? CONN_DATA : word;

	for (int w = (int)word; w <= (int)last; w++)
		group_say(conn, (enum conn_word)w);
}

void group_begin(struct conn *conn)
{
	struct smtp_reply never = { .outcome = SMTP_NEVER };
	struct err err;

	conn->refused = false;
	conn->sender_refused = false;
	if (envelope_check(&conn->mail, buf_get(&conn->message),
		connect_ehlo(conn->connect), &conn->kind, &never,
		&err) != ERR_OK) {
		(void)snprintf(never.text, sizeof(never.text), "%.*s",
		    (int)sizeof(never.text) - 1, err.text);
		conn->loaded = false;
		group_done(conn, conn->mail.tag, &never);
		return;
	}
	conn->phase = CONN_ENVELOPE;
	say_from(conn, conn->reset ? CONN_RSET : CONN_MAIL);
	conn->reset = true;
}

static enum err_code nonsense(const struct conn *conn, const char *word,
    const struct smtp_reply *reply, struct err *err)
{
	return err_set(err, ERR_PROTOCOL, "%s answers %s with %d %s",
	    connect_name(conn->connect), word, reply->code, reply->text);
}

void group_carried(struct conn *conn, void *tag, const struct smtp_reply *reply)
{
	conn->carried++;
	group_done(conn, tag, reply);
}

/* The mail in hand does not go: its group is over. */
static void give_up(struct conn *conn)
{
	conn->loaded = false;
	conn->phase = CONN_IDLE;
	conn->refusals++;
	group_carried(conn, conn->mail.tag, &conn->refusal);
}

/* Keeps the first refusal of the group. */
static enum err_code refuse(struct conn *conn, enum conn_word word,
    const struct smtp_reply *reply, struct err *err)
{
	static const char *const words[] = {
		[CONN_MAIL] = "MAIL", [CONN_RCPT] = "RCPT", [CONN_DATA] = "DATA"
	};
	const char *section = conn->common->options->conf->section;

	if (reply->code == AUTH_WANTED || reply->code == AUTH_REFUSED)
		return err_set(err, ERR_AUTH,
		    "%s does not take mail from us yet, check %s.user and "
		    "%s.tls: %d %s",
		    connect_name(conn->connect), section, section, reply->code,
		    reply->text);
	if (reply->code < 400)
		return nonsense(conn, words[word], reply, err);
	if (conn->refused)
		return ERR_OK;
	conn->refused = true;
	conn->sender_refused = word == CONN_MAIL;
	conn->refusal = *reply;
	conn->refusal.outcome = reply->code < 500 ? SMTP_LATER : SMTP_NEVER;
	/* With SIZE in the command 552 is about the message. */
	if (word == CONN_MAIL && reply->code >= 500 && reply->code != TOO_LARGE)
		conn->refusal.outcome = SMTP_NO_SENDER;
	return ERR_OK;
}

/* The reply to MAIL or RCPT. */
static enum err_code heard_step(struct conn *conn, enum conn_word word,
    const struct smtp_reply *reply, struct err *err)
{
	enum err_code code = ERR_OK;

	if (reply->code / 100 != 2)
		code = refuse(conn, word, reply, err);
	if (code != ERR_OK || conn->pipelining)
		return code;
	if (conn->refused)
		give_up(conn);
	else
		group_say(conn, (enum conn_word)(word + 1));
	return ERR_OK;
}

/* The reply to DATA ends the group of commands. */
static enum err_code heard_data(
    struct conn *conn, const struct smtp_reply *reply, struct err *err)
{
	enum err_code code;

	if (reply->code / 100 != 3) {
		code = refuse(conn, CONN_DATA, reply, err);
		if (code == ERR_OK)
			give_up(conn);
		return code;
	}
	if (!conn->refused) {
		conn->phase = CONN_READY;
		return ERR_OK;
	}
	if (conn->sender_refused) {
		/* Whatever is sent now might be delivered: even a lone dot. */
		give_up(conn);
		return nonsense(conn, "DATA after a refusal", reply, err);
	}
	give_up(conn);
	group_say(conn, CONN_LONE_DOT);
	return ERR_OK;
}

/* The reply to the dot decides. */
static enum err_code heard_dot(
    struct conn *conn, const struct smtp_reply *reply, struct err *err)
{
	struct smtp_reply last = *reply;

	if (reply->code / 100 == 3)
		return nonsense(conn, "the message", reply, err);
	hook_point("smtp.after-reply");
	last.outcome = reply->code < 400   ? SMTP_SENT
		       : reply->code < 500 ? SMTP_LATER
					   : SMTP_NEVER;
	conn->flying = false;
	conn->refusals = 0;
	group_carried(conn, conn->flying_tag, &last);
	return ERR_OK;
}

enum err_code group_heard(struct conn *conn, enum conn_word word,
    const struct smtp_reply *reply, struct err *err)
{
	if (reply->code == CLOSING)
		return err_set(err, ERR_NET, "%s ends the session: %d %s %s",
		    connect_name(conn->connect), reply->code, reply->enhanced,
		    reply->text);
	switch (word) {
	case CONN_RSET:
		if (reply->code / 100 != 2)
			return nonsense(conn, "RSET", reply, err);
		if (!conn->pipelining)
			group_say(conn, CONN_MAIL);
		return ERR_OK;
	case CONN_MAIL:
	case CONN_RCPT:
		return heard_step(conn, word, reply, err);
	case CONN_DATA:
		return heard_data(conn, reply, err);
	case CONN_DOT:
		return heard_dot(conn, reply, err);
	case CONN_LONE_DOT:
	case CONN_QUIT:
		break;
	}
	return ERR_OK;
}
