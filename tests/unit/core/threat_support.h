/* Mails that reach a site, as the reader hands them on, and what they do. */
#ifndef TEST_CORE_THREAT_SUPPORT_H
#define TEST_CORE_THREAT_SUPPORT_H

#include <stdlib.h>

#include "op_support.h"

#include "core/facts.h"
#include "core/inbound.h"
#include "core/op_request.h"
#include "core/op_subscription.h"
#include "core/personal.h"
#include "store/inbox.h"
#include "store/ledger.h"

/* The mail is decided on and has its effect; the decision. */
static inline struct decision threat_deliver(
    struct op_site *site, uint32_t uid, const char *raw)
{
	struct inbound inbound;
	struct inbox inbox;
	enum inbox_state state;

	op_must(site, inbox_find(site->ctx.db, "test", 1, uid, OP_NOW, &inbox,
			  &site->err));
	op_must(site, inbound_look(&site->ctx, &site->arena, str_c(raw),
			  &inbound, &site->err));
	op_must(site, inbound_apply(&site->ctx, &site->arena, &inbound,
			  inbox.id, &state, &site->err));
	return inbound.decision;
}

static inline const char *threat_mail(struct op_site *site, const char *from,
    const char *to, const char *subject, const char *body)
{
	static unsigned int count;

	return arena_printf(&site->arena,
	    "Return-Path: <%s>\r\nFrom: %s\r\nTo: %s\r\nSubject: %s\r\n"
	    "Message-ID: <%u@example.net>\r\n\r\n%s\r\n",
	    from, from, to, subject, ++count, body);
}

/* An active subscription, put there by hand. */
static inline struct subscription threat_member(
    struct op_site *site, const char *list, const char *address)
{
	static const struct op_proof proof = { .how = "cli", .source = "x" };
	struct subscription sub = {
		.address = address, .name = "", .topics = ""
	};

	op_must(site, db_begin(site->ctx.db, &site->err));
	op_must(
	    site, op_subscribe(&site->ctx, &site->arena,
		      conf_list(site->conf, list), &sub, &proof, &site->err));
	op_must(site, db_commit(site->ctx.db, &site->err));
	op_must(
	    site, op_find(&site->ctx, &site->arena, conf_list(site->conf, list),
		      address, &sub, &site->err));
	return sub;
}

/* A request that waits for its confirmation, without a mail; its token. */
static inline int64_t threat_request(struct op_site *site, const char *list,
    const char *address, enum pending_verb verb, char token[TOKEN_SIZE])
{
	const struct op_request request = { .verb = verb,
		.list = conf_list(site->conf, list),
		.address = address,
		.name = "",
		.language = LANG_FR,
		.origin = "token",
		.message_id = "" };
	enum op_requested result;
	struct pending row;

	row = op_ask(site, &request, &result);
	op_request_token(&site->ctx, &row, list, token);
	return row.id;
}

/* "active", "left", "" without a subscription. */
static inline const char *threat_status(
    struct op_site *site, const char *list, const char *address)
{
	struct subscription sub;

	if (op_find(&site->ctx, &site->arena, conf_list(site->conf, list),
		address, &sub, &site->err) != ERR_OK)
		return "";
	return sub_status_name(sub.status);
}

#endif
