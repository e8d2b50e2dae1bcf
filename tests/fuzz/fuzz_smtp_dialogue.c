/*
 * The whole dialogue with a server that says anything, at any point, in any
 * pieces.  This file stands in for connect.c: the input says what the server
 * sends, how many bytes a send takes, and how connections end.  A small model
 * reads what leaves.  Each mail is named exactly once; what is said of it is
 * true; no byte of a body leaves before 354 and its start; nothing follows
 * DATA before its reply; nothing is pipelined where that was not offered.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "script.h"
#include "smtp/connect.h"
#include "smtp/smtp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAILS = 8, LINE = 80, KEPT = 64, LARGE = 100 * 1024 };

struct mail {
	bool given;
	bool started; /* the turn let it go */
	bool withheld;
	bool done;
	bool dot_left;
	bool heard; /* something, since its dot left */
	char recipient[32];
};

static struct {
	struct str script;
	struct mail mails[MAILS];
	size_t given;
	size_t count;
	bool large;
} world;

struct connect {
	struct ehlo ehlo;
	/* What the last send was offered in vain. */
	char again[KEPT];
	size_t again_n;
	size_t again_kept;
	bool broken;
	/* The model of the server's side. */
	char line[LINE];
	size_t line_n;
	struct mail *body;   /* its body is under way */
	struct mail *flying; /* its dot has left last */
	bool after_data;     /* the last line was DATA */
	bool data_answered;  /* since then 354 was heard */
	bool lines_heard;    /* since the last line of ours */
	char said[4];        /* the last bytes that were heard */
	unsigned owed;       /* replies, for an honest server */
	bool owed_data;
};

struct connect_set {
	int unused;
};

static unsigned take(void)
{
	return script_take(&world.script);
}

/* What leaves ------------------------------------------------------------- */

static struct mail *mail_of(const char *line)
{
	unsigned n = (unsigned)(line[1] - '0');

	must(n < world.given, "a body of nobody");
	return &world.mails[n];
}

static void body_line(struct connect *c, const char *line)
{
	if (strcmp(line, ".") == 0) {
		c->body->dot_left = true;
		c->flying = c->body;
		c->body = NULL;
		c->owed++;
		return;
	}
	must(line[0] == '.' ? line[1] == '.' : mail_of(line) == c->body,
	    "bodies are mixed");
}

static void command_line(struct connect *c, const char *line)
{
	static const char *const words[] = { "RSET", "MAIL FROM:<", "RCPT TO:<",
		"DATA", "QUIT", "." };
	bool known = false;

	must(c->lines_heard || (c->ehlo.pipelining && !c->after_data),
	    "said before its turn");
	if (line[0] == 'B') {
		c->body = mail_of(line);
		must(c->after_data && c->data_answered, "a body without 354");
		must(c->body->started, "a body without a start");
		must(!c->body->dot_left, "a body twice");
	} else {
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
			known =
			    known || str_starts(str_c(line), str_c(words[i]));
		must(known, "no command");
		must(line[0] != '.' || c->data_answered, "a dot without 354");
		c->owed++;
	}
	c->after_data = strcmp(line, "DATA") == 0;
	c->owed_data = c->after_data;
	c->data_answered = false;
	c->lines_heard = false;
}

static void leaves(struct connect *c, struct str bytes)
{
	for (size_t i = 0; i < bytes.n; i++) {
		if (bytes.p[i] != '\n') {
			must(c->line_n < LINE - 1, "a long line");
			c->line[c->line_n++] = bytes.p[i];
			continue;
		}
		must(c->line_n > 0 && c->line[c->line_n - 1] == '\r', "CRLF");
		c->line[c->line_n - 1] = '\0';
		c->line_n = 0;
		if (c->body != NULL)
			body_line(c, c->line);
		else
			command_line(c, c->line);
	}
}

/* What is heard ----------------------------------------------------------- */

static void hears(struct connect *c, struct str bytes)
{
	for (size_t i = 0; i < bytes.n; i++) {
		memmove(c->said, c->said + 1, 3);
		c->said[3] = bytes.p[i];
		if (memcmp(c->said + 1, "354", 3) == 0 && c->after_data)
			c->data_answered = true;
		if (bytes.p[i] == '\n')
			c->lines_heard = true;
	}
	if (c->flying != NULL && bytes.n > 0)
		c->flying->heard = true;
}

/* An honest answer to all that was said. */
static struct str honest(struct connect *c, char *out, size_t size)
{
	size_t n = 0;

	for (; c->owed > 0 && n + 16 < size; c->owed--)
		n += (size_t)snprintf(out + n, size - n, "%s\r\n",
		    c->owed == 1 && c->owed_data ? "354 go" : "250 2.0.0 ok");
	return str_n(out, n);
}

static struct str server_says(struct connect *c, char *out, size_t size)
{
	static const char *const replies[] = { "250 ok\r\n", "354 go\r\n",
		"550 5.1.1 no\r\n", "421 4.3.2 bye\r\n", "450 4.2.1 later\r\n",
		"552 5.3.4 too large\r\n", "250-more\r\n", "530 login\r\n",
		"221 bye\r\n", "250 ok\r\n250 ok\r\n354 go\r\n", "garbage\r\n",
		"250 ok\r\n421 bye\r\n", "354 go\r\n421 bye\r\n",
		"250 ok\r\n550 no\r\n554 none\r\n", "25", "0 x\r\n" };
	unsigned op = take();
	struct str text;

	if (op >= 0xc0)
		return honest(c, out, size);
	if (op < 0x40) { /* any bytes */
		text = str_sub(world.script, 0, op % 32);
		world.script = str_from(world.script, text.n);
		return text;
	}
	return str_c(replies[op % (sizeof(replies) / sizeof(*replies))]);
}

/* Instead of connect.c ---------------------------------------------------- */

enum err_code connect_set_open(struct connect_set **out, struct err *err)
{
	(void)err;
	*out = mem_calloc(1, sizeof(**out));
	return ERR_OK;
}

void connect_set_close(struct connect_set *set)
{
	free(set);
}

void connect_set_wait(
    struct connect_set *set, struct pollfd *fds, size_t count, int wait_ms)
{
	(void)set;
	(void)wait_ms;
	for (size_t i = 0; i < count; i++)
		fds[i].revents = fds[i].fd < 0 ? 0 : fds[i].events;
	fds[count - 1].revents = take() % 64 == 63 ? POLLIN : 0;
}

enum err_code connect_begin(struct connect_set *set,
    const struct connect_options *options, struct connect **out,
    struct err *err)
{
	unsigned op = take();

	(void)set;
	(void)options;
	if (op % 32 == 31)
		return err_set(err, ERR_CONFIG, "no such name");
	*out = mem_calloc(1, sizeof(**out));
	(*out)->ehlo.pipelining = op % 2 == 0;
	(*out)->ehlo.size = op % 3 == 0;
	(*out)->lines_heard = true;
	return ERR_OK;
}

bool connect_through(const struct connect *connect)
{
	(void)connect;
	return world.script.n == 0 || take() % 4 != 3;
}

enum err_code connect_result(struct connect *connect, struct err *err)
{
	static const enum err_code codes[] = { ERR_NET, ERR_TIMEOUT, ERR_TLS,
		ERR_AUTH };
	unsigned op = take();

	(void)connect;
	if (world.script.n > 0 && op % 8 != 7)
		return ERR_OK;
	return err_set(err, codes[op / 8 % 4], "no connection");
}

void connect_close(struct connect *connect)
{
	free(connect);
}

const struct ehlo *connect_ehlo(const struct connect *connect)
{
	return &connect->ehlo;
}

const char *connect_name(const struct connect *connect)
{
	(void)connect;
	return "relay:25";
}

int connect_fd(const struct connect *connect)
{
	(void)connect;
	return 7;
}

enum connect_state connect_send(
    struct connect *c, struct str bytes, size_t *n, struct err *err)
{
	unsigned op = world.script.n > 0 ? take() : 0xff;

	*n = 0;
	must(!c->broken, "sent on a broken connection");
	must(bytes.n >= c->again_n &&
		 memcmp(bytes.p, c->again, c->again_kept) == 0,
	    "not what was offered before");
	c->again_n = c->again_kept = 0;
	if (op % 16 == 0) {
		c->again_n = bytes.n;
		c->again_kept = bytes.n < KEPT ? bytes.n : KEPT;
		memcpy(c->again, bytes.p, c->again_kept);
		return CONNECT_AGAIN;
	}
	if (op % 16 == 1) {
		c->broken = true;
		(void)err_set(err, ERR_NET, "broken");
		return CONNECT_BROKEN;
	}
	*n = op % 16 < 6 && bytes.n > op ? op : bytes.n;
	*n = *n == 0 ? 1 : *n;
	leaves(c, str_sub(bytes, 0, *n));
	return CONNECT_DONE;
}

enum connect_state connect_recv(
    struct connect *c, char *bytes, size_t size, size_t *n, struct err *err)
{
	unsigned op = take();
	struct str text;

	*n = 0;
	if (world.script.n == 0 || op % 64 == 63) {
		(void)err_set(err, ERR_NET, "closed");
		return op % 2 != 0 ? CONNECT_ENDED : CONNECT_BROKEN;
	}
	if (op % 2 == 0)
		return CONNECT_AGAIN;
	text = server_says(c, bytes, size);
	if (text.n == 0)
		return CONNECT_AGAIN;
	memmove(bytes, text.p, text.n);
	hears(c, text);
	*n = text.n;
	return CONNECT_DONE;
}

/* The caller -------------------------------------------------------------- */

static int on_next(void *ctx, struct smtp_mail *mail, struct buf *message)
{
	struct mail *next = &world.mails[world.given];
	size_t lines = world.large && world.given == 0 ? LARGE / 8 : 3;

	(void)ctx;
	if (world.given == world.count)
		return SMTP_NONE;
	if (take() % 32 == 30)
		return 1; /* ms until it may */
	next->given = true;
	(void)snprintf(next->recipient, sizeof(next->recipient),
	    "r%zu@example.net", world.given);
	*mail = (struct smtp_mail){
		.tag = next,
		.sender = str_c("s@example.org"),
		.recipient = str_c(next->recipient),
	};
	for (size_t i = 0; i < lines; i++)
		(void)buf_printf(message, "B%zu %s\r\n%s", world.given,
		    i % 2 == 0 ? "x" : "", i % 5 == 1 ? ".\r\n" : "");
	world.given++;
	return SMTP_MAIL;
}

static void on_done(void *ctx, void *tag, const struct smtp_reply *reply)
{
	struct mail *mail = tag;

	(void)ctx;
	must(mail->given && !mail->done && !mail->withheld, "named twice");
	mail->done = true;
	if (reply->outcome == SMTP_SENT)
		must(mail->dot_left && mail->heard, "not sent");
	if (mail->dot_left && !mail->heard)
		must(reply->outcome == SMTP_UNKNOWN, "unknown");
	if (!mail->dot_left)
		must(reply->outcome != SMTP_UNKNOWN, "not unknown");
}

static enum err_code on_turn(
    void *ctx, struct smtp_start *starts, size_t count, struct err *err)
{
	unsigned op = take();

	(void)ctx;
	if (op == 0xfe)
		return err_set(err, ERR_DB, "the disk is full");
	for (size_t i = 0; i < count; i++) {
		struct mail *mail = starts[i].tag;
		must(mail->given && !mail->done && !mail->started, "a start");
		starts[i].go = op % 16 != 15;
		mail->started = starts[i].go;
		mail->withheld = !starts[i].go;
	}
	return ERR_OK;
}

static bool on_woken(void *ctx)
{
	(void)ctx;
	return take() % 2 == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct smtp_calls calls = { on_next, on_done, on_turn,
		on_woken };
	static char host[] = "relay";
	struct conf_smtp conf = { .host = host };
	struct smtp_options options = {
		.conf = &conf,
		.ehlo = "us.example.org",
		.waits = &smtp_waits_rfc,
		.calls = &calls,
		.wake_fd = 9,
	};
	struct err err;
	unsigned first;

	memset(&world, 0, sizeof(world));
	world.script = str_n((const char *)data, size);
	first = take();
	world.count = 1 + first % MAILS;
	world.large = first / 8 % 4 == 3;
	conf.connections = (int)(1 + first / 32 % 4);
	conf.messages_per_connection = (int)(1 + take() % 8);
	conf.tls = take() % 2 == 0 ? CONF_TLS_NONE : CONF_TLS_IMPLICIT;
	(void)smtp_run(&options, &err);
	for (size_t i = 0; i < world.given; i++)
		must(world.mails[i].done || world.mails[i].withheld,
		    "named never");
	return 0;
}
