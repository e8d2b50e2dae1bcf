/*
 * One connection of a run, as a state machine: conn_hear() takes in what the
 * server says, conn_speak() says what can be said.  Neither waits.
 */
#ifndef SMTP_CONN_H
#define SMTP_CONN_H

#include <stdbool.h>
#include <stdint.h>

#include "smtp/connect.h"
#include "smtp/reply.h"
#include "smtp/smtp.h"
#include "smtp/wire.h"

/* What a reply is awaited to. */
enum conn_word {
	CONN_RSET,
	CONN_MAIL,
	CONN_RCPT,
	CONN_DATA,
	CONN_DOT,      /* the end of a message */
	CONN_LONE_DOT, /* 354 came, though nobody may get anything */
	CONN_QUIT
};

enum conn_phase {
	CONN_CLOSED,
	CONN_CONNECTING,
	CONN_IDLE,     /* between mails; the last one may still be flying */
	CONN_ENVELOPE, /* the envelope was said, or the first part of it */
	CONN_READY,    /* 354: the body may leave when its start is recorded */
	CONN_BODY,
	CONN_QUITTING
};

/* What the connections of a run have in common. */
struct conn_common {
	const struct smtp_options *options;
	struct connect_set *set;
	int64_t now;        /* clock_mono_ms() of this turn */
	bool winding;       /* no new mail is begun */
	bool stopping;      /* nor any body, and what is under way hurries: */
	int64_t stopped;    /* since then, clock_mono_ms() */
	int64_t resume;     /* next asked for time until then; 0 = it did not */
	bool finished;      /* something was done since the last turn */
	unsigned losses;    /* connections lost on a mail */
	struct err trouble; /* why it is winding; code ERR_OK: the end */
	size_t open;        /* connections that are logged in */
	size_t limit;       /* so many connections and no more */
	char bytes[16 * 1024];
};

/* A group of the dialogue is at most DOT RSET MAIL RCPT DATA. */
enum { CONN_AWAITED = 8 };

struct conn {
	struct conn_common *common;
	struct connect *connect;
	enum conn_phase phase;
	bool pipelining;
	bool reset;   /* a transaction may be open: begin with RSET */
	bool blocked; /* the connection takes no more for now */
	bool broken;  /* it takes nothing any more: last words are heard */
	struct err why;

	/* The mail in hand: from next until its whole body is in the queue. */
	bool loaded;
	struct smtp_mail mail;
	struct buf message;
	struct wire_kind kind;
	struct wire_body body;
	bool sender_refused;
	bool refused; /* with this reply: */
	struct smtp_reply refusal;

	/* The mail behind whose dot no reply came yet. */
	bool flying;
	void *flying_tag;
	unsigned turn;    /* of the run, when it was started last */
	uint64_t dot_end; /* the dot has left when so many bytes were taken */

	struct wire_queue out;
	uint64_t queued; /* bytes ever */
	uint64_t taken;  /* bytes ever */
	uint64_t marked; /* of these when the deadline was set */
	struct reply_parser in;
	enum conn_word awaited[CONN_AWAITED]; /* a ring */
	uint64_t ends[CONN_AWAITED]; /* said when so many bytes were taken */
	unsigned first;
	unsigned count;
	int64_t deadline;  /* INT64_MAX: the server owes us nothing */
	unsigned carried;  /* mails done on this connection */
	unsigned refusals; /* groups refused, one after the other */
};

void conn_init(struct conn *conn, struct conn_common *common);

/* Gives back what conn_init() and later calls took; hangs up. */
void conn_clear(struct conn *conn);

/*
 * Takes a mail if it may and there is one, connects if need be, and sends
 * until there is nothing to say or the connection takes no more.
 */
void conn_speak(struct conn *conn);

/* Takes in what has come, to the end. */
void conn_hear(struct conn *conn);

/* The connection was made, or was not: look at connect_through() first. */
void conn_connected(struct conn *conn);

/* Until when the server has time, INT64_MAX if it owes us nothing. */
int64_t conn_deadline(const struct conn *conn);

/* That has passed. */
void conn_late(struct conn *conn);

/* While stopping: a mail in hand whose body has not begun is given back. */
void conn_give_back(struct conn *conn);

/*
 * CONN_READY: its start is recorded, or it may not go: hangs up.  Look first
 * whether the server has said something meanwhile.
 */
void conn_start(struct conn *conn, bool go);

/* QUIT, if nothing is under way. */
void conn_quit(struct conn *conn);

/* Hangs up; what was under way is done, this is why. */
void conn_drop(struct conn *conn, const struct err *why);

/* Is it a reply to a final dot, which has left, that is waited for? */
bool conn_flown(const struct conn *conn);

/* Does a mail depend on it? */
bool conn_busy(const struct conn *conn);

#endif
