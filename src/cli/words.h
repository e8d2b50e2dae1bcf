/*
 * The words of states and modes for people: what is stored, and what --json
 * prints, is English.
 */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include "base/arena.h"

enum words {
	WORDS_DELIVERY, /* the state of one */
	WORDS_DELIVERIES,
	WORDS_KIND, /* of a mailing */
	WORDS_INBOX,
	WORDS_HELD,   /* why a message waits */
	WORDS_STATUS, /* of a subscription */
	WORDS_MODE    /* how it is delivered */
};

/* A word that is stored, in the person's language; itself if it is none. */
const char *words_shown(enum words which, const char *name);

/*
 * What is stored for a word that was typed in English, in the person's
 * language or in French, in any case, with or without accents; else the word.
 */
const char *words_typed(enum words which, const char *typed);

/* "queued, sent or failed", in the person's language. */
const char *words_all(struct arena *arena, enum words which);

#endif
