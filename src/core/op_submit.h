/*
 * A newsletter by mail: a finished Markdown file with its twin and images as
 * attachments, a text that begins with front matter, or a formatted message.
 */
#ifndef CORE_OP_SUBMIT_H
#define CORE_OP_SUBMIT_H

#include "core/op_order.h"

struct op_submit {
	struct str raw;      /* the mail; it has passed the gate */
	const char *subject; /* decoded */
	const char *token;   /* to be left out of the Subject; NULL = none */
	const char *editor;  /* address, normalised */
	const struct conf_list *list; /* NULL = those that the file names */
	const char *message_id;
	const char *references;
};

/*
 * Orders it with a proof, and mails that to who must approve it; a mail that
 * cannot be published is answered with why (if `tell`).  Needs a transaction.
 */
enum err_code op_submit(struct ctx *ctx, struct arena *arena,
    const struct op_submit *submit, bool tell, struct err *err);

#endif
