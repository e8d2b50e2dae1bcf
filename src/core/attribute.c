#include "core/attribute.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/claim.h"
#include "core/facts.h"
#include "core/personal.h"
#include "mail/addr.h"
#include "mail/returned.h"
#include "store/bounce.h"

static const struct {
	const char *name;
	const char *words;
} names[ATTRIBUTION__MAX] = {
	[ATTRIBUTION_NONE] = { "none", N_("nothing in it proves that it is "
					  "about a mail of ours") },
	[ATTRIBUTION_FORGED] = { "forged",
	    N_("the token in it is not good, or of a mail that was "
	       "forgotten") },
	[ATTRIBUTION_CROSSED] = { "crossed",
	    N_("the tokens in it belong to different mails") },
	[ATTRIBUTION_UNSENT] = { "unsent",
	    N_("the mail that it is about never left") },
	[ATTRIBUTION_OLD] = { "old",
	    N_("the mail that it is about is older than 30 days") },
	[ATTRIBUTION_OTHERS] = { "others",
	    N_("it is about somebody else than the mail was for") },
	[ATTRIBUTION_ADDRESS] = { "signed-address",
	    N_("it was sent to the signed address of a mail of ours") },
	[ATTRIBUTION_ID] = { "message-id",
	    N_("it returns the Message-ID of a mail of ours") },
	[ATTRIBUTION_HEADER] = { "header",
	    N_("it returns the header of a mail of ours") },
};

bool attribution_holds(enum attribution how)
{
	return how >= ATTRIBUTION_ADDRESS;
}

const char *attribution_name(enum attribution how)
{
	return names[how].name;
}

const char *attribution_words(enum attribution how)
{
	return names[how].words;
}

/* What was found so far. */
struct search {
	struct ctx *ctx;
	struct arena *arena;
	enum attribution how;
	int64_t delivery;
	int64_t pending;
};

static bool is_stronger(enum attribution a, enum attribution b)
{
	return !attribution_holds(b) || a < b;
}

/* Another field is believed only where nothing better is found. */
static void take(struct search *search, int64_t delivery, enum attribution how)
{
	bool found = attribution_holds(search->how);

	if (search->how == ATTRIBUTION_CROSSED || delivery == 0)
		return;
	if (found && search->delivery != delivery &&
	    (how != ATTRIBUTION_HEADER || search->how == ATTRIBUTION_HEADER))
		search->how = ATTRIBUTION_CROSSED;
	else if (is_stronger(how, search->how)) {
		search->how = how;
		search->delivery = delivery;
	}
}

static void take_bad(struct search *search)
{
	if (search->how == ATTRIBUTION_NONE)
		search->how = ATTRIBUTION_FORGED;
}

/* The address that the report was sent to. */
static void look_at_address(struct search *search,
    const struct message *message, const struct facts *facts)
{
	for (size_t i = 0; i < facts->token_count; i++) {
		const struct fact_token *token = &facts->tokens[i];
		if ((claim_places(message, token->text) & CLAIM_RECIPIENT) == 0)
			continue;
		if (token->known && token->purpose == TOKEN_BOUNCE)
			take(search, token->row, ATTRIBUTION_ADDRESS);
		else
			take_bad(search);
	}
}

/* The mail that carried this way out: to whom, and when, is in the token. */
static enum err_code by_way_out(
    struct search *search, const char *text, int64_t *delivery, struct err *err)
{
	struct token token;
	int64_t after;
	int64_t until;

	*delivery = 0;
	if (!token_read(str_c(text), &token))
		return ERR_OK;
	personal_unsubscribe_time(&token, &after, &until);
	return bounce_sent_to(
	    search->ctx->db, token.row, after, until, delivery, err);
}

static enum err_code look_at_token(
    struct search *search, const struct returned_token *found, struct err *err)
{
	enum attribution how =
	    found->is_id ? ATTRIBUTION_ID : ATTRIBUTION_HEADER;
	struct fact_token token;
	int64_t delivery = 0;
	enum err_code rc =
	    facts_token(search->ctx, search->arena, found->text, &token, err);

	if (rc != ERR_OK)
		return rc;
	if (!token.known) {
		take_bad(search);
		return ERR_OK;
	}
	if (token.purpose == TOKEN_UNSUBSCRIBE)
		rc = by_way_out(search, found->text, &delivery, err);
	else if (token.purpose == TOKEN_BOUNCE)
		delivery = token.row;
	else if (token.purpose == TOKEN_CONFIRM && found->is_id)
		search->pending = token.row;
	if (rc == ERR_OK)
		take(search, delivery, how);
	return rc;
}

static enum err_code look_at_returned(
    struct search *search, const struct message *message, struct err *err)
{
	struct returned_token *found;
	size_t count = returned_tokens(search->arena, message, &found);
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < count; i++)
		rc = look_at_token(search, &found[i], err);
	return rc;
}

/* Did a copy of it leave, as far as anybody knows? */
static bool has_left(const struct delivery *delivery)
{
	return delivery->state == DELIVERY_SENT ||
	       delivery->state == DELIVERY_SENDING || delivery->doubts > 0;
}

/* The mildest word about several strangers: no harm without certainty. */
static const struct report_recipient *mildest(const struct report *report)
{
	const struct report_recipient *out = NULL;

	for (size_t i = 0; i < report->recipient_count; i++)
		if (out == NULL || report->recipients[i].class > out->class)
			out = &report->recipients[i];
	return out;
}

/* What the report says of this address, or of where it was forwarded to. */
static void find_recipient(const struct report *report, const char *address_key,
    struct attributed *out)
{
	for (size_t i = 0; i < report->recipient_count; i++)
		if (strcmp(report->recipients[i].address, address_key) == 0) {
			out->recipient = &report->recipients[i];
			return;
		}
	out->recipient = mildest(report);
	out->forwarded = out->recipient != NULL;
}

/* The ledger has the last word. */
static void check_delivery(
    struct arena *arena, const struct facts *facts, struct attributed *out)
{
	const struct delivery *delivery = &out->delivery;
	int64_t when =
	    delivery->settled != 0 ? delivery->settled : delivery->created;
	bool old = facts->now - when > (int64_t)ATTRIBUTE_DAYS * CLOCK_DAY;

	find_recipient(facts->report, addr_key(arena, delivery->address), out);
	if (!has_left(delivery))
		out->how = ATTRIBUTION_UNSENT;
	/* Who complains late wants to be left alone all the same. */
	else if (old && !facts->report->is_complaint)
		out->how = ATTRIBUTION_OLD;
	else if (out->how == ATTRIBUTION_HEADER && out->forwarded)
		out->how = ATTRIBUTION_OTHERS;
}

enum err_code attribute_report(struct ctx *ctx, struct arena *arena,
    const struct message *message, const struct facts *facts,
    struct attributed *out, struct err *err)
{
	struct search search = { .ctx = ctx, .arena = arena };
	enum err_code rc;

	*out = (struct attributed){ .how = ATTRIBUTION_NONE };
	look_at_address(&search, message, facts);
	rc = look_at_returned(&search, message, err);
	out->how = search.how;
	if (rc == ERR_OK && attribution_holds(search.how)) {
		rc = delivery_get(
		    ctx->db, arena, search.delivery, &out->delivery, err);
		if (rc == ERR_NOT_FOUND) {
			out->how = ATTRIBUTION_FORGED;
			return ERR_OK;
		}
		if (rc == ERR_OK)
			check_delivery(arena, facts, out);
	} else if (rc == ERR_OK && search.pending != 0 &&
		   search.how != ATTRIBUTION_CROSSED) {
		out->pending = search.pending;
		out->how = ATTRIBUTION_ID;
		out->recipient = mildest(facts->report);
	}
	return rc;
}
