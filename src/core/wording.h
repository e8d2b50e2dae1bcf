/*
 * What people say in a Subject and in their own words, French or English: a
 * request, agreement, refusal, or something that only a human should answer.
 * Nothing is guessed: words that could change the meaning make it unclear.
 */
#ifndef CORE_WORDING_H
#define CORE_WORDING_H

#include "core/phrase.h"

struct wording_input {
	struct clause_sender sender;
	const char *subject;
	const char *own;
};

enum { WORDING_REQUESTS_MAX = 4 };

struct wording {
	struct phrase_request requests[WORDING_REQUESTS_MAX];
	size_t request_count; /* one per command */
	const char *unclear;  /* why a human must read it; NULL = clear */
	const char *doubt;    /* clear, but perhaps not about lists */
	bool turns;   /* a refusal, a condition, somebody else: not idle */
	bool reply;   /* the Subject is an answer or a forward, not read */
	bool nothing; /* no words at all */
	bool alone;   /* a request and politeness, nothing else */
	bool yes;     /* agrees, and adds nothing that changes it */
	bool no;      /* refuses */
	bool thanks;  /* politeness at most */
	const struct conf_list *hint; /* a list mentioned, or NULL */
	const struct conf_list *listed[PHRASE_LISTS_MAX]; /* by themselves */
	size_t listed_count;
	bool listed_newsletter; /* and one by no name of its own */
	const char *language;   /* "fr", "en", "" */
};

/* No Subject, or one that a program writes: "(sans objet)". */
bool wording_is_silent(struct arena *arena, const char *subject);

void wording_read(struct arena *arena, const struct conf *conf,
    const struct wording_input *input, struct wording *out);

#endif
