/* The example site with a database in memory, at a time of its own. */
#ifndef TEST_CORE_OP_SUPPORT_H
#define TEST_CORE_OP_SUPPORT_H

#include "decide_support.h"

#include "base/clock.h"
#include "core/ctx.h"
#include "core/op_confirm.h"
#include "core/op_request.h"
#include "mail/addr.h"
#include "store/mailing.h"
#include "store/pending.h"

enum { OP_NOW = 1800000000 };

struct op_site {
	struct ctx ctx;
	struct conf *conf;
	struct arena arena;
	struct err err;
};

static inline void op_site_open(struct op_site *site)
{
	*site = (struct op_site){ .conf = support_site() };
	clock_pretend(OP_NOW);
	site->ctx = (struct ctx){ .conf = site->conf,
		.has_key = true,
		.actor = "email",
		.key = "0123456789abcdef0123456789abcde" };
	if (db_open_memory(&site->ctx.db, &site->err) != ERR_OK)
		fail_msg("%s", site->err.text);
}

static inline void op_site_close(struct op_site *site)
{
	db_close(site->ctx.db);
	arena_free(&site->arena);
	conf_free(site->conf);
	clock_pretend(0);
}

static inline void op_must(struct op_site *site, enum err_code rc)
{
	if (rc != ERR_OK)
		fail_msg("%s", site->err.text);
}

/* Asks; the row that waits then. */
static inline struct pending op_ask(struct op_site *site,
    const struct op_request *request, enum op_requested *result)
{
	struct pending row;

	op_must(site, db_begin(site->ctx.db, &site->err));
	op_must(site, op_request(&site->ctx, &site->arena, request, result,
			  &row, &site->err));
	op_must(site, db_commit(site->ctx.db, &site->err));
	return row;
}

/* Confirms the request in this row. */
static inline enum op_confirmed op_agree(
    struct op_site *site, int64_t row, const struct op_proof *proof)
{
	enum op_confirmed result;

	op_must(site, db_begin(site->ctx.db, &site->err));
	op_must(site, op_confirm(&site->ctx, &site->arena, row, proof, &result,
			  &site->err));
	op_must(site, db_commit(site->ctx.db, &site->err));
	return result;
}

/* How many mails wait to be sent. */
static inline int64_t op_queued(struct op_site *site)
{
	int64_t counts[DELIVERY_STATE__MAX];

	op_must(site, delivery_count(site->ctx.db, counts, &site->err));
	return counts[DELIVERY_QUEUED];
}

#endif
