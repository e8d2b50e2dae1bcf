/*
 * Newsletters that recur: at the hours of a rule the next ready file of a
 * folder is ordered ("ready: yes" in its front matter, in the order of names,
 * twins as one, each once).
 */
#ifndef CORE_OP_RECUR_H
#define CORE_OP_RECUR_H

#include "core/ctx.h"
#include "store/newsletter.h"

struct op_recur {
	const struct conf_list *list;
	const char *rule;   /* core/rule.h */
	const char *folder; /* absolute */
	const char *editor; /* address of who orders it; "" = not known */
};

/*
 * Stores the rule; *out has its next hour.  ERR_USAGE for a rule nobody can
 * read, or when the list asks for a second editor and nobody knows the first;
 * ERR_NOT_FOUND, ERR_PERM, ERR_IO for the folder; ERR_EXISTS when the list has
 * this rule for this folder.
 */
enum err_code op_recur_add(struct ctx *ctx, struct arena *arena,
    const struct op_recur *recur, struct recurring *out, struct err *err);

/*
 * The turns that are due: each is taken once, and what was found is ordered in
 * the same transaction, after it was read; a ready file that cannot be sent is
 * passed over.  When nothing is ready or what is there cannot be sent the
 * editors are told once.
 */
enum err_code op_recur_due(struct ctx *ctx, struct err *err);

#endif
