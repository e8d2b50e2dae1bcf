/*
 * A mailing to the subscribers of a list: frozen content, one delivery each
 * (architecture section 3).  Newsletters and digests are made of this.
 */
#ifndef CORE_OP_MAILING_H
#define CORE_OP_MAILING_H

#include "base/arena.h"
#include "base/err.h"
#include "core/ctx.h"
#include "mail/compose.h"
#include "store/mailing.h"
#include "store/variant.h"
#include "tmpl/tmpl.h"

/* Of a mailing, unless somebody says otherwise. */
enum { OP_MAILING_PRIORITY = 5, OP_MAILING_COMPILED = 32 * 1024 * 1024 };

/* What readers of one language who want the same topics get: store/variant.h.
 */
struct op_variant {
	char name[VARIANT_NAME];
	enum lang language; /* of the readers */
	unsigned topics;    /* bit n: they want the mailing's n-th topic */
	bool empty;         /* nothing: they are not written to */
	bool past;          /* since its events for them are over */
	struct tmpl_mail mail;
	const struct compose_attachment *files;
	size_t file_count;
};

struct op_mailing {
	const struct conf_list *list;
	enum mailing_kind kind;
	enum sub_delivery mode;   /* who gets it: SUB_EACH or SUB_DIGEST */
	const char *subject;      /* for people who look at the ledger */
	const char *content_hash; /* "" = none */
	bool once_a_day;      /* ERR_EXISTS for the same content within a day */
	bool automatic;       /* Auto-Submitted: auto-generated */
	const char *reply_to; /* an address; NULL = none */
	/* The keys of topics on which the variants depend. */
	const char *const *topics;
	size_t topic_count; /* at most VARIANT_TOPICS */
	/* One for each language and mask of these topics. */
	const struct op_variant *variants;
	size_t variant_count;
	int64_t newsletter; /* its frozen files, 0 = none */
	int64_t first;      /* of several lists: the first mailing, 0 = none */
	/* Called with the deliveries queued so far; may be NULL. */
	void (*progress)(void *arg, int64_t queued);
	void *progress_arg;
};

/*
 * Threat T50: ERR_EXISTS when this content went to the list within a day, or
 * is on its way; in the caller's transaction, as two commands at once are one
 * too many.
 */
enum err_code op_mailing_refuse_twice(struct ctx *ctx,
    const struct conf_list *list, const char *hash, struct err *err);

/*
 * Queues the deliveries in chunks, each a transaction of its own, which also
 * stores the content of the variants that it used first; those with all topics
 * are always kept.  What a person wants is what their subscription says when
 * their chunk is queued.  The mailing stays `preparing`.  *queued deliveries.
 */
enum err_code op_mailing_prepare(struct ctx *ctx, struct arena *arena,
    const struct op_mailing *spec, int64_t *mailing, int64_t *queued,
    struct err *err);

/* The compiled message (mail/compose.h) of one variant; 0 = no mailing yet. */
enum err_code op_mailing_compile(struct ctx *ctx, struct arena *arena,
    const struct op_mailing *spec, const struct op_variant *variant,
    int64_t mailing, struct buf *out, struct err *err);

/* preparing -> running; in the caller's last transaction. */
enum err_code op_mailing_start(
    struct ctx *ctx, int64_t mailing, struct err *err);

/* Throws a mailing away that was not started. */
void op_mailing_abandon(struct ctx *ctx, int64_t mailing);

/*
 * The variables of a mailing's templates: those of notify_variables() and
 * logo (core/logo.h), the personal fields name, address, unsubscribe_address,
 * unsubscribe_uri and those of the list as holes, and unsubscribe_subject: a
 * hole where the address needs one (no sub-addresses), else empty.
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
