#include "worker/claims.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"

enum {
	LEASE_SECONDS = 20 * 60,
	FIRST = 50,
	MOST = 500,
	SOON_MS = 1000,
	LATE_MS = 10 * 1000
};

struct batch {
	struct arena arena;
	struct job *jobs;
	size_t count;
	size_t taken;
	size_t over;
	struct batch *next;
};

/* The time that the last batch took says how large the next one is. */
static size_t next_size(struct claims *claims)
{
	int64_t now = clock_mono_ms();

	if (claims->want == 0)
		claims->want = FIRST;
	else if (now - claims->claimed < SOON_MS)
		claims->want *= 2;
	else if (now - claims->claimed > LATE_MS)
		claims->want /= 2;
	if (claims->want > MOST)
		claims->want = MOST;
	if (claims->want < FIRST)
		claims->want = FIRST;
	claims->claimed = now;
	return claims->want;
}

/* Claims of one mailing, as a batch of their own. */
static enum err_code claim_batch(struct claims *claims, struct db *db,
    struct delivery_claim *claim, struct err *err)
{
	struct batch *batch = mem_calloc(1, sizeof(*batch));
	enum err_code rc =
	    delivery_claim(db, &batch->arena, claim, clock_now(), err);

	if (rc != ERR_OK || claim->count == 0) {
		arena_free(&batch->arena);
		free(batch);
		return rc;
	}
	batch->count = claim->count;
	batch->jobs =
	    arena_calloc(&batch->arena, batch->count, sizeof(*batch->jobs));
	for (size_t i = 0; i < batch->count; i++)
		batch->jobs[i] =
		    (struct job){ .row = &claim->rows[i], .batch = batch };
	claims->left += batch->count;
	batch->next = claims->batches;
	claims->batches = batch;
	return ERR_OK;
}

enum err_code claims_refill(struct claims *claims, struct db *db,
    const struct mailing_scope *scope, struct err *err)
{
	const size_t want = claims->left + next_size(claims);
	struct delivery_claim claim = { .relay = scope->relay,
		.lease_seconds = LEASE_SECONDS };
	struct arena scratch = { 0 };
	struct runnables due;
	enum err_code rc =
	    mailing_runnable(db, &scratch, scope, clock_now(), &due, err);

	for (size_t i = 0; i < due.count && claims->left < want; i++) {
		claim.mailing = due.rows[i].mailing;
		claim.max = want - claims->left;
		if (rc == ERR_OK)
			rc = claim_batch(claims, db, &claim, err);
	}
	arena_free(&scratch);
	if (rc == ERR_OK)
		claims->dry = claims->left < want;
	return rc;
}

/* The oldest batch that has jobs left. */
static struct batch *oldest(const struct claims *claims)
{
	struct batch *found = NULL;

	for (struct batch *b = claims->batches; b != NULL; b = b->next)
		if (b->taken < b->count)
			found = b;
	return found;
}

struct job *claims_take(struct claims *claims)
{
	struct job *job = claims->again;

	if (claims->left == 0)
		return NULL;
	claims->left--;
	if (job != NULL) {
		claims->again = job->next;
		return job;
	}
	if (claims->current == NULL)
		claims->current = oldest(claims);
	job = &claims->current->jobs[claims->current->taken++];
	if (claims->current->taken == claims->current->count)
		claims->current = NULL;
	return job;
}

void claims_again(struct claims *claims, struct job *job)
{
	job->next = claims->again;
	claims->again = job;
	claims->left++;
}

void claims_over(struct claims *claims, struct job *job)
{
	struct batch *batch = job->batch;
	struct batch **at = &claims->batches;

	if (++batch->over < batch->count)
		return;
	while (*at != batch)
		at = &(*at)->next;
	*at = batch->next;
	arena_free(&batch->arena);
	free(batch);
}

struct arena *claims_arena(struct job *job)
{
	return &job->batch->arena;
}

void claims_clear(struct claims *claims)
{
	while (claims->batches != NULL) {
		struct batch *batch = claims->batches;
		claims->batches = batch->next;
		arena_free(&batch->arena);
		free(batch);
	}
	*claims = (struct claims){ 0 };
}
