/*
 * Every command that subscribers can write, one row each.  The reader of
 * command lines, the help mail, "liaison commands" and its manual page are
 * made from these rows.
 */
#ifndef CORE_COMMAND_TABLE_H
#define CORE_COMMAND_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/lang.h"
#include "core/decide.h"

/* What follows the name. */
enum command_argument {
	COMMAND_TAKES_NOTHING, /* and no list */
	COMMAND_TAKES_LIST,    /* a list, where one must be said */
	COMMAND_TAKES_LISTS,   /* lists and the sender's own name and address */
	COMMAND_TAKES_TOKEN,
	COMMAND_TAKES_TOPICS,
	COMMAND_TAKES_DATE,
	COMMAND_TAKES_LANGUAGE,
	COMMAND_TAKES_NUMBER,
	COMMAND_TAKES_NAME,
	COMMAND_TAKES_ADDRESS
};

enum command_who { COMMAND_ANYBODY, COMMAND_SUBSCRIBERS };

struct command_row {
	enum command command;   /* NONE: ends the commands */
	enum sub_delivery mode; /* of COMMAND_DELIVERY */
	enum command_argument takes;
	enum command_who who;
	bool grave;    /* only when the mail says nothing else */
	bool set;      /* also after "set", "mode", "delivery" */
	bool must;     /* its argument cannot be left out */
	bool question; /* it may end in a question mark */
	bool unsaid;   /* the help mail does without it */
	/*
	 * Its names, '|' between them, folded as base/utf8.h does, with
	 * blanks for apostrophes and hyphens.  '=' before one: typed with
	 * just these accents.  '+' before one: only after "set".
	 */
	const char *names[LANG__MAX];
	const char *shown[LANG__MAX];   /* as help writes it: "thèmes ..." */
	const char *example[LANG__MAX]; /* a line that the reader takes */
	const char *help[LANG__MAX];    /* one sentence */
	/* The templates of its answers, a blank between them; "" = none. */
	const char *answers;
};

extern const struct command_row command_table[];
extern const size_t command_table_length;

/* A word that may stand before a delivery mode: "set", "mode". */
bool command_table_sets(const char *word);

#endif
