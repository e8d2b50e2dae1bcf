/*
 * The words of subscribers, French and English: which part each plays in a
 * request.  Texts are compared folded (base/utf8.h), an apostrophe or hyphen
 * being a blank: "m'abonner" is the two words "m abonner".
 */
#ifndef CORE_LEXICON_H
#define CORE_LEXICON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/lang.h"

enum word {
	WORD_OTHER,     /* not known */
	WORD_FILL,      /* articles, prepositions, "now", "address" */
	WORD_POLITE,    /* greetings, thanks, closings */
	WORD_THANKS,    /* "merci pour": what follows is done already */
	WORD_WISH,      /* "je voudrais", "I want to" */
	WORD_BEG,       /* "merci de", "kindly" */
	WORD_CAN,       /* a polite question: "pouvez-vous", "could you" */
	WORD_ME,        /* the person who writes: "me", "mon adresse" */
	WORD_JOIN,      /* a verb that may ask: "inscrire", "subscribe" */
	WORD_JOIN_NOUN, /* "inscription" */
	WORD_JOINED,    /* a participle: "inscrite", "subscribed" */
	WORD_LEAVE,
	WORD_LEAVE_NOUN,
	WORD_LEFT,
	WORD_ADD,     /* "ajouter", "add": joins when a list and "me" follow */
	WORD_REMOVE,  /* "retirer", "remove": leaves in the same way */
	WORD_RECEIVE, /* "recevoir" */
	WORD_SEND,    /* "envoyer" */
	WORD_CANCEL,  /* "annuler", "cancel" */
	WORD_STOP,
	WORD_PART,   /* "faire partie", "be on": a member's state */
	WORD_NOMORE, /* "ne plus", "no longer" */
	WORD_MORE,   /* "plus" after "ne" and some words */
	WORD_NOT,
	WORD_CONFIRM,
	WORD_YES,
	WORD_NO,
	WORD_HELP,
	WORD_MAILS,      /* "liste", "messages" */
	WORD_NEWSLETTER, /* the only newsletter, if there is one */
	WORD_ALL,
	WORD_WAS, /* what was or is: "suis", "avais", "was" */
	WORD_BE,
	WORD_BECAUSE, /* begins a reason */
	WORD_AND,
	WORD_ASK,    /* a question */
	WORD_THIRD,  /* somebody else */
	WORD_EVENT,  /* one can join and leave these too */
	WORD_SLIP,   /* "par erreur": of what was done, it asks for nothing */
	WORD_DANGER, /* conditions, pauses, changes, data: for a human */
	/* Not in the table: found from settings and sender. */
	WORD_LIST,
	WORD_SELF,    /* the sender's own address */
	WORD_NAME,    /* a part of the sender's name */
	WORD_ADDRESS, /* another address */
	WORD__MAX
};

/* Words that languages share have this instead of an enum lang. */
enum { LEXICON_ANY = LANG__MAX };

struct lexeme {
	enum word word;
	int language;  /* enum lang, or LEXICON_ANY */
	size_t length; /* how many of the given words it takes */
	bool spell;    /* matched with one letter wrong, or two swapped */
};

/*
 * The longest entry that begins at words[0]; WORD_OTHER with length 1 when
 * there is none.  A long word may have one letter wrong.
 */
struct lexeme lexicon_find(const char *const *words, size_t count);

/* The same for many words: the entries by their first byte, in the arena. */
struct lexicon;
const struct lexicon *lexicon_open(struct arena *arena);
struct lexeme lexicon_look(
    const struct lexicon *lexicon, const char *const *words, size_t count);

/* Is the word one of those that ask to join or to leave? */
bool lexicon_moves(const char *word);

/* Are these the same but for one letter added, lost, changed or swapped? */
bool lexicon_near(const char *a, const char *b);

#endif
