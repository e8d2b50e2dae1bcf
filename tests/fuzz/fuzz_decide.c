/*
 * Any bytes as a message that is decided about: the commands in it, for every
 * standing of its sender.  Nothing may be done at once that nothing proves,
 * nor to anybody but the sender or whom a token was made for.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/asset.h"
#include "base/utf8.h"
#include "core/decide.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { KNOBS = 2, NOW = 1790000000 };

/* How the facts are set that the message itself does not tell. */
enum knob {
	KNOB_AUTHRES = 3, /* its value is an enum authres, 3 = none */
	KNOB_MEMBER_FIRST = 4,
	KNOB_MEMBER_SECOND = 8,
	KNOB_VALID = 16, /* tokens are good */
	KNOB_USED = 32,
	KNOB_LEAVES = 64, /* what they confirm */
	KNOB_THIRD = 128  /* they belong to somebody else */
};

static const struct conf *site(void)
{
	static struct conf *conf;
	const struct asset *asset =
	    asset_find("templates/site/ess-communs.conf");
	struct err err;

	if (conf == NULL &&
	    (asset == NULL || conf_parse(asset_text(asset).p,
				  "ess-communs.conf", &conf, &err) != ERR_OK))
		abort();
	return conf;
}

static void set_tokens(struct arena *arena, const struct message *message,
    struct facts *facts, unsigned knobs)
{
	const char **texts;

	facts->token_count =
	    decide_find_tokens(arena, facts->conf, message, &texts);
	facts->tokens =
	    arena_calloc(arena, facts->token_count, sizeof(*facts->tokens));
	for (size_t i = 0; i < facts->token_count; i++) {
		struct token token;
		if (!token_read(str_c(texts[i]), &token))
			abort();
		facts->tokens[i] = (struct fact_token){
			.text = texts[i],
			.purpose = token.purpose,
			.known = (knobs & (KNOB_VALID | KNOB_USED)) != 0,
			.valid = (knobs & KNOB_VALID) != 0 &&
				 (knobs & KNOB_USED) == 0,
			.used = (knobs & KNOB_USED) != 0,
			.row = token.row,
			.list = facts->conf->lists[0].name,
			.address = (knobs & KNOB_THIRD) != 0
				       ? "somebody@else.example"
				       : facts->sender_key,
			.verb = (knobs & KNOB_LEAVES) != 0 ? COMMAND_UNSUBSCRIBE
							   : COMMAND_SUBSCRIBE,
		};
	}
}

static void set_facts(struct arena *arena, const struct message *message,
    unsigned knobs, struct facts *facts)
{
	struct report *report = arena_alloc(arena, sizeof(*report));
	const char **lists = arena_calloc(arena, 2, sizeof(*lists));

	*facts = (struct facts){ .conf = site(),
		.now = NOW,
		.sender_key = message->sender_address,
		.sender_lists = lists,
		.authres_text = "",
		.report = report };
	report_read(arena, message, report);
	if ((knobs & KNOB_AUTHRES) != KNOB_AUTHRES)
		facts->authres = (enum authres)(knobs & KNOB_AUTHRES);
	if ((knobs & KNOB_MEMBER_FIRST) != 0)
		lists[facts->sender_list_count++] = facts->conf->lists[0].name;
	if ((knobs & KNOB_MEMBER_SECOND) != 0 && facts->conf->list_count > 1)
		lists[facts->sender_list_count++] = facts->conf->lists[1].name;
	facts->robot = robot_detect(
	    message, decide_site_id(facts->conf), &facts->robot_why);
	facts->may_answer = robot_may_answer(message, facts->robot);
	facts->says = robot_words(message->subject, message->own);
	set_tokens(arena, message, facts, knobs);
}

static void must_hold(const struct message *message, const struct facts *facts,
    const struct decided_command *command)
{
	const struct fact_token *token = command->token;
	bool proved = token != NULL && token->valid;

	if (command->action == ACTION_APPLY && !proved &&
	    facts->authres != AUTHRES_PASS)
		abort();
	if (command->action == ACTION_APPLY && facts->robot != ROBOT_NONE &&
	    !(proved && command->command == COMMAND_UNSUBSCRIBE))
		abort();
	if (command->action == ACTION_APPLY &&
	    command->command == COMMAND_SUBSCRIBE)
		abort();
	if (command->action != ACTION_NONE && command->address[0] != '\0' &&
	    strcmp(command->address, message->sender_address) != 0 &&
	    (token == NULL || strcmp(command->address, token->address) != 0))
		abort();
	if ((command->action == ACTION_CONFIRM_REQUEST ||
		command->action == ACTION_ANSWER) &&
	    !facts->may_answer)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct message message;
	struct decision decision;
	struct facts facts;
	struct err err;

	if (size < KNOBS)
		return 0;
	if (message_read(&arena, str_n((const char *)data, size - KNOBS),
		1 << 20, &message, &err) == ERR_OK) {
		set_facts(&arena, &message, data[size - 1], &facts);
		decide(&arena, &message, &facts, "", &decision);
		for (size_t i = 0; i < decision.command_count; i++)
			must_hold(&message, &facts, &decision.commands[i]);
		if (!utf8_valid(str_c(decision.reason)))
			abort();
	}
	arena_free(&arena);
	return 0;
}
