/*
 * What an editor would want to know of a newsletter before it leaves: all
 * that the files, the readers and the finished mails tell.  Problems are added
 * to newsletter->news.problems; errors refuse the sending.
 */
#ifndef CORE_OP_CHECK_H
#define CORE_OP_CHECK_H

#include "core/op_newsletter.h"

/* How far it goes; what is made and found before is the same. */
enum op_check_depth {
	OP_CHECK_DRAFT, /* what does not leave yet may lack [[words]] */
	OP_CHECK_FILES, /* before each sending: the files, and who reads it */
	OP_CHECK_MAILS, /* and the finished mails */
	OP_CHECK_SPAM   /* and SpamAssassin, which takes seconds */
};

enum op_spam {
	OP_SPAM_UNASKED,
	OP_SPAM_ABSENT, /* SpamAssassin is not installed */
	OP_SPAM_FAILED, /* it gave no score */
	OP_SPAM_SCORED
};

struct op_checked {
	size_t errors;
	size_t warnings;
	/* Of a newsletter without errors, which is made then. */
	size_t variants; /* that differ and somebody may get */
	size_t html;     /* bytes of the largest HTML part, */
	size_t whole;    /* and of the largest mail */
	int64_t readers; /* who get every mail of its lists */
	enum op_spam spam;
	double score; /* the worst one */
};

/*
 * Checks a newsletter that was read; without errors it is made
 * (op_newsletter_make()).  ERR_OK whatever is found: news_first_error() tells
 * whether it may be sent; errors of the database and of files.
 */
enum err_code op_check(struct ctx *ctx, struct arena *arena,
    struct op_newsletter *newsletter, enum op_check_depth depth,
    struct op_checked *out, struct err *err);

#endif
