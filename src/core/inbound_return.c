#include "core/inbound_job.h"

#include <string.h>

#include "core/op_bounce.h"
#include "core/op_request.h"
#include "core/route.h"
#include "mail/addr.h"

static bool is_suspended(const struct facts *facts)
{
	for (size_t i = 0; i < facts->sender_list_count; i++)
		if (facts->sender_suspended != NULL &&
		    facts->sender_suspended[i])
			return true;
	return false;
}

/* Is something asked or done by this mail that settles it? */
static bool is_settled(const struct decision *decision)
{
	for (size_t i = 0; i < decision->command_count; i++)
		if (decision->commands[i].action == ACTION_APPLY ||
		    decision->commands[i].action == ACTION_CONFIRM_REQUEST)
			return true;
	return false;
}

static enum err_code come_back(
    struct job *job, const char *address_key, const char *how, struct err *err)
{
	struct op_proof proof = job->proof;
	int64_t subscriber;
	enum err_code rc =
	    subscriber_find(job->ctx->db, address_key, &subscriber, err);

	proof.how = how;
	if (rc != ERR_OK || subscriber == 0)
		return rc;
	return op_bounce_return(
	    job->ctx, job->arena, subscriber, &proof, true, err);
}

/* An answer to the probe shows that the probe arrived. */
static enum err_code by_probe(
    struct job *job, const struct fact_token *token, struct err *err)
{
	const char *key;
	struct failing failing = { 0 };
	int64_t subscriber;
	enum err_code rc;

	if (token->purpose != TOKEN_BOUNCE || !token->valid)
		return ERR_OK;
	key = addr_key(job->arena, token->address);
	rc = subscriber_find(job->ctx->db, key, &subscriber, err);
	if (rc == ERR_OK)
		rc = failing_get(job->ctx->db, subscriber, &failing, err);
	if (rc != ERR_OK || failing.score == 0 ||
	    failing.probe != (int64_t)token->row)
		return rc;
	return come_back(job, key, "email-token", err);
}

/* People answer; to where mail comes back machines write, even unknown ones. */
static enum err_code by_probes(struct job *job, struct err *err)
{
	const struct facts *facts = &job->in->facts;
	struct route route;
	bool mixed;
	enum err_code rc = ERR_OK;

	route_message(job->ctx->conf, &job->in->message, &route, &mixed);
	if (route.verb == ROUTE_BOUNCE)
		return ERR_OK;
	for (size_t i = 0; rc == ERR_OK && i < facts->token_count; i++)
		rc = by_probe(job, &facts->tokens[i], err);
	return rc;
}

/* Nothing proves who writes: the address itself is asked, as any is. */
static enum err_code ask(struct job *job, struct err *err)
{
	const struct facts *facts = &job->in->facts;
	struct op_request request = {
		.verb = PENDING_SUBSCRIBE,
		.address = facts->sender_key,
		.name = "",
		.origin = "email",
		.message_id = job->in->message.message_id,
		.references = job->proof.references,
	};
	enum op_requested result;
	struct subscription sub;
	enum err_code rc;

	for (size_t i = 0; i < facts->sender_list_count; i++)
		if (facts->sender_suspended[i] && request.list == NULL)
			request.list =
			    conf_list(job->ctx->conf, facts->sender_lists[i]);
	if (request.list == NULL)
		return ERR_OK;
	rc = op_find(
	    job->ctx, job->arena, request.list, facts->sender_key, &sub, err);
	/* This mail may have brought them back, by a token. */
	if (rc != ERR_OK || sub.status != SUB_SUSPENDED)
		return rc;
	request.address = sub.address;
	request.language = sub.language;
	return op_request(job->ctx, job->arena, &request, &result, NULL, err);
}

enum err_code inbound_return(struct job *job, struct err *err)
{
	const struct facts *facts = &job->in->facts;
	const struct decision *decision = &job->in->decision;
	enum err_code rc;

	if (facts->robot != ROBOT_NONE || decision->kind == KIND_LOOP)
		return ERR_OK;
	rc = by_probes(job, err);
	if (rc != ERR_OK || !is_suspended(facts))
		return rc;
	if (facts->authres == AUTHRES_PASS)
		return come_back(job, facts->sender_key, "email", err);
	if (is_settled(decision) || !facts->may_answer ||
	    facts->authres == AUTHRES_FAIL)
		return ERR_OK;
	return ask(job, err);
}
