/*
 * Notices: one mail to one person, made from a template in their language and
 * queued in the caller's transaction.
 */
#ifndef CORE_NOTIFY_H
#define CORE_NOTIFY_H

#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"
#include "core/ctx.h"
#include "mail/compose.h"
#include "tmpl/tmpl.h"

enum { NOTIFY_ATTACH_MAX = 8 * 1024 * 1024 }; /* bytes, all together */

struct notify {
	const char *template; /* "welcome": templates/LANG/welcome.txt */
	const struct conf_list *list; /* NULL = the site */
	enum lang language;
	const char *to;         /* a normalised address */
	const char *name;       /* of the person, NULL or "" = none */
	const char *token;      /* that an answer carries, NULL = none */
	const char *token_verb; /* "approve"; NULL = "confirm" */
	const char *message_id; /* of the mail answered, NULL or "" = none */
	const char *references; /* of its answer, message_thread(); NULL = its
				   id alone */
	const char *reply_to;   /* an address, without a token; NULL = none */
	bool answer;   /* to a mail (auto-replied), or of our own accord */
	bool probe;    /* comes back, attributed as a mailing, if it fails */
	json_t *extra; /* further variables; taken over; may be NULL */
	int64_t *delivery; /* the one that was queued; may be NULL */
	/* Files; what is forwarded is a "message/rfc822".  ERR_LIMIT when
	   they are larger than NOTIFY_ATTACH_MAX. */
	const struct compose_attachment *attachments;
	size_t attachment_count;
};

/*
 * Renders and queues the notice: priority 0, null envelope sender (but for a
 * probe), Auto-Submitted.  With a token the Subject ends in [confirm TOKEN] by
 * the template, the Message-ID is <confirm.TOKEN@domain> and Reply-To carries
 * it (or another verb) where the host has sub-addresses.  Templates have the
 * variables of notify_variables(), person, token and commands (those that
 * people can write: usage, help).  Needs a transaction.
 */
enum err_code notify_queue(struct ctx *ctx, struct arena *arena,
    const struct notify *notify, struct err *err);

/* The same to every owner (or moderator) of a list. */
enum err_code notify_owners(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, const char *template, json_t *extra,
    struct err *err);

/*
 * The variables that every template has: site, list (NULL = none), lists,
 * topics, person.  A new reference.
 */
json_t *notify_variables(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, enum lang language);

/* What was agreed to: the confirmation's template, language and version. */
const char *notify_text_version(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, const char *template, enum lang language);

/* What people call the list, in this language. */
const char *notify_label(const struct conf_list *list, enum lang language);

/* A label in this language, or in the other one, or `instead`. */
const char *notify_in_language(
    char *const labels[LANG__MAX], enum lang language, const char *instead);

/* Where the templates of this list (NULL = the site) are looked for. */
struct tmpl_place notify_place(
    const struct ctx *ctx, const struct conf_list *list, enum lang language);

#endif
