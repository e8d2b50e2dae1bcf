/* What is asked to tell the story of an address. */
#ifndef STORE_STORY_H
#define STORE_STORY_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/db.h"

/* A mail of a mailing that did not get through at the relay. */
struct story_failure {
	int64_t mailing;
	const char *subject;
	const char *state; /* "failed", "held", "uncertain", "deferred" */
	const char *verdict;
	int code;
	const char *enhanced;
	const char *reply;
	int64_t at;
};

/* The latest `max` of a person, newest first; in the arena. */
enum err_code story_failures(struct db *db, struct arena *arena,
    int64_t subscriber, size_t max, struct story_failure **out, size_t *count,
    struct err *err);

#endif
