#include "mail/robot_words.h"

#include "base/i18n.h"
#include "base/utf8.h"

enum { TEXT_MAX = 2000 };

enum place {
	HEAD,   /* alone, or before the first colon */
	START,  /* at the front */
	END,    /* at the end */
	INSIDE, /* anywhere */
	FRESH   /* anywhere, unless it is an answer to such a mail */
};

struct subject_row {
	const char *text; /* folded */
	enum place place;
	enum robot kind;
};

/*
 * Some open a sentence of a person as well ("Absence du bureau de
 * l'association"), so these count only before a colon or alone.
 */
/* clang-format off */
static const struct subject_row subjects[] = {
	/* Outlook and Exchange, in the languages that reach a French list */
	{ "absence du bureau", HEAD, ROBOT_REPLY },
	{ "absent(e) du bureau", HEAD, ROBOT_REPLY },
	{ "absent du bureau", HEAD, ROBOT_REPLY },
	{ "absente du bureau", HEAD, ROBOT_REPLY },
	{ "out of office", HEAD, ROBOT_REPLY },
	{ "out of the office", HEAD, ROBOT_REPLY },
	{ "out-of-office", HEAD, ROBOT_REPLY },
	{ "reponse automatique", START, ROBOT_REPLY },
	{ "automatic reply", START, ROBOT_REPLY },
	{ "out of office autoreply", START, ROBOT_REPLY },
	{ "out of office auto-reply", START, ROBOT_REPLY },
	{ "out of office reply", START, ROBOT_REPLY },
	{ "out of office notification", START, ROBOT_REPLY },
	{ "automatische antwort", HEAD, ROBOT_REPLY },
	{ "automatisch antwoord", HEAD, ROBOT_REPLY },
	{ "respuesta automatica", HEAD, ROBOT_REPLY },
	{ "resposta automatica", HEAD, ROBOT_REPLY },
	{ "risposta automatica", HEAD, ROBOT_REPLY },
	{ "abwesenheitsnotiz", HEAD, ROBOT_REPLY },
	{ "fuera de la oficina", HEAD, ROBOT_REPLY },
	{ "fuori sede", HEAD, ROBOT_REPLY },
	/* Sieve, webmails, providers, vacation(1) */
	{ "automated reply", START, ROBOT_REPLY },
	{ "automatic response", HEAD, ROBOT_REPLY },
	{ "automated response", HEAD, ROBOT_REPLY },
	{ "auto reply", HEAD, ROBOT_REPLY },
	{ "auto-reply", HEAD, ROBOT_REPLY },
	{ "autoreply", HEAD, ROBOT_REPLY },
	{ "auto response", HEAD, ROBOT_REPLY },
	{ "auto-response", HEAD, ROBOT_REPLY },
	{ "autoresponse", HEAD, ROBOT_REPLY },
	{ "autoresponder", HEAD, ROBOT_REPLY },
	{ "auto-reply from", START, ROBOT_REPLY },
	{ "autoreply from", START, ROBOT_REPLY },
	{ "reponse auto", HEAD, ROBOT_REPLY },
	{ "message automatique", HEAD, ROBOT_REPLY },
	{ "repondeur", HEAD, ROBOT_REPLY },
	{ "repondeur automatique", HEAD, ROBOT_REPLY },
	{ "message d'absence", HEAD, ROBOT_REPLY },
	{ "avis d'absence", HEAD, ROBOT_REPLY },
	{ "notification d'absence", HEAD, ROBOT_REPLY },
	{ "vacation reply", START, ROBOT_REPLY },
	{ "vacation message", HEAD, ROBOT_REPLY },
	{ "away from my mail", HEAD, ROBOT_REPLY },
	/* Lotus Notes, "Anne is out of the office (returning 3 May)" */
	{ "is out of the office", END, ROBOT_REPLY },
	{ "is out of the office.", END, ROBOT_REPLY },
	{ "is out of the office (", INSIDE, ROBOT_REPLY },
	{ "is out of the office. (", INSIDE, ROBOT_REPLY },
	{ "est absent(e)", END, ROBOT_REPLY },
	{ "est absent(e).", END, ROBOT_REPLY },
	{ "est absent(e) (", INSIDE, ROBOT_REPLY },
	{ "est absent(e) du bureau", INSIDE, ROBOT_REPLY },
	{ "ist ausser haus", END, ROBOT_REPLY },
	{ "ist ausser haus.", END, ROBOT_REPLY },
	/* GroupWise, AOL, RT */
	{ "(out of office)", END, ROBOT_REPLY },
	{ "(automatic response)", END, ROBOT_REPLY },
	{ "(automatic reply)", END, ROBOT_REPLY },
	{ "(reponse automatique)", END, ROBOT_REPLY },
	{ "(autoreply)", END, ROBOT_REPLY },
	{ "[autoreply]", END, ROBOT_REPLY },
	{ "] autoreply:", INSIDE, ROBOT_REPLY },
	{ "] auto-reply:", INSIDE, ROBOT_REPLY },
	{ "[auto-reply]", START, ROBOT_REPLY },
	{ "[autoreply]", START, ROBOT_REPLY },
	{ "[auto]", START, ROBOT_MAYBE },
	{ "(auto)", START, ROBOT_MAYBE },
	{ "auto:", START, ROBOT_MAYBE },
	{ "message d'absence", FRESH, ROBOT_MAYBE },
	{ "avis d'absence", FRESH, ROBOT_MAYBE },
	{ "notification d'absence", FRESH, ROBOT_MAYBE },
	{ "reponse automatique", FRESH, ROBOT_MAYBE },
	{ "automatic reply", FRESH, ROBOT_MAYBE },
	{ "automatic response", FRESH, ROBOT_MAYBE },
	{ "autoreply", FRESH, ROBOT_MAYBE },
	{ "auto-reply", FRESH, ROBOT_MAYBE },
	{ "autoresponder", FRESH, ROBOT_MAYBE },
	/* Read receipts of Outlook, answers of calendars */
	{ "read", HEAD, ROBOT_MAYBE },
	{ "not read", HEAD, ROBOT_MAYBE },
	{ "lu", HEAD, ROBOT_MAYBE },
	{ "non lu", HEAD, ROBOT_MAYBE },
	{ "gelesen", HEAD, ROBOT_MAYBE },
	{ "leido", HEAD, ROBOT_MAYBE },
	{ "letto", HEAD, ROBOT_MAYBE },
	{ "read receipt", HEAD, ROBOT_MAYBE },
	{ "return receipt", HEAD, ROBOT_MAYBE },
	{ "confirmation de lecture", HEAD, ROBOT_MAYBE },
	{ "accuse de lecture", HEAD, ROBOT_MAYBE },
	{ "accuse de reception", START, ROBOT_MAYBE },
	{ "delivered", HEAD, ROBOT_MAYBE },
	{ "relayed", HEAD, ROBOT_MAYBE },
	{ "remis", HEAD, ROBOT_MAYBE },
	{ "accepted", HEAD, ROBOT_MAYBE },
	{ "declined", HEAD, ROBOT_MAYBE },
	{ "tentative", HEAD, ROBOT_MAYBE },
	{ "accepte", HEAD, ROBOT_MAYBE },
	{ "refuse", HEAD, ROBOT_MAYBE },
	{ "provisoire", HEAD, ROBOT_MAYBE },
	/* Other programs */
	{ "cron <", START, ROBOT_MAYBE },
	{ "monit alert", START, ROBOT_MAYBE },
	{ "[spam]", START, ROBOT_MAYBE },
	{ "***spam***", INSIDE, ROBOT_MAYBE },
	{ "{spam?}", START, ROBOT_MAYBE },
	{ "{virus?}", START, ROBOT_MAYBE },
	{ " in mail from you", END, ROBOT_MAYBE },
	{ " in mail to you", INSIDE, ROBOT_MAYBE },
	{ "virus (", START, ROBOT_MAYBE },
	{ "spam quarantine", INSIDE, ROBOT_MAYBE },
	{ "quarantine summary", INSIDE, ROBOT_MAYBE },
	{ "quarantine notification", INSIDE, ROBOT_MAYBE },
	{ "rapport de quarantaine", INSIDE, ROBOT_MAYBE },
	{ "resume de quarantaine", INSIDE, ROBOT_MAYBE },
	{ "mis en quarantaine", INSIDE, ROBOT_MAYBE },
	{ "verification required", INSIDE, ROBOT_MAYBE },
	{ "verification humaine", INSIDE, ROBOT_MAYBE },
	{ "demande d'authentification", START, ROBOT_MAYBE },
	{ "voice message from", START, ROBOT_MAYBE },
	{ "message vocal de", START, ROBOT_MAYBE },
	{ "fax from", START, ROBOT_MAYBE },
};

/* Subjects of absences, which people write, too. */
static const struct subject_row absent_subjects[] = {
	{ "absence", HEAD, ROBOT_NONE },
	{ "absent", HEAD, ROBOT_NONE },
	{ "absente", HEAD, ROBOT_NONE },
	{ "absent(e)", HEAD, ROBOT_NONE },
	{ "en conge", HEAD, ROBOT_NONE },
	{ "en conges", HEAD, ROBOT_NONE },
	{ "conges", HEAD, ROBOT_NONE },
	{ "vacances", HEAD, ROBOT_NONE },
	{ "en vacances", HEAD, ROBOT_NONE },
	{ "vacation", HEAD, ROBOT_NONE },
	{ "on vacation", HEAD, ROBOT_NONE },
	{ "on holiday", HEAD, ROBOT_NONE },
	{ "on leave", HEAD, ROBOT_NONE },
	{ "away", HEAD, ROBOT_NONE },
	{ "ooo", HEAD, ROBOT_NONE },
	{ "je suis absent", START, ROBOT_NONE },
	{ "je suis en conge", START, ROBOT_NONE },
	{ "je suis en vacances", START, ROBOT_NONE },
	{ "i am out of the office", START, ROBOT_NONE },
	{ "i'm out of the office", START, ROBOT_NONE },
	{ "i am away", START, ROBOT_NONE },
	{ "i am on vacation", START, ROBOT_NONE },
	{ "est absent.", END, ROBOT_NONE },
	{ "est absente.", END, ROBOT_NONE },
	{ "is away", END, ROBOT_NONE },
	{ "is on vacation", END, ROBOT_NONE },
};

/* Subjects of delivery reports. */
static const char *const reports[] = { "undeliver", "returned mail",
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
	"there was an error sending your mail", "non remis", "echec de remise",
	"echec de la remise", "echec de distribution", "courrier non remis",
	"message non delivre", "retour a l'expediteur",
	"notification d'etat de remise", "non distribuable", "mail non remis",
	"message non distribue", "unzustellbar", "no se puede entregar",
	"impossibile recapitare" };

/* How programs introduce themselves. */
static const char *const automatic[] = {
	"this is an automatic", "this is an automated",
	"this message was automatically generated",
	"this message was generated automatically",
	"this message has been automatically generated",
	"this email was sent automatically", "automatically generated message",
	"automatically generated email", "automatically generated e-mail",
	"automatically generated reply", "auto-generated message",
	"auto-generated email", "please do not reply to this",
	"do not reply to this e", "do not reply to this message",
	"ceci est un message automatique", "ceci est une reponse automatique",
	"ceci est un courriel automatique", "ceci est un email automatique",
	"cette reponse est automatique", "ce message est automatique",
	"ce message est genere automatiquement",
	"ce message a ete genere automatiquement",
	"message genere automatiquement", "courriel genere automatiquement",
	"merci de ne pas repondre a ce", "ne pas repondre a ce m",
	"ne pas repondre a cet e", "ne repondez pas a ce m",
	"your ticket has been", "a ticket has been", "votre ticket a ete",
	"a ete enregistree sous le numero", "a ete enregistre sous le numero",
	"your message was read on", "was read on ", "was displayed on",
	"votre message a ete lu", "a ete lu le ",
	"your mail could not be processed", "unrecognized command",
	"command not understood", "commande non reconnue",
	"your message is waiting", "has been placed on hold",
	"has been quarantined", "verify that you are", "prove you are human",
	"prove that you are", "confirm that you are a human",
	"to deliver your message", "votre message est en attente",
	"a ete mis en attente", "a ete mis en quarantaine",
	"a ete place en quarantaine", "que vous n'etes pas un robot",
	"que vous etes humain", "que vous etes bien une personne",
	"valider l'envoi de votre message", "vous authentifier en cliquant"
};

/* How an absence is told, by programs and by people. */
static const char *const absences[] = {
	"i am out of the office", "i'm out of the office",
	"i am out of office", "i am currently out of", "i'm currently out of",
	"i will be out of the office", "i'll be out of the office",
	"i am away", "i'm away", "i am currently away",
	"i am on vacation", "i'm on vacation", "i am on holiday",
	"i am on leave", "i am on annual leave", "on maternity leave",
	"on parental leave", "on sick leave", "i am traveling",
	"i will be traveling", "when i return", "when i get back",
	"when i'm back", "upon my return", "on my return",
	"will not be reading my mail", "limited access to",
	"je suis absent", "je suis actuellement absent",
	"je suis actuellement en conge", "je suis en conge",
	"je suis en vacances", "je suis en arret", "je serai absent",
	"je serai de retour", "de retour le", "des mon retour",
	"a mon retour", "conge maternite", "conge de maternite",
	"conge parental", "pendant mon absence", "durant mon absence",
	"en mon absence", "le bureau est ferme", "les bureaux sont fermes",
	"sera ferme du", "seront fermes du"
};
/* clang-format on */

/* How a message is acknowledged, by programs and by polite people. */
static const char *const thanks[] = { "merci pour votre me",
	"merci de votre me", "merci pour votre mail", "merci de votre mail",
	"merci pour votre courriel", "merci de votre courriel",
	"merci pour votre e-mail", "merci de nous avoir contacte",
	"merci de votre comprehension", "merci pour votre comprehension",
	"merci de votre patience", "merci pour votre patience",
	"merci de votre interet", "merci pour votre interet",
	"thank you for contacting", "thanks for contacting",
	"thank you for your m", "thanks for your m", "thank you for your e",
	"thanks for your e", "thank you for your inquiry",
	"thank you for your patience", "thank you for writing",
	"thank you for getting in touch", "thanks for reaching out",
	"thank you for reaching out" };

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Does the text, which a NUL ends, go on with one of them? */
static bool begins(struct str text, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i][0] == text.p[0] && list[i][1] == text.p[1] &&
		    str_starts(text, str_c(list[i])))
			return true;
	return false;
}

bool robot_bounce_subject(struct str folded)
{
	for (size_t i = 0; i < COUNT(reports); i++)
		if (str_starts(folded, str_c(reports[i])))
			return true;
	return false;
}

/* "re:", "rep :" at the front: how long, or 0. */
static size_t reply_prefix(struct str text)
{
	static const char *const prefixes[] = { "re:", "re :", "rep:", "rep :",
		"aw:", "sv:", "tr:", "tr :", "fwd:", "fw:", "antw:", "wg:" };

	for (size_t i = 0; i < COUNT(prefixes); i++)
		if (str_starts(text, str_c(prefixes[i])))
			return str_c(prefixes[i]).n;
	return 0;
}

static bool is_here(struct str folded, const struct subject_row *row)
{
	struct str text = str_c(row->text);
	struct str head = str_trim(str_sub(folded, 0, str_findc(folded, ':')));

	switch (row->place) {
	case HEAD:
		return str_eq(head, text);
	case START:
		return str_starts(folded, text);
	case END:
		return str_ends(folded, text);
	case INSIDE:
		return str_find(folded, text) != SIZE_MAX;
	case FRESH:
		return reply_prefix(folded) == 0 &&
		       str_find(folded, text) != SIZE_MAX;
	}
	return false;
}

/* Reply prefixes and tags in brackets, as mail programs and lists put them. */
static struct str after_prefixes(struct str text)
{
	size_t n;

	for (;;) {
		text = str_trim(text);
		n = reply_prefix(text);
		if (n == 0 && text.n > 0 && text.p[0] == '[' &&
		    str_findc(text, ']') != SIZE_MAX)
			n = str_findc(text, ']') + 1;
		if (n == 0)
			return text;
		text = str_from(text, n);
	}
}

/* "Away Re: Please confirm": something stands before the first prefix. */
static bool is_prefixed(struct str folded)
{
	struct str rest = after_prefixes(folded);
	size_t re = str_find(rest, str_c(" re:"));
	size_t rep = str_find(rest, str_c(" re :"));

	return (re != SIZE_MAX && re > 0) || (rep != SIZE_MAX && rep > 0);
}

/* "[Ticket#4711] ...", "[example.org #4711] ..." */
static bool is_ticket(struct str folded)
{
	size_t end = str_findc(folded, ']');
	struct str tag = str_sub(folded, 0, end);
	size_t hash = str_findc(tag, '#');

	return end != SIZE_MAX && tag.p[0] == '[' && hash != SIZE_MAX &&
	       hash + 1 < tag.n && tag.p[hash + 1] >= '0' &&
	       tag.p[hash + 1] <= '9';
}

enum robot robot_subject(struct str folded, const char **why)
{
	enum robot kind = ROBOT_NONE;

	*why = N_("the subject of an automatic reply");
	for (size_t i = 0; i < COUNT(subjects); i++) {
		if (!is_here(folded, &subjects[i]))
			continue;
		kind = subjects[i].kind;
		if (kind == ROBOT_REPLY)
			return kind;
	}
	if (kind != ROBOT_NONE || is_prefixed(folded))
		return ROBOT_MAYBE;
	*why = N_("the subject of a delivery report");
	if (robot_bounce_subject(folded))
		return ROBOT_MAYBE;
	*why = N_("the number of a ticket in the subject");
	return is_ticket(folded) ? ROBOT_MAYBE : ROBOT_NONE;
}

static unsigned read_text(struct str folded)
{
	unsigned said = 0;

	for (size_t i = 0; i < folded.n; i++) {
		struct str rest = str_from(folded, i);
		if (!is_word(*rest.p) || (i > 0 && is_word(folded.p[i - 1])))
			continue;
		if (begins(rest, automatic, COUNT(automatic)))
			said |= ROBOT_SAYS_AUTOMATIC;
		if (begins(rest, absences, COUNT(absences)))
			said |= ROBOT_SAYS_ABSENT;
		if (begins(rest, thanks, COUNT(thanks)))
			said |= ROBOT_SAYS_THANKS;
	}
	return said;
}

unsigned robot_words(const char *subject, const char *own)
{
	struct arena arena = { 0 };
	struct str head = str_c(utf8_fold(&arena, str_c(subject)));
	struct str text = str_sub(str_c(own), 0, TEXT_MAX);
	unsigned said = read_text(str_c(utf8_fold(&arena, text)));

	for (size_t i = 0; i < COUNT(absent_subjects); i++)
		if (is_here(head, &absent_subjects[i]))
			said |= ROBOT_SAYS_ABSENT;
	arena_free(&arena);
	return said;
}
