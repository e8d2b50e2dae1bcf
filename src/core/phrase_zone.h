/*
 * The stretch of a clause that belongs to one verb (or noun), and why a request
 * in it may not be one.
 */
#ifndef CORE_PHRASE_ZONE_H
#define CORE_PHRASE_ZONE_H

#include "core/phrase.h"

struct zone {
	const struct clause *clause;
	size_t from;
	size_t verb;
	size_t frame;  /* where the wish begins; verb if there is none */
	size_t target; /* the first list after the verb; `to` if none */
	size_t to;
	bool asked; /* a polite question */
};

/* Of word i of its clause: the meaning, and what was written. */
enum word zone_word(const struct zone *zone, size_t i);
const char *zone_text(const struct zone *zone, size_t i);

/* Does such a word stand in it? */
bool zone_has(const struct zone *zone, enum word word);

/* What verbs and nouns say. */
bool zone_joins(enum word word);
bool zone_is_noun(enum word word);

/* Is it told, not asked? */
bool zone_is_history(const struct zone *zone);

/* "by mistake", where it does not tell of an earlier verb. */
bool zone_slips(const struct zone *zone);

/* Why a human must read it, a text for gettext; NULL = no reason. */
const char *zone_obstacle(const struct zone *zone);

/* What makes even a letter to LIST-subscribe ask for something else. */
bool zone_turns(const struct zone *zone);

/* Is somebody else to be moved, or another address? */
bool zone_moves_other(const struct zone *zone);

/*
 * Words that nobody knows, where they could change what is asked: as
 * zone_obstacle(); fills strong, pure and vague of the request.
 */
const char *zone_doubt(const struct zone *zone, struct phrase_request *request);

#endif
