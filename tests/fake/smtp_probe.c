/*
 * Sends messages over one connection and prints what became of each, for the
 * tests of src/smtp.
 *
 *   smtp_probe [-h HOST] [-p PORT] [-t none|starttls|implicit] [-u USER:PASS]
 *       [-c CAFILE] [-e EHLO] [-w MS] [-f SENDER] [-m FILE] [-n TIMES]
 *       [-s MS] [-x] RCPT...
 *
 * -w is the wait for everything; -s makes the start callback last, -x fail.
 * One line per message: "OUTCOME CODE ENHANCED|- RESULT | TEXT | ERROR".  It
 * goes on while the connection is usable; exit 1 when it could not connect.
 */
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "smtp/smtp.h"

struct options {
	struct conf_smtp conf;
	struct smtp_waits waits;
	char *password;
	const char *ehlo;
	const char *sender;
	const char *file;
	int times;
	int start_ms;
	bool refuse_start;
};

static const char *const outcomes[] = {
	[SMTP_SENT] = "sent",
	[SMTP_LATER] = "later",
	[SMTP_NEVER] = "never",
	[SMTP_UNKNOWN] = "unknown",
	[SMTP_NOT_TRIED] = "not-tried",
	[SMTP_NO_SENDER] = "no-sender",
};

static enum err_code on_start(void *ctx, struct err *err)
{
	const struct options *options = ctx;

	(void)poll(NULL, 0, options->start_ms);
	if (options->refuse_start)
		return err_set(err, ERR_BUSY, "the start was refused");
	return ERR_OK;
}

static int number(const char *text)
{
	uint64_t n = 0;

	(void)str_u64(str_c(text), INT32_MAX, &n);
	return (int)n;
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
		.quit_ms = ms };
}

static void set_user(struct options *options, char *text)
{
	char *colon = strchr(text, ':');

	options->conf.user = text;
	if (colon != NULL) {
		*colon = '\0';
		options->password = colon + 1;
	}
}

static bool read_options(struct options *options, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "h:p:t:u:c:e:w:f:m:n:s:x")) != -1) {
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
			options->start_ms = number(optarg);
			break;
		case 'x':
			options->refuse_start = true;
			break;
		default:
			return false;
		}
	}
	return true;
}

static void print(
    const struct smtp_reply *reply, enum err_code code, const struct err *err)
{
	printf("%s %d %s %s | %s | %s\n", outcomes[reply->outcome], reply->code,
	    reply->enhanced[0] == '\0' ? "-" : reply->enhanced, err_name(code),
	    reply->text, code == ERR_OK ? "" : err->text);
	(void)fflush(stdout);
}

static bool send_one(struct smtp *smtp, struct options *options,
    struct str message, const char *recipient)
{
	struct smtp_mail mail = { .sender = str_c(options->sender),
		.recipient = str_c(recipient),
		.message = message };
	struct err err = { 0 };
	struct smtp_reply reply;
	enum err_code code;

	code = smtp_send(smtp, &mail, on_start, options, &reply, &err);
	print(&reply, code, &err);
	return code == ERR_OK || code == ERR_INPUT;
}

int main(int argc, char **argv)
{
	static char localhost[] = "localhost";
	struct options options = { .conf.host = localhost,
		.waits = smtp_waits_rfc,
		.ehlo = "probe.example.org",
		.sender = "sender@example.org",
		.times = 1 };
	struct err err = { 0 };
	struct smtp *smtp = NULL;
	struct buf message;
	bool usable = true;
	enum err_code code;

	options.conf.tls = CONF_TLS_NONE;
	if (!read_options(&options, argc, argv))
		return 2;
	buf_init(&message, (size_t)64 * 1024 * 1024);
	if (options.file == NULL)
		(void)buf_puts(&message,
		    "Subject: probe\r\n\r\n.one\r\n..two\r\nthree\r\n");
	else if (file_read(options.file, &message, &err) != ERR_OK) {
		(void)fprintf(stderr, "%s\n", err.text);
		return 2;
	}
	code = smtp_open_waits(&options.conf, options.ehlo, options.password,
	    &options.waits, &smtp, &err);
	if (code != ERR_OK)
		printf(
		    "no-connection 0 - %s |  | %s\n", err_name(code), err.text);
	for (int n = 0; smtp != NULL && n < options.times; n++)
		for (int i = optind; usable && i < argc; i++)
			usable = send_one(
			    smtp, &options, buf_get(&message), argv[i]);
	smtp_close(smtp);
	buf_clear(&message);
	return code == ERR_OK ? 0 : 1;
}
