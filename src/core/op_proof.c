#include "core/op_proof.h"

#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/i18n.h"
#include "core/order_tell.h"
#include "mail/addr.h"
#include "news/render.h"

void op_proof_token(const struct ctx *ctx, const struct newsletter *row,
    const char *list, const char *address_key, char out[TOKEN_SIZE])
{
	const struct token token = { .purpose = TOKEN_APPROVE,
		.row = (uint32_t)row->id,
		.expires = row->expires };

	ctx_token(ctx, &token, list, address_key, out);
}

/* Proofs that are being mailed. */
struct proofing {
	struct ctx *ctx;
	struct arena *arena;
	struct newsletter *row;
	const struct op_newsletter *made;
	struct order_people people;
	struct op_readers readers;
	struct compose_attachment mails[LANG__MAX]; /* by edition */
	size_t mail_count;
};

/* The variant of all topics that readers of this language get. */
static const struct op_variant *full_variant(
    const struct op_newsletter *n, enum lang language)
{
	const struct op_target *target = &n->targets[0];
	unsigned all = (1U << n->topic_count) - 1;

	for (size_t i = 0; i < target->variant_count; i++)
		if (target->variants[i].language == language &&
		    target->variants[i].topics == all &&
		    !target->variants[i].empty)
			return &target->variants[i];
	return NULL;
}

/* As somebody who reads this language gets it. */
static enum err_code add_mail(
    struct proofing *p, enum lang language, struct err *err)
{
	const struct op_reader reader = {
		.target = &p->made->targets[0],
		.variant = full_variant(p->made, language),
		.reach = OP_REACHED,
		.sub = { .address = p->ctx->conf->site.address,
		    .address_key = "",
		    .name = "",
		    .fields = "",
		    .topics = "",
		    .language = language },
	};
	struct buf bytes;
	enum err_code rc;

	if (reader.variant == NULL)
		return ERR_OK;
	buf_init(&bytes, OP_MAILING_COMPILED);
	rc = op_newsletter_one(p->ctx, p->arena, p->made, &reader, &bytes, err);
	if (rc == ERR_OK)
		p->mails[p->mail_count++] = (struct compose_attachment){
			.name = arena_printf(
			    p->arena, "%s.eml", lang_name(language)),
			.type = "message/rfc822",
			.bytes = str_n(arena_dup(p->arena, buf_get(&bytes)),
			    buf_get(&bytes).n),
		};
	buf_clear(&bytes);
	return rc;
}

/* One of each language that it has readers in, or is written in. */
static enum err_code make_mails(struct proofing *p, struct err *err)
{
	enum err_code rc = ERR_OK;

	for (int i = 0; rc == ERR_OK && i < LANG__MAX; i++)
		if (p->made->news.editions[i].source != NULL ||
		    p->readers.by_language[i] > 0)
			rc = add_mail(p, (enum lang)i, err);
	return rc;
}

static json_t *list_labels(const struct proofing *p)
{
	enum lang language = ctx_language(p->ctx, p->people.list);
	json_t *out = json_array();

	for (size_t i = 0; i < p->made->target_count; i++)
		(void)json_array_append_new(
		    out, json_pack("{s:s, s:I}", "label",
			     notify_label(p->made->targets[i].list, language),
			     "count", (json_int_t)p->readers.by_target[i]));
	return out;
}

/* Where it lay on this machine is nothing for a mail. */
static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

/* What an editor would want to know before it leaves. */
static json_t *warnings(const struct proofing *p)
{
	const struct news_problems *problems = &p->made->news.problems;
	json_t *out = json_array();

	for (size_t i = 0; i < problems->count; i++) {
		struct news_problem one = problems->rows[i];
		if (one.source != NULL)
			one.source = base_name(one.source);
		(void)json_array_append_new(
		    out, json_string(arena_printf(p->arena, "%s%s",
			     news_problem_place(p->arena, &one), one.text)));
	}
	return out;
}

static json_t *variables(const struct proofing *p)
{
	const struct newsletter *row = p->row;
	const struct op_readers *readers = &p->readers;
	json_t *order = order_variables(p->arena, row);
	char day[DATE_SIZE] = "";

	(void)date_local_day(row->expires, row->zone, day);
	if (p->made->news.problems.count > 0)
		(void)json_object_set_new(order, "has_warnings", json_true());
	(void)json_object_set_new(order,
	    arena_printf(p->arena, "why_%s", newsletter_why_name(row->why)),
	    json_true());
	(void)json_object_update_new(
	    order, json_pack("{s:s, s:o, s:I, s:I, s:I, s:I, s:I, s:o}",
		       "expires", day, "lists", list_labels(p), "count",
		       (json_int_t)readers->reached, "fr",
		       (json_int_t)readers->by_language[LANG_FR], "en",
		       (json_int_t)readers->by_language[LANG_EN], "empty",
		       (json_int_t)readers->by_reach[OP_EMPTY], "past",
		       (json_int_t)readers->by_reach[OP_PAST], "warnings",
		       warnings(p)));
	return json_pack("{s:o}", "order", order);
}

/* To who may approve it, or only to see it. */
static enum err_code mail_proof(
    struct proofing *p, const char *to, bool may, struct err *err)
{
	char token[TOKEN_SIZE];
	const struct notify notify = {
		.template = "proof",
		.list = p->people.list,
		.language = ctx_language(p->ctx, p->people.list),
		.to = to,
		.token = may ? token : NULL,
		.token_verb = "approve",
		.attachments = p->mails,
		.attachment_count = p->mail_count,
		.extra = variables(p),
	};

	op_proof_token(p->ctx, p->row, p->people.list->name,
	    addr_key(p->arena, to), token);
	return notify_queue(p->ctx, p->arena, &notify, err);
}

/* Is this one of those who are asked? */
static bool is_asked(const struct proofing *p, const char *address)
{
	const struct newsletter *row = p->row;
	bool own = row->why == NEWSLETTER_WHY_MAIL && !p->people.approval;

	if (own)
		return order_same_person(p->arena, row->editor, address);
	return order_may_approve(p->arena, &p->people, row, address);
}

static enum err_code mail_all(
    struct proofing *p, size_t *count, struct err *err)
{
	const struct newsletter *row = p->row;
	enum err_code rc = ERR_OK;

	*count = 0;
	for (size_t i = 0; rc == ERR_OK && i < p->people.n; i++) {
		const char *to = p->people.v[i];
		bool may = is_asked(p, to);
		bool sees = row->why == NEWSLETTER_WHY_MAIL &&
			    order_same_person(p->arena, row->editor, to);

		if (may || sees)
			rc = mail_proof(p, to, may, err);
		if (rc != ERR_OK || !may)
			continue;
		rc = newsletter_add_proof(p->ctx->db, row->id, to, err);
		(*count)++;
	}
	if (rc == ERR_OK && *count == 0)
		rc = err_set(err, ERR_CONFIG,
		    _("nobody but %s may approve newsletters of %s; name a "
		      "second editor in list.%s.editors"),
		    row->editor, p->people.list->name, p->people.list->name);
	return rc;
}

/* What is for an hour is of no use much later. */
static int64_t expiry_of(const struct newsletter *row, int64_t now)
{
	int64_t longest = now + OP_ORDER_PROOF_SECONDS;

	if (row->send_at[0] == '\0' || row->due <= now)
		return longest;
	return row->due + OP_ORDER_LATE;
}

enum err_code op_proof_add(struct ctx *ctx, struct arena *arena,
    struct newsletter *row, const struct op_newsletter *made, size_t *count,
    struct err *err)
{
	struct proofing *p = arena_calloc(arena, 1, sizeof(*p));
	enum err_code rc;

	*p = (struct proofing){
		.ctx = ctx, .arena = arena, .row = row, .made = made
	};
	row->state = NEWSLETTER_PROOF;
	row->expires = expiry_of(row, clock_now());
	order_people(ctx, arena, row->lists, &p->people);
	rc = op_newsletter_count(ctx, arena, made, &p->readers, err);
	if (rc == ERR_OK)
		rc = make_mails(p, err);
	if (rc == ERR_OK)
		rc = newsletter_add(ctx->db, row, err);
	return rc == ERR_OK ? mail_all(p, count, err) : rc;
}

enum err_code op_proof_renew(struct ctx *ctx, struct arena *arena,
    const struct newsletter *old, const struct op_newsletter *made,
    enum newsletter_why why, struct err *err)
{
	struct newsletter row = *old;
	size_t count;
	enum err_code rc = newsletter_set_state(ctx->db, old->id, old->state,
	    NEWSLETTER_CANCELLED, clock_now(), err);

	row.why = why;
	row.seen = made->seen;
	row.approver = "";
	row.created = clock_now();
	if (rc == ERR_OK)
		rc = op_proof_add(ctx, arena, &row, made, &count, err);
	if (rc == ERR_OK)
		rc = newsletter_copy_files(ctx->db, old->id, row.id, err);
	return rc;
}
