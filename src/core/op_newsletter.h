/* A newsletter: from an editor's file to a running mailing. */
#ifndef CORE_OP_NEWSLETTER_H
#define CORE_OP_NEWSLETTER_H

#include "core/op_mailing.h"

struct op_newsletter {
	const struct conf_list *list;
	enum lang language; /* of its words */
	struct tmpl_issue issue;
	struct tmpl_mail mail[LANG__MAX]; /* by the reader's language */
	const char *text;                 /* its words as text, for digests */
	char hash[CRYPTO_HEX];            /* of the file */
};

/*
 * Reads, checks and renders the file; nothing is stored.  Errors name
 * FILE:LINE (ERR_INPUT).
 */
enum err_code op_newsletter_read(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, const char *source, struct str file,
    struct op_newsletter *out, struct err *err);

/* How many people of the list get it, by language (LANG__MAX numbers). */
enum err_code op_newsletter_count(struct ctx *ctx, const struct conf_list *list,
    int64_t counts[], struct err *err);

/* What became of it; progress may be NULL. */
struct op_queued {
	void (*progress)(void *arg, int64_t queued);
	void *arg;
	int64_t mailing;
	int64_t count;
};

/*
 * Queues and starts it.  ERR_EXISTS when the same file went to this list
 * within a day, unless `again` (threat T50).
 */
enum err_code op_newsletter_send(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *newsletter, bool again,
    struct op_queued *queued, struct err *err);

#endif
