/* What finished mails tell: of core/op_check.h. */
#ifndef CORE_CHECK_MAIL_H
#define CORE_CHECK_MAIL_H

#include "core/op_check.h"

/* Looks at the variants of a newsletter that was made. */
enum err_code check_mails(struct ctx *ctx, struct arena *arena,
    struct op_newsletter *newsletter, bool spam, struct op_checked *out,
    struct err *err);

/*
 * Words (of four letters and more, or one where a script does without blanks)
 * of `some` that `all` lacks, both plain texts: how many, each counted once,
 * and some ("a, b, c") in the arena.
 */
size_t check_words_missing(
    struct arena *arena, struct str some, struct str all, const char **first);

/*
 * Asks SpamAssassin for the score of a mail: what `spam` and `score` become.
 * A score of 2 and more is a warning.
 */
void check_spam(
    struct op_newsletter *newsletter, struct str mail, struct op_checked *out);

#endif
