#include "news/words.h"

#include <string.h>

#include "base/near.h"
#include "base/utf8.h"

#define ROWS(table)                                                            \
	{                                                                      \
		table, sizeof(table) / sizeof((table)[0])                      \
	}
#define EN(text, meaning)                                                      \
	{                                                                      \
		text, NULL, meaning, false                                     \
	}
#define FR(text, meaning)                                                      \
	{                                                                      \
		text, NULL, meaning, true                                      \
	}
#define FR_(text, plain, meaning)                                              \
	{                                                                      \
		text, plain, meaning, true                                     \
	}

static const struct news_word front[] = {
	EN("subject", NEWS_SUBJECT),
	FR("sujet", NEWS_SUBJECT),
	FR("objet", NEWS_SUBJECT),
	EN("preheader", NEWS_PREHEADER),
	FR_("aperçu", "apercu", NEWS_PREHEADER),
	FR("accroche", NEWS_PREHEADER),
	EN("list", NEWS_LISTS),
	EN("lists", NEWS_LISTS),
	FR("liste", NEWS_LISTS),
	FR("listes", NEWS_LISTS),
	EN("language", NEWS_LANGUAGE),
	FR("langue", NEWS_LANGUAGE),
	EN("topics", NEWS_TOPICS),
	EN("topic", NEWS_TOPICS),
	FR_("thèmes", "themes", NEWS_TOPICS),
	FR_("thème", "theme", NEWS_TOPICS),
	EN("date", NEWS_DATE),
	EN("send_at", NEWS_SEND_AT),
	FR("envoi", NEWS_SEND_AT),
	EN("zone", NEWS_ZONE),
	EN("timezone", NEWS_ZONE),
	FR("fuseau", NEWS_ZONE),
	FR("fuseau_horaire", NEWS_ZONE),
	EN("template", NEWS_TEMPLATE),
	FR_("modèle", "modele", NEWS_TEMPLATE),
	FR("gabarit", NEWS_TEMPLATE),
	EN("rights", NEWS_RIGHTS),
	EN("license", NEWS_RIGHTS),
	FR("droits", NEWS_RIGHTS),
	FR("licence", NEWS_RIGHTS),
	EN("reply_to", NEWS_REPLY_TO),
	FR_("répondre_à", "repondre_a", NEWS_REPLY_TO),
	FR_("réponse_à", "reponse_a", NEWS_REPLY_TO),
	EN("attachments", NEWS_ATTACHMENTS),
	EN("attachment", NEWS_ATTACHMENTS),
	FR_("pièces_jointes", "pieces_jointes", NEWS_ATTACHMENTS),
	FR_("pièce_jointe", "piece_jointe", NEWS_ATTACHMENTS),
	EN("ready", NEWS_READY),
	FR_("prêt", "pret", NEWS_READY),
	FR_("prête", "prete", NEWS_READY),
};
const struct news_words news_front_words = ROWS(front);

static const struct news_word defaults[] = {
	EN("default_", 0),
	FR_("défaut_", "defaut_", 0),
};
const struct news_words news_default_words = ROWS(defaults);

static const struct news_word keys[] = {
	EN("id", NEWS_ID),
	FR("identifiant", NEWS_ID),
	EN("topics", NEWS_KEY_TOPICS),
	EN("topic", NEWS_KEY_TOPICS),
	FR_("thèmes", "themes", NEWS_KEY_TOPICS),
	FR_("thème", "theme", NEWS_KEY_TOPICS),
	EN("title", NEWS_TITLE),
	FR("titre", NEWS_TITLE),
	EN("author", NEWS_AUTHOR),
	EN("authors", NEWS_AUTHOR),
	FR("auteur", NEWS_AUTHOR),
	FR("auteurs", NEWS_AUTHOR),
	FR("autrice", NEWS_AUTHOR),
	FR("autrices", NEWS_AUTHOR),
	EN("rights", NEWS_KEY_RIGHTS),
	EN("license", NEWS_KEY_RIGHTS),
	FR("droits", NEWS_KEY_RIGHTS),
	FR("licence", NEWS_KEY_RIGHTS),
	EN("link", NEWS_LINK),
	EN("url", NEWS_LINK),
	FR("lien", NEWS_LINK),
	EN("link_text", NEWS_LINK_TEXT),
	EN("text", NEWS_LINK_TEXT),
	FR("texte_du_lien", NEWS_LINK_TEXT),
	FR("texte", NEWS_LINK_TEXT),
	EN("start", NEWS_START),
	FR_("début", "debut", NEWS_START),
	EN("end", NEWS_END),
	FR("fin", NEWS_END),
	EN("zone", NEWS_KEY_ZONE),
	EN("timezone", NEWS_KEY_ZONE),
	FR("fuseau", NEWS_KEY_ZONE),
	FR("fuseau_horaire", NEWS_KEY_ZONE),
	EN("place", NEWS_PLACE),
	EN("location", NEWS_PLACE),
	FR("lieu", NEWS_PLACE),
	EN("organiser", NEWS_ORGANISER),
	EN("organizer", NEWS_ORGANISER),
	FR("organisateur", NEWS_ORGANISER),
	FR("organisatrice", NEWS_ORGANISER),
	EN("language", NEWS_KEY_LANGUAGE),
	FR("langue", NEWS_KEY_LANGUAGE),
	EN("registration", NEWS_REGISTRATION),
	FR("inscription", NEWS_REGISTRATION),
	EN("status", NEWS_STATUS),
	FR("statut", NEWS_STATUS),
	FR_("état", "etat", NEWS_STATUS),
	EN("date", NEWS_KEY_DATE),
	EN("publisher", NEWS_PUBLISHER),
	FR_("éditeur", "editeur", NEWS_PUBLISHER),
	EN("deadline", NEWS_DEADLINE),
	FR("date_limite", NEWS_DEADLINE),
	FR_("échéance", "echeance", NEWS_DEADLINE),
	EN("name", NEWS_NAME),
	FR("nom", NEWS_NAME),
	EN("file", NEWS_FILE),
	FR("fichier", NEWS_FILE),
	EN("alt", NEWS_ALT),
	FR("texte_alternatif", NEWS_ALT),
	FR("description", NEWS_ALT),
	EN("caption", NEWS_CAPTION),
	FR_("légende", "legende", NEWS_CAPTION),
	EN("width", NEWS_WIDTH),
	FR("largeur", NEWS_WIDTH),
};
const struct news_words news_key_words = ROWS(keys);

static const struct news_word kinds[] = {
	EN("item", NEWS_ITEM),
	FR("article", NEWS_ITEM),
	FR_("brève", "breve", NEWS_ITEM),
	EN("event", NEWS_EVENT),
	FR_("événement", "evenement", NEWS_EVENT),
	EN("publication", NEWS_PUBLICATION),
	FR("parution", NEWS_PUBLICATION),
	EN("call", NEWS_CALL),
	FR("appel", NEWS_CALL),
	EN("partner", NEWS_PARTNER),
	FR("partenaire", NEWS_PARTNER),
	EN("table", NEWS_TABLE),
	FR("tableau", NEWS_TABLE),
	EN("image", NEWS_IMAGE),
	EN("button", NEWS_BUTTON),
	FR("bouton", NEWS_BUTTON),
};
const struct news_words news_kind_words = ROWS(kinds);

static const struct news_word answers[] = {
	EN("yes", true),
	EN("true", true),
	FR("oui", true),
	FR("vrai", true),
	EN("no", false),
	EN("false", false),
	FR("non", false),
	FR("faux", false),
};
static const struct news_words answer_words = ROWS(answers);

static const struct news_word statuses[] = {
	EN("confirmed", NEWS_CONFIRMED),
	FR_("confirmé", "confirme", NEWS_CONFIRMED),
	FR_("confirmée", "confirmee", NEWS_CONFIRMED),
	EN("tentative", NEWS_TENTATIVE),
	FR("provisoire", NEWS_TENTATIVE),
	FR_("à confirmer", "a_confirmer", NEWS_TENTATIVE),
	EN("cancelled", NEWS_CANCELLED),
	EN("canceled", NEWS_CANCELLED),
	FR_("annulé", "annule", NEWS_CANCELLED),
	FR_("annulée", "annulee", NEWS_CANCELLED),
};
static const struct news_words status_words = ROWS(statuses);

static const struct news_word languages[] = {
	EN("french", LANG_FR),
	FR_("français", "francais", LANG_FR),
	EN("english", LANG_EN),
	FR("anglais", LANG_EN),
};
static const struct news_words language_words = ROWS(languages);

const char *news_word_plain(struct arena *arena, struct str text)
{
	char *plain = utf8_fold(arena, text);

	for (char *p = plain; *p != '\0'; p++)
		if (*p == ' ' || *p == '-')
			*p = '_';
	return plain;
}

static const char *plain_of(const struct news_word *row)
{
	return row->plain != NULL ? row->plain : row->text;
}

const struct news_word *news_word_find(
    const struct news_words *words, const char *plain)
{
	for (size_t i = 0; i < words->count; i++)
		if (strcmp(plain_of(&words->rows[i]), plain) == 0)
			return &words->rows[i];
	return NULL;
}

const char *news_word_name(
    const struct news_words *words, int meaning, bool french)
{
	const char *name = NULL;

	for (size_t i = 0; i < words->count; i++) {
		const struct news_word *row = &words->rows[i];
		if (row->meaning != meaning)
			continue;
		if (row->french == french)
			return row->text;
		if (name == NULL)
			name = row->text;
	}
	return name;
}

const char *news_word_nearest(
    const struct news_words *words, const char *plain, uint32_t among)
{
	size_t best = strlen(plain) / 2 + 1;
	const char *nearest = NULL;

	for (size_t i = 0; i < words->count; i++) {
		const struct news_word *row = &words->rows[i];
		size_t distance;
		if ((among >> row->meaning & 1) == 0)
			continue;
		distance = near_distance(plain, plain_of(row));
		if (distance >= best)
			continue;
		best = distance;
		nearest = row->text;
	}
	return nearest;
}

bool news_word_yes(struct arena *arena, const char *text, bool *yes)
{
	const struct news_word *row =
	    news_word_find(&answer_words, news_word_plain(arena, str_c(text)));

	if (row != NULL)
		*yes = row->meaning;
	return row != NULL;
}

bool news_word_status(
    struct arena *arena, const char *text, enum news_status *status)
{
	const struct news_word *row =
	    news_word_find(&status_words, news_word_plain(arena, str_c(text)));

	if (row != NULL)
		*status = (enum news_status)row->meaning;
	return row != NULL;
}

bool news_word_language(
    struct arena *arena, const char *text, enum lang *language)
{
	const struct news_word *row = news_word_find(
	    &language_words, news_word_plain(arena, str_c(text)));

	if (row == NULL)
		return lang_parse(text, language);
	*language = (enum lang)row->meaning;
	return true;
}
