/*
 * What came of deliveries after the relay had its say: reports, refusals of
 * an address, complaints; and the persons whose address fails.  What counts
 * and what follows is decided in core/op_bounce.h.
 */
#ifndef STORE_BOUNCE_H
#define STORE_BOUNCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/db.h"

/* Who bears it. */
enum bounce_charge {
	BOUNCE_NOBODY, /* told, and no more */
	BOUNCE_MAILING,
	BOUNCE_PERSON,
	BOUNCE_COMPLAINT,
	BOUNCE_CHARGE__MAX
};

const char *bounce_charge_name(enum bounce_charge charge);

struct bounce {
	int64_t id;
	int64_t delivery;
	int64_t mailing;
	int64_t list;       /* 0 = none */
	int64_t subscriber; /* 0 = nobody that is known */
	const char *domain;
	const char *source; /* "relay", "report" */
	const char *class;  /* "permanent", "temporary", "delayed",
			       "complaint" */
	enum bounce_charge charge;
	const char *verdict; /* of core/verdict.h */
	const char *status;
	const char *words;
	bool counted;
	int64_t at;
};

/*
 * Writes it down; *fresh false (and id 0): this delivery was charged in the
 * same way before.  Needs a transaction.
 */
enum err_code bounce_add(
    struct db *db, struct bounce *bounce, bool *fresh, struct err *err);

/* It made a score higher. */
enum err_code bounce_count(struct db *db, int64_t id, struct err *err);

/* The latest `max` of a person, newest first; in the arena. */
enum err_code bounce_list(struct db *db, struct arena *arena,
    int64_t subscriber, size_t max, struct bounce **out, size_t *count,
    struct err *err);

/* What reports charge to a mailing, by verdict and domain of recipients. */
typedef void bounce_charge_fn(void *ctx, enum bounce_charge charge,
    const char *verdict, const char *domain, int64_t count);
enum err_code bounce_charges(struct db *db, int64_t mailing,
    bounce_charge_fn *each, void *ctx, struct err *err);

/* Counts by charge of what was reported of a list after `since`. */
enum err_code bounce_since(struct db *db, int64_t list, int64_t since,
    int64_t counts[], struct err *err);

/* Erases what came before `until`. */
enum err_code bounce_purge(struct db *db, int64_t until, struct err *err);

/*
 * The delivery to this subscription of a mailing made at after < time <=
 * until; 0 = none.
 */
enum err_code bounce_sent_to(struct db *db, int64_t subscription, int64_t after,
    int64_t until, int64_t *delivery, struct err *err);

/*
 * Deliveries that failed at the relay, as the sender's delivery_settle() notes
 * them: the first ones (at most `max` ids), and what was looked at.
 */
enum err_code refused_list(
    struct db *db, int64_t ids[], size_t max, size_t *count, struct err *err);
enum err_code refused_drop(struct db *db, int64_t delivery, struct err *err);

enum failing_step {
	FAILING_COUNTING,
	FAILING_WAITING,   /* to be suspended, if a human wants it */
	FAILING_SUSPENDED, /* until the probe leaves */
	FAILING_PROBED,    /* until its answer, or none */
	FAILING_STEP__MAX
};

const char *failing_step_name(enum failing_step step);

/* A person whose address fails. */
struct failing {
	int64_t subscriber;
	int64_t score; /* days */
	int64_t last;  /* that counted */
	enum failing_step step;
	int64_t since; /* of this step */
	int64_t due;   /* of what comes next */
	int64_t probe; /* its delivery, 0 = none */
};

/* score 0: there is no row, all is well. */
enum err_code failing_get(
    struct db *db, int64_t subscriber, struct failing *out, struct err *err);
enum err_code failing_put(
    struct db *db, const struct failing *failing, struct err *err);
/* In the caller's transaction. */
enum err_code failing_drop(struct db *db, int64_t subscriber, struct err *err);

/* This subscription is suspended for it; until failing_drop(). */
enum err_code bounced_add(struct db *db, int64_t subscription, struct err *err);

/* How many probes have not left yet. */
enum err_code failing_unsent(struct db *db, int64_t *count, struct err *err);

/* Moves *at on to the next one that is due; score 0: there is none. */
enum err_code failing_next(
    struct db *db, int64_t now, struct failing *at, struct err *err);

/*
 * Moves *at on to the next person of a list who waits for a human, or who was
 * suspended after `since` and got no probe; score 0: there is none.
 */
enum err_code failing_waiting(struct db *db, int64_t list, int64_t since,
    struct failing *at, struct err *err);

/* How many of a list were suspended after `since`, or wait for it. */
enum err_code failing_mass(struct db *db, int64_t list, int64_t since,
    int64_t *count, struct err *err);

/* A report that is about no mail of ours, as far as can be proved. */
struct stray {
	const char *kind;  /* "report", "complaint" */
	const char *why;   /* nobody is touched */
	const char *names; /* the addresses in it */
	int64_t at;
};

/* Not more than `max` of a list (0: of the site) are kept. */
enum err_code stray_add(struct db *db, int64_t list, const struct stray *stray,
    int64_t max, struct err *err);
/* The oldest `max`; in the arena. */
enum err_code stray_list(struct db *db, struct arena *arena, int64_t list,
    size_t max, struct stray **out, size_t *count, struct err *err);
enum err_code stray_drop(struct db *db, int64_t list, struct err *err);

#endif
