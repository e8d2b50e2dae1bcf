/* What words mean together: "arrêter mon abonnement" is to leave. */
#ifndef CORE_PHRASE_MEANING_H
#define CORE_PHRASE_MEANING_H

#include "core/clause.h"

/* Index of the first such word from `from` up to `to`, or `to`. */
size_t phrase_find(
    const struct clause *clause, size_t from, size_t to, enum word word);
bool phrase_has(
    const struct clause *clause, size_t from, size_t to, enum word word);

/* Is the text one of these words, which blanks part? */
bool phrase_one_of(const char *text, const char *words);

/* Somebody else together with the one who writes: "ma femme et moi"? */
bool phrase_is_couple(const struct clause *clause);

/* Is it said of events and other things as well: "inscription"? */
bool phrase_event_word(const char *text);

/* A list by name or kind, or mail in general. */
bool phrase_is_target(enum word word);

/*
 * Leaves only JOIN*, LEAVE*, their participles and plain words: ADD, REMOVE,
 * RECEIVE, SEND, STOP, CANCEL, PART and NOMORE become what they mean here, or
 * WORD_OTHER, WORD_NOT, WORD_DANGER.
 */
void phrase_resolve(struct clause *clause);

#endif
