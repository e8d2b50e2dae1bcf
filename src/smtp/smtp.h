/*
 * Mail to the relay over several connections in one loop.  libcurl makes the
 * connections (TCP, TLS with verification, EHLO, login; CURLOPT_CONNECT_ONLY),
 * our own dialogue sends: where the server offers PIPELINING (RFC 2920) the
 * end of one message and the envelope of the next leave in one write, so that
 * a message costs one round trip; elsewhere one command per reply.  Never
 * hears of lists or databases.  src/smtp/README.md shows a session.
 */
#ifndef SMTP_SMTP_H
#define SMTP_SMTP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "conf/conf.h"
#include "smtp/ehlo.h"

enum smtp_outcome {
	SMTP_SENT,      /* 2xx after the dot */
	SMTP_LATER,     /* 4xx for this recipient or message */
	SMTP_NEVER,     /* 5xx for this recipient or message, or it cannot be
			   sent at all (code 0) */
	SMTP_UNKNOWN,   /* the body left, no final reply: perhaps delivered */
	SMTP_NOT_TRIED, /* a new connection ended on this mail before its body
			   was complete: perhaps because of it */
	SMTP_UNTOUCHED, /* a connection ended, and it was not because of this
			   mail: it may go again at once */
	SMTP_NO_SENDER /* 5xx to MAIL FROM: this envelope sender is not taken */
};

/* What the server answered to. */
enum smtp_stage {
	SMTP_AT_SESSION, /* none of these; or there was no reply */
	SMTP_AT_MAIL,
	SMTP_AT_RCPT,
	SMTP_AT_MESSAGE /* DATA, the message, or its end */
};

struct smtp_reply {
	enum smtp_outcome outcome;
	enum smtp_stage stage;
	int code;          /* 250, 421, ...; 0 = no reply */
	char enhanced[16]; /* "5.1.1", "" if none */
	char text[512];    /* printable words of the server, cut with "..." */
};

struct smtp_mail {
	void *tag; /* the caller's: start and done name the mail by it */
	/* All must live until done: the envelope sender (empty = <>), */
	struct str sender;
	struct str recipient; /* its local part may be UTF-8 */
	struct str envid; /* and what reports name the mail by: letters, digits
			     and dots; empty = nothing */
};

/* A mail that the server waits for (354): may its body leave? */
struct smtp_start {
	void *tag;
	bool go; /* false to begin with */
};

/* What next answers, besides milliseconds. */
enum { SMTP_NONE = -1, SMTP_MAIL = 0 };

/*
 * What the pool asks its caller.  Each mail that next gave is named once more,
 * by done; or by turn alone where that leaves `go` false.
 */
struct smtp_calls {
	/*
	 * SMTP_MAIL with the next mail, its message (CRLF line ends, not
	 * dot-stuffed) written into the empty `message`; SMTP_NONE when there
	 * is no more; else "not now": ask again in so many milliseconds, or
	 * when woken.  Meanwhile the connections stay.
	 */
	int (*next)(void *ctx, struct smtp_mail *mail, struct buf *message);
	void (*done)(void *ctx, void *tag, const struct smtp_reply *reply);
	/*
	 * Once per turn of the loop, if anything was done or waits to start:
	 * the caller records both, then the bodies leave.  An error ends the
	 * run: none of them leaves, and only replies to messages that have
	 * left are waited for, as if asked to stop.
	 */
	enum err_code (*turn)(void *ctx, struct smtp_start *starts,
	    size_t count, struct err *err);
	/*
	 * wake_fd became readable; true: stop, else next is asked again.  No
	 * body is begun any more, an envelope without its body is given back
	 * untouched.
	 */
	bool (*woken)(void *ctx);
};

/* How long the server may take, in milliseconds. */
struct smtp_waits {
	int connect_ms; /* up to and including the login */
	int mail_ms;
	int rcpt_ms;
	int data_ms;
	int block_ms; /* per 64 kB of the message */
	int dot_ms;
	int quit_ms;
	/* Once the caller wants to stop, at most so long: */
	int stop_ms;     /* for a body to leave */
	int stop_dot_ms; /* for the reply to its final dot */
};

/* Those of RFC 5321 section 4.5.3.2; 10 s and 60 s to stop. */
extern const struct smtp_waits smtp_waits_rfc;

struct smtp_options {
	const struct conf_smtp
	    *conf;        /* also connections and messages of each */
	const char *ehlo; /* the name that we give */
	/* The password, or the token if conf_relay_by_token(); NULL without a
	   user. */
	const char *secret;
	const struct smtp_waits *waits;
	const struct smtp_calls *calls;
	void *ctx;
	int wake_fd; /* -1 = none */
	/* Of smtp_look(): what the server offers. */
	struct ehlo *offer;
};

/*
 * Sends until `next` has no more mail and all is done, then says QUIT.  While
 * it asks for time, a connection that the relay ends is made anew later.  The
 * first connection is made alone: a wrong password is tried once.  Connections
 * that the relay refuses while others work are done without.  Returns an error
 * when the relay is the trouble (then what was begun is finished, and nothing
 * new): ERR_NET, ERR_TIMEOUT, ERR_TLS, ERR_AUTH, ERR_PROTOCOL, ERR_CONFIG for
 * a host or name that cannot be one; or the error of `turn`.  What the options
 * point to must live until it returns.
 */
enum err_code smtp_run(const struct smtp_options *options, struct err *err);

#endif
