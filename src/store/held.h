/* What waits for a human; the mail itself lies in a folder of the mailbox. */
#ifndef STORE_HELD_H
#define STORE_HELD_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/db.h"

struct held {
	int64_t id;
	int64_t inbox;
	int64_t list;         /* 0 = none was meant clearly */
	const char *kind;     /* "post", "unclear", "failed" */
	const char *why;      /* in the language of the list */
	const char *state;    /* "waiting", "released", "rejected" */
	int64_t created;      /* seconds since 1970, as those that follow */
	int64_t reported;     /* the owners were told; 0 = not yet */
	int64_t forwarded;    /* they were sent the whole of it; 0 = never */
	const char *language; /* of its words: "fr", "en"; "" = not known */
	const char *answered; /* the notice that its sender got; "" = none */
	const char *proposal; /* the command that it seems to be; "" = none */
	const char *command;  /* that does it, for a shell; "" = none */
	const char *applied;  /* a line for each command that was obeyed */
};

/*
 * It waits for a human from now on.  What waited already is described anew,
 * and keeps what its owners and its sender were told.  NULL texts are "".
 */
enum err_code held_put(struct db *db, const struct held *held, struct err *err);

/* A human acted: "released" or "rejected".  No error where none waits. */
enum err_code held_settle(
    struct db *db, int64_t inbox, const char *state, struct err *err);

/* How many still wait, and how many of those are of this kind (NULL = all). */
enum err_code held_count(
    struct db *db, const char *kind, int64_t *count, struct err *err);

/* One that waits and that the owners were not told of. */
struct held_news {
	int64_t inbox;
	const char *list; /* its name; "" = none */
};

/* All of them, oldest first; in the arena. */
enum err_code held_news(struct db *db, struct arena *arena,
    struct held_news **out, size_t *count, struct err *err);

/* The owners are told of these now. */
enum err_code held_set_reported(
    struct db *db, int64_t inbox, int64_t now, struct err *err);

/* Those that a human settled before `until` go. */
enum err_code held_purge(struct db *db, int64_t until, struct err *err);

#endif
