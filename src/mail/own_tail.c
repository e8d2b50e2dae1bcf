#include "mail/own_tail.h"

#include <string.h>

enum { FOOTER_MAX = 8, CLIENT_LINE_MAX = 160, DEVICE_LINE_MAX = 80 };

/* What companies, universities and printers' friends append. */
static bool is_notice(const char *folded)
{
	static const char *const starts[] = { "ce message et toutes les",
		"ce message et ses ", "ce message (et ", "ce message, ainsi",
		"ce message ainsi que", "ce message contient des informations",
		"ce message peut contenir", "ce message est confidentiel",
		"ce message est destine exclusivement", "ce message est etabli",
		"ce message electronique et", "ce courriel et ",
		"ce courriel, ainsi", "ce courriel ainsi",
		"ce courriel est confidentiel", "ce courriel peut contenir",
		"ce courrier electronique et", "ce mail et ses ",
		"ce mail et toutes", "ce mail est confidentiel",
		"ce mail peut contenir", "cet e-mail et ses",
		"cet e-mail et toutes", "cet email et ses",
		"cet e-mail est confidentiel", "cette transmission contient",
		"les informations contenues dans ce",
		"les informations contenues dans cet",
		"le contenu de ce message est", "le contenu de ce courriel est",
		"le contenu de cet e-mail est", "l'integrite de ce message",
		"si vous avez recu ce message par",
		"si vous avez recu ce courriel par",
		"si vous n'etes pas le destinataire", "this message and any",
		"this message, including", "this message (including",
		"this message contains confid", "this message may contain",
		"this message is confidential", "this message is intended",
		"this e-mail and any", "this e-mail, including",
		"this e-mail message", "this e-mail is confidential",
		"this e-mail may contain", "this email and any",
		"this email, including", "this email message",
		"this email is confidential", "this email may contain",
		"this communication is", "this transmission may contain",
		"the information contained in this",
		"the information in this e", "the contents of this e",
		"if you are not the intended", "if you have received this e",
		"if you received this e", "if you have received this mess",
		"confidentiality notice", "confidentiality note",
		"legal disclaimer",
		"disclaimer:", "disclaimer :", "avis de confidentialite",
		"clause de confidentialite", "avertissement de confidentialite",
		"avant d'imprimer", "pensez a l'environnement",
		"pensons a l'environnement", "p pensez a l'environnement",
		"p avant d'imprimer", "n'imprimez ce mess",
		"n'imprimez ce cour", "please consider the environment",
		"p please consider the environment", "think before you print",
		"save a tree" };

	return own_starts(own_bare(folded), starts, OWN_COUNT(starts));
}

/* Is there a sign of a footer or a business card among the next lines? */
static bool announces_footer(const struct own_lines *lines, size_t i)
{
	static const char *const signs[] = { "@", "http:", "https:", "www.",
		"mailing list", "liste de diffusion", "tel.",
		"tel :", "tel:", "phone:", "mobile:" };

	for (size_t n = 1; n <= FOOTER_MAX && i + n < lines->n; n++) {
		const struct own_line *line = &lines->v[i + n];
		if (line->quoted)
			return false;
		if (own_has(line->folded, signs, OWN_COUNT(signs)) ||
		    is_notice(line->folded))
			return true;
	}
	return false;
}

bool own_is_any_rule(const char *folded)
{
	return own_is_rule(folded, '_') || own_is_rule(folded, '-') ||
	       own_is_rule(folded, '=') || own_is_rule(folded, '*') ||
	       own_is_rule(folded, '#') || own_is_rule(folded, '~');
}

/* "-- " and, not carefully, the ways in which it is lost. */
static bool is_delimiter(struct str text, bool careful)
{
	while (text.n > 0 && str_is_space(text.p[text.n - 1]))
		text.n--;
	return str_is(text, "--") ||
	       (!careful &&
		   (str_is(text, "---") || str_is(text, "\xe2\x80\x94") ||
		       str_is(text, "\xe2\x80\x93")));
}

bool own_begins_tail(const struct own_lines *lines, size_t i)
{
	const struct own_line *line = &lines->v[i];

	if (is_notice(line->folded) || is_delimiter(line->text, lines->careful))
		return true;
	return !lines->careful &&
	       (str_starts(str_c(line->folded), str_c("-~----")) ||
		   (own_is_any_rule(line->folded) &&
		       announces_footer(lines, i)));
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
	       own_starts(folded, starts, OWN_COUNT(starts)) &&
	       own_has(folded, verbs, OWN_COUNT(verbs)) &&
	       own_has(folded, devices, OWN_COUNT(devices));
}

static bool is_advertisement(const char *folded)
{
	static const char *const starts[] = { "envoye de mon ", "envoye de ma ",
		"envoye depuis mon ", "envoye depuis ma ",
		"envoye depuis l'app", "envoye depuis yahoo",
		"envoye depuis mailo", "envoye depuis infomaniak",
		"envoye depuis sfr", "envoye depuis free",
		"envoye depuis zimbra", "envoye depuis roundcube",
		"envoye depuis laposte", "envoye depuis bluemail",
		"envoye depuis aol", "envoye depuis icloud",
		"envoye depuis proton", "envoye depuis spark",
		"envoye depuis android", "envoye depuis outlook",
		"envoye depuis gmail", "envoye depuis un ", "envoye depuis la ",
		"envoye a partir de ", "envoye a l'aide de ",
		"envoye avec la messagerie", "envoye avec proton",
		"envoye avec l'app", "envoye avec mon ", "envoye avec canary",
		"envoye avec spark", "envoye avec airmail",
		"envoye avec thunderbird", "envoye avec mailo",
		"envoye avec tuta", "envoye par mon ", "envoye par tuta",
		"envoye grace a ", "envoye via ", "envoye d'un ",
		"envoye de l'app", "envoye de yahoo", "envoye de outlook",
		"envoye de samsung", "envoye de huawei", "envoye a partir d'",
		"envoye de l'i", "envoye du mobile", "obtenez bluemail",
		"get bluemail", "enviado desde mi ", "inviato da ",
		"von meinem ", "sent from my ", "sent from yahoo",
		"sent from mail for", "sent from outlook", "sent from proton",
		"sent from a ", "sent from the ", "sent from samsung",
		"sent from gmail", "sent from blue", "sent from mailbird",
		"sent from tuta", "sent from android", "sent from iphone",
		"sent from ipad", "sent from nine", "sent using ", "sent via ",
		"sent with proton", "sent with a ", "sent with tuta",
		"sent with airmail", "sent with spark", "sent with canary",
		"sent with thunderbird", "sent with [proton", "sent with mailo",
		"sent securely with", "get outlook for", "telecharger outlook",
		"obtenir outlook", "obtenez outlook pour",
		"provenance : courrier", "provenance: courrier",
		"provenance : outlook", "garanti sans virus", "virus-free",
		"virus free.", "securise par ", "une messagerie gratuite",
		"creez votre adresse electronique", "je cree ma boite mail",
		"securely sent with", "secured by tuta",
		"yahoo mail:", "yahoo mail :", "www.avast.com",
		"get it on google play", "mail.ru",
		"cet e-mail a ete verifie par le logiciel",
		"l'absence de virus dans ce courrier",
		"this email has been checked for viruses", "gesendet von ",
		"download the ", "cet e-mail a ete verifie par l",
		"ce message a ete verifie par", "ce courriel a ete verifie",
		"aucun virus trouve dans ce message", "no virus found in",
		"analyse effectuee par ", "l'absence de virus",
		"laposte.net :", "envoye par l'app", "envoye par l app" };

	return strlen(folded) < CLIENT_LINE_MAX &&
	       (own_starts(own_bare(folded), starts, OWN_COUNT(starts)) ||
		   names_device(folded));
}

/* "<https://...>", "[cid:logo@01D]": what was a link or an image. */
static bool is_lone_link(const char *folded)
{
	static const char *const starts[] = { "http://", "https://", "www.",
		"<http", "<#", "[http", "<mailto:" };

	return own_starts(folded, starts, OWN_COUNT(starts)) &&
	       strchr(folded, ' ') == NULL;
}

static bool is_image_mark(const char *folded)
{
	static const char *const starts[] = { "[cid:", "[image:", "[image :" };

	return own_starts(folded, starts, OWN_COUNT(starts)) &&
	       str_ends(str_c(folded), str_c("]"));
}

bool own_is_client_line(const struct own_lines *lines, size_t i)
{
	const struct own_line *v = lines->v;

	return is_advertisement(v[i].folded) || is_image_mark(v[i].folded) ||
	       (i > 0 && is_lone_link(v[i].folded) &&
		   is_advertisement(v[i - 1].folded));
}
