/* What was sent, as nobody in particular got it: `newsletter archive`. */
#ifndef CORE_OP_ARCHIVE_H
#define CORE_OP_ARCHIVE_H

#include "base/buf.h"
#include "core/ctx.h"
#include "store/mailing.h"

/*
 * The variant that says most to readers of this language: that of all topics.
 * `variants` are names as store/variant.h has them; NULL if there is none.
 */
const char *op_archive_variant(
    const char *const *variants, size_t count, enum lang language);

/*
 * The one of these that goes by this name: "fr.5", or "fr" for that of all
 * topics.  ERR_NOT_FOUND with the names that there are.
 */
enum err_code op_archive_named(struct arena *arena, const char *const *variants,
    size_t count, const char *name, const char **out, struct err *err);

/*
 * The mail of this variant, without a name and with a way out that leads
 * nowhere.  ERR_NOT_FOUND.
 */
enum err_code op_archive_mail(struct ctx *ctx, struct arena *arena,
    const struct mailing *mailing, const char *variant, struct buf *out,
    struct err *err);

#endif
