#include "worker/claims.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "core/interleave.h"
#include "core/share.h"
#include "mail/addr.h"

enum {
	LEASE_SECONDS = 20 * 60,
	FIRST = 50,
	LEAST = 5,
	MOST = 500,
	SOON_MS = 1000,
	LATE_MS = 10 * 1000
};

struct batch {
	struct arena arena;
	size_t count;
	size_t over;
	struct batch *next;
};

/* A mailing that is due, and what of it was claimed. */
struct turn {
	int64_t mailing;
	struct share share;
	struct job_list jobs;
	size_t count;
	bool empty; /* had less than was asked for */
};

/* One refill under way. */
struct refill {
	struct db *db;
	struct batch *batch;
	struct arena scratch;
	struct delivery_claim claim;
	struct turn *notices;
	size_t notice_count;
	struct turn *bulk;
	size_t bulk_count;
	struct share *shares;  /* room for those of bulk */
	struct job_list order; /* in which those of bulk leave */
};

static size_t lesser(size_t a, size_t b)
{
	return a < b ? a : b;
}

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
	if (claims->want < LEAST)
		claims->want = LEAST;
	claims->claimed = now;
	return claims->want;
}

static void append(struct job_list *list, struct job *job)
{
	job->next = NULL;
	if (list->first == NULL)
		list->first = job;
	else
		list->last->next = job;
	list->last = job;
}

static struct job *pop(struct job_list *list)
{
	struct job *job = list->first;

	if (job != NULL)
		list->first = job->next;
	return job;
}

/* Up to so many more of a mailing. */
static enum err_code claim(
    struct refill *refill, struct turn *turn, size_t max, struct err *err)
{
	struct arena *arena = &refill->batch->arena;
	struct job *jobs;
	enum err_code rc;

	if (max == 0)
		return ERR_OK;
	refill->claim.mailing = turn->mailing;
	refill->claim.max = max;
	rc =
	    delivery_claim(refill->db, arena, &refill->claim, clock_now(), err);
	if (rc != ERR_OK)
		return rc;
	jobs = arena_calloc(arena, refill->claim.count + 1, sizeof(*jobs));
	for (size_t i = 0; i < refill->claim.count; i++) {
		jobs[i].row = &refill->claim.rows[i];
		jobs[i].batch = refill->batch;
		append(&turn->jobs, &jobs[i]);
	}
	turn->empty = refill->claim.count < max;
	turn->count += refill->claim.count;
	refill->batch->count += refill->claim.count;
	return ERR_OK;
}

static enum err_code claim_notices(
    struct refill *refill, size_t max, struct err *err)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < refill->notice_count; i++)
		rc = claim(refill, &refill->notices[i],
		    max - refill->batch->count, err);
	return rc;
}

static size_t bulk_claimed(const struct refill *refill)
{
	size_t n = 0;

	for (size_t i = 0; i < refill->bulk_count; i++)
		n += refill->bulk[i].count;
	return n;
}

/* Gives out `max` among those that may have more; *given of them. */
static enum err_code claim_round(
    struct refill *refill, size_t max, size_t *given, struct err *err)
{
	size_t *parts = arena_calloc(
	    &refill->scratch, refill->bulk_count + 1, sizeof(*parts));
	enum err_code rc = ERR_OK;

	*given = 0;
	for (size_t i = 0; i < refill->bulk_count; i++) {
		refill->shares[i] = refill->bulk[i].share;
		refill->shares[i].most = refill->bulk[i].empty ? 0 : max;
	}
	while (*given < max) {
		size_t k = share_next(refill->shares, refill->bulk_count);
		if (k == refill->bulk_count)
			break;
		parts[k]++;
		(*given)++;
	}
	for (size_t i = 0; rc == ERR_OK && i < refill->bulk_count; i++)
		rc = claim(refill, &refill->bulk[i], parts[i], err);
	return rc;
}

static enum err_code claim_bulk(
    struct refill *refill, size_t max, struct err *err)
{
	size_t given = 1;
	size_t have = 0;
	enum err_code rc = ERR_OK;

	/* What one does not use is for the others. */
	while (rc == ERR_OK && have < max && given > 0) {
		rc = claim_round(refill, max - have, &given, err);
		have = bulk_claimed(refill);
	}
	return rc;
}

/* Puts the claims of the mailings in order, each turn charged. */
static void put_in_order(struct refill *refill)
{
	const size_t count = bulk_claimed(refill);
	struct arena *arena = &refill->scratch;
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers are meant */
	struct job **jobs = arena_calloc(arena, count + 1, sizeof(*jobs));
	struct str *domains = arena_calloc(arena, count + 1, sizeof(*domains));
	size_t *order = arena_calloc(arena, count + 1, sizeof(*order));

	for (size_t i = 0; i < refill->bulk_count; i++) {
		refill->shares[i] = refill->bulk[i].share;
		refill->shares[i].most = refill->bulk[i].count;
	}
	for (size_t i = 0; i < count; i++) {
		size_t k = share_next(refill->shares, refill->bulk_count);
		jobs[i] = pop(&refill->bulk[k].jobs);
		domains[i] = addr_domain(str_c(jobs[i]->row->address));
	}
	interleave(arena, domains, count, order);
	for (size_t i = 0; i < count; i++)
		append(&refill->order, jobs[order[i]]);
}

/* Alone, a mailing shares with nobody: nothing to write. */
static enum err_code save_shares(struct refill *refill, struct err *err)
{
	enum err_code rc = ERR_OK;

	if (refill->bulk_count < 2)
		return ERR_OK;
	for (size_t i = 0; rc == ERR_OK && i < refill->bulk_count; i++)
		if (refill->bulk[i].count > 0)
			rc = mailing_serve(refill->db, refill->bulk[i].mailing,
			    refill->shares[i].served, err);
	return rc;
}

/* What is due, notices apart. */
static enum err_code look(
    struct refill *refill, const struct mailing_scope *scope, struct err *err)
{
	struct runnables due;
	struct turn *turns;
	enum err_code rc = mailing_runnable(
	    refill->db, &refill->scratch, scope, clock_now(), &due, err);

	if (rc != ERR_OK)
		return rc;
	turns =
	    arena_calloc(&refill->scratch, 2 * due.count + 1, sizeof(*turns));
	refill->notices = turns;
	refill->bulk = turns + due.count;
	for (size_t i = 0; i < due.count; i++) {
		const struct runnable *row = &due.rows[i];
		struct turn *turn =
		    row->kind == MAILING_NOTICE
			? &refill->notices[refill->notice_count++]
			: &refill->bulk[refill->bulk_count++];
		turn->mailing = row->mailing;
		turn->share.priority = row->priority;
		turn->share.served = row->served;
	}
	refill->shares = arena_calloc(
	    &refill->scratch, refill->bulk_count + 1, sizeof(*refill->shares));
	for (size_t i = 0; i < refill->bulk_count; i++)
		refill->shares[i] = refill->bulk[i].share;
	share_lift(refill->shares, refill->bulk_count);
	for (size_t i = 0; i < refill->bulk_count; i++)
		refill->bulk[i].share = refill->shares[i];
	return ERR_OK;
}

/* The batch is the claims' from now on. */
static void keep(struct claims *claims, struct refill *refill)
{
	struct job *job;

	for (size_t i = 0; i < refill->notice_count; i++)
		while ((job = pop(&refill->notices[i].jobs)) != NULL)
			append(&claims->notices, job);
	while ((job = pop(&refill->order)) != NULL)
		append(&claims->bulk, job);
	claims->left += refill->batch->count;
	refill->batch->next = claims->batches;
	claims->batches = refill->batch;
	refill->batch = NULL;
}

static enum err_code fill(struct claims *claims, struct refill *refill,
    const struct claims_room *room, struct err *err)
{
	const size_t want = lesser(next_size(claims), room->all);
	const size_t want_bulk = lesser(want, room->bulk);
	size_t got;
	enum err_code rc = claim_notices(refill, want, err);

	got = refill->batch->count;
	if (rc == ERR_OK && got < want_bulk)
		rc = claim_bulk(refill, want_bulk - got, err);
	if (rc != ERR_OK)
		return rc;
	put_in_order(refill);
	got = refill->batch->count;
	/* Where there was no room for all, there may be more. */
	claims->dry = got == 0 || got < want_bulk;
	return save_shares(refill, err);
}

enum err_code claims_refill(struct claims *claims, struct db *db,
    const struct mailing_scope *scope, const struct claims_room *room,
    struct err *err)
{
	const bool own = !db_in_transaction(db);
	struct refill refill = {
		.db = db,
		.batch = mem_calloc(1, sizeof(*refill.batch)),
		.claim = { .relay = scope->relay,
		    .lease_seconds = LEASE_SECONDS },
	};
	enum err_code rc = look(&refill, scope, err);

	claims->dry =
	    rc == ERR_OK && refill.notice_count == 0 && refill.bulk_count == 0;
	if (rc == ERR_OK && !claims->dry && own)
		rc = db_begin(db, err);
	if (rc == ERR_OK && !claims->dry) {
		rc = fill(claims, &refill, room, err);
		if (own)
			rc = db_end(db, rc, err);
	}
	if (rc == ERR_OK && refill.batch->count > 0)
		keep(claims, &refill);
	arena_free(&refill.scratch);
	if (refill.batch != NULL)
		arena_free(&refill.batch->arena);
	free(refill.batch);
	return rc;
}

struct job *claims_take(struct claims *claims)
{
	struct job *job = pop(&claims->notices);

	if (job == NULL)
		job = pop(&claims->bulk);
	if (job == NULL)
		return NULL;
	claims->left--;
	job->taken = clock_mono_ms();
	return job;
}

static struct job *take_from(struct job_list *list, int64_t mailing)
{
	struct job *before = NULL;
	struct job *job = list->first;

	while (job != NULL && job->row->mailing != mailing) {
		before = job;
		job = job->next;
	}
	if (job == NULL)
		return NULL;
	if (before == NULL)
		return pop(list);
	before->next = job->next;
	if (list->last == job)
		list->last = before;
	return job;
}

struct job *claims_take_of(struct claims *claims, int64_t mailing)
{
	struct job *job = take_from(&claims->notices, mailing);

	if (job == NULL)
		job = take_from(&claims->bulk, mailing);
	if (job != NULL)
		claims->left--;
	return job;
}

void claims_again(struct claims *claims, struct job *job)
{
	struct job_list *list = &claims->notices;

	if (list->first == NULL)
		list->last = job;
	job->next = list->first;
	list->first = job;
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
