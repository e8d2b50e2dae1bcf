/*
 * Deliveries claimed ahead of their sending, batch by batch; each batch lives
 * until the last of its deliveries is over.  Notices come first; mailings
 * share the rest (core/share.h), and recipients' domains take turns.
 */
#ifndef WORKER_CLAIMS_H
#define WORKER_CLAIMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "store/mailing.h"

struct job {
	struct delivery *row;
	struct batch *batch;
	const char *sender; /* that it leaves with, "" for <> */
	const char *envid;  /* that reports name it by */
	struct job *next;
	int64_t taken; /* when, clock_mono_ms() */
	bool refused;  /* its start would have been too much */
};

struct job_list {
	struct job *first;
	struct job *last;
};

struct claims {
	struct batch *batches; /* the newest first */
	struct job_list notices;
	struct job_list bulk;
	size_t left;     /* jobs that claims_take() has */
	size_t want;     /* of the next batch */
	int64_t claimed; /* when, clock_mono_ms() */
	bool dry;        /* nothing more was due */
};

/* How many may be claimed, for the sake of the relay's limits. */
struct claims_room {
	size_t all;  /* notices */
	size_t bulk; /* of these, mailings */
};

/*
 * Claims the next batch of the scope, in the open transaction or one of its
 * own: as many as are sent in a second or so, since who claims much keeps
 * notices waiting; and no more than there is room for.
 */
enum err_code claims_refill(struct claims *claims, struct db *db,
    const struct mailing_scope *scope, const struct claims_room *room,
    struct err *err);

/*
 * The next job, or the next one of a mailing; NULL if there is none.  Then
 * claims_over() or _again().
 */
struct job *claims_take(struct claims *claims);
struct job *claims_take_of(struct claims *claims, int64_t mailing);
void claims_again(struct claims *claims, struct job *job);
void claims_over(struct claims *claims, struct job *job);

/* Memory for a job, as long as it lives. */
struct arena *claims_arena(struct job *job);

/* All jobs must be over. */
void claims_clear(struct claims *claims);

#endif
