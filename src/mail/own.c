#include "mail/own.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

/*
 * Line by line: what each line is, then what is kept.  The folded form (no
 * accents, no case, single blanks) is what the tables below are compared
 * with.
 */
enum {
	LINES_MAX = 20000, /* of a mail; what follows is not read */
	FOLD_MAX = 400,    /* bytes of a line that matter */
	WRAP_MAX = 3,      /* lines of one attribution */
	RULE_MIN = 5,      /* "_____" */
	LONG_QUOTE = 60,   /* a quoted line that a client may have wrapped */
	CLIENT_LINE_MAX = 160,
	DEVICE_LINE_MAX = 80
};

struct line {
	struct str text;
	const char *folded;
	bool quoted;
};

struct lines {
	struct line *v;
	size_t n;
};

static bool starts_any(const char *s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(str_c(s), str_c(list[i])))
			return true;
	return false;
}

static bool ends_any(const char *s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_ends(str_c(s), str_c(list[i])))
			return true;
	return false;
}

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static bool has(const char *s, const char *part)
{
	return strstr(s, part) != NULL;
}

static bool is_empty(const struct line *line)
{
	return line->folded[0] == '\0';
}

/* Only this character, at least RULE_MIN times. */
static bool is_rule(const char *folded, char c)
{
	size_t n = strspn(folded, (char[]){ c, '\0' });

	return n >= RULE_MIN && folded[n] == '\0';
}

/* Does this end the line above a quotation: "Le ..., X a écrit :"? */
static bool ends_attribution(const char *folded)
{
	static const char *const ends[] = { "a ecrit :", "a ecrit:",
		"ecrivait :", "ecrivait:", "ecrit :", "ecrit:", "ecrivit :",
		"a ecrit ce qui suit :", "wrote:", "wrote :", "writes:",
		"writes :", "wrote on behalf:", "schrieb:", "escribio:",
		"ha scritto:", "schreef:", "a ecrit ----", "wrote ----" };

	return ends_any(folded, ends, COUNT(ends));
}

/* Forms that only count right above a quotation. */
static bool may_end_attribution(const char *folded)
{
	return str_ends(str_c(folded), str_c(":")) &&
	       (has(folded, " schrieb ") || has(folded, " wrote ") ||
		   has(folded, " a ecrit "));
}

static bool has_digit(const char *s)
{
	return strpbrk(s, "0123456789") != NULL;
}

/* The next line that is not empty, or lines->n. */
static size_t next_text(const struct lines *lines, size_t i)
{
	while (i < lines->n && is_empty(&lines->v[i]))
		i++;
	return i;
}

/*
 * Number of lines that the attribution beginning here takes, 0 for none.
 * Without a date or an address in it, it must stand right above a quotation:
 * people do write "my sister wrote:".
 */
static size_t attribution(const struct lines *lines, size_t i)
{
	static const char *const starts[] = { "le ", "on ", "am ", "el ", "il ",
		"op ", "en ", "dans ", "in ", "---- le ", "---- on " };
	bool dated = false;
	bool opens;
	bool sure;

	opens = starts_any(lines->v[i].folded, starts, COUNT(starts));
	for (size_t n = 0; n < WRAP_MAX && i + n < lines->n; n++) {
		const struct line *line = &lines->v[i + n];
		size_t next;
		if (line->quoted || is_empty(line))
			return 0;
		dated =
		    dated || has_digit(line->folded) || has(line->folded, "@");
		sure = ends_attribution(line->folded);
		if (!sure && !may_end_attribution(line->folded))
			continue;
		next = next_text(lines, i + n + 1);
		if (next < lines->n && lines->v[next].quoted)
			return n == 0 || opens ? n + 1 : 0;
		return sure && opens && dated ? n + 1 : 0;
	}
	return 0;
}

/* Without the asterisks that bold HTML becomes. */
static const char *skip_marks(const char *folded)
{
	return folded + strspn(folded, "*_ ");
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
	const char *s = skip_marks(folded);

	if (starts_any(s, from, COUNT(from)))
		return HEAD_FROM;
	if (starts_any(s, other, COUNT(other)))
		return HEAD_OTHER;
	return HEAD_NONE;
}

/* "De : / Envoyé : / À : / Objet :", at least three lines of it. */
static bool is_head_block(const struct lines *lines, size_t i)
{
	size_t found = 0;
	size_t others = 0;

	if (i >= lines->n || lines->v[i].quoted)
		return false;
	if (head_kind(lines->v[i].folded) == HEAD_NONE)
		return false;
	for (size_t n = 0; n < 6 && i + n < lines->n; n++) {
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
		"message suivi" };
	static const char *const lone[] = { "begin forwarded message:",
		"begin forwarded message :", "debut du message reexpedie :",
		"debut du message reexpedie:", "debut du message transfere :",
		"debut du message transfere:", "debut du message transfere" };

	if (starts_any(folded, lone, COUNT(lone)))
		return true;
	if (!str_starts(str_c(folded), str_c("--")))
		return false;
	for (size_t i = 0; i < COUNT(words); i++)
		if (has(folded, words[i]) &&
		    str_ends(str_c(folded), str_c("--")))
			return true;
	return false;
}

/* Nothing of the person's follows, not even below. */
static bool ends_all(const struct lines *lines, size_t i)
{
	const char *folded = lines->v[i].folded;

	if (is_forward_line(folded) || is_head_block(lines, i))
		return true;
	return is_rule(folded, '_') &&
	       is_head_block(lines, next_text(lines, i + 1));
}

/*
 * "-- " and the ways it is lost; rules of underscores above list footers;
 * what companies append.
 */
static bool begins_signature(const struct line *line)
{
	static const char *const notices[] = { "ce message et toutes les",
		"ce message et ses ", "ce message (et ", "ce message, ainsi",
		"ce courriel et ", "ce courriel, ainsi", "ce mail et ses ",
		"this message and any", "this e-mail and any",
		"this email and any", "this message is confidential",
		"this e-mail is confidential", "this email is confidential",
		"this e-mail, including", "this message (including",
		"confidentiality notice", "avis de confidentialite",
		"clause de confidentialite", "avant d'imprimer",
		"pensez a l'environnement", "pensons a l'environnement",
		"please consider the environment" };
	struct str text = line->text;

	while (text.n > 0 && str_is_space(text.p[text.n - 1]))
		text.n--;
	if (starts_any(line->folded, notices, COUNT(notices)))
		return true;
	return str_is(text, "--") || str_is(text, "---") ||
	       str_is(text, "\xe2\x80\x94") || str_is(text, "\xe2\x80\x93") ||
	       is_rule(line->folded, '_') || is_rule(line->folded, '-') ||
	       str_starts(str_c(line->folded), str_c("-~----"));
}

static bool has_any(const char *folded, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (has(folded, words[i]))
			return true;
	return false;
}

/* "Cet e-mail a été envoyé depuis mon mobile", "Télécharger X pour iOS" */
static bool names_device(const char *folded)
{
	static const char *const starts[] = { "cet e", "ce mes", "ce mail",
		"ce courriel", "this e", "this m", "envoye ", "sent ",
		"telecharger ", "telechargez ", "obtenez ", "get " };
	static const char *const verbs[] = { "envoye ", "sent ", "telecharge",
		"obtenez ", "get " };
	static const char *const devices[] = { " mon mobile", " smartphone",
		" android", " ios", " iphone", " ipad", " mon telephone",
		" ma tablette", " my mobile", " my phone", " my tablet" };

	return strlen(folded) < DEVICE_LINE_MAX &&
	       starts_any(folded, starts, COUNT(starts)) &&
	       has_any(folded, verbs, COUNT(verbs)) &&
	       has_any(folded, devices, COUNT(devices));
}

/* One line that a telephone or a free mail service appends. */
static bool is_client_line(const struct line *line)
{
	static const char *const starts[] = { "envoye de mon ", "envoye de ma ",
		"envoye depuis mon ", "envoye depuis ma ",
		"envoye depuis l'app", "envoye depuis yahoo",
		"envoye depuis outlook", "envoye depuis gmail",
		"envoye depuis un ", "envoye depuis la ", "envoye a partir de ",
		"envoye a l'aide de ", "envoye avec la messagerie",
		"envoye avec proton", "envoye avec l'app", "envoye avec mon ",
		"envoye avec canary", "envoye avec spark",
		"envoye avec airmail", "envoye avec thunderbird",
		"envoye avec mailo", "envoye avec tuta", "envoye par mon ",
		"envoye par tuta", "envoye grace a ", "envoye via ",
		"envoye d'un ", "envoye de l'app", "envoye de yahoo",
		"envoye de outlook", "envoye de samsung", "envoye de huawei",
		"envoye a partir d'", "envoye de l'i", "envoye du mobile",
		"obtenez bluemail", "get bluemail", "enviado desde mi ",
		"inviato da ", "von meinem ", "sent from my ",
		"sent from yahoo", "sent from mail for", "sent from outlook",
		"sent from proton", "sent from a ", "sent from the ",
		"sent from samsung", "sent from gmail", "sent from blue",
		"sent from mailbird", "sent from tuta", "sent from android",
		"sent from iphone", "sent from ipad", "sent from nine",
		"sent using ", "sent via ", "sent with proton", "sent with a ",
		"sent with tuta", "sent with airmail", "sent with spark",
		"sent with canary", "sent with thunderbird",
		"sent with [proton", "sent with mailo", "sent securely with",
		"get outlook for", "telecharger outlook", "obtenir outlook",
		"obtenez outlook pour", "provenance : courrier",
		"provenance: courrier", "provenance : outlook",
		"garanti sans virus", "virus-free", "virus free.",
		"securise par ", "une messagerie gratuite",
		"creez votre adresse electronique", "je cree ma boite mail",
		"securely sent with", "secured by tuta",
		"yahoo mail:", "yahoo mail :", "www.avast.com",
		"get it on google play", "mail.ru",
		"cet e-mail a ete verifie par le logiciel",
		"l'absence de virus dans ce courrier",
		"this email has been checked for viruses", "gesendet von ",
		"download the ", "laposte.net :", "envoye par l'app",
		"envoye par l app" };

	return strlen(line->folded) < CLIENT_LINE_MAX &&
	       (starts_any(skip_marks(line->folded), starts, COUNT(starts)) ||
		   names_device(line->folded));
}

static bool is_quoted(struct str text)
{
	size_t i = 0;

	while (i < text.n && i < 3 && text.p[i] == ' ')
		i++;
	return i < text.n && text.p[i] == '>';
}

/*
 * The tail of a quoted line that a client broke without a mark: one short
 * line glued between two quoted ones.
 */
static bool is_wrapped_quote(const struct lines *lines, size_t i)
{
	const struct line *v = lines->v;

	return i > 0 && i + 1 < lines->n && v[i - 1].quoted &&
	       v[i + 1].quoted && v[i - 1].text.n >= LONG_QUOTE &&
	       v[i].text.n < LONG_QUOTE / 2 && !is_empty(&v[i]);
}

static struct lines read_lines(struct arena *arena, const char *text)
{
	struct lines lines = { 0 };
	struct str rest = str_c(text);
	struct str line;
	size_t count = 1;

	for (const char *p = text; *p != '\0'; p++)
		count += *p == '\n';
	if (count > LINES_MAX)
		count = LINES_MAX;
	lines.v = arena_calloc(arena, count, sizeof(*lines.v));
	while (lines.n < count && str_split(&rest, '\n', &line)) {
		lines.v[lines.n++] = (struct line){
			.text = line,
			.folded = utf8_fold(arena, str_sub(line, 0, FOLD_MAX)),
			.quoted = is_quoted(line),
		};
	}
	return lines;
}

static void keep_line(struct buf *out, struct str line)
{
	while (line.n > 0 && str_is_space(line.p[line.n - 1]))
		line.n--;
	/* Where something was taken out, one empty line is enough. */
	if (line.n == 0 &&
	    (out->len == 0 || str_ends(buf_get(out), str_c("\n\n"))))
		return;
	(void)buf_str(out, line);
	(void)buf_putc(out, '\n');
}

char *own_words(struct arena *arena, const char *text)
{
	struct lines lines = read_lines(arena, text);
	bool signature = false;
	struct buf out;
	char *own;

	buf_init(&out, strlen(text) + 2);
	for (size_t i = 0; i < lines.n; i++) {
		const struct line *line = &lines.v[i];
		size_t above = attribution(&lines, i);
		if (line->quoted || is_wrapped_quote(&lines, i)) {
			signature = false;
			continue;
		}
		if (above > 0) {
			size_t next = next_text(&lines, i + above);
			if (next < lines.n && !lines.v[next].quoted)
				break; /* quoted without marks */
			i += above - 1;
			continue;
		}
		if (ends_all(&lines, i))
			break;
		if (begins_signature(line))
			signature = true;
		if (!signature && !is_client_line(line))
			keep_line(&out, line->text);
	}
	own = arena_dup(arena, str_trim(buf_get(&out)));
	buf_clear(&out);
	return own;
}
