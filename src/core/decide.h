/*
 * The decision about one message: pure, the same code for `explain` and for
 * the daemon.  inbound.h gathers the facts, decide() weighs them, inbound.h
 * applies the decision in one transaction.
 */
#ifndef CORE_DECIDE_H
#define CORE_DECIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/lang.h"
#include "base/token.h"
#include "conf/conf.h"
#include "mail/authres.h"
#include "mail/message.h"
#include "mail/report.h"
#include "mail/robot.h"
#include "store/subscription.h"

enum kind { /* what the message is: product.md */
	KIND_COMMAND,
	KIND_POST,
	KIND_BOUNCE,
	KIND_FEEDBACK,
	KIND_AUTO_REPLY,
	KIND_MODERATION,
	KIND_LOOP,
	KIND_SPAM,
	KIND_UNKNOWN,
	KIND__MAX
};

enum action {                   /* what happens: issue and `explain` */
	ACTION_NONE,            /* filed, nothing happens */
	ACTION_HOLD,            /* waits for a human */
	ACTION_SET_ASIDE,       /* over a bound */
	ACTION_CONFIRM_REQUEST, /* the address itself is asked */
	ACTION_APPLY,           /* effect at once */
	ACTION_ANSWER,          /* a notice only */
	ACTION_DISTRIBUTE,      /* a post goes out */
	ACTION_RECORD,          /* bounce or complaint counted */
	ACTION__MAX
};

enum command {
	COMMAND_NONE,
	COMMAND_SUBSCRIBE,
	COMMAND_UNSUBSCRIBE,
	COMMAND_CONFIRM,
	COMMAND_HELP,
	COMMAND_DATA,     /* what is held about me? */
	COMMAND_ERASE,    /* forget me */
	COMMAND_CORRECT,  /* my name, my address */
	COMMAND_OBJECT,   /* never write to me again */
	COMMAND_DELIVERY, /* each, digest, none */
	COMMAND_PAUSE,    /* until a date */
	COMMAND_RESUME,
	COMMAND_TOPICS,
	COMMAND_LANGUAGE,
	COMMAND_ISSUE,   /* an issue again */
	COMMAND_MEMBERS, /* who is on a list? never told (threat T13) */
	/* Editors, by a token or an address of theirs; no words mean these. */
	COMMAND_APPROVE,    /* the newsletter of a proof */
	COMMAND_REFUSE,     /* the same */
	COMMAND_REMARK,     /* other words about a proof */
	COMMAND_NEWSLETTER, /* a newsletter by mail */
	COMMAND__MAX
};

/* What a command says beside its list; each field belongs to one command. */
struct argument {
	enum sub_delivery delivery;
	int64_t until;          /* PAUSE: its last second; 0 = not said */
	const char *topics;     /* TOPICS: "+a -b", "a b", "all"; "" asks */
	enum lang language;     /* LANGUAGE */
	int64_t number;         /* ISSUE: 0 = the last one */
	const char *name;       /* CORRECT: the new one; NULL = stays */
	const char *to_address; /* CORRECT: the new one; NULL = stays */
};

/* A notice that answers the sender (a template of the same name). */
enum notice {
	NOTICE_NONE,
	NOTICE_HELP,
	NOTICE_WHICH_LIST,
	NOTICE_NOT_UNDERSTOOD,
	NOTICE_ALREADY_SUBSCRIBED,
	NOTICE_NOT_SUBSCRIBED,
	NOTICE_ALREADY_DONE,
	NOTICE_TOPICS,
	NOTICE_DATA,
	NOTICE_ISSUE,
	NOTICE_MEMBERS_PRIVATE,
	NOTICE__MAX
};

/* A token found in the message, and what the database says of it. */
struct fact_token {
	const char *text;
	enum token_purpose purpose;
	bool known; /* the row exists */
	bool valid; /* MAC, time and row agree, and it was not used */
	bool used;  /* it was good, and has had its effect */
	uint32_t row;
	const char *list;    /* of the row, NULL when not known */
	const char *address; /* of the row: who was asked */
	enum command verb;   /* what confirming does; of several the first */
};

struct facts {
	const struct conf *conf;
	int64_t now;
	const char *sender_key;    /* addr_key of From; "" when there is none */
	const char **sender_lists; /* names: where the sender is subscribed */
	const bool *sender_suspended; /* because of bounces; of each list */
	size_t sender_list_count;
	struct fact_token *tokens; /* in the order found, distinct */
	size_t token_count;
	enum authres authres;
	const char *authres_text;
	enum robot robot;
	const char *robot_why;
	bool may_answer;
	unsigned says;  /* enum robot_says: the sender's own words */
	int64_t mailed; /* newsletters that came by mail within a day */
	const struct report *report;
	const struct attributed *attributed; /* core/attribute.h; or NULL */
	bool bounce_ours; /* the report is about a mail of ours, by proof */
};

struct decided_command {
	enum command command;
	enum action action;
	enum notice notice;
	const struct conf_list *list;   /* NULL = none named or found */
	const char *address;            /* concerned; "" if none */
	const struct fact_token *token; /* that proves or claims; NULL = none */
	struct argument argument;
};

struct decision {
	enum kind kind;
	enum action action; /* of the first command, or of the message */
	const char *reason; /* one sentence, for people and logs */
	struct decided_command *commands; /* one per command and list */
	size_t command_count;
	const struct conf_list *list; /* that the message is for; or NULL */
	const char *language;  /* "fr", "en": of the words used; "" unknown */
	const char *text_name; /* sender's display name; "" */
	/*
	 * Held for a human: what it seems to ask for, as a proposal to them.
	 * command NONE when nothing can be guessed.
	 */
	struct decided_command proposal;
};

const char *kind_name(enum kind kind);          /* "feedback-report" */
const char *action_name(enum action action);    /* "confirm-request" */
const char *command_name(enum command command); /* "unsubscribe" */

/* The part of our own List-Id and Message-ID after the '@': site.address's. */
const char *decide_site_id(const struct conf *conf);

/*
 * The token texts in a message: recipients' local parts (+confirm-TOKEN,
 * +unsubscribe-TOKEN), Subject, In-Reply-To and References, own words.
 * Distinct, at most 16; `out` in the arena.  Texts only: nothing is believed.
 */
size_t decide_find_tokens(struct arena *arena, const struct conf *conf,
    const struct message *message, const char ***out);

/*
 * Decides.  Never fails: what is unclear is held for a human or filed.
 * `message` NULL (the gate stopped it) gives set-aside with `why` as reason.
 */
void decide(struct arena *arena, const struct message *message,
    const struct facts *facts, const char *why, struct decision *out);

#endif
