/* Authentication-Results (RFC 8601): only what our own server wrote. */
#ifndef MAIL_AUTHRES_H
#define MAIL_AUTHRES_H

#include "mail/message.h"

enum authres {
	AUTHRES_NONE, /* no trusted field, or it says nothing useful */
	AUTHRES_PASS, /* the From domain is authentic (dmarc, or aligned
			 dkim/spf) */
	AUTHRES_FAIL  /* our server says that it is forged */
};

/*
 * `authserv_id` NULL or "" gives AUTHRES_NONE.  Only fields with this id
 * count: the topmost Authentication-Results field, and, where servers write
 * one for each method, those above the first Received field, where no sender
 * can put any.  *text gets the value of the one that decides in the arena,
 * for the consent record ("" if none).
 */
enum authres authres_read(struct arena *arena, const struct message *message,
    const char *authserv_id, char **text);

#endif
