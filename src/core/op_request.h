/* Asking an address to confirm what nothing proves that it asked for. */
#ifndef CORE_OP_REQUEST_H
#define CORE_OP_REQUEST_H

#include "base/arena.h"
#include "base/err.h"
#include "core/ctx.h"
#include "store/pending.h"

struct op_request {
	enum pending_verb verb;
	const char *detail; /* core/change.h: what will change; NULL = "" */
	const struct conf_list *list; /* NULL = the whole site */
	const char *address;          /* who is asked; normalised */
	const char *name;             /* "" = none */
	enum lang language;
	const char *origin;     /* "email", "invite", "token" */
	const char *message_id; /* of the request, "" = none */
	const char *references; /* of its answer, NULL = that id alone */
};

enum op_requested {
	OP_REQUEST_ASKED,  /* the confirmation mail is queued */
	OP_REQUEST_WAITS,  /* for the allowance; asked as it returns */
	OP_REQUEST_AGAIN,  /* asked less than a day ago: nothing is sent */
	OP_REQUEST_REFUSED /* this address had its share today (threat T1) */
};

/*
 * Keeps the request and asks the address itself, within the limits of
 * threat T1.  An "invite" of an editor is asked at once; a "token" request is
 * kept without any mail.  *row gets the pending request (may be NULL).
 * Needs a transaction.
 */
enum err_code op_request(struct ctx *ctx, struct arena *arena,
    const struct op_request *request, enum op_requested *result,
    struct pending *row, struct err *err);

/*
 * Asks those who wait, oldest first, as far as the allowance goes; one
 * transaction each.  *asked of them.
 */
enum err_code op_request_release(
    struct ctx *ctx, int64_t *asked, struct err *err);

/* The confirmation token of a pending request; list "" = the whole site. */
void op_request_token(const struct ctx *ctx, const struct pending *row,
    const char *list, char out[TOKEN_SIZE]);

/*
 * It was confirmed: its mail was wanted, and no longer counts against its
 * address and list.  Needs a transaction.
 */
enum err_code op_request_wanted(struct ctx *ctx, struct arena *arena,
    const struct pending *row, struct err *err);

#endif
