#include "mail/robot.h"

#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "mail/addr.h"
#include "mail/parts.h"
#include "mail/report_rule.h"
#include "mail/robot_marks.h"
#include "mail/robot_words.h"

enum { HOPS_MAX = 50 };

static bool has_word(const char *text, const char *word)
{
	return str_ifind(str_c(text), str_c(word)) != SIZE_MAX;
}

/* Our own mail: our List-Id or X-Loop, or a mail that went round too often. */
static bool is_loop(
    const struct message *message, const char *site_id, const char **why)
{
	struct str site = str_c(site_id);
	struct str id = str_c(message_value(message, "List-Id"));
	struct str tail;
	size_t hops = 0;

	for (size_t i = 0; i < message->field_count; i++)
		if (str_iis(str_c(message->fields[i].name), "Received"))
			hops++;
	*why = N_("more than 50 Received fields");
	if (hops > HOPS_MAX)
		return true;
	if (site.n == 0)
		return false;
	*why = N_("our own X-Loop");
	for (size_t i = 0; i < message->field_count; i++) {
		const struct message_field *field = &message->fields[i];
		if (!str_iis(str_c(field->name), "X-Loop"))
			continue;
		tail = addr_domain(str_c(field->value));
		if (str_ieq(tail, site) || str_ieq(str_c(field->value), site))
			return true;
	}
	*why = N_("our own List-Id");
	tail = str_from(
	    id, str_findc(id, '<') == SIZE_MAX ? 0 : str_findc(id, '<') + 1);
	tail = str_sub(tail, 0, str_findc(tail, '>'));
	if (str_findc(tail, '.') == SIZE_MAX)
		return false;
	tail = str_from(tail, str_findc(tail, '.') + 1);
	return str_ieq(tail, site);
}

/* What multipart/report says that it reports (RFC 6522). */
static enum robot report_kind(const struct message *message, const char **why)
{
	const char *type = message_value(message, "Content-Type");

	*why = N_("a complaint of a mail provider");
	if (message->has_feedback || report_rule_complains(message))
		return ROBOT_REPORT;
	if (!str_istarts(str_c(type), str_c("multipart/report")))
		return ROBOT_NONE;
	*why = N_("multipart/report: a read receipt");
	if (has_word(type, "disposition-notification"))
		return ROBOT_RECEIPT;
	*why = N_("multipart/report: a complaint");
	if (has_word(type, "feedback-report"))
		return ROBOT_REPORT;
	*why = N_("multipart/report: a delivery report");
	return ROBOT_BOUNCE;
}

static bool is_any(struct str s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_iis(s, words[i]))
			return true;
	return false;
}

/* A name that only mail servers have, in the address or beside it. */
static bool from_mailer(const struct message *message)
{
	static const char *const names[] = { "mailer-daemon", "mailerdaemon",
		"mailer daemon", "mail-daemon", "mdaemon@", "mail delivery s",
		"mail delivery service", "maildeliverysystem" };
	struct str from = str_c(message_value(message, "From"));
	struct str sender =
	    str_c(message->return_path == NULL ? "" : message->return_path);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_ifind(from, str_c(names[i])) != SIZE_MAX)
			return true;
	return str_istarts(sender, str_c("mailer-daemon"));
}

static bool from_postmaster(const struct message *message)
{
	struct str local = addr_local(str_c(message->sender_address));

	return str_iis(local, "postmaster") ||
	       str_ifind(str_c(message_value(message, "From")),
		   str_c("postmaster")) != SIZE_MAX;
}

static bool is_bounce(
    const struct message *message, const char *folded, const char **why)
{
	bool null_sender =
	    message->return_path != NULL && message->return_path[0] == '\0';

	*why = "X-Failed-Recipients";
	if (message_field(message, "X-Failed-Recipients") != NULL)
		return true;
	*why = N_("a delivery report of a mail server");
	if (from_mailer(message))
		return true;
	if ((null_sender || message->return_path == NULL ||
		from_postmaster(message)) &&
	    (robot_bounce_subject(str_c(folded)) || message->has_status))
		return true;
	return report_rule_proves(message);
}

static enum robot find_report(
    const struct message *message, const char *folded, const char **why)
{
	enum robot kind = report_kind(message, why);

	if (kind == ROBOT_NONE && is_bounce(message, folded, why))
		return ROBOT_BOUNCE;
	return kind;
}

/* Nothing in the header proves anything: what do the words look like? */
static enum robot read_words(
    const struct message *message, const char *folded, const char **why)
{
	enum robot kind = robot_subject(str_c(folded), why);

	if (kind == ROBOT_NONE &&
	    (robot_words("", message->own) & ROBOT_SAYS_AUTOMATIC) != 0) {
		*why = N_("the words of an automatic message");
		kind = ROBOT_MAYBE;
	}
	if (kind == ROBOT_NONE && robot_wants_silence(message) &&
	    robot_words(message->subject, "") != 0) {
		*why = N_("the subject of an automatic reply");
		kind = ROBOT_MAYBE;
	}
	return kind;
}

static enum robot detect(const struct message *message, const char *site_id,
    const char *folded, const char **why)
{
	enum robot kind;
	enum robot marked;
	const char *mark;

	if (is_loop(message, site_id, why))
		return ROBOT_LOOP;
	kind = find_report(message, folded, why);
	if (kind != ROBOT_NONE)
		return kind;
	marked = robot_mark(message, &mark);
	*why = mark;
	if (marked != ROBOT_NONE && marked != ROBOT_MAYBE)
		return marked;
	*why = N_("an empty Return-Path");
	if (message->return_path != NULL && message->return_path[0] == '\0')
		return ROBOT_REPLY;
	*why = N_("an answer to an invitation");
	if ((message->parts & PARTS_CALENDAR_REPLY) != 0)
		return ROBOT_REPLY;
	kind = read_words(message, folded, why);
	/* Two signs of different kinds leave no doubt. */
	if (kind == ROBOT_MAYBE &&
	    (marked == ROBOT_MAYBE || robot_wants_silence(message)))
		return ROBOT_REPLY;
	if (kind != ROBOT_NONE)
		return kind;
	*why = mark;
	return marked;
}

enum robot robot_detect(
    const struct message *message, const char *site_id, const char **why)
{
	struct arena arena = { 0 };
	const char *folded = utf8_fold(&arena, str_c(message->subject));
	enum robot kind =
	    detect(message, site_id == NULL ? "" : site_id, folded, why);

	arena_free(&arena);
	return kind;
}

enum robot robot_report(const struct message *message)
{
	struct arena arena = { 0 };
	const char *why;
	enum robot kind = find_report(
	    message, utf8_fold(&arena, str_c(message->subject)), &why);

	arena_free(&arena);
	return kind;
}

/* Names behind which nobody reads, or only another program does. */
static bool is_unmanned(struct str address)
{
	static const char *const names[] = { "mailer-daemon", "mailerdaemon",
		"mdaemon", "postmaster", "daemon", "no-reply", "noreply",
		"no_reply", "donotreply", "do-not-reply", "do_not_reply",
		"ne-pas-repondre", "nepasrepondre", "ne_pas_repondre", "bounce",
		"bounces", "listserv", "majordomo", "sympa", "mailman" };
	static const char *const ends[] = { "-request", "-bounces", "-bounce",
		"-owner", "-noreply", "-no-reply", "+owner", "+bounces" };
	static const char *const starts[] = { "owner-", "bounce-", "bounces-",
		"bounce+", "bounces+", "noreply-", "no-reply-", "noreply+",
		"no-reply+" };
	struct str local = addr_local(address);

	if (is_any(local, names, sizeof(names) / sizeof(names[0])))
		return true;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (str_iends(local, str_c(ends[i])))
			return true;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (str_istarts(local, str_c(starts[i])))
			return true;
	return str_ifind(local, str_c("-bounces+")) != SIZE_MAX;
}

bool robot_may_answer(const struct message *message, enum robot kind)
{
	if (message->sender_address[0] == '\0' || kind != ROBOT_NONE)
		return false;
	if (robot_wants_silence(message))
		return false;
	if (is_unmanned(str_c(message->sender_address)))
		return false;
	return message->return_path == NULL ||
	       !is_unmanned(str_c(message->return_path));
}
