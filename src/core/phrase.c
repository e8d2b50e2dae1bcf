#include "core/phrase.h"

#include <string.h>

#include "base/i18n.h"
#include "core/phrase_meaning.h"
#include "core/phrase_statement.h"
#include "core/phrase_zone.h"

static bool moves(enum word word)
{
	return word >= WORD_JOIN && word <= WORD_LEFT;
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
		if (zone_word(zone, i) == WORD_AND && zone->frame < zone->verb)
			break; /* what was wished before is told */
		if (frames(zone_word(zone, i)))
			zone->frame = i;
		zone->asked = zone->asked || zone_word(zone, i) == WORD_CAN;
	}
	zone->target = zone->verb + 1;
	while (zone->target < zone->to &&
	       !phrase_is_target(zone_word(zone, zone->target)))
		zone->target++;
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
		if (zone_word(zone, i) == WORD_MAILS &&
		    (strncmp(zone_text(zone, i), "list", 4) == 0 ||
			strncmp(zone_text(zone, i), "mailing", 7) == 0))
			return true;
	return false;
}

static void targets(const struct zone *zone, struct phrase_request *request)
{
	for (size_t i = zone->from; i < zone->to; i++) {
		switch ((int)zone_word(zone, i)) {
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
	    phrase_one_of(
		zone_text(zone, zone->frame - 1), "your votre vos ton ta"))
		return true;
	return zone_is_noun(zone_word(zone, zone->verb)) &&
	       zone->verb > zone->from &&
	       phrase_one_of(
		   zone_text(zone, zone->verb - 1), "your votre vos ton") &&
	       !zone_has(zone, WORD_ME);
}

static void read_zone(const struct zone *zone, struct phrase *out)
{
	enum word word = zone_word(zone, zone->verb);
	struct phrase_request request = {
		.command =
		    zone_joins(word) ? COMMAND_SUBSCRIBE : COMMAND_UNSUBSCRIBE,
		.event = phrase_event_word(zone_text(zone, zone->verb)),
		.bare = strcmp(zone_text(zone, zone->verb), "stop") == 0,
		.cancels =
		    word == WORD_LEAVE &&
		    strncmp(zone_text(zone, zone->verb), "inscri", 6) == 0,
	};

	out->turns = out->turns || zone_moves_other(zone);
	if (zone_is_history(zone)) {
		out->history = request.command;
		if (zone_has(zone, WORD_ASK) || zone_has(zone, WORD_DANGER) ||
		    zone->clause->question)
			out->unclear = zone_obstacle(zone);
		out->slip = zone_slips(zone);
		if (zone->target < zone->to)
			out->list_count =
			    phrase_add_list(out->lists, out->list_count,
				zone->clause->words[zone->target].list);
		return;
	}
	out->turns = out->turns || zone_turns(zone);
	if (out->unclear == NULL)
		out->unclear = zone_obstacle(zone);
	if (out->unclear == NULL)
		out->unclear = zone_doubt(zone, &request);
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
