/* The compiled messages that were needed last, each loaded once. */
#ifndef WORKER_CONTENT_H
#define WORKER_CONTENT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "core/ctx.h"
#include "store/mailing.h"

enum {
	CONTENT_KEPT = 128,              /* all variants of a newsletter */
	CONTENT_BYTES = 32 * 1024 * 1024 /* of them together, or one alone */
};

struct content_kept {
	struct arena arena;
	int64_t mailing;
	const char *variant; /* NULL: empty */
	struct str compiled;
	uint64_t used;
};

struct content {
	struct content_kept kept[CONTENT_KEPT];
	size_t bytes;
	uint64_t uses;
};

/* The compiled message of a delivery; valid until the next call. */
enum err_code content_get(struct content *content, const struct ctx *ctx,
    const struct delivery *delivery, struct str *out, struct err *err);

void content_clear(struct content *content);

#endif
