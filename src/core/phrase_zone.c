#include "core/phrase_zone.h"

#include <string.h>

#include "base/i18n.h"
#include "core/phrase_meaning.h"

enum { HABIT_WORDS = 4 }; /* SUBSCRIBE list First Middle Last Name */

enum word zone_word(const struct zone *zone, size_t i)
{
	return zone->clause->words[i].word;
}

const char *zone_text(const struct zone *zone, size_t i)
{
	return zone->clause->words[i].text;
}

bool zone_joins(enum word word)
{
	return word == WORD_JOIN || word == WORD_JOIN_NOUN ||
	       word == WORD_JOINED;
}

bool zone_is_noun(enum word word)
{
	return word == WORD_JOIN_NOUN || word == WORD_LEAVE_NOUN;
}

static bool is_participle(enum word word)
{
	return word == WORD_JOINED || word == WORD_LEFT;
}

bool zone_has(const struct zone *zone, enum word word)
{
	return phrase_has(zone->clause, zone->from, zone->to, word);
}

/* "Je vous avais demandé de": it was asked before something else came. */
static bool had_asked(const struct zone *zone)
{
	for (size_t i = zone->from; i < zone->verb; i++)
		if (phrase_one_of(zone_text(zone, i), "avais avait avions had"))
			return true;
	return false;
}

/* "j'étais abonné", "mon inscription est faite": told, not asked. */
bool zone_is_history(const struct zone *zone)
{
	size_t last = zone->frame;
	bool noun = zone_is_noun(zone_word(zone, zone->verb)) ||
		    (zone->verb > zone->from &&
			strcmp(zone_text(zone, zone->verb - 1), "my") == 0);

	if (zone->frame < zone->verb)
		return had_asked(zone);
	if (phrase_has(zone->clause, zone->from, last, WORD_WAS) ||
	    phrase_has(zone->clause, zone->from, last, WORD_THANKS))
		return true;
	if (is_participle(zone_word(zone, last)) && last > zone->from &&
	    strcmp(zone_text(zone, last - 1), "i") == 0)
		return true;
	return noun && phrase_has(zone->clause, zone->verb, zone->to, WORD_WAS);
}

/* "Inscrivez-le": it is no article when no noun follows. */
static bool is_object(const struct zone *zone, size_t i)
{
	return phrase_one_of(zone_text(zone, i), "le la les lui leur") &&
	       (i + 1 == zone->to || zone_word(zone, i + 1) == WORD_POLITE ||
		   phrase_one_of(
		       zone_text(zone, i + 1), "a au aux sur dans de du"));
}

/* The verb acts on somebody else: "l'inscrire", "inscrivez-vous". */
static bool acts_on_other(const struct zone *zone)
{
	size_t v = zone->verb;

	/* "dés inscription" is not "des inscriptions", but who knows. */
	if (v > zone->from && zone_joins(zone_word(zone, v)) &&
	    (phrase_one_of(zone_text(zone, v - 1), "des de un dis dez") &&
		strcmp(zone_text(zone, v), "abonnement") != 0))
		return true;
	/* "Un désabonnement de plus" */
	if (v > zone->from && zone_word(zone, v) == WORD_LEAVE_NOUN &&
	    zone->frame == v &&
	    phrase_one_of(zone_text(zone, v - 1), "un une les"))
		return true;
	if (zone_word(zone, v) != WORD_JOIN && zone_word(zone, v) != WORD_LEAVE)
		return false;
	if (v > zone->from &&
	    phrase_one_of(zone_text(zone, v - 1), "le la les l vous t te"))
		return true;
	return v + 1 < zone->to &&
	       (phrase_one_of(zone_text(zone, v + 1), "vous toi") ||
		   is_object(zone, v + 1));
}

/* "this list, which I never asked for": that does not turn the request. */
static size_t negation_end(const struct zone *zone)
{
	size_t next = zone->target + 1;

	if (next < zone->to &&
	    phrase_one_of(zone_text(zone, next), "que qu dont which that"))
		return next;
	return zone->to;
}

static bool frame_word(enum word word)
{
	return word == WORD_FILL || word == WORD_WAS || word == WORD_BE ||
	       word == WORD_ME;
}

static const char *negation(const struct zone *zone)
{
	size_t start = zone->frame > zone->from ? zone->frame - 1 : zone->from;

	if (zone->frame == zone->verb)
		start = zone->from;
	/* "Je n'ai aucune envie de": it stands before more than the wish. */
	while (start > zone->from && frame_word(zone_word(zone, start)))
		start--;
	for (size_t i = start; i < negation_end(zone); i++)
		if (zone_word(zone, i) == WORD_NOT ||
		    zone_word(zone, i) == WORD_NO)
			return N_("it holds a negation");
	return NULL;
}

bool zone_slips(const struct zone *zone)
{
	size_t start = zone->from > 0 ? zone->frame : zone->from;

	return phrase_has(zone->clause, start, zone->to, WORD_SLIP);
}

/* "Stop ou encore" */
static bool is_choice(const struct zone *zone)
{
	for (size_t i = zone->verb; i < zone->to; i++)
		if (phrase_one_of(zone_text(zone, i), "ou or"))
			return strcmp(zone_text(zone, zone->verb), "stop") == 0;
	return false;
}

const char *zone_obstacle(const struct zone *zone)
{
	if (zone_has(zone, WORD_ASK))
		return N_("it asks a question");
	if (zone_has(zone, WORD_THIRD) || zone_has(zone, WORD_ADDRESS) ||
	    acts_on_other(zone))
		return N_("it is about somebody else");
	if (zone_has(zone, WORD_DANGER) || zone_slips(zone))
		return N_("it sets a condition or asks for something more");
	if (phrase_has(zone->clause, zone->frame, zone->target, WORD_EVENT))
		return N_("it is about an event or a service");
	if (is_choice(zone))
		return N_("it asks a question");
	if (zone->clause->question && !zone->asked)
		return N_("it is a question");
	return negation(zone);
}

bool zone_turns(const struct zone *zone)
{
	return zone_has(zone, WORD_DANGER) || zone_slips(zone) ||
	       negation(zone) != NULL ||
	       phrase_has(zone->clause, zone->frame, zone->target, WORD_EVENT);
}

static size_t unknown(const struct zone *zone, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		if (zone_word(zone, i) == WORD_OTHER ||
		    zone_word(zone, i) == WORD_EVENT)
			n++;
	return n;
}

/* SUBSCRIBE ess-communs Prénom Nom, as other list managers want it. */
static bool is_habit(const struct zone *zone)
{
	size_t v = zone->verb;
	size_t rest = zone->to - zone->target;

	if (v != 0 || zone->target != 1 || zone->to < 2 ||
	    rest > HABIT_WORDS + 1)
		return false;
	for (size_t i = zone->target + 1; i < zone->to; i++)
		if (zone_word(zone, i) != WORD_OTHER &&
		    zone_word(zone, i) != WORD_NAME)
			return false;
	return zone_word(zone, 0) == WORD_JOIN ||
	       zone_word(zone, 0) == WORD_LEAVE;
}

bool zone_moves_other(const struct zone *zone)
{
	bool own = zone_has(zone, WORD_ME) || zone_has(zone, WORD_SELF);
	size_t from = own ? zone->verb : zone->from;
	bool named = !own && zone_word(zone, zone->verb) == WORD_JOIN &&
		     !is_habit(zone) &&
		     unknown(zone, zone->verb + 1, zone->target) > 0;

	if (phrase_has(zone->clause, from, zone->to, WORD_THIRD) ||
	    zone_has(zone, WORD_ADDRESS) || phrase_is_couple(zone->clause))
		return true;
	/* "Vous rejoindre" moves nobody else; "sign up Tom" does. */
	return strncmp(zone_text(zone, zone->verb), "rejoi", 5) != 0 &&
	       (named || acts_on_other(zone));
}

static bool in_first_person(const struct zone *zone)
{
	bool wish = zone->frame < zone->verb;

	if (zone_has(zone, WORD_ME) || zone_has(zone, WORD_SELF))
		return wish || !zone_is_noun(zone_word(zone, zone->verb));
	return wish && (zone_has(zone, WORD_WISH) ||
			   is_participle(zone_word(zone, zone->verb)));
}

static bool possessed(const struct zone *zone)
{
	return zone_word(zone, zone->verb) == WORD_JOIN_NOUN &&
	       zone->verb > 0 && zone_word(zone, zone->verb - 1) == WORD_ME &&
	       zone->frame == zone->verb && !zone_has(zone, WORD_CONFIRM);
}

/* "To unsubscribe, click here": a purpose, not a wish. */
static bool has_purpose(const struct zone *zone)
{
	size_t i = zone->verb;

	if (zone->frame < zone->verb || zone_is_noun(zone_word(zone, i)))
		return false;
	while (i > zone->from && zone_word(zone, i - 1) == WORD_ME)
		i--;
	return i > zone->from &&
	       phrase_one_of(zone_text(zone, i - 1), "to pour afin");
}

static bool is_strange(const struct zone *zone, size_t i)
{
	return i < zone->to && (zone_word(zone, i) == WORD_OTHER ||
				   zone_word(zone, i) == WORD_EVENT);
}

/* "la liste des courses", "les nouvelles de Paul", "newsletter Untel". */
static bool other_list(const struct zone *zone)
{
	for (size_t i = zone->from; i < zone->to; i++) {
		bool of =
		    i + 1 < zone->to && phrase_one_of(zone_text(zone, i + 1),
					    "de des du d of for from");
		bool letter = phrase_one_of(zone_text(zone, i), "newsletter");
		if (letter && is_strange(zone, i + 1))
			return true;
		if ((letter || zone_word(zone, i) == WORD_MAILS) && of &&
		    is_strange(zone, i + 2))
			return true;
	}
	return false;
}

const char *zone_doubt(const struct zone *zone, struct phrase_request *request)
{
	size_t start = zone->frame;

	request->strong = in_first_person(zone);
	request->pure =
	    is_habit(zone) || unknown(zone, zone->from, zone->to) == 0;
	if (is_participle(zone_word(zone, zone->verb)) &&
	    (zone->frame == zone->verb || !zone_has(zone, WORD_BE)))
		return N_("it does not say clearly what is wanted");
	if (possessed(zone) || has_purpose(zone))
		return N_("it does not say clearly what is wanted");
	if (zone->frame == zone->verb)
		start = zone->from;
	if (!is_habit(zone) && other_list(zone))
		return N_("it may be about another list");
	request->vague =
	    !request->pure &&
	    (!request->strong || unknown(zone, start, zone->target) > 0);
	return request->vague ? N_("it holds words that are not known") : NULL;
}
