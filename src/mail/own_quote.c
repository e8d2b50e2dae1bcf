#include "mail/own_quote.h"

#include <stdint.h>
#include <string.h>

enum {
	WRAP_MAX = 3,   /* lines of one attribution */
	HEAD_MAX = 6,   /* lines of a heading */
	LONG_QUOTE = 60 /* a quoted line that a client may have wrapped */
};

static bool has(const char *s, const char *part)
{
	return strstr(s, part) != NULL;
}

/* Does this end the line above a quotation: "Le ..., X a écrit :"? */
static bool ends_attribution(const char *folded)
{
	static const char *const ends[] = { "a ecrit :", "a ecrit:",
		"ecrivait :", "ecrivait:", "ecrit :", "ecrit:", "ecrivit :",
		"a ecrit ce qui suit :", "wrote:", "wrote :", "writes:",
		"writes :", "wrote on behalf:", "schrieb:", "escribio:",
		"ha scritto:", "schreef:", "a ecrit ----", "wrote ----" };

	return own_ends(folded, ends, OWN_COUNT(ends));
}

/* Forms that only count right above a quotation. */
static bool may_end_attribution(const char *folded)
{
	return str_ends(str_c(folded), str_c(":")) &&
	       (has(folded, " schrieb ") || has(folded, " wrote ") ||
		   has(folded, " a ecrit ") || has(folded, " schreef "));
}

static bool has_digit_at(const char *p)
{
	return *p >= '0' && *p <= '9';
}

static bool has_digit(const char *s)
{
	return strpbrk(s, "0123456789") != NULL;
}

/* "09:12", "9h12" */
static bool has_time(const char *s)
{
	for (const char *p = strpbrk(s, ":h"); p != NULL;
	     p = strpbrk(p + 1, ":h"))
		if (p > s && has_digit_at(p - 1) && has_digit_at(p + 1))
			return true;
	return false;
}

static bool opens_attribution(const char *folded)
{
	static const char *const starts[] = { "le ", "on ", "am ", "el ", "il ",
		"op ", "en ", "dans ", "in ", "---- le ", "---- on ",
		"----- le ", "----- on " };

	return own_starts(folded, starts, OWN_COUNT(starts));
}

/* A person's line in front of the attribution is no part of it. */
static bool opens_later(const struct own_lines *lines, size_t i, size_t n)
{
	if (n > 0 && !has_digit(lines->v[i].folded))
		return true;
	for (size_t k = 1; k <= n; k++)
		if (opens_attribution(lines->v[i + k].folded) &&
		    has_digit(lines->v[i + k].folded))
			return true;
	return false;
}

size_t own_attribution(const struct own_lines *lines, size_t i)
{
	bool opens = opens_attribution(lines->v[i].folded);
	bool dated = false;

	for (size_t n = 0; n < WRAP_MAX && i + n < lines->n; n++) {
		const struct own_line *line = &lines->v[i + n];
		bool sure;
		size_t next;
		if (line->quoted || own_is_empty(line))
			return 0;
		dated = dated || has_time(line->folded) ||
			has(line->folded, "@") ||
			has(line->folded, "wrote ----") ||
			has(line->folded, "ecrit ----");
		sure = ends_attribution(line->folded);
		if (!sure && !may_end_attribution(line->folded))
			continue;
		if (opens_later(lines, i, n))
			return 0;
		next = own_next(lines, i + n + 1);
		if (next < lines->n && lines->v[next].quoted)
			return n == 0 || opens ? n + 1 : 0;
		return sure && opens && dated ? n + 1 : 0;
	}
	return 0;
}

/* A field of the block that Outlook and its kin put above a quoted mail. */
enum head { HEAD_NONE, HEAD_FROM, HEAD_OTHER };

static enum head head_kind(const char *folded)
{
	static const char *const from[] = { "de :", "de:", "from:", "from :",
		"expediteur :", "expediteur:", "von:", "de* :" };
	static const char *const other[] = { "envoye :", "envoye:", "sent:",
		"sent :", "date :", "date:", "a :", "a:", "to:", "to :",
		"objet :", "objet:", "subject:", "subject :", "sujet :",
		"sujet:", "cc :", "cc:", "pour :", "pour:", "gesendet:", "an:",
		"betreff:", "envoye le :", "envoye le:", "repondre a :",
		"reply-to:", "reply-to :", "destinataire :", "importance :",
		"importance:", "copie :", "copie a :" };
	const char *s = own_bare(folded);

	if (own_starts(s, from, OWN_COUNT(from)))
		return HEAD_FROM;
	if (own_starts(s, other, OWN_COUNT(other)))
		return HEAD_OTHER;
	return HEAD_NONE;
}

/* "De : / Envoyé : / À : / Objet :", at least three lines of it. */
static bool is_head_block(const struct own_lines *lines, size_t i)
{
	size_t found = 0;
	size_t others = 0;

	if (i >= lines->n || lines->v[i].quoted)
		return false;
	if (head_kind(lines->v[i].folded) == HEAD_NONE)
		return false;
	for (size_t n = 0; n < HEAD_MAX && i + n < lines->n; n++) {
		enum head kind = head_kind(lines->v[i + n].folded);
		found += kind == HEAD_FROM;
		others += kind == HEAD_OTHER;
	}
	return found == 1 && others >= 2;
}

/* "-----Original Message-----" and what forwarding writes. */
static bool is_forward_line(const char *folded)
{
	static const char *const words[] = { "original message",
		"message d'origine", "message original", "message initial",
		"forwarded message", "message transfere", "message reexpedie",
		"message forwarded", "courrier original", "mail original",
		"original mail", "ursprungliche nachricht",
		"original-nachricht", "forwarded by", "transfere par",
		"message transmis", "message relaye",
		"weitergeleitete nachricht", "mensaje original",
		"messaggio originale", "messaggio inoltrato",
		"mensaje reenviado", "doorgestuurd bericht",
		"oorspronkelijk bericht", "transfere par",
		"forwarded message from", "message suivi" };
	static const char *const lone[] = { "begin forwarded message:",
		"begin forwarded message :", "debut du message reexpedie :",
		"debut du message reexpedie:", "debut du message transfere :",
		"debut du message transfere:", "debut du message transfere" };

	if (own_starts(folded, lone, OWN_COUNT(lone)))
		return true;
	if (!str_starts(str_c(folded), str_c("--")))
		return false;
	for (size_t i = 0; i < OWN_COUNT(words); i++)
		if (has(folded, words[i]) &&
		    str_ends(str_c(folded), str_c("--")))
			return true;
	return false;
}

/* "Message du 20/07/26 09:12" above the fields: La Poste, Orange. */
static bool is_dated_head(const struct own_lines *lines, size_t i)
{
	const char *folded = own_bare(lines->v[i].folded);

	return str_starts(str_c(folded), str_c("message du ")) &&
	       has_digit(folded) &&
	       is_head_block(lines, own_next(lines, i + 1));
}

/* Yahoo on telephones puts the quoted text behind the attribution. */
static bool is_glued(const char *folded, struct str text)
{
	static const char *const ends[] = {
		"crit :  ", "wrote:  ", "crit\xc2\xa0:  "
	};

	if (!opens_attribution(folded) || !has_time(folded) ||
	    !has(folded, "@"))
		return false;
	for (size_t i = 0; i < OWN_COUNT(ends); i++)
		if (str_find(text, str_c(ends[i])) != SIZE_MAX)
			return true;
	return false;
}

bool own_begins_mail(const struct own_lines *lines, size_t i)
{
	const struct own_line *line = &lines->v[i];
	const char *folded = line->folded;

	if (is_forward_line(folded) || is_head_block(lines, i) ||
	    is_dated_head(lines, i) || is_glued(folded, line->text))
		return true;
	return (own_is_rule(folded, '_') || own_is_rule(folded, '-')) &&
	       is_head_block(lines, own_next(lines, i + 1));
}

static bool is_answer(const char *folded)
{
	static const char *const answers[] = { "oui", "non", "yes", "no", "ok",
		"stop", "d'accord", "jamais", "never" };

	return own_starts(folded, answers, OWN_COUNT(answers));
}

/* One short line glued between two quoted ones, the first not finished. */
bool own_is_wrapped(const struct own_lines *lines, size_t i)
{
	const struct own_line *v = lines->v;
	struct str above;

	if (i == 0 || i + 1 >= lines->n || !v[i - 1].quoted ||
	    !v[i + 1].quoted || own_is_empty(&v[i]))
		return false;
	above = str_trim(v[i - 1].text);
	return above.n >= LONG_QUOTE && v[i].text.n < LONG_QUOTE / 2 &&
	       strchr(".?!:;", above.p[above.n - 1]) == NULL &&
	       !is_answer(v[i].folded);
}
