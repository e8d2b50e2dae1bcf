/*
 * Sends a message to each recipient and prints what became of it, for the
 * tests of src/smtp.
 *
 *   smtp_probe [-h HOST] [-p PORT] [-t none|starttls|implicit] [-u USER:PASS]
 *       [-a MECHANISM] [-c CAFILE] [-C CERTIFICATE] [-K KEY] [-e EHLO]
 *       [-w MS] [-f SENDER] [-i ENVID] [-m FILE] [-n TIMES]
 *       [-k CONNECTIONS] [-l MESSAGES] [-s MS] [-q MS] [-Q MS] [-P MS] [-x]
 *       [-y TURNS] [-g] RCPT...
 *
 * A '#' in SENDER becomes the number of the mail, from 0.
 * -w is the wait for everything; -s makes each turn last, -x fail, -y those
 * after so many; -g lets no body go.  -l is messages per connection.  -q stops
 * after so long, -Q is what a body and its dot then still have; -P is a pause
 * before each mail but the first.  A line per message, in the order of RCPT:
 * "OUTCOME CODE ENHANCED|- | TEXT"; then "run RESULT | ERROR".  Exit 1 when the
 * run failed.
 */
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "smtp/smtp.h"

struct mail {
	const char *recipient;
	char *sender;
	bool done;
	struct smtp_reply reply;
};

struct options {
	struct conf_smtp conf;
	struct smtp_waits waits;
	char *secret;
	const char *ehlo;
	const char *sender;
	const char *file;
	const char *envid;
	int times;
	int turn_ms;
	int pause_ms;
	bool paused;    /* before the mail that comes next */
	int stop_fd;    /* of a timer, -1 = none */
	int good_turns; /* the others fail */
	bool refuse_go;
	struct buf message;
	struct mail *mails;
	size_t count;
	size_t given;
};

static const char *const outcomes[] = {
	[SMTP_SENT] = "sent",
	[SMTP_LATER] = "later",
	[SMTP_NEVER] = "never",
	[SMTP_UNKNOWN] = "unknown",
	[SMTP_NOT_TRIED] = "not-tried",
	[SMTP_UNTOUCHED] = "untouched",
	[SMTP_NO_SENDER] = "no-sender",
};

static int on_next(void *ctx, struct smtp_mail *mail, struct buf *message)
{
	struct options *options = ctx;
	struct mail *next;

	if (options->given == options->count)
		return SMTP_NONE;
	options->paused = !options->paused && options->given > 0;
	if (options->paused && options->pause_ms > 0)
		return options->pause_ms;
	next = &options->mails[options->given++];
	*mail = (struct smtp_mail){
		.tag = next,
		.sender = str_c(next->sender),
		.recipient = str_c(next->recipient),
		.envid = str_c(options->envid),
	};
	(void)buf_str(message, buf_get(&options->message));
	options->paused = false;
	return SMTP_MAIL;
}

static void on_done(void *ctx, void *tag, const struct smtp_reply *reply)
{
	struct mail *mail = tag;

	(void)ctx;
	if (mail->done) {
		(void)fprintf(stderr, "%s: done twice\n", mail->recipient);
		exit(3);
	}
	mail->done = true;
	mail->reply = *reply;
}

static enum err_code on_turn(
    void *ctx, struct smtp_start *starts, size_t count, struct err *err)
{
	struct options *options = ctx;

	if (options->turn_ms > 0)
		(void)poll(NULL, 0, options->turn_ms);
	if (options->good_turns-- == 0)
		return err_set(err, ERR_BUSY, "the turn was refused");
	for (size_t i = 0; i < count; i++)
		starts[i].go = !options->refuse_go;
	return ERR_OK;
}

static bool on_woken(void *ctx)
{
	(void)ctx;
	return true;
}

static int number(const char *text)
{
	uint64_t n = 0;

	(void)str_u64(str_c(text), INT32_MAX, &n);
	return (int)n;
}

/* Each mail its own sender, as with VERP. */
static char *make_sender(const char *pattern, size_t n)
{
	const char *mark = strchr(pattern, '#');

	if (mark == NULL)
		return mem_strdup(pattern);
	return mem_printf(
	    "%.*s%zu%s", (int)(mark - pattern), pattern, n, mark + 1);
}

static void set_tls(struct options *options, const char *word)
{
	if (strcmp(word, "none") == 0)
		options->conf.tls = CONF_TLS_NONE;
	else if (strcmp(word, "starttls") == 0)
		options->conf.tls = CONF_TLS_STARTTLS;
	else
		options->conf.tls = CONF_TLS_IMPLICIT;
}

static void set_waits(struct options *options, int ms)
{
	options->waits = (struct smtp_waits){ .connect_ms = ms,
		.mail_ms = ms,
		.rcpt_ms = ms,
		.data_ms = ms,
		.block_ms = ms,
		.dot_ms = ms,
		.quit_ms = ms,
		.stop_ms = options->waits.stop_ms,
		.stop_dot_ms = options->waits.stop_dot_ms };
}

static void set_stop(struct options *options, int ms)
{
	const struct itimerspec when = {
		.it_value = { ms / 1000, ms % 1000 * 1000000L },
	};

	options->stop_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	if (timerfd_settime(options->stop_fd, 0, &when, NULL) != 0)
		exit(2);
}

static void set_auth(struct options *options, const char *word)
{
	static const char *const words[] = { "auto", "plain", "login",
		"cram-md5", "xoauth2", "oauthbearer" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(words[i], word) == 0)
			options->conf.auth = (enum conf_auth)i;
}

static void set_user(struct options *options, char *text)
{
	char *colon = strchr(text, ':');

	options->conf.user = text;
	if (colon != NULL) {
		*colon = '\0';
		options->secret = colon + 1;
	}
}

static bool read_options(struct options *options, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv,
		    "h:p:t:u:a:c:C:K:i:e:w:f:m:n:k:l:s:q:Q:P:xy:g")) != -1) {
		switch (c) {
		case 'h':
			options->conf.host = optarg;
			break;
		case 'p':
			options->conf.port = number(optarg);
			break;
		case 't':
			set_tls(options, optarg);
			break;
		case 'u':
			set_user(options, optarg);
			break;
		case 'a':
			set_auth(options, optarg);
			break;
		case 'C':
			options->conf.client_certificate = optarg;
			break;
		case 'K':
			options->conf.client_key = optarg;
			break;
		case 'i':
			options->envid = optarg;
			break;
		case 'c':
			options->conf.ca_file = optarg;
			break;
		case 'e':
			options->ehlo = optarg;
			break;
		case 'w':
			set_waits(options, number(optarg));
			break;
		case 'f':
			options->sender = optarg;
			break;
		case 'm':
			options->file = optarg;
			break;
		case 'n':
			options->times = number(optarg);
			break;
		case 's':
			options->turn_ms = number(optarg);
			break;
		case 'q':
			set_stop(options, number(optarg));
			break;
		case 'Q':
			options->waits.stop_ms = number(optarg);
			options->waits.stop_dot_ms = number(optarg);
			break;
		case 'P':
			options->pause_ms = number(optarg);
			break;
		case 'k':
			options->conf.connections = number(optarg);
			break;
		case 'l':
			options->conf.messages_per_connection = number(optarg);
			break;
		case 'x':
			options->good_turns = 0;
			break;
		case 'y':
			options->good_turns = number(optarg);
			break;
		case 'g':
			options->refuse_go = true;
			break;
		default:
			return false;
		}
	}
	return true;
}

static void print(const struct mail *mail)
{
	const struct smtp_reply *reply = &mail->reply;

	if (!mail->done)
		printf("- 0 - | \n");
	else
		printf("%s %d %s | %s\n", outcomes[reply->outcome], reply->code,
		    reply->enhanced[0] == '\0' ? "-" : reply->enhanced,
		    reply->text);
}

static int run(struct options *options)
{
	static const struct smtp_calls calls = {
		.next = on_next,
		.done = on_done,
		.turn = on_turn,
		.woken = on_woken,
	};
	const struct smtp_options how = {
		.conf = &options->conf,
		.ehlo = options->ehlo,
		.secret = options->secret,
		.waits = &options->waits,
		.calls = &calls,
		.ctx = options,
		.wake_fd = options->stop_fd,
	};
	struct err err = { 0 };
	enum err_code code = smtp_run(&how, &err);

	for (size_t i = 0; i < options->count; i++)
		print(&options->mails[i]);
	printf("run %s | %s\n", err_name(code), code == ERR_OK ? "" : err.text);
	return code == ERR_OK ? 0 : 1;
}

int main(int argc, char **argv)
{
	static char section[] = "smtp";
	static char localhost[] = "localhost";
	struct options options = {
		.conf.section = section,
		.conf.host = localhost,
		.conf.connections = 1,
		.conf.messages_per_connection = 1000000,
		.good_turns = -1,
		.waits = smtp_waits_rfc,
		.ehlo = "probe.example.org",
		.sender = "sender@example.org",
		.times = 1,
		.stop_fd = -1,
	};
	struct err err = { 0 };
	size_t recipients;
	int status;

	options.conf.tls = CONF_TLS_NONE;
	if (!read_options(&options, argc, argv) || optind > argc)
		return 2;
	buf_init(&options.message, (size_t)64 * 1024 * 1024);
	if (options.file == NULL)
		(void)buf_puts(&options.message,
		    "Subject: probe\r\n\r\n.one\r\n..two\r\nthree\r\n");
	else if (file_read(options.file, &options.message, &err) != ERR_OK) {
		(void)fprintf(stderr, "%s\n", err.text);
		return 2;
	}
	recipients = (size_t)(argc - optind);
	options.count = recipients * (size_t)options.times;
	options.mails = mem_calloc(options.count + 1, sizeof(*options.mails));
	for (size_t i = 0; i < options.count; i++) {
		options.mails[i].recipient =
		    argv[(size_t)optind + i % recipients];
		options.mails[i].sender = make_sender(options.sender, i);
	}
	(void)signal(SIGPIPE, SIG_IGN);
	status = run(&options);
	buf_clear(&options.message);
	for (size_t i = 0; i < options.count; i++)
		free(options.mails[i].sender);
	free(options.mails);
	return status;
}
