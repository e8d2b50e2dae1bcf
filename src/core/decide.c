#include "core/decide.h"

#include <string.h>

#include "base/i18n.h"
#include "core/below.h"
#include "core/claim.h"
#include "core/command_change.h"
#include "core/command_guess.h"
#include "core/decide_lines.h"
#include "core/decide_proof.h"
#include "core/decide_robot.h"
#include "core/forged.h"
#include "mail/addr.h"
#include "mail/header.h"
#include "mail/parts.h"

static const char *const kinds[KIND__MAX] = {
	[KIND_COMMAND] = "command",
	[KIND_POST] = "post",
	[KIND_BOUNCE] = "bounce",
	[KIND_FEEDBACK] = "feedback-report",
	[KIND_AUTO_REPLY] = "auto-reply",
	[KIND_MODERATION] = "moderation",
	[KIND_LOOP] = "loop",
	[KIND_SPAM] = "spam",
	[KIND_UNKNOWN] = "unknown",
};

static const char *const actions[ACTION__MAX] = {
	[ACTION_NONE] = "none",
	[ACTION_HOLD] = "hold",
	[ACTION_SET_ASIDE] = "set-aside",
	[ACTION_CONFIRM_REQUEST] = "confirm-request",
	[ACTION_APPLY] = "apply",
	[ACTION_ANSWER] = "answer",
	[ACTION_DISTRIBUTE] = "distribute",
	[ACTION_RECORD] = "record",
};

static const char *const commands[COMMAND__MAX] = {
	[COMMAND_NONE] = "none",
	[COMMAND_SUBSCRIBE] = "subscribe",
	[COMMAND_UNSUBSCRIBE] = "unsubscribe",
	[COMMAND_CONFIRM] = "confirm",
	[COMMAND_HELP] = "help",
	[COMMAND_DATA] = "data",
	[COMMAND_ERASE] = "erase",
	[COMMAND_CORRECT] = "correct",
	[COMMAND_OBJECT] = "object",
	[COMMAND_DELIVERY] = "delivery",
	[COMMAND_PAUSE] = "pause",
	[COMMAND_RESUME] = "resume",
	[COMMAND_TOPICS] = "topics",
	[COMMAND_LANGUAGE] = "language",
	[COMMAND_ISSUE] = "issue",
	[COMMAND_MEMBERS] = "members",
	[COMMAND_APPROVE] = "approve",
	[COMMAND_REFUSE] = "refuse",
	[COMMAND_REMARK] = "remark",
	[COMMAND_NEWSLETTER] = "newsletter",
};

const char *kind_name(enum kind kind)
{
	return kinds[kind];
}

const char *action_name(enum action action)
{
	return actions[action];
}

const char *command_name(enum command command)
{
	return commands[command];
}

const char *decide_site_id(const struct conf *conf)
{
	const char *at = strrchr(conf->site.address, '@');

	return at == NULL ? conf->site.address : at + 1;
}

/* Who cannot be a person of ours: nobody, or we ourselves. */
static bool decide_sender(struct weighing *weighing)
{
	const char *sender = weighing->message->sender_address;

	if (weighing->facts->sender_key[0] == '\0') {
		command_ignore(weighing, KIND_UNKNOWN,
		    "The message has no usable sender.");
		return true;
	}
	if (route_is_ours(weighing->facts->conf, str_c(sender))) {
		command_ignore(weighing, KIND_LOOP,
		    "The message claims to come from one of our own "
		    "addresses.");
		return true;
	}
	return false;
}

/* Sent to the address for newsletters, or with its token in the Subject. */
static bool decide_editor(struct weighing *weighing)
{
	const struct fact_token *token =
	    claim_find(weighing, TOKEN_EDITOR, CLAIM_RECIPIENT | CLAIM_SUBJECT);

	if (weighing->route.verb != ROUTE_NEWSLETTER &&
	    (token == NULL || !token->known))
		return false;
	decide_newsletter(weighing);
	return true;
}

static bool decide_token(struct weighing *weighing)
{
	const unsigned all =
	    CLAIM_RECIPIENT | CLAIM_SUBJECT | CLAIM_REFERENCES | CLAIM_WORDS;
	const struct fact_token *token = claim_find(weighing, TOKEN_UNSUBSCRIBE,
	    CLAIM_RECIPIENT | CLAIM_SUBJECT | CLAIM_WORDS);

	if (token == NULL)
		token = forged_way_out(weighing);
	if (token != NULL && claim_unsubscribe(weighing, token))
		return true;
	token = claim_find(weighing, TOKEN_CONFIRM, all);
	if (token == NULL)
		token = forged_confirmation(weighing);
	if (token == NULL)
		return false;
	claim_confirm(weighing, token);
	return true;
}

/* The words want the opposite of the address, or what nobody can tell. */
static bool words_contradict(
    const struct weighing *weighing, enum command command)
{
	const struct wording *wording = &weighing->wording;
	/* Whoever asks to join is asked again: idle words do no harm; a "no"
	   turns, too. */
	bool unclear = wording->turns || (command != COMMAND_SUBSCRIBE &&
					     wording->unclear != NULL);

	if (unclear)
		return true;
	return wording->request_count > 0 &&
	       wording->requests[0].command != command;
}

static void decide_by_address(struct weighing *weighing, enum command command)
{
	struct phrase_request request = { .command = command };

	if (weighing->mixed || words_contradict(weighing, command)) {
		command_hold(weighing, "The text does not fit the address "
				       "that it was sent to.");
		return;
	}
	if (weighing->wording.request_count > 0)
		request = weighing->wording.requests[0];
	if (command == COMMAND_SUBSCRIBE)
		command_subscribe(weighing, &request);
	else
		command_unsubscribe(weighing, &request);
}

/* Not understood at the site's own address: the sender learns it, too. */
static void hold_unclear(struct weighing *weighing, const char *why)
{
	const struct facts *facts = weighing->facts;
	/* Who answers us may be a program without any mark: one turn only. */
	bool tell = weighing->route.list == NULL && facts->may_answer &&
		    (facts->says & ROBOT_SAYS_ABSENT) == 0 &&
		    !weighing->wording.reply && facts->authres != AUTHRES_FAIL;

	if (tell)
		command_add(weighing,
		    &(struct decided_command){ .action = ACTION_HOLD,
			.notice = NOTICE_NOT_UNDERSTOOD,
			.address = weighing->message->sender_address });
	command_hold(weighing, arena_printf(weighing->arena,
				   _("A human must read it: %s."), _(why)));
}

/* Why nobody can say what the sender wrote; NULL when it can be read. */
static const char *hidden_words(const struct message *message)
{
	if (str_c(message->own).n > 0)
		return NULL;
	if ((message->parts & PARTS_ENCRYPTED) != 0)
		return N_("it is encrypted");
	if ((message->parts & PARTS_SMIME_OPAQUE) != 0)
		return N_("its text is inside an S/MIME signature");
	if ((message->parts & PARTS_TNEF) != 0)
		return N_("its text is in a form that only Outlook reads");
	return NULL;
}

/*
 * Words that cannot be read may say the opposite of the Subject; only a
 * signed address to leave is clear without any.
 */
static bool decide_hidden(struct weighing *weighing)
{
	const char *why = hidden_words(weighing->message);
	const struct fact_token *token =
	    claim_find(weighing, TOKEN_UNSUBSCRIBE, CLAIM_RECIPIENT);

	if (why == NULL || (token != NULL && token->valid))
		return false;
	hold_unclear(weighing, why);
	return true;
}

static void run_request(struct weighing *weighing)
{
	const struct phrase_request *request = &weighing->wording.requests[0];

	if (request->command == COMMAND_HELP)
		command_help(weighing);
	else if (request->command == COMMAND_SUBSCRIBE)
		command_subscribe(weighing, request);
	else
		command_unsubscribe(weighing, request);
}

static void decide_by_words(struct weighing *weighing)
{
	const struct wording *wording = &weighing->wording;
	const struct conf_list *list = weighing->route.list;
	bool posting = list != NULL && list->kind == CONF_DISCUSSION &&
		       weighing->route.verb == ROUTE_PLAIN;
	const char *why =
	    wording->unclear != NULL ? wording->unclear : wording->doubt;
	bool asks = wording->request_count > 0 && why == NULL;

	if (posting && (!asks || !wording->alone)) {
		weighing->out->kind = KIND_POST;
		command_hold(weighing, "A post to the list.");
	} else if (asks && weighing->mixed && list != NULL &&
		   wording->requests[0].list_count == 0) {
		hold_unclear(weighing, "it was sent to several lists");
	} else if (asks) {
		run_request(weighing);
	} else if (wording->nothing && weighing->message->has_attachments) {
		hold_unclear(weighing, N_("it holds nothing but attachments"));
	} else if (wording->nothing && list == NULL) {
		command_ignore(weighing, KIND_UNKNOWN, "The message is empty.");
	} else if (why != NULL) {
		hold_unclear(weighing, why);
	} else {
		hold_unclear(weighing, "it holds no command");
	}
}

/* The address asks for an answer; its text may not ask for more. */
static void decide_answer(struct weighing *weighing, enum command command)
{
	const struct wording *wording = &weighing->wording;

	if (weighing->mixed || wording->no || wording->request_count > 0)
		command_hold(weighing, "The text does not fit the address "
				       "that it was sent to.");
	else
		command_by_address(weighing, command);
}

static void decide_help(struct weighing *weighing)
{
	if (weighing->wording.request_count > 0 &&
	    weighing->wording.requests[0].command != COMMAND_HELP)
		hold_unclear(weighing, "it asks for more than help");
	else
		command_help(weighing);
}

static void decide_route(struct weighing *weighing)
{
	if (weighing->route.odd) {
		command_hold(weighing, "The address that it was sent to asks "
				       "for somebody else, or for what is not "
				       "clear.");
		return;
	}
	switch (weighing->route.verb) {
	case ROUTE_SUBSCRIBE:
		decide_by_address(weighing, COMMAND_SUBSCRIBE);
		break;
	case ROUTE_UNSUBSCRIBE:
		decide_by_address(weighing, COMMAND_UNSUBSCRIBE);
		break;
	case ROUTE_HELP:
		decide_help(weighing);
		break;
	case ROUTE_CONFIRM:
		command_ignore(weighing, KIND_COMMAND,
		    "It was sent to an address for confirmations, but holds "
		    "no token.");
		break;
	case ROUTE_OWNER:
		command_hold(weighing, "It is for the owners of the list.");
		break;
	case ROUTE_MODERATE:
		weighing->out->kind = KIND_MODERATION;
		command_hold(weighing, "It is an answer of a moderator.");
		break;
	case ROUTE_APPROVE:
		weighing->out->kind = KIND_MODERATION;
		command_hold(weighing,
		    "It was sent to an address for answers to proofs, but "
		    "holds no token.");
		break;
	case ROUTE_NEWSLETTER: /* decided before any words are */
		break;
	case ROUTE_BOUNCE:
		command_hold(weighing,
		    "It was sent to an address for delivery reports, but is "
		    "none.");
		break;
	case ROUTE_ISSUE:
		decide_answer(weighing, COMMAND_ISSUE);
		break;
	case ROUTE_DATA:
		decide_answer(weighing, COMMAND_DATA);
		break;
	case ROUTE_MEMBERS:
		decide_answer(weighing, COMMAND_MEMBERS);
		break;
	case ROUTE_PLAIN:
	case ROUTE_REQUEST:
	case ROUTE__MAX:
		decide_by_words(weighing);
		break;
	}
}

static void read_words(struct weighing *weighing)
{
	const struct message *message = weighing->message;
	struct wording_input input = {
		.sender = { .address = message->sender_address },
		.subject = message->subject,
		.own = message->own,
	};
	const char *below =
	    below_our_mail(weighing->arena, weighing->facts->conf, message);

	if (below[0] != '\0')
		input.own = arena_printf(
		    weighing->arena, "%s\n\n%s", message->own, below);
	input.sender.name = weighing->out->text_name;
	wording_read(
	    weighing->arena, weighing->facts->conf, &input, &weighing->wording);
	weighing->out->language = weighing->wording.language;
}

void decide(struct arena *arena, const struct message *message,
    const struct facts *facts, const char *why, struct decision *out)
{
	struct weighing weighing = {
		.arena = arena,
		.message = message,
		.facts = facts,
		.out = out,
	};

	*out = (struct decision){ .kind = KIND_UNKNOWN,
		.action = ACTION_SET_ASIDE,
		.reason = why,
		.language = "",
		.text_name = "" };
	if (message == NULL)
		return;
	out->action = ACTION_NONE;
	if (message->from.n > 0)
		out->text_name =
		    header_name(arena, str_c(message->from.v[0].name));
	route_message(facts->conf, message, &weighing.route, &weighing.mixed);
	out->list = weighing.route.list;
	if (decide_robot(&weighing) || decide_sender(&weighing))
		return;
	read_words(&weighing);
	if (decide_editor(&weighing))
		return;
	if (weighing.route.verb == ROUTE_OWNER ||
	    (!decide_hidden(&weighing) && !decide_proof(&weighing) &&
		!decide_token(&weighing) && !decide_by_lines(&weighing)))
		decide_route(&weighing);
	decide_doubt(&weighing);
	command_guess(&weighing);
}
