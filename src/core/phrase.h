/* One clause of what somebody wrote: a request, or something else. */
#ifndef CORE_PHRASE_H
#define CORE_PHRASE_H

#include "core/clause.h"
#include "core/decide.h"

enum { PHRASE_LISTS_MAX = 8, PHRASE_REQUESTS_MAX = 2 };

struct phrase_request {
	enum command command;
	bool strong;     /* in the first person: "je voudrais m'inscrire" */
	bool pure;       /* and nothing in the clause is unknown */
	bool vague;      /* what makes it unclear is unknown words alone */
	bool event;      /* its word is used of events too: "inscription" */
	bool bare;       /* "stop", of anything perhaps */
	bool cancels;    /* "annulez mon inscription", of an event perhaps */
	bool mails;      /* "list", "messages": it is about mail */
	bool confirms;   /* "je confirme mon inscription" */
	bool all;        /* "tous vos messages" */
	bool all_lists;  /* "toutes les listes", "everything" */
	bool newsletter; /* "the newsletter", by no name of its own */
	const struct conf_list *lists[PHRASE_LISTS_MAX];
	size_t list_count;
};

struct phrase {
	struct phrase_request requests[PHRASE_REQUESTS_MAX];
	size_t request_count;
	const char *unclear;  /* why a human must read it; NULL = clear */
	enum command history; /* "j'étais abonné": what was once done */
	bool benign;          /* greeting, thanks, name */
	bool yes;
	bool no;
	bool unasked;    /* "no" in that it was never asked for */
	bool negated;    /* "pas", "not", without a request */
	bool stranger;   /* somebody else is mentioned without a request */
	bool turns;      /* a refusal, a condition, somebody else: not idle */
	bool event;      /* something else that one can join */
	bool mails;      /* a list, or mail in general */
	size_t unknown;  /* words */
	bool slip;       /* what was once done was a mistake */
	bool listing;    /* it names lists and says nothing else */
	bool newsletter; /* one of them by no name of its own */
	const struct conf_list *lists[PHRASE_LISTS_MAX]; /* mentioned alone */
	size_t list_count;
};

/* Adds a list that is not there yet; the new count. NULL adds nothing. */
size_t phrase_add_list(
    const struct conf_list **lists, size_t count, const struct conf_list *list);

/* Rewrites the clause's words by what they mean together, and judges it. */
void phrase_read(struct clause *clause, struct phrase *out);

#endif
