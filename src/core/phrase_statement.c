#include "core/phrase_statement.h"

#include "base/i18n.h"
#include "core/phrase_meaning.h"

enum { GREETING_MAX = 6, TOLD_NEAR = 3 }; /* words */

static bool only(const struct clause *clause, const enum word *words)
{
	for (size_t i = 0; i < clause->count; i++) {
		const enum word *w = words;
		while (*w != WORD__MAX && *w != clause->words[i].word)
			w++;
		if (*w == WORD__MAX)
			return false;
	}
	return clause->count > 0;
}

static bool has(const struct clause *clause, enum word word)
{
	return phrase_has(clause, 0, clause->count, word);
}

static bool asks_help(const struct clause *clause)
{
	static const enum word words[] = { WORD_HELP, WORD_FILL, WORD_POLITE,
		WORD_ME, WORD_WISH, WORD_BEG, WORD_CAN, WORD_WAS, WORD_LIST,
		WORD_MAILS, WORD_NAME, WORD_NEWSLETTER, WORD__MAX };

	return has(clause, WORD_HELP) && only(clause, words);
}

/* "Oui", "je confirme mon choix": no matter what follows, unless a doubt. */
static bool agrees(const struct clause *clause)
{
	static const enum word words[] = { WORD_YES, WORD_CONFIRM, WORD_FILL,
		WORD_POLITE, WORD_ME, WORD_WISH, WORD_BEG, WORD_LIST,
		WORD_MAILS, WORD_NEWSLETTER, WORD_NAME, WORD_WAS, WORD_BE,
		WORD_SELF, WORD_ALL, WORD__MAX };
	size_t i = 0;

	if (!has(clause, WORD_YES) && !has(clause, WORD_CONFIRM))
		return false;
	while (i < clause->count && (clause->words[i].word == WORD_FILL ||
					clause->words[i].word == WORD_ME ||
					clause->words[i].word == WORD_POLITE))
		i++;
	/* "Confirmation refusée" */
	if (i < clause->count &&
	    phrase_one_of(clause->words[i].text, "confirmation validation"))
		return only(clause, words);
	return only(clause, words) || clause->words[i].word == WORD_YES ||
	       clause->words[i].word == WORD_CONFIRM;
}

const char *phrase_doubt(const struct clause *clause)
{
	if (clause->question || has(clause, WORD_ASK))
		return N_("it asks a question");
	if (has(clause, WORD_DANGER) || has(clause, WORD_SLIP))
		return N_("it sets a condition or asks for something more");
	if (has(clause, WORD_ADDRESS))
		return N_("it names another address");
	return NULL;
}

/* "Oui, mais en septembre": what follows may turn it. */
static bool objects(const struct clause *clause)
{
	for (size_t i = 0; i < clause->count; i++)
		if (phrase_one_of(clause->words[i].text, "mais but"))
			return phrase_has(clause, i, clause->count, WORD_OTHER);
	return false;
}

static bool is_title(const struct clause_word *word)
{
	return phrase_one_of(word->text, "madame monsieur mme mr mrs ms");
}

/* "Bonjour Madame Durand" */
static bool greets(const struct clause *clause)
{
	bool titled = false;

	if (clause->count > GREETING_MAX ||
	    clause->words[0].word != WORD_POLITE)
		return false;
	for (size_t i = 1; i < clause->count; i++) {
		enum word word = clause->words[i].word;
		titled = titled || is_title(&clause->words[i]);
		if (!is_title(&clause->words[i]) && word != WORD_POLITE &&
		    !(titled && word == WORD_OTHER))
			return false;
	}
	return titled;
}

/* "Je ne suis plus adhérente" is about nobody else. */
static bool is_self(const struct clause *clause, size_t at)
{
	while (at > 0 && (clause->words[at - 1].word == WORD_FILL ||
			     clause->words[at - 1].word == WORD_NOT))
		at--;
	return at > 0 &&
	       phrase_one_of(clause->words[at - 1].text, "suis etais am m");
}

static bool has_stranger(const struct clause *clause)
{
	for (size_t i = 0; i < clause->count; i++)
		if (clause->words[i].word == WORD_THIRD && !is_self(clause, i))
			return true;
	return false;
}

/* "Mon collègue m'a parlé de vous": it was done to the one who writes. */
static bool tells_me(const struct clause *clause, size_t at)
{
	for (size_t i = at > 2 ? at - 2 : 0; i < at; i++)
		if (phrase_one_of(clause->words[i].text, "par via through"))
			return true;
	for (size_t i = at + 1; i < clause->count && i <= at + TOLD_NEAR; i++)
		if (phrase_one_of(clause->words[i].text, "m me nous us"))
			return true;
	return false;
}

/* "Pour Paul:" says for whom the rest is. */
static bool is_for_other(const struct clause *clause)
{
	static const enum word words[] = { WORD_FILL, WORD_OTHER, WORD_POLITE,
		WORD__MAX };
	size_t last = clause->count - 1;

	return clause->count > 1 && clause->count <= GREETING_MAX &&
	       phrase_one_of(clause->words[0].text, "pour for") &&
	       clause->words[last].word == WORD_OTHER && only(clause, words);
}

/* "Pas tout de suite", "not yet" */
static bool postpones(const struct clause *clause)
{
	return clause->count > 1 &&
	       phrase_one_of(clause->words[0].text, "pas not") &&
	       !phrase_one_of(clause->words[1].text, "de d");
}

/* Is it more than idle talk in a letter to LIST-subscribe? */
static bool turns(const struct clause *clause)
{
	for (size_t i = 0; i < clause->count; i++) {
		if (phrase_one_of(clause->words[i].text,
			"si if unless until once quand when lorsque instead "
			"aurai condition reserve plutot attendre attendez "
			"wait later finalement maybe perhaps might hesite "
			"annulee annule annuler annulez cancel change "
			"changer seulement only eventuellement"))
			return true;
		/* "peut-être", "plus tard" */
		if (clause->words[i].word == WORD_DANGER &&
		    phrase_one_of(clause->words[i].text, "peut plus"))
			return true;
		if (clause->words[i].word == WORD_THIRD &&
		    !is_self(clause, i) && !tells_me(clause, i))
			return true;
	}
	return has(clause, WORD_NO) || postpones(clause) ||
	       has(clause, WORD_ADDRESS) || has(clause, WORD_SLIP);
}

/* "Je n'ai rien demandé", "did not ask": the texts are first words. */
static bool never_asked(const struct clause *clause)
{
	for (size_t i = 0; i < clause->count; i++)
		if (clause->words[i].word == WORD_NO &&
		    !phrase_one_of(
			clause->words[i].text, "n rien never did didn"))
			return false;
	return true;
}

void phrase_statement(const struct clause *clause, struct phrase *out)
{
	static const enum word listing[] = { WORD_LIST, WORD_MAILS,
		WORD_NEWSLETTER, WORD_FILL, WORD_POLITE, WORD_AND, WORD__MAX };
	static const enum word polite[] = { WORD_POLITE, WORD_FILL, WORD_NAME,
		WORD_SELF, WORD_AND, WORD__MAX };

	out->benign = only(clause, polite) || greets(clause);
	if (out->benign || clause->count == 0)
		return;
	out->unclear = phrase_doubt(clause);
	if (out->unclear == NULL && phrase_is_couple(clause))
		out->unclear = N_("it is about somebody else");
	out->turns = turns(clause);
	out->benign = out->unclear == NULL && !has(clause, WORD_NO) &&
		      clause->words[0].word == WORD_THANKS;
	if (out->benign)
		return;
	if (asks_help(clause)) {
		out->unclear = NULL;
		out->requests[out->request_count++] =
		    (struct phrase_request){ .command = COMMAND_HELP,
			    .pure = true };
		return;
	}
	out->no = has(clause, WORD_NO);
	out->unasked = out->no && never_asked(clause);
	out->negated = has(clause, WORD_NOT) || objects(clause);
	out->yes =
	    !out->no && !out->negated && out->unclear == NULL && agrees(clause);
	out->stranger = has_stranger(clause) || is_for_other(clause);
	out->event = has(clause, WORD_EVENT);
	for (size_t i = 0; i < clause->count; i++) {
		if (clause->words[i].word == WORD_OTHER)
			out->unknown++;
		if (phrase_is_target(clause->words[i].word))
			out->mails = true;
		out->list_count = phrase_add_list(
		    out->lists, out->list_count, clause->words[i].list);
	}
	out->newsletter = has(clause, WORD_NEWSLETTER);
	out->listing = only(clause, listing);
}
