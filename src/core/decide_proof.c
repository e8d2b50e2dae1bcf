#include "core/decide_proof.h"

#include <string.h>

#include "base/i18n.h"
#include "core/below.h"
#include "core/claim.h"
#include "core/consent_words.h"
#include "mail/addr.h"
#include "mail/own.h"

/* Each is stored, and mailed to the editors. */
enum { MAILED_MAX = 30 };

static void moderation(struct weighing *weighing, enum command command,
    const struct fact_token *token, enum action action, const char *reason)
{
	weighing->out->kind = KIND_MODERATION;
	weighing->out->reason = _(reason);
	command_add(weighing,
	    &(struct decided_command){ .command = command,
		.action = action,
		.token = token,
		.list = token != NULL && token->list != NULL
			    ? conf_list(weighing->facts->conf, token->list)
			    : weighing->route.list,
		.address = token != NULL ? token->address
					 : weighing->message->sender_address });
}

static void hold(struct weighing *weighing, const char *reason)
{
	weighing->out->kind = KIND_MODERATION;
	command_hold(weighing, reason);
}

static enum consent_words read_answer(const struct weighing *weighing)
{
	const struct message *message = weighing->message;
	struct arena *arena = weighing->arena;
	struct str below =
	    below_our_foot(arena, weighing->facts->conf, message);
	const char *said =
	    arena_printf(arena, "%s\n%s", own_said(arena, message->words),
		own_said(arena, arena_dup(arena, below)));
	enum consent_words words =
	    consent_words_read(said, weighing->out->text_name);

	/* A corrected file, a marked print: that is no plain yes. */
	return message->has_attachments ? CONSENT_OTHER : words;
}

static bool is_sender(
    const struct weighing *weighing, const struct fact_token *token)
{
	return strcmp(weighing->facts->sender_key,
		   addr_key(weighing->arena, token->address)) == 0;
}

/*
 * Does the mail answer another one of the same thread?  "Ok" is said to that
 * one then.  Where a relay renames our mails nobody can tell.
 */
static bool answers_another(
    const struct weighing *weighing, const struct fact_token *token)
{
	const struct message *message = weighing->message;
	bool in_thread = false;

	if (message->in_reply_to[0] == '\0' ||
	    str_ifind(str_c(message->in_reply_to), str_c(token->text)) !=
		SIZE_MAX)
		return false;
	for (size_t i = 0; i < message->reference_count; i++)
		in_thread =
		    in_thread || str_ifind(str_c(message->references[i]),
				     str_c(token->text)) != SIZE_MAX;
	return in_thread;
}

static void weigh_answer(
    struct weighing *weighing, const struct fact_token *token)
{
	switch (read_answer(weighing)) {
	case CONSENT_YES:
		moderation(weighing, COMMAND_APPROVE, token, ACTION_APPLY,
		    "An editor approves the newsletter of this proof.");
		break;
	case CONSENT_NO:
		moderation(weighing, COMMAND_REFUSE, token, ACTION_APPLY,
		    "An editor refuses the newsletter of this proof.");
		break;
	case CONSENT_NOTHING: /* "Merci", a picture, sent on without a word */
	case CONSENT_OTHER:
		moderation(weighing, COMMAND_REMARK, token, ACTION_APPLY,
		    "An editor remarks on a proof: that approves nothing.");
		break;
	}
}

bool decide_proof(struct weighing *weighing)
{
	const struct facts *facts = weighing->facts;
	const struct fact_token *token = claim_find(weighing, TOKEN_APPROVE,
	    CLAIM_RECIPIENT | CLAIM_SUBJECT | CLAIM_REFERENCES);

	if (token == NULL)
		return false;
	if (!token->known)
		command_ignore(weighing, KIND_MODERATION,
		    "The code of the proof is not one that was issued.");
	else if (facts->authres == AUTHRES_FAIL)
		hold(weighing, "It answers a proof, but its sender is forged.");
	else if (facts->robot != ROBOT_NONE ||
		 (facts->says & ROBOT_SAYS_ABSENT) != 0)
		hold(weighing,
		    "It answers a proof, but looks like an automatic message.");
	else if (!message_has_one_sender(weighing->message))
		hold(
		    weighing, "It answers a proof, but names several senders.");
	else if (!is_sender(weighing, token))
		moderation(weighing, COMMAND_REMARK, token, ACTION_ANSWER,
		    "It answers a proof that was sent to another address: "
		    "that approves nothing.");
	else if (token->used)
		moderation(weighing, COMMAND_REMARK, token, ACTION_ANSWER,
		    "It answers a proof that is settled: nothing changes.");
	else if (answers_another(weighing, token))
		moderation(weighing, COMMAND_REMARK, token, ACTION_APPLY,
		    "It answers a mail about a proof, not the proof: that "
		    "approves nothing.");
	else
		weigh_answer(weighing, token);
	return true;
}

static bool is_listed(
    struct arena *arena, const struct conf_strings *addresses, const char *key)
{
	for (size_t i = 0; i < addresses->n; i++)
		if (strcmp(addr_key(arena, addresses->v[i]), key) == 0)
			return true;
	return false;
}

/* Of this list, or of any (NULL). */
static bool is_editor(const struct weighing *weighing,
    const struct conf_list *list, const char *key)
{
	const struct conf *conf = weighing->facts->conf;

	for (size_t i = 0; i < conf->list_count; i++) {
		const struct conf_list *one = &conf->lists[i];
		if ((list == NULL || list == one) &&
		    is_listed(weighing->arena,
			one->editors.n > 0 ? &one->editors : &one->owners, key))
			return true;
	}
	return false;
}

void decide_newsletter(struct weighing *weighing)
{
	const struct facts *facts = weighing->facts;
	const struct fact_token *token =
	    claim_find(weighing, TOKEN_EDITOR, CLAIM_RECIPIENT | CLAIM_SUBJECT);
	const char *key = facts->sender_key;

	if (token != NULL && token->valid)
		key = addr_key(weighing->arena, token->address);
	else if (facts->authres != AUTHRES_PASS) {
		hold(weighing, "It is a newsletter, but nothing proves that an "
			       "editor sent it.");
		return;
	}
	if (facts->robot != ROBOT_NONE || weighing->mixed)
		hold(weighing, "It is a newsletter, but looks like an "
			       "automatic message, or was sent to several "
			       "lists.");
	else if (facts->mailed >= MAILED_MAX)
		hold(weighing, "It is a newsletter, but too many came by mail "
			       "within a day.");
	else if (!is_editor(weighing, weighing->route.list, key))
		hold(weighing, "It is a newsletter, but its sender is no "
			       "editor of the list.");
	else
		moderation(weighing, COMMAND_NEWSLETTER,
		    token != NULL && token->valid ? token : NULL, ACTION_APPLY,
		    "An editor sends a newsletter: a proof comes back.");
}
