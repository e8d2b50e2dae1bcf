#include "core/phrase.h"

#include <string.h>

#include "base/i18n.h"
#include "core/phrase_meaning.h"
#include "core/phrase_statement.h"

enum { HABIT_WORDS = 4 }; /* SUBSCRIBE list First Middle Last Name */

/* The stretch of a clause that belongs to one verb (or noun). */
struct zone {
	const struct clause *clause;
	size_t from;
	size_t verb;
	size_t frame;  /* where the wish begins; verb if there is none */
	size_t target; /* the first list after the verb; `to` if none */
	size_t to;
	bool asked; /* a polite question */
};

static enum word at(const struct zone *zone, size_t i)
{
	return zone->clause->words[i].word;
}

static const char *text(const struct zone *zone, size_t i)
{
	return zone->clause->words[i].text;
}

static bool joins(enum word word)
{
	return word == WORD_JOIN || word == WORD_JOIN_NOUN ||
	       word == WORD_JOINED;
}

static bool moves(enum word word)
{
	return word >= WORD_JOIN && word <= WORD_LEFT;
}

static bool is_noun(enum word word)
{
	return word == WORD_JOIN_NOUN || word == WORD_LEAVE_NOUN;
}

static bool is_participle(enum word word)
{
	return word == WORD_JOINED || word == WORD_LEFT;
}

static size_t next_verb(const struct clause *clause, size_t from)
{
	while (from < clause->count && !moves(clause->words[from].word))
		from++;
	return from;
}

static bool frames(enum word word)
{
	return word == WORD_WISH || word == WORD_BEG || word == WORD_CAN;
}

static void zone_set(struct zone *zone)
{
	zone->frame = zone->verb;
	for (size_t i = zone->verb; i-- > zone->from;) {
		if (at(zone, i) == WORD_AND && zone->frame < zone->verb)
			break; /* what was wished before is told */
		if (frames(at(zone, i)))
			zone->frame = i;
		zone->asked = zone->asked || at(zone, i) == WORD_CAN;
	}
	zone->target = zone->verb + 1;
	while (zone->target < zone->to &&
	       !phrase_is_target(at(zone, zone->target)))
		zone->target++;
}

static bool zone_has(const struct zone *zone, enum word word)
{
	return phrase_has(zone->clause, zone->from, zone->to, word);
}

/* "Je vous avais demandé de": it was asked before something else came. */
static bool had_asked(const struct zone *zone)
{
	for (size_t i = zone->from; i < zone->verb; i++)
		if (phrase_one_of(text(zone, i), "avais avait avions had"))
			return true;
	return false;
}

/* "j'étais abonné", "mon inscription est faite": told, not asked. */
static bool is_history(const struct zone *zone)
{
	size_t last = zone->frame;
	bool noun = is_noun(at(zone, zone->verb)) ||
		    (zone->verb > zone->from &&
			strcmp(text(zone, zone->verb - 1), "my") == 0);

	if (zone->frame < zone->verb)
		return had_asked(zone);
	if (phrase_has(zone->clause, zone->from, last, WORD_WAS) ||
	    phrase_has(zone->clause, zone->from, last, WORD_THANKS))
		return true;
	if (is_participle(at(zone, last)) && last > zone->from &&
	    strcmp(text(zone, last - 1), "i") == 0)
		return true;
	return noun && phrase_has(zone->clause, zone->verb, zone->to, WORD_WAS);
}

/* "Inscrivez-le": it is no article when no noun follows. */
static bool is_object(const struct zone *zone, size_t i)
{
	return phrase_one_of(text(zone, i), "le la les lui leur") &&
	       (i + 1 == zone->to || at(zone, i + 1) == WORD_POLITE ||
		   phrase_one_of(text(zone, i + 1), "a au aux sur dans de du"));
}

/* The verb acts on somebody else: "l'inscrire", "inscrivez-vous". */
static bool acts_on_other(const struct zone *zone)
{
	size_t v = zone->verb;

	/* "dés inscription" is not "des inscriptions", but who knows. */
	if (v > zone->from && joins(at(zone, v)) &&
	    (phrase_one_of(text(zone, v - 1), "des de un dis dez") &&
		strcmp(text(zone, v), "abonnement") != 0))
		return true;
	/* "Un désabonnement de plus" */
	if (v > zone->from && at(zone, v) == WORD_LEAVE_NOUN &&
	    zone->frame == v && phrase_one_of(text(zone, v - 1), "un une les"))
		return true;
	if (at(zone, v) != WORD_JOIN && at(zone, v) != WORD_LEAVE)
		return false;
	if (v > zone->from &&
	    phrase_one_of(text(zone, v - 1), "le la les l vous t te"))
		return true;
	return v + 1 < zone->to &&
	       (phrase_one_of(text(zone, v + 1), "vous toi") ||
		   is_object(zone, v + 1));
}

/* "this list, which I never asked for": that does not turn the request. */
static size_t negation_end(const struct zone *zone)
{
	size_t next = zone->target + 1;

	if (next < zone->to &&
	    phrase_one_of(text(zone, next), "que qu dont which that"))
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
	while (start > zone->from && frame_word(at(zone, start)))
		start--;
	for (size_t i = start; i < negation_end(zone); i++)
		if (at(zone, i) == WORD_NOT || at(zone, i) == WORD_NO)
			return N_("it holds a negation");
	return NULL;
}

/* "by mistake", where it does not tell of an earlier verb. */
static bool slips(const struct zone *zone)
{
	size_t start = zone->from > 0 ? zone->frame : zone->from;

	return phrase_has(zone->clause, start, zone->to, WORD_SLIP);
}

/* "Stop ou encore" */
static bool is_choice(const struct zone *zone)
{
	for (size_t i = zone->verb; i < zone->to; i++)
		if (phrase_one_of(text(zone, i), "ou or"))
			return strcmp(text(zone, zone->verb), "stop") == 0;
	return false;
}

static const char *obstacle(const struct zone *zone)
{
	if (zone_has(zone, WORD_ASK))
		return N_("it asks a question");
	if (zone_has(zone, WORD_THIRD) || zone_has(zone, WORD_ADDRESS) ||
	    acts_on_other(zone))
		return N_("it is about somebody else");
	if (zone_has(zone, WORD_DANGER) || slips(zone))
		return N_("it sets a condition or asks for something more");
	if (phrase_has(zone->clause, zone->frame, zone->target, WORD_EVENT))
		return N_("it is about an event or a service");
	if (is_choice(zone))
		return N_("it asks a question");
	if (zone->clause->question && !zone->asked)
		return N_("it is a question");
	return negation(zone);
}

/* What makes even a letter to LIST-subscribe ask for something else. */
static bool turns(const struct zone *zone)
{
	return zone_has(zone, WORD_DANGER) || slips(zone) ||
	       negation(zone) != NULL ||
	       phrase_has(zone->clause, zone->frame, zone->target, WORD_EVENT);
}

static size_t unknown(const struct zone *zone, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		if (at(zone, i) == WORD_OTHER || at(zone, i) == WORD_EVENT)
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
		if (at(zone, i) != WORD_OTHER && at(zone, i) != WORD_NAME)
			return false;
	return at(zone, 0) == WORD_JOIN || at(zone, 0) == WORD_LEAVE;
}

/* Is somebody else to be moved, or another address? */
static bool moves_other(const struct zone *zone)
{
	bool own = zone_has(zone, WORD_ME) || zone_has(zone, WORD_SELF);
	size_t from = own ? zone->verb : zone->from;
	bool named = !own && at(zone, zone->verb) == WORD_JOIN &&
		     !is_habit(zone) &&
		     unknown(zone, zone->verb + 1, zone->target) > 0;

	if (phrase_has(zone->clause, from, zone->to, WORD_THIRD) ||
	    zone_has(zone, WORD_ADDRESS) || phrase_is_couple(zone->clause))
		return true;
	/* "Vous rejoindre" moves nobody else; "sign up Tom" does. */
	return strncmp(text(zone, zone->verb), "rejoi", 5) != 0 &&
	       (named || acts_on_other(zone));
}

static bool in_first_person(const struct zone *zone)
{
	bool wish = zone->frame < zone->verb;

	if (zone_has(zone, WORD_ME) || zone_has(zone, WORD_SELF))
		return wish || !is_noun(at(zone, zone->verb));
	return wish && (zone_has(zone, WORD_WISH) ||
			   is_participle(at(zone, zone->verb)));
}

static bool possessed(const struct zone *zone)
{
	return at(zone, zone->verb) == WORD_JOIN_NOUN && zone->verb > 0 &&
	       at(zone, zone->verb - 1) == WORD_ME &&
	       zone->frame == zone->verb && !zone_has(zone, WORD_CONFIRM);
}

/* "To unsubscribe, click here": a purpose, not a wish. */
static bool has_purpose(const struct zone *zone)
{
	size_t i = zone->verb;

	if (zone->frame < zone->verb || is_noun(at(zone, i)))
		return false;
	while (i > zone->from && at(zone, i - 1) == WORD_ME)
		i--;
	return i > zone->from &&
	       phrase_one_of(text(zone, i - 1), "to pour afin");
}

static bool is_strange(const struct zone *zone, size_t i)
{
	return i < zone->to &&
	       (at(zone, i) == WORD_OTHER || at(zone, i) == WORD_EVENT);
}

/* "la liste des courses", "les nouvelles de Paul", "newsletter Untel". */
static bool other_list(const struct zone *zone)
{
	for (size_t i = zone->from; i < zone->to; i++) {
		bool of = i + 1 < zone->to && phrase_one_of(text(zone, i + 1),
						  "de des du d of for from");
		bool letter = phrase_one_of(text(zone, i), "newsletter");
		if (letter && is_strange(zone, i + 1))
			return true;
		if ((letter || at(zone, i) == WORD_MAILS) && of &&
		    is_strange(zone, i + 2))
			return true;
	}
	return false;
}

/* Words that nobody knows, where they could change what is asked. */
static const char *doubt(
    const struct zone *zone, struct phrase_request *request)
{
	size_t start = zone->frame;

	request->strong = in_first_person(zone);
	request->pure =
	    is_habit(zone) || unknown(zone, zone->from, zone->to) == 0;
	if (is_participle(at(zone, zone->verb)) &&
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

size_t phrase_add_list(
    const struct conf_list **lists, size_t count, const struct conf_list *list)
{
	for (size_t i = 0; i < count; i++)
		if (lists[i] == list)
			return count;
	if (list == NULL || count == PHRASE_LISTS_MAX)
		return count;
	lists[count] = list;
	return count + 1;
}

static bool lists(const struct zone *zone)
{
	for (size_t i = zone->from; i < zone->to; i++)
		if (at(zone, i) == WORD_MAILS &&
		    (strncmp(text(zone, i), "list", 4) == 0 ||
			strncmp(text(zone, i), "mailing", 7) == 0))
			return true;
	return false;
}

static void targets(const struct zone *zone, struct phrase_request *request)
{
	for (size_t i = zone->from; i < zone->to; i++) {
		switch ((int)at(zone, i)) {
		case WORD_LIST:
			request->list_count = phrase_add_list(request->lists,
			    request->list_count, zone->clause->words[i].list);
			break;
		case WORD_NEWSLETTER:
			request->newsletter = true;
			request->mails = true;
			break;
		case WORD_MAILS:
			request->mails = true;
			break;
		case WORD_ALL:
			request->all = true;
			break;
		case WORD_CONFIRM:
			request->confirms = true;
			break;
		}
	}
	/* "the ess-communs newsletter" is one list, "and" makes two. */
	if (request->list_count > 0 && !zone_has(zone, WORD_AND))
		request->newsletter = false;
	request->all_lists = request->all && (!request->mails || lists(zone));
}

/* "Confirm your subscription" is what others send us. */
static bool is_yours(const struct zone *zone)
{
	if (zone->frame < zone->verb && zone->frame > zone->from &&
	    phrase_one_of(text(zone, zone->frame - 1), "your votre vos ton ta"))
		return true;
	return is_noun(at(zone, zone->verb)) && zone->verb > zone->from &&
	       phrase_one_of(
		   text(zone, zone->verb - 1), "your votre vos ton") &&
	       !zone_has(zone, WORD_ME);
}

static void read_zone(const struct zone *zone, struct phrase *out)
{
	enum word word = at(zone, zone->verb);
	struct phrase_request request = {
		.command =
		    joins(word) ? COMMAND_SUBSCRIBE : COMMAND_UNSUBSCRIBE,
		.event = phrase_event_word(text(zone, zone->verb)),
		.bare = strcmp(text(zone, zone->verb), "stop") == 0,
		.cancels = word == WORD_LEAVE &&
			   strncmp(text(zone, zone->verb), "inscri", 6) == 0,
	};

	out->turns = out->turns || moves_other(zone);
	if (is_history(zone)) {
		out->history = request.command;
		if (zone_has(zone, WORD_ASK) || zone_has(zone, WORD_DANGER) ||
		    zone->clause->question)
			out->unclear = obstacle(zone);
		out->slip = slips(zone);
		if (zone->target < zone->to)
			out->list_count =
			    phrase_add_list(out->lists, out->list_count,
				zone->clause->words[zone->target].list);
		return;
	}
	out->turns = out->turns || turns(zone);
	if (out->unclear == NULL)
		out->unclear = obstacle(zone);
	if (out->unclear == NULL)
		out->unclear = doubt(zone, &request);
	targets(zone, &request);
	if (out->unclear == NULL && is_yours(zone) && request.list_count == 0)
		out->unclear = N_("it is about somebody else");
	if (out->request_count == PHRASE_REQUESTS_MAX)
		out->unclear = N_("it asks for too many things at once");
	else
		out->requests[out->request_count++] = request;
}

/* "... de cette liste je suis retraité": a sentence without its full stop. */
static size_t next_sentence(const struct clause *clause)
{
	size_t i = next_verb(clause, 0);

	while (i < clause->count && !phrase_is_target(clause->words[i].word))
		i++;
	for (i++; i + 1 < clause->count; i++)
		if (phrase_one_of(clause->words[i].text, "je i") &&
		    clause->words[i].word == WORD_ME &&
		    clause->words[i + 1].word == WORD_WAS)
			return i;
	return clause->count;
}

/* A reason given after a request asks for nothing of its own. */
static size_t cut_reason(const struct clause *clause, struct phrase *out)
{
	size_t because = phrase_find(clause, 0, clause->count, WORD_BECAUSE);
	size_t sentence = next_sentence(clause);
	struct clause reason = *clause;

	because = sentence < because ? sentence : because;
	if (because == clause->count || next_verb(clause, 0) > because)
		return clause->count;
	reason.words += because;
	reason.count -= because;
	out->unclear = phrase_doubt(&reason);
	out->turns = phrase_has(&reason, 0, reason.count, WORD_ADDRESS);
	out->unknown = reason.count;
	return because;
}

void phrase_read(struct clause *clause, struct phrase *out)
{
	struct zone zone = { .clause = clause };
	size_t verb;

	*out = (struct phrase){ .history = COMMAND_NONE };
	phrase_resolve(clause);
	clause->count = cut_reason(clause, out);
	verb = next_verb(clause, 0);
	if (verb == clause->count) {
		phrase_statement(clause, out);
		return;
	}
	while (verb < clause->count) {
		size_t next = next_verb(clause, verb + 1);
		zone.verb = verb;
		zone.to = next;
		zone.asked = false;
		zone_set(&zone);
		read_zone(&zone, out);
		zone.from = verb + 1;
		verb = next;
	}
}
