/*
 * Newsletters whose files are frozen: orders to send, proofs that wait for
 * their approval, and the rules by which newsletters recur.
 */
#ifndef STORE_NEWSLETTER_H
#define STORE_NEWSLETTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "store/db.h"

enum newsletter_state {
	NEWSLETTER_PROOF,     /* waits for an editor's answer */
	NEWSLETTER_SCHEDULED, /* leaves once it is due */
	NEWSLETTER_PAUSED,    /* scheduled, but not before a person says so */
	NEWSLETTER_SENT,
	NEWSLETTER_REFUSED,
	NEWSLETTER_CANCELLED,
	NEWSLETTER_EXPIRED, /* nobody answered */
	NEWSLETTER_STATE__MAX
};

/* Why there is a proof. */
enum newsletter_why {
	NEWSLETTER_WHY_NONE,
	NEWSLETTER_WHY_APPROVAL, /* the list asks for a second editor */
	NEWSLETTER_WHY_LATE,     /* its hour passed while nothing ran */
	NEWSLETTER_WHY_CHANGED,  /* since another proof, without its files */
	NEWSLETTER_WHY_MAIL,     /* it came by mail */
	NEWSLETTER_WHY__MAX
};

const char *newsletter_state_name(enum newsletter_state state);
const char *newsletter_why_name(enum newsletter_why why);

struct newsletter {
	int64_t id;
	const char *lists;  /* names, one blank between */
	const char *name;   /* of the edition that was given */
	const char *origin; /* its folder, or who mailed it */
	const char *subject;
	const char *hash; /* of the files */
	const char *seen; /* of all that is made of them */
	enum newsletter_state state;
	enum newsletter_why why;
	const char *author;   /* as in events */
	const char *editor;   /* address of who ordered it; "" = not known */
	const char *approver; /* address of who approved it; "" = nobody */
	int64_t created;
	int64_t as_of;       /* the moment for which its content is made */
	const char *send_at; /* local time; "" = once it may */
	const char *zone;
	int64_t due;     /* the same, as far as known; 0 = not yet */
	int64_t expires; /* of a proof; 0 = never */
	int64_t settled; /* when its state began; 0 = when it was created */
	bool again;      /* even if the same was sent within a day */
};

/* Adds it; its id is filled in. */
enum err_code newsletter_add(
    struct db *db, struct newsletter *row, struct err *err);
enum err_code newsletter_add_file(struct db *db, int64_t newsletter,
    const char *name, struct str bytes, struct err *err);
/* Gives `to` all files of `from`. */
enum err_code newsletter_copy_files(
    struct db *db, int64_t from, int64_t to, struct err *err);

/* In the arena; ERR_NOT_FOUND. */
enum err_code newsletter_get(struct db *db, struct arena *arena, int64_t id,
    struct newsletter *out, struct err *err);
enum err_code newsletter_file(struct db *db, struct arena *arena,
    int64_t newsletter, const char *name, struct str *out, struct err *err);

/* What may still leave, the oldest first; or the newest `max` of all. */
enum err_code newsletter_open(struct db *db, struct arena *arena,
    struct newsletter **out, size_t *count, struct err *err);
enum err_code newsletter_newest(struct db *db, struct arena *arena, size_t max,
    struct newsletter **out, size_t *count, struct err *err);

/*
 * Orders of the same file (origin, name) that may still leave to this one
 * list, and perhaps others.
 */
enum err_code newsletter_same(struct db *db, struct arena *arena,
    const struct newsletter *like, int64_t **ids, size_t *count,
    struct err *err);

/*
 * Was the file `name` of this origin sent to this one list, or does it wait;
 * or what it holds (hash), by whatever name, or was it refused or cancelled?
 */
enum err_code newsletter_taken(struct db *db, const struct newsletter *like,
    const char *name, bool *taken, struct err *err);

/* How many came by mail since then; what is over a hundred is not counted. */
enum err_code newsletter_mailed(
    struct db *db, int64_t since, int64_t *count, struct err *err);

/*
 * Moves it; ERR_REFUSED when it is not in the state `from` any more, so that
 * of two who try one succeeds.
 */
enum err_code newsletter_set_state(struct db *db, int64_t id,
    enum newsletter_state from, enum newsletter_state to, int64_t now,
    struct err *err);
/* A proof is scheduled: approver, send_at and due; ERR_REFUSED likewise. */
enum err_code newsletter_approve(
    struct db *db, const struct newsletter *row, int64_t now, struct err *err);
enum err_code newsletter_set_due(
    struct db *db, int64_t id, int64_t due, struct err *err);

/* Forgets the content of files whose newsletter was over before `until`. */
enum err_code newsletter_purge(struct db *db, int64_t until, struct err *err);

/* To whom proofs of it went. */
enum err_code newsletter_add_proof(
    struct db *db, int64_t newsletter, const char *address, struct err *err);
enum err_code newsletter_proofs(struct db *db, struct arena *arena,
    int64_t newsletter, const char ***out, size_t *count, struct err *err);

/* The mailing that it became, to the first of its lists; 0 = none. */
enum err_code newsletter_mailing(
    struct db *db, int64_t newsletter, int64_t *mailing, struct err *err);

/* Mailings of it that never started. */
enum err_code newsletter_preparing(struct db *db, struct arena *arena,
    int64_t newsletter, int64_t **ids, size_t *count, struct err *err);

/* A rule by which the next ready file of a folder leaves. */
struct recurring {
	int64_t id;
	int64_t list;
	const char *list_name; /* not for adding */
	const char *rule;      /* core/rule.h */
	const char *zone;
	const char *folder; /* absolute */
	const char *editor; /* as in struct newsletter */
	const char *author;
	int64_t created;
	int64_t next; /* its next hour */
};

enum err_code recurring_add(
    struct db *db, struct recurring *row, struct err *err);
enum err_code recurring_get(struct db *db, struct arena *arena, int64_t id,
    struct recurring *out, struct err *err);
/* All, the oldest first. */
enum err_code recurring_list(struct db *db, struct arena *arena,
    struct recurring **out, size_t *count, struct err *err);
/* Its turn is taken; ERR_REFUSED when its hour is not `was` any more. */
enum err_code recurring_set_next(
    struct db *db, int64_t id, int64_t was, int64_t next, struct err *err);
/* ERR_NOT_FOUND. */
enum err_code recurring_remove(struct db *db, int64_t id, struct err *err);

#endif
