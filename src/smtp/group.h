/*
 * The commands of one mail on a connection: what is said, and what each reply
 * means (RFC 5321, RFC 2920 section 3.1).
 */
#ifndef SMTP_GROUP_H
#define SMTP_GROUP_H

#include "smtp/conn.h"

enum { CONN_MESSAGE_MAX = 64 * 1024 * 1024 };

/*
 * Begins the envelope of the mail in hand: all of it where the server takes a
 * pipeline, else its first command.  What cannot be sent is done at once.
 */
void group_begin(struct conn *conn);

/* Queues a command and awaits its reply; or only awaits one. */
void group_say(struct conn *conn, enum conn_word word);
void group_await(struct conn *conn, enum conn_word word);

/*
 * The reply to a word: the mail goes on or is done.  An error means that the
 * connection cannot be used any more.
 */
enum err_code group_heard(struct conn *conn, enum conn_word word,
    const struct smtp_reply *reply, struct err *err);

/* Tells the caller what became of a mail. */
void group_done(struct conn *conn, void *tag, const struct smtp_reply *reply);

/* The same, for one that the server decided on. */
void group_carried(
    struct conn *conn, void *tag, const struct smtp_reply *reply);

/* What the next reply of the server answers to. */
enum smtp_stage group_stage(const struct conn *conn);

/* How long the reply to a word may take. */
int group_wait(const struct smtp_waits *waits, enum conn_word word);

#endif
