/*
 * Does an answer to a proof agree, refuse, or say something else?  Strict:
 * one word more than agreement and politeness is a remark.
 */
#ifndef CORE_CONSENT_WORDS_H
#define CORE_CONSENT_WORDS_H

#include "base/str.h"

enum consent_words {
	CONSENT_NOTHING, /* no words but politeness */
	CONSENT_YES,
	CONSENT_NO,
	CONSENT_OTHER
};

/* `text`: the writer's own words; `name`: theirs, with which they may sign. */
enum consent_words consent_words_read(const char *text, const char *name);

#endif
