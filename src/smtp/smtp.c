#include "smtp/smtp.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/hook.h"
#include "base/mem.h"
#include "mail/addr.h"
#include "smtp/talk.h"

enum {
	CLOSING = 421,     /* "service closing", at any point */
	AUTH_WANTED = 530, /* RFC 4954 section 6 */
	AUTH_REFUSED = 535,
	TOO_LARGE = 552,
	BODY_PART = 64 * 1024, /* what one data block deadline covers */
	COMMAND_MAX = 1024
};

const struct smtp_waits smtp_waits_rfc = {
	.connect_ms = 5 * 60 * 1000,
	.mail_ms = 5 * 60 * 1000,
	.rcpt_ms = 5 * 60 * 1000,
	.data_ms = 2 * 60 * 1000,
	.block_ms = 3 * 60 * 1000,
	.dot_ms = 10 * 60 * 1000,
	.quit_ms = 5 * 1000,
};

struct smtp {
	struct talk talk;
	struct smtp_waits waits;
	bool dead;  /* nothing more can be said on this connection */
	bool reset; /* a transaction may be open: begin with RSET */
};

enum err_code smtp_open_waits(const struct conf_smtp *conf, const char *ehlo,
    const char *password, const struct smtp_waits *waits, struct smtp **out,
    struct err *err)
{
	struct connect *connect = NULL;
	struct smtp *smtp;
	enum err_code code;

	code = connect_open(
	    conf, ehlo, password, waits->connect_ms, &connect, err);
	if (code != ERR_OK)
		return code;
	smtp = mem_calloc(1, sizeof(*smtp));
	smtp->waits = *waits;
	talk_init(&smtp->talk, connect);
	code = talk_quiet(&smtp->talk, err);
	if (code != ERR_OK) {
		smtp->dead = true;
		smtp_close(smtp);
		return code;
	}
	*out = smtp;
	return ERR_OK;
}

enum err_code smtp_open(const struct conf_smtp *conf, const char *ehlo,
    const char *password, struct smtp **out, struct err *err)
{
	return smtp_open_waits(conf, ehlo, password, &smtp_waits_rfc, out, err);
}

static enum err_code session_over(
    struct smtp *smtp, const struct smtp_reply *reply, struct err *err)
{
	smtp->dead = true;
	return err_set(err, ERR_NET, "%s ends the session: %d %s %s",
	    connect_name(smtp->talk.connect), reply->code, reply->enhanced,
	    reply->text);
}

static enum err_code nonsense(struct smtp *smtp, const char *command,
    const struct smtp_reply *reply, struct err *err)
{
	smtp->dead = true;
	return err_set(err, ERR_PROTOCOL, "%s answers %s with %d %s",
	    connect_name(smtp->talk.connect), command, reply->code,
	    reply->text);
}

/* One command and its reply.  An error means: the connection is lost. */
static enum err_code ask(struct smtp *smtp, struct str line, int wait_ms,
    struct smtp_reply *reply, struct err *err)
{
	enum err_code code = talk_quiet(&smtp->talk, err);

	*reply = (struct smtp_reply){ .outcome = SMTP_NOT_TRIED };
	if (code == ERR_OK) {
		wire_queue_add(&smtp->talk.out, line);
		code = talk_flush(&smtp->talk, wait_ms, err);
	}
	if (code == ERR_OK)
		code = talk_reply(&smtp->talk, wait_ms, reply, err);
	if (code != ERR_OK) {
		smtp->dead = true;
		(void)talk_early(&smtp->talk, reply);
		return code;
	}
	if (reply->code == CLOSING)
		return session_over(smtp, reply, err);
	return ERR_OK;
}

/* One step of the envelope. */
struct step {
	const char *command;
	int class; /* of the reply that is wanted, its first digit */
	int wait_ms;
	enum smtp_outcome refused; /* what a 5xx means here */
};

/* Sets *go when the server agrees; else `reply` has the outcome. */
static enum err_code take_step(struct smtp *smtp, const struct step *step,
    struct str line, bool *go, struct smtp_reply *reply, struct err *err)
{
	enum err_code code = ask(smtp, line, step->wait_ms, reply, err);

	*go = false;
	if (code != ERR_OK)
		return code;
	smtp->reset = true;
	if (reply->code / 100 == step->class) {
		*go = true;
		return ERR_OK;
	}
	if (reply->code == AUTH_WANTED || reply->code == AUTH_REFUSED) {
		smtp->dead = true;
		return err_set(err, ERR_AUTH,
		    "%s does not take mail from us yet, check smtp.user and "
		    "smtp.tls: %d %s",
		    connect_name(smtp->talk.connect), reply->code, reply->text);
	}
	if (reply->code / 100 == 4)
		reply->outcome = SMTP_LATER;
	else if (reply->code / 100 == 5)
		reply->outcome = step->refused;
	else
		return nonsense(smtp, step->command, reply, err);
	return ERR_OK;
}

static enum err_code clean_up(
    struct smtp *smtp, struct smtp_reply *reply, struct err *err)
{
	enum err_code code;

	if (!smtp->reset)
		return ERR_OK;
	code = ask(smtp, str_c("RSET\r\n"), smtp->waits.mail_ms, reply, err);
	if (code == ERR_OK && reply->code / 100 != 2)
		code = nonsense(smtp, "RSET", reply, err);
	if (code == ERR_OK)
		smtp->reset = false;
	return code;
}

static size_t wire_size(struct str message)
{
	return message.n + (str_ends(message, str_c("\r\n")) ? 0 : 2);
}

static void mail_command(
    const struct smtp *smtp, const struct smtp_mail *mail, struct buf *line)
{
	const struct ehlo *ehlo = connect_ehlo(smtp->talk.connect);

	(void)buf_printf(line, "MAIL FROM:<%.*s>", STR_ARG(mail->sender));
	if (ehlo->size)
		(void)buf_printf(line, " SIZE=%zu", wire_size(mail->message));
	if (ehlo->eight_bit && wire_is_8bit(mail->message))
		(void)buf_puts(line, " BODY=8BITMIME");
	(void)buf_puts(line, "\r\n");
}

/* From RSET, where needed, to the answer to DATA. */
static enum err_code envelope(struct smtp *smtp, const struct smtp_mail *mail,
    bool *go, struct smtp_reply *reply, struct err *err)
{
	const struct step from = { "MAIL", 2, smtp->waits.mail_ms,
		SMTP_NO_SENDER };
	const struct step to = { "RCPT", 2, smtp->waits.rcpt_ms, SMTP_NEVER };
	const struct step data = { "DATA", 3, smtp->waits.data_ms, SMTP_NEVER };
	enum err_code code = clean_up(smtp, reply, err);
	struct buf line;

	*go = false;
	if (code != ERR_OK)
		return code;
	buf_init(&line, COMMAND_MAX);
	mail_command(smtp, mail, &line);
	code = take_step(smtp, &from, buf_get(&line), go, reply, err);
	/* With SIZE in the command this is about the message. */
	if (code == ERR_OK && reply->code == TOO_LARGE)
		reply->outcome = SMTP_NEVER;
	if (*go) {
		buf_reset(&line);
		(void)buf_printf(
		    &line, "RCPT TO:<%.*s>\r\n", STR_ARG(mail->recipient));
		code = take_step(smtp, &to, buf_get(&line), go, reply, err);
	}
	if (*go)
		code =
		    take_step(smtp, &data, str_c("DATA\r\n"), go, reply, err);
	buf_clear(&line);
	return code;
}

/* The body could not leave to its end; a reason may have been given. */
static enum err_code cut_short(
    struct smtp *smtp, enum err_code code, struct smtp_reply *reply)
{
	smtp->dead = true;
	if (!talk_early(&smtp->talk, reply) || reply->code == CLOSING)
		return code;
	if (reply->code / 100 == 4)
		reply->outcome = SMTP_LATER;
	else if (reply->code / 100 == 5)
		reply->outcome = SMTP_NEVER;
	return code;
}

/* The answer to the final dot. */
static enum err_code settle(
    struct smtp *smtp, struct smtp_reply *reply, struct err *err)
{
	enum err_code code =
	    talk_reply(&smtp->talk, smtp->waits.dot_ms, reply, err);

	reply->outcome = SMTP_UNKNOWN;
	if (code != ERR_OK) {
		smtp->dead = true;
		return code;
	}
	hook_point("smtp.after-reply");
	smtp->reset = false;
	switch (reply->code / 100) {
	case 2:
		reply->outcome = SMTP_SENT;
		return ERR_OK;
	case 4:
		reply->outcome = SMTP_LATER;
		break;
	case 5:
		reply->outcome = SMTP_NEVER;
		return ERR_OK;
	default:
		return nonsense(smtp, "the message", reply, err);
	}
	if (reply->code != CLOSING)
		return ERR_OK;
	reply->outcome = SMTP_NOT_TRIED;
	return session_over(smtp, reply, err);
}

static enum err_code send_body(struct smtp *smtp, struct str message,
    struct smtp_reply *reply, struct err *err)
{
	struct wire_body body;
	enum err_code code;

	hook_point("smtp.before-body");
	wire_body_start(&body, message);
	while (!body.done) {
		code = talk_quiet(&smtp->talk, err);
		if (code == ERR_OK) {
			wire_queue_body(&smtp->talk.out, &body, BODY_PART);
			code =
			    talk_flush(&smtp->talk, smtp->waits.block_ms, err);
		}
		if (code != ERR_OK)
			return cut_short(smtp, code, reply);
	}
	hook_point("smtp.after-body");
	return settle(smtp, reply, err);
}

static enum err_code check(const struct smtp_mail *mail, struct err *err)
{
	if (mail->sender.n > 0 && !addr_ok(mail->sender))
		return err_set(err, ERR_INPUT,
		    "the envelope sender is not an address that can be used");
	if (!addr_ok(mail->recipient))
		return err_set(err, ERR_INPUT,
		    "the recipient is not an address that can be used");
	return wire_check(mail->message, err);
}

/* Refused by us, as the server would (RFC 1870 section 6.1). */
static bool too_large(
    const struct smtp *smtp, struct str message, struct smtp_reply *reply)
{
	uint64_t max = connect_ehlo(smtp->talk.connect)->size_max;

	if (max == 0 || wire_size(message) <= max)
		return false;
	*reply =
	    (struct smtp_reply){ .outcome = SMTP_NEVER, .enhanced = "5.3.4" };
	(void)snprintf(reply->text, sizeof(reply->text),
	    "the message has %zu bytes, the relay takes at most %llu",
	    wire_size(message), (unsigned long long)max);
	return true;
}

enum err_code smtp_send(struct smtp *smtp, const struct smtp_mail *mail,
    smtp_start_fn *start, void *ctx, struct smtp_reply *reply, struct err *err)
{
	enum err_code code;
	bool go;

	*reply = (struct smtp_reply){ .outcome = SMTP_NOT_TRIED };
	if (smtp->dead)
		return err_set(err, ERR_NET, "the connection to %s has ended",
		    connect_name(smtp->talk.connect));
	code = check(mail, err);
	if (code != ERR_OK || too_large(smtp, mail->message, reply))
		return code;
	code = envelope(smtp, mail, &go, reply, err);
	if (code != ERR_OK || !go)
		return code;
	*reply = (struct smtp_reply){ .outcome = SMTP_NOT_TRIED };
	code = start(ctx, err);
	if (code != ERR_OK) {
		/* After 354 there is no way back but to hang up. */
		smtp->dead = true;
		return code;
	}
	return send_body(smtp, mail->message, reply, err);
}

void smtp_close(struct smtp *smtp)
{
	struct smtp_reply reply;
	struct err err;

	if (smtp == NULL)
		return;
	if (!smtp->dead)
		(void)ask(
		    smtp, str_c("QUIT\r\n"), smtp->waits.quit_ms, &reply, &err);
	talk_clear(&smtp->talk);
	free(smtp);
}
