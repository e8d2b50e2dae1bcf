/* The figures of a mailing, from the database: `newsletter report`. */
#ifndef CORE_OP_FIGURES_H
#define CORE_OP_FIGURES_H

#include "core/ctx.h"
#include "core/figures.h"
#include "store/mailing.h"

enum { OP_FIGURES_SPANS = 24 };

struct op_figures {
	struct figures all;
	/* Those it was for who left its list since it began and before `until`:
	   the next newsletter of the list, 0 = until now. */
	int64_t until;
	int64_t left;
	int64_t complained; /* of these, with a complaint */
	int64_t suspended;  /* their address fails, or by hand */
	int64_t erased;     /* from the whole site, whatever they were on */
	/* When it was sent: the n-th `width` seconds since it began. */
	int64_t width;
	int64_t sent[OP_FIGURES_SPANS];
	size_t spans;
};

/* A few statements, whatever the number of deliveries. */
enum err_code op_figures(struct ctx *ctx, struct arena *arena,
    const struct mailing *mailing, struct op_figures *out, struct err *err);

#endif
