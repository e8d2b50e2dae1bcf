#include "core/claim.h"

#include <string.h>

#include "base/i18n.h"
#include "base/token.h"
#include "core/below.h"

enum { FOUND_MAX = 16 };

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

/* Takes the next run of letters and digits that reads as a token. */
static bool next_token(struct str *rest, struct str *out)
{
	struct token token;

	while (rest->n > 0) {
		size_t n = 0;
		while (n < rest->n && is_letter(rest->p[n]))
			n++;
		*out = str_sub(*rest, 0, n);
		*rest = str_from(*rest, n > 0 ? n : 1);
		if (n == TOKEN_LENGTH && token_read(*out, &token))
			return true;
	}
	return false;
}

static bool contains(const char *text, const char *token)
{
	return str_ifind(str_c(text), str_c(token)) != SIZE_MAX;
}

unsigned claim_places(const struct message *message, const char *token)
{
	unsigned places = 0;

	for (size_t i = 0; i < message->recipient_count; i++)
		if (contains(message->recipients[i], token))
			places |= CLAIM_RECIPIENT;
	if (contains(message->subject, token))
		places |= CLAIM_SUBJECT;
	if (contains(message->in_reply_to, token))
		places |= CLAIM_REFERENCES;
	for (size_t i = 0; i < message->reference_count; i++)
		if (contains(message->references[i], token))
			places |= CLAIM_REFERENCES;
	if (contains(message->own, token))
		places |= CLAIM_WORDS;
	return places;
}

struct found {
	struct arena *arena;
	const char **v;
	size_t n;
};

static void collect(struct found *found, const char *text)
{
	struct str rest = str_c(text);
	struct str token;

	while (found->n < FOUND_MAX && next_token(&rest, &token)) {
		bool there = false;
		for (size_t i = 0; i < found->n; i++)
			there = there || str_iis(token, found->v[i]);
		if (!there)
			found->v[found->n++] = arena_dup(found->arena, token);
	}
}

size_t decide_find_tokens(struct arena *arena, const struct conf *conf,
    const struct message *message, const char ***out)
{
	struct found found = { .arena = arena };
	struct route route;

	found.v = arena_calloc(arena, FOUND_MAX, sizeof(*found.v));
	for (size_t i = 0; i < message->recipient_count; i++)
		if (route_address(conf, str_c(message->recipients[i]), &route))
			collect(&found, message->recipients[i]);
	collect(&found, message->subject);
	collect(&found, message->in_reply_to);
	for (size_t i = 0; i < message->reference_count; i++)
		collect(&found, message->references[i]);
	collect(&found, message->own);
	*out = found.v;
	return found.n;
}

/* An address that says one thing proves nothing else (threat T4). */
static enum route_verb address_verb(enum token_purpose purpose)
{
	switch (purpose) {
	case TOKEN_CONFIRM:
		return ROUTE_CONFIRM;
	case TOKEN_UNSUBSCRIBE:
		return ROUTE_UNSUBSCRIBE;
	case TOKEN_BOUNCE:
		return ROUTE_BOUNCE;
	case TOKEN_MODERATE:
		return ROUTE_MODERATE;
	case TOKEN_APPROVE:
		return ROUTE_APPROVE;
	case TOKEN_EDITOR:
		return ROUTE_NEWSLETTER;
	case TOKEN__MAX:
		break;
	}
	return ROUTE_PLAIN;
}

/* "confirm TOKEN" with a token that was made for something else. */
static bool says_confirm(const char *subject, const char *token)
{
	static const char word[] = "confirm";
	struct str before =
	    str_sub(str_c(subject), 0, str_ifind(str_c(subject), str_c(token)));

	return str_iends(str_trim(before), str_c(word));
}

const struct fact_token *claim_find(const struct weighing *weighing,
    enum token_purpose purpose, unsigned places)
{
	const struct facts *facts = weighing->facts;
	const struct fact_token *any = NULL;

	if (weighing->route.verb != address_verb(purpose))
		places &= ~(unsigned)CLAIM_RECIPIENT;
	for (size_t i = 0; i < facts->token_count; i++) {
		const struct fact_token *token = &facts->tokens[i];
		unsigned found = claim_places(weighing->message, token->text);
		if (purpose != TOKEN_CONFIRM &&
		    says_confirm(weighing->message->subject, token->text))
			found &= ~(unsigned)CLAIM_SUBJECT;
		if (token->purpose != purpose || (found & places) == 0)
			continue;
		if (token->valid)
			return token;
		if (any == NULL || token->used)
			any = token;
	}
	return any;
}

static void prove(struct weighing *weighing, enum command command,
    const struct fact_token *token, const char *reason)
{
	struct decided_command decided = { .command = command,
		.action = ACTION_NONE,
		.token = token,
		.address = token->address };

	if (token->list != NULL)
		decided.list = conf_list(weighing->facts->conf, token->list);
	else if (weighing->route.list != NULL)
		decided.list = weighing->route.list;
	else
		decided.list = weighing->wording.hint;
	if (token->valid)
		decided.action = ACTION_APPLY;
	else if (token->used && weighing->facts->may_answer &&
		 weighing->facts->robot == ROBOT_NONE) {
		decided.action = ACTION_ANSWER;
		decided.notice = NOTICE_ALREADY_DONE;
	}
	weighing->out->kind = KIND_COMMAND;
	weighing->out->reason = _(reason);
	command_add(weighing, &decided);
}

/* Is something said below a quotation whose end cannot be found? */
static bool refuses_below(const struct weighing *weighing)
{
	const struct message *message = weighing->message;
	const struct wording_input input = {
		.sender = { .name = weighing->out->text_name,
		    .address = message->sender_address },
		.subject = "",
		.own = below_everything(weighing->arena, message),
	};
	struct wording below;

	if (!weighing->wording.nothing)
		return false;
	wording_read(weighing->arena, weighing->facts->conf, &input, &below);
	return below.no || below.request_count > 0;
}

/* Do the sender's own words leave a confirmation standing? */
static bool words_agree(
    const struct weighing *weighing, const struct fact_token *token)
{
	const struct wording *wording = &weighing->wording;
	const struct phrase_request *request = &wording->requests[0];
	unsigned says = weighing->facts->says;

	if (wording->unclear != NULL || wording->no ||
	    (says & ROBOT_SAYS_ABSENT) != 0)
		return false;
	if (wording->request_count == 0)
		return wording->nothing || wording->yes ||
		       (wording->thanks && (says & ROBOT_SAYS_THANKS) == 0);
	if (wording->doubt != NULL || request->command == COMMAND_HELP)
		return false;
	return token->verb == COMMAND_NONE
		   ? request->command == COMMAND_SUBSCRIBE || request->confirms
		   : request->command == token->verb;
}

void claim_confirm(struct weighing *weighing, const struct fact_token *token)
{
	const struct wording *wording = &weighing->wording;

	weighing->out->kind = KIND_COMMAND;
	if (wording->no && wording->request_count == 0) {
		command_ignore(weighing, KIND_COMMAND,
		    "The answer to a request for confirmation is no.");
		return;
	}
	if (!words_agree(weighing, token) || refuses_below(weighing)) {
		command_hold(weighing, "The answer to a request for "
				       "confirmation does not simply agree.");
		return;
	}
	if (token->valid)
		prove(weighing, COMMAND_CONFIRM, token,
		    "The address that was asked confirms with a good token.");
	else if (token->used)
		prove(weighing, COMMAND_CONFIRM, token,
		    "This was confirmed before; nothing changes.");
	else
		prove(weighing, COMMAND_CONFIRM, token,
		    "The token is not one that was issued, or it has expired.");
}

bool claim_unsubscribe(
    struct weighing *weighing, const struct fact_token *token)
{
	const struct wording *wording = &weighing->wording;
	const struct facts *facts = weighing->facts;

	/* A member with a bad token is still a member. */
	if (!token->known && facts->robot == ROBOT_NONE &&
	    facts->sender_list_count > 0)
		return false;
	weighing->out->kind = KIND_COMMAND;
	for (size_t i = 0; i < wording->request_count; i++) {
		if (wording->requests[i].command == COMMAND_UNSUBSCRIBE &&
		    wording->unclear == NULL)
			continue;
		command_hold(weighing, "The text does not fit the signed "
				       "address that it was sent to.");
		return true;
	}
	if (token->valid)
		prove(weighing, COMMAND_UNSUBSCRIBE, token,
		    "A signed address or Subject asks to leave.");
	else if (token->used)
		prove(weighing, COMMAND_UNSUBSCRIBE, token,
		    "The signed request to leave was used before.");
	else
		prove(weighing, COMMAND_UNSUBSCRIBE, token,
		    "The token is not one that was issued, or it has expired.");
	return true;
}
