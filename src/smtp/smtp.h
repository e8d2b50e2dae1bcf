/*
 * One connection to the relay.  libcurl connects (TCP, TLS with verification,
 * EHLO, login; CURLOPT_CONNECT_ONLY), our own dialogue sends.  Here: lock-step
 * on one connection.  Never hears of lists or databases.
 */
#ifndef SMTP_SMTP_H
#define SMTP_SMTP_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "conf/conf.h"

enum smtp_outcome {
	SMTP_SENT,      /* 2xx after the dot */
	SMTP_LATER,     /* 4xx for this recipient or message */
	SMTP_NEVER,     /* 5xx for this recipient or message */
	SMTP_UNKNOWN,   /* the body left, no final reply: perhaps delivered */
	SMTP_NOT_TRIED, /* the connection ended before the body was complete,
			   or the relay refused the session: nobody is charged
			 */
	SMTP_NO_SENDER /* 5xx to MAIL FROM: this envelope sender is not taken */
};

struct smtp_reply {
	enum smtp_outcome outcome;
	int code;          /* 250, 421, ...; 0 = no reply */
	char enhanced[16]; /* "5.1.1", "" if none */
	char text[512];    /* printable words of the server, cut with "..." */
};

struct smtp_mail {
	struct str sender; /* envelope sender, empty = <> */
	struct str recipient;
	struct str message; /* CRLF line ends, not dot-stuffed */
};

struct smtp;

/*
 * Connects and logs in.  `password` is NULL without a user.  `ehlo` is the
 * name we give.  ERR_NET (also a login or session refused for now),
 * ERR_TIMEOUT, ERR_TLS, ERR_AUTH, ERR_PROTOCOL; ERR_CONFIG for a host or name
 * that cannot be one.
 */
enum err_code smtp_open(const struct conf_smtp *conf, const char *ehlo,
    const char *password, struct smtp **out, struct err *err);

/* How long the server may take, in milliseconds. */
struct smtp_waits {
	int connect_ms; /* up to and including the login */
	int mail_ms;
	int rcpt_ms;
	int data_ms;
	int block_ms; /* per 64 kB of the message */
	int dot_ms;
	int quit_ms;
};

/* Those of RFC 5321 section 4.5.3.2, which smtp_open() uses. */
extern const struct smtp_waits smtp_waits_rfc;

/* smtp_open() with other waits, for tests and impatient callers. */
enum err_code smtp_open_waits(const struct conf_smtp *conf, const char *ehlo,
    const char *password, const struct smtp_waits *waits, struct smtp **out,
    struct err *err);

/*
 * Called just before the first byte of the body leaves (after 354): the
 * caller records that this delivery is being attempted.  Returning anything
 * but ERR_OK drops the connection without sending the body.
 */
typedef enum err_code smtp_start_fn(void *ctx, struct err *err);

/*
 * Sends one message.  The outcome is in `reply`, also when the result is an
 * error; the result is ERR_OK as long as the connection is usable for another
 * message (a message over the announced SIZE is SMTP_NEVER, code 0).  Addresses
 * are checked by addr_ok(), the message for bare CR, LF and NUL (ERR_INPUT,
 * nothing sent, connection usable).
 */
enum err_code smtp_send(struct smtp *smtp, const struct smtp_mail *mail,
    smtp_start_fn *start, void *ctx, struct smtp_reply *reply, struct err *err);

/* QUIT with a short deadline (when usable) and free; NULL is fine. */
void smtp_close(struct smtp *smtp);

#endif
