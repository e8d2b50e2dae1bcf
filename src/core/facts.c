#include "core/facts.h"

#include <string.h>

#include "base/clock.h"
#include "core/attribute.h"
#include "core/change.h"
#include "core/order_people.h"
#include "mail/addr.h"
#include "store/mailing.h"
#include "store/newsletter.h"
#include "store/pending.h"
#include "store/subscription.h"

/* The row behind a token: who it was made for. */
struct owner {
	int64_t list;
	const char *address;
	const char *address_key;
	enum command verb;
	bool used;
};

/* Of several choices the first stands for all. */
static enum command verb_of_choices(struct arena *arena, const char *detail)
{
	struct change change;

	if (!change_read(arena, detail, &change))
		return COMMAND_NONE;
	if (change.has_delivery)
		return COMMAND_DELIVERY;
	if (change.has_pause)
		return change.paused_until == 0 ? COMMAND_RESUME
						: COMMAND_PAUSE;
	return change.topics != NULL ? COMMAND_TOPICS : COMMAND_LANGUAGE;
}

static enum command verb_of(struct arena *arena, const struct pending *row)
{
	switch (row->verb) {
	case PENDING_SUBSCRIBE:
		return COMMAND_SUBSCRIBE;
	case PENDING_UNSUBSCRIBE:
		return COMMAND_UNSUBSCRIBE;
	case PENDING_SET:
		return verb_of_choices(arena, row->detail);
	case PENDING_ERASE:
		return COMMAND_ERASE;
	case PENDING_OBJECT:
		return COMMAND_OBJECT;
	case PENDING_CORRECT:
	case PENDING_MOVE:
		return COMMAND_CORRECT;
	case PENDING_VERB__MAX:
		break;
	}
	return COMMAND_NONE;
}

static enum err_code pending_owner(struct ctx *ctx, struct arena *arena,
    int64_t row, struct owner *out, struct err *err)
{
	struct pending pending;
	enum err_code rc = pending_get(ctx->db, arena, row, &pending, err);

	if (rc != ERR_OK)
		return rc;
	if (pending.expires <= clock_now())
		return err_set(err, ERR_NOT_FOUND, "the request has expired");
	*out = (struct owner){
		.list = pending.list,
		.address = pending.address,
		.address_key = pending.address_key,
		.verb = verb_of(arena, &pending),
		.used = pending.state == PENDING_USED,
	};
	return ERR_OK;
}

static enum err_code subscription_owner(struct ctx *ctx, struct arena *arena,
    int64_t row, struct owner *out, struct err *err)
{
	struct subscription sub;
	enum err_code rc = subscription_get(ctx->db, arena, row, &sub, err);

	if (rc != ERR_OK)
		return rc;
	*out = (struct owner){
		.list = sub.list,
		.address = sub.address,
		.address_key = sub.address_key,
		.verb = COMMAND_UNSUBSCRIBE,
		.used = sub.status == SUB_LEFT,
	};
	return ERR_OK;
}

static enum err_code delivery_owner(struct ctx *ctx, struct arena *arena,
    int64_t row, struct owner *out, struct err *err)
{
	struct delivery delivery;
	enum err_code rc = delivery_get(ctx->db, arena, row, &delivery, err);

	if (rc != ERR_OK)
		return rc;
	*out = (struct owner){
		.list = delivery.list,
		.address = delivery.address,
		.address_key = addr_key(arena, delivery.address),
		.verb = COMMAND_NONE,
	};
	return ERR_OK;
}

/* Made with this address, whatever the hour: its row says if it is late. */
static bool is_made_for(struct ctx *ctx, struct arena *arena, const char *text,
    const char *list, const char *address)
{
	return token_check(ctx->key, str_c(text), str_c(list),
	    str_c(addr_key(arena, address)), 0);
}

/* Of all who were sent a proof, the one whose token it is. */
static enum err_code proof_token(struct ctx *ctx, struct arena *arena,
    struct fact_token *out, struct err *err)
{
	struct newsletter row;
	const char **asked;
	size_t count = 0;
	struct str rest;
	struct str name;
	enum err_code rc = newsletter_get(ctx->db, arena, out->row, &row, err);

	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	if (rc == ERR_OK)
		rc = newsletter_proofs(
		    ctx->db, arena, row.id, &asked, &count, err);
	if (rc != ERR_OK)
		return rc;
	rest = str_c(row.lists);
	(void)str_split(&rest, ' ', &name);
	out->list = arena_dup(arena, name);
	for (size_t i = 0; i < count && !out->known; i++) {
		out->known =
		    is_made_for(ctx, arena, out->text, out->list, asked[i]);
		out->address = asked[i];
	}
	out->used = out->known && row.state != NEWSLETTER_PROOF;
	out->valid = out->known && !out->used;
	return ERR_OK;
}

/* Of all editors of the list, the one whose address it is. */
static enum err_code editor_token(struct ctx *ctx, struct arena *arena,
    struct fact_token *out, struct err *err)
{
	struct order_people people;
	char *name;
	enum err_code rc = list_name(ctx->db, arena, out->row, &name, err);

	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	if (rc != ERR_OK)
		return rc;
	out->list = name;
	order_people(ctx, arena, name, &people);
	for (size_t i = 0; i < people.n && !out->known; i++) {
		out->known =
		    token_check(ctx->key, str_c(out->text), str_c(name),
			str_c(addr_key(arena, people.v[i])), clock_now());
		out->address = people.v[i];
	}
	out->valid = out->known;
	return ERR_OK;
}

static enum err_code find_owner(struct ctx *ctx, struct arena *arena,
    const struct token *token, struct owner *out, struct err *err)
{
	switch (token->purpose) {
	case TOKEN_CONFIRM:
		return pending_owner(ctx, arena, token->row, out, err);
	case TOKEN_UNSUBSCRIBE:
		return subscription_owner(ctx, arena, token->row, out, err);
	case TOKEN_BOUNCE:
		return delivery_owner(ctx, arena, token->row, out, err);
	case TOKEN_MODERATE: /* no row can be meant before posts are built */
	case TOKEN_APPROVE:  /* of several people: proof_token() */
	case TOKEN_EDITOR:   /* the same: editor_token() */
	case TOKEN__MAX:
		break;
	}
	return err_set(err, ERR_NOT_FOUND, "no row has this token");
}

static enum err_code list_of(struct ctx *ctx, struct arena *arena, int64_t list,
    char **name, struct err *err)
{
	*name = arena_strdup(arena, "");
	return list == 0 ? ERR_OK : list_name(ctx->db, arena, list, name, err);
}

enum err_code facts_token(struct ctx *ctx, struct arena *arena,
    const char *text, struct fact_token *out, struct err *err)
{
	struct owner owner = { 0 };
	struct token token;
	char *list;
	enum err_code rc;

	*out = (struct fact_token){ .text = text };
	if (!token_read(str_c(text), &token))
		return ERR_OK;
	out->purpose = token.purpose;
	out->row = token.row;
	if (ctx->db == NULL || !ctx->has_key)
		return ERR_OK;
	if (token.purpose == TOKEN_APPROVE)
		return proof_token(ctx, arena, out, err);
	if (token.purpose == TOKEN_EDITOR)
		return editor_token(ctx, arena, out, err);
	rc = find_owner(ctx, arena, &token, &owner, err);
	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	if (rc == ERR_OK)
		rc = list_of(ctx, arena, owner.list, &list, err);
	if (rc != ERR_OK)
		return rc;
	/* Nothing of the row is told to who cannot show a good token. */
	if (!token_check(ctx->key, str_c(text), str_c(list),
		str_c(owner.address_key), clock_now()))
		return ERR_OK;
	out->known = true;
	out->used = owner.used;
	out->valid = !owner.used;
	out->list = list;
	out->address = owner.address;
	out->verb = owner.verb;
	return ERR_OK;
}

static enum err_code gather_tokens(struct ctx *ctx, struct arena *arena,
    struct inbound *inbound, struct err *err)
{
	struct facts *facts = &inbound->facts;
	const char **texts;
	enum err_code rc = ERR_OK;

	facts->token_count =
	    decide_find_tokens(arena, ctx->conf, &inbound->message, &texts);
	facts->tokens =
	    arena_calloc(arena, facts->token_count, sizeof(*facts->tokens));
	for (size_t i = 0; rc == ERR_OK && i < facts->token_count; i++)
		rc = facts_token(ctx, arena, texts[i], &facts->tokens[i], err);
	return rc;
}

static enum err_code gather_sender(struct ctx *ctx, struct arena *arena,
    struct inbound *inbound, struct err *err)
{
	struct facts *facts = &inbound->facts;
	struct err unused;
	enum err_code rc;
	bool *suspended;
	char *address;

	facts->sender_key = "";
	if (addr_normalise(arena, str_c(inbound->message.sender_address),
		&address, &unused) != ERR_OK)
		return ERR_OK;
	facts->sender_key = addr_key(arena, address);
	if (ctx->db == NULL)
		return ERR_OK;
	rc = subscription_lists_of(ctx->db, arena, facts->sender_key,
	    &facts->sender_lists, &suspended, &facts->sender_list_count, err);
	facts->sender_suspended = suspended;
	return rc;
}

static enum err_code gather_mailed(
    struct ctx *ctx, struct facts *facts, struct err *err)
{
	facts->mailed = 0;
	if (ctx->db == NULL)
		return ERR_OK;
	return newsletter_mailed(
	    ctx->db, facts->now - CLOCK_DAY, &facts->mailed, err);
}

static enum err_code gather_report(struct ctx *ctx, struct arena *arena,
    struct inbound *inbound, struct err *err)
{
	struct facts *facts = &inbound->facts;
	enum err_code rc;

	report_read(arena, &inbound->message, &inbound->report);
	facts->report = &inbound->report;
	if (facts->robot != ROBOT_BOUNCE && facts->robot != ROBOT_REPORT)
		return ERR_OK;
	rc = attribute_report(
	    ctx, arena, &inbound->message, facts, &inbound->attributed, err);
	facts->attributed = &inbound->attributed;
	facts->bounce_ours = attribution_holds(inbound->attributed.how);
	return rc;
}

enum err_code facts_gather(struct ctx *ctx, struct arena *arena,
    struct inbound *inbound, struct err *err)
{
	const struct message *message = &inbound->message;
	struct facts *facts = &inbound->facts;
	const char *site_id = decide_site_id(ctx->conf);
	char *authres_text;
	enum err_code rc;

	facts->conf = ctx->conf;
	facts->robot = robot_detect(message, site_id, &facts->robot_why);
	facts->may_answer = robot_may_answer(message, facts->robot);
	facts->says = robot_words(message->subject, message->own);
	facts->authres =
	    authres_read(arena, message, ctx->authserv_id, &authres_text);
	facts->authres_text = authres_text;
	rc = gather_tokens(ctx, arena, inbound, err);
	if (rc == ERR_OK)
		rc = gather_sender(ctx, arena, inbound, err);
	if (rc == ERR_OK)
		rc = gather_mailed(ctx, facts, err);
	if (rc == ERR_OK)
		rc = gather_report(ctx, arena, inbound, err);
	return rc;
}
