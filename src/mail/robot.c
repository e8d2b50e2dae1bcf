#include "mail/robot.h"

#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "mail/addr.h"

enum { HOPS_MAX = 50 };

static bool has_word(const char *text, const char *word)
{
	return str_ifind(str_c(text), str_c(word)) != SIZE_MAX;
}

static bool is_value(
    const struct message *message, const char *name, const char *value)
{
	return str_iis(str_c(message_value(message, name)), value);
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

/* Subjects of delivery reports, folded; they begin so. */
static bool bounce_subject(const char *folded)
{
	static const char *const starts[] = { "undeliver", "returned mail",
		"failure notice", "failure delivery", "mail delivery",
		"delivery status notification", "delivery failure",
		"delivery notification", "delivery report", "delivery error",
		"delivery has failed", "delivery delayed", "mail system error",
		"message status", "warning: could not send message",
		"warning: message", "nondeliverable", "non-deliver",
		"returned to sender", "message delivery", "message delayed",
		"mail could not be delivered", "mail failed", "delayed mail",
		"message could not be delivered", "unable to deliver",
		"could not deliver", "problem delivering", "failed mail",
		"there was an error sending your mail", "non remis",
		"echec de remise", "echec de la remise",
		"echec de distribution", "courrier non remis",
		"message non delivre", "retour a l'expediteur",
		"notification d'etat de remise", "non distribuable",
		"mail non remis", "message non distribue", "unzustellbar",
		"no se puede entregar", "impossibile recapitare" };

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (str_starts(str_c(folded), str_c(starts[i])))
			return true;
	return false;
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
	return (null_sender || message->return_path == NULL ||
		   from_postmaster(message)) &&
	       bounce_subject(folded);
}

/* Only the filter's topmost verdict is ours; others came with the mail. */
static bool is_spam(const struct message *message, const char **why)
{
	*why = "X-Spam-Flag: YES";
	if (is_value(message, "X-Spam-Flag", "YES"))
		return true;
	*why = "X-Spam-Status: Yes";
	return str_istarts(
	    str_c(message_value(message, "X-Spam-Status")), str_c("Yes"));
}

/*
 * X-Auto-Response-Suppress is not here: Exchange puts it on ordinary mail of
 * people too (rules and add-ins do), so it proves no machine.  It only asks
 * not to be answered automatically, and robot_may_answer() obeys.
 */
static bool has_reply_field(const struct message *message, const char **why)
{
	static const struct {
		const char *name;
		const char *why;
	} names[] = {
		{ "X-Autoreply", "X-Autoreply" },
		{ "X-Auto-Reply", "X-Auto-Reply" },
		{ "X-Autoreply-From", "X-Autoreply-From" },
		{ "X-Mail-Autoreply", "X-Mail-Autoreply" },
		{ "X-Autorespond", "X-Autorespond" },
		{ "X-Autoresponder", "X-Autoresponder" },
		{ "X-Autogenerated", "X-Autogenerated" },
		{ "X-Amazon-Auto-Reply", "X-Amazon-Auto-Reply" },
		{ "X-Vacation", "X-Vacation" },
		{ "X-FC-MachineGenerated", "X-FC-MachineGenerated" },
		{ "X-MS-Exchange-Inbox-Rules-Loop",
		    "X-MS-Exchange-Inbox-Rules-Loop" },
		{ "X-OTRS-Loop", "X-OTRS-Loop" },
		{ "X-RT-Loop-Prevention", "X-RT-Loop-Prevention" },
		{ "X-Cron-Env", "X-Cron-Env" },
		{ "X-Loop", N_("X-Loop of another program") },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		*why = names[i].why;
		if (message_field(message, names[i].name) != NULL &&
		    !is_value(message, names[i].name, "no"))
			return true;
	}
	return false;
}

static bool is_auto_submitted(const struct message *message, const char **why)
{
	for (size_t i = 0; i < message->field_count; i++) {
		const struct message_field *field = &message->fields[i];
		struct str value = str_c(field->value);
		size_t n = 0;
		if (!str_iis(str_c(field->name), "Auto-Submitted"))
			continue;
		while (n < value.n && !str_is_space(value.p[n]) &&
		       value.p[n] != ';' && value.p[n] != '(')
			n++;
		value = str_sub(value, 0, n);
		if (n == 0 || str_iis(value, "no"))
			continue;
		*why = str_iis(value, "auto-replied")
			   ? "Auto-Submitted: auto-replied"
			   : "Auto-Submitted: auto-generated";
		return true;
	}
	return false;
}

static bool is_bulk(const struct message *message, const char **why)
{
	*why = "Precedence: bulk";
	if (is_value(message, "Precedence", "bulk"))
		return true;
	*why = "Precedence: junk";
	if (is_value(message, "Precedence", "junk"))
		return true;
	*why = "Precedence: auto_reply";
	return is_value(message, "Precedence", "auto_reply") ||
	       is_value(message, "Precedence", "auto-reply");
}

static bool is_list(const struct message *message, const char **why)
{
	static const struct {
		const char *name;
		const char *why;
	} names[] = {
		{ "List-Id", N_("List-Id of another list") },
		{ "List-Post", N_("List-Post of another list") },
		{ "List-Unsubscribe", N_("List-Unsubscribe of another list") },
		{ "List-Help", N_("List-Help of another list") },
		{ "List-Subscribe", N_("List-Subscribe of another list") },
		{ "List-Owner", N_("List-Owner of another list") },
		{ "List-Archive", N_("List-Archive of another list") },
		{ "X-Mailing-List", "X-Mailing-List" },
		{ "Mailing-List", "Mailing-List" },
		{ "X-BeenThere", N_("X-BeenThere of another list") },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		*why = names[i].why;
		if (message_field(message, names[i].name) != NULL)
			return true;
	}
	*why = "Precedence: list";
	return is_value(message, "Precedence", "list");
}

/*
 * Subjects of products that set no header at all, folded.  Some open a
 * sentence of a person as well ("Absence du bureau de l'association"), so
 * these count only before a colon or alone.
 */
static bool reply_subject(struct str folded)
{
	static const char *const alone[] = { "absence du bureau",
		"absent(e) du bureau", "absent du bureau", "absente du bureau",
		"out of office", "out of the office", "autoreply", "auto reply",
		"auto-reply", "auto response", "auto-response",
		"message d'absence", "avis d'absence", "notification d'absence",
		"automatic reply", "automatic response", "automated reply",
		"automated response", "reponse automatique",
		"respuesta automatica", "risposta automatica",
		"automatische antwort", "abwesenheitsnotiz",
		"automatisch antwoord", "vacation reply", "away from my mail" };
	static const char *const starts[] = { "reponse automatique",
		"automatic reply", "automated reply", "out of office autoreply",
		"out of office auto-reply", "out of office reply",
		"out of office notification", "auto-reply from",
		"vacation reply" };
	static const char *const ends[] = { "is out of the office",
		"is out of the office.", "est absent(e)", "est absent(e).",
		"(automatic response)", "(autoreply)", "[autoreply]" };
	static const char *const inside[] = { "is out of the office (",
		"is out of the office. (", "est absent(e) (" };
	struct str head = folded;

	if (str_findc(folded, ':') != SIZE_MAX)
		head = str_trim(str_sub(folded, 0, str_findc(folded, ':')));
	if (is_any(head, alone, sizeof(alone) / sizeof(alone[0])))
		return true;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (str_starts(folded, str_c(starts[i])))
			return true;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (str_ends(folded, str_c(ends[i])))
			return true;
	/* Lotus Notes: "Anne is out of the office (returning 3 May)" */
	for (size_t i = 0; i < sizeof(inside) / sizeof(inside[0]); i++)
		if (str_find(folded, str_c(inside[i])) != SIZE_MAX)
			return true;
	return false;
}

static enum robot detect(const struct message *message, const char *site_id,
    const char *folded, const char **why)
{
	enum robot kind;

	if (is_loop(message, site_id, why))
		return ROBOT_LOOP;
	kind = report_kind(message, why);
	if (kind != ROBOT_NONE)
		return kind;
	if (is_bounce(message, folded, why))
		return ROBOT_BOUNCE;
	if (is_spam(message, why))
		return ROBOT_SPAM;
	if (is_auto_submitted(message, why) || has_reply_field(message, why))
		return ROBOT_REPLY;
	if (is_list(message, why))
		return ROBOT_LIST;
	if (is_bulk(message, why))
		return ROBOT_REPLY;
	*why = N_("an empty Return-Path");
	if (message->return_path != NULL && message->return_path[0] == '\0')
		return ROBOT_REPLY;
	*why = N_("the subject of an automatic reply");
	if (reply_subject(str_c(folded)))
		return ROBOT_REPLY;
	*why = "";
	return ROBOT_NONE;
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

bool robot_may_answer(const struct message *message, const char *site_id)
{
	const char *suppress =
	    message_value(message, "X-Auto-Response-Suppress");
	const char *why;

	if (message->sender_address[0] == '\0')
		return false;
	if (robot_detect(message, site_id, &why) != ROBOT_NONE)
		return false;
	if (has_word(suppress, "all") || has_word(suppress, "autoreply") ||
	    has_word(suppress, "oof") || has_word(suppress, "dr"))
		return false;
	if (is_unmanned(str_c(message->sender_address)))
		return false;
	return message->return_path == NULL ||
	       !is_unmanned(str_c(message->return_path));
}
