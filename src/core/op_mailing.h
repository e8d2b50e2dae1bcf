/*
 * A mailing to the subscribers of a list: frozen content, one delivery each
 * (architecture section 3).  Newsletters and digests are made of this.
 */
#ifndef CORE_OP_MAILING_H
#define CORE_OP_MAILING_H

#include "base/arena.h"
#include "base/err.h"
#include "core/ctx.h"
#include "store/mailing.h"
#include "tmpl/tmpl.h"

/* Of a mailing, unless somebody says otherwise. */
enum { OP_MAILING_PRIORITY = 5 };

struct op_mailing {
	const struct conf_list *list;
	enum mailing_kind kind;
	enum sub_delivery mode;   /* who gets it: SUB_EACH or SUB_DIGEST */
	const char *subject;      /* for people who look at the ledger */
	const char *content_hash; /* "" = none */
	bool once_a_day; /* ERR_EXISTS for the same content within a day */
	bool automatic;  /* Auto-Submitted: auto-generated */
	struct tmpl_mail mail[LANG__MAX]; /* by the reader's language */
	/* Called with the deliveries queued so far; may be NULL. */
	void (*progress)(void *arg, int64_t queued);
	void *progress_arg;
};

/*
 * Stores the content and queues the deliveries in chunks, each a transaction
 * of its own; the mailing stays `preparing`.  *queued of them.
 */
enum err_code op_mailing_prepare(struct ctx *ctx, struct arena *arena,
    const struct op_mailing *spec, int64_t *mailing, int64_t *queued,
    struct err *err);

/* preparing -> running; in the caller's last transaction. */
enum err_code op_mailing_start(
    struct ctx *ctx, int64_t mailing, struct err *err);

/* Throws a mailing away that could not be started. */
void op_mailing_abandon(struct ctx *ctx, int64_t mailing);

/*
 * The variables of a mailing's templates: those of notify_variables() and
 * the personal fields name, address, unsubscribe_address, unsubscribe_uri and
 * those of the list as holes, and unsubscribe_subject: a hole where the address
 * needs one (no sub-addresses), else empty.
 */
json_t *op_mailing_variables(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, enum lang language);

/*
 * What stands in these variables for who has no name, and no value of the
 * list's n-th field; NULL = nothing.  A section ({{#name}}) still asks whether
 * the person has one.
 */
void op_mailing_defaults(struct arena *arena, json_t *variables,
    const struct conf_list *list, const char *name, const char *const *fields);

#endif
