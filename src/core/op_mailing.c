#include "core/op_mailing.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "core/fields.h"
#include "core/listaddr.h"
#include "core/logo.h"
#include "core/notify.h"
#include "core/personal.h"
#include "mail/compose.h"
#include "store/subscription.h"

enum { CHUNK = 10000, FIELDS_MAX = 32 };

/* Does who leaves by mail have to write a Subject, too? */
static bool needs_subject(
    struct ctx *ctx, struct arena *arena, const struct conf_list *list)
{
	char token[TOKEN_SIZE] = { 0 };

	memset(token, 'a', sizeof(token) - 1);
	return listaddr_for(arena, ctx->conf, list, "unsubscribe", token)
		   .subject != NULL;
}

json_t *op_mailing_variables(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, enum lang language)
{
	json_t *out = notify_variables(ctx, arena, list, language);
	const char *name = personal_hole(arena, PERSONAL_NAME);
	const char *address = personal_hole(arena, PERSONAL_ADDRESS);

	(void)json_object_set_new(out, "name", json_string(name));
	(void)json_object_set_new(out, "address", json_string(address));
	(void)json_object_set_new(out, "person",
	    json_pack("{s:s, s:s}", "name", name, "address", address));
	(void)json_object_set_new(out, "unsubscribe_address",
	    json_string(personal_hole(arena, PERSONAL_UNSUBSCRIBE)));
	(void)json_object_set_new(out, "unsubscribe_uri",
	    json_string(personal_hole(arena, PERSONAL_UNSUBSCRIBE_URI)));
	(void)json_object_set_new(out, "unsubscribe_subject",
	    json_string(needs_subject(ctx, arena, list)
			    ? personal_hole(arena, PERSONAL_UNSUBSCRIBE_SUBJECT)
			    : ""));
	(void)json_object_set_new(
	    out, "logo", logo_variables(ctx->conf, arena, list));
	for (size_t i = 0; i < list->fields.n && i < CONF_FIELDS_MAX; i++)
		(void)json_object_set_new(out, list->fields.v[i],
		    json_string(
			personal_hole(arena, PERSONAL_FIELD + (unsigned)i)));
	return out;
}

static void set_default(struct arena *arena, json_t *variables,
    const char *name, enum personal field, const char *instead)
{
	if (instead != NULL)
		(void)json_object_set_new(variables, name,
		    json_string(personal_hole_or(arena, field, instead)));
}

void op_mailing_defaults(struct arena *arena, json_t *variables,
    const struct conf_list *list, const char *name, const char *const *fields)
{
	set_default(arena, variables, "name", PERSONAL_NAME, name);
	set_default(arena, json_object_get(variables, "person"), "name",
	    PERSONAL_NAME, name);
	for (size_t i = 0; fields != NULL && i < list->fields.n; i++)
		set_default(arena, variables, list->fields.v[i],
		    PERSONAL_FIELD + (unsigned)i, fields[i]);
}

/* Name and value in turn. */
struct fields {
	const char *v[FIELDS_MAX];
	size_t n;
};

static void add(struct fields *fields, const char *name, const char *value)
{
	fields->v[fields->n++] = name;
	fields->v[fields->n++] = value;
}

static const char *angle(struct arena *arena, const char *uri)
{
	return arena_printf(arena, "<%s>", uri);
}

/* The fields that every mailing carries: product.md; RFC 2369, 2919. */
static void list_fields(struct ctx *ctx, struct arena *arena,
    const struct op_mailing *spec, int64_t mailing, struct fields *f)
{
	const struct conf *conf = ctx->conf;
	const struct conf_list *list = spec->list;
	const char *domain = listaddr_domain(conf);

	add(f, "List-Id", arena_printf(arena, "<%s.%s>", list->name, domain));
	add(f, "List-Unsubscribe",
	    angle(arena, personal_hole(arena, PERSONAL_UNSUBSCRIBE_URI)));
	add(f, "List-Subscribe",
	    angle(
		arena, listaddr_mailto(arena, conf, list, "subscribe", NULL)));
	add(f, "List-Help",
	    angle(arena, listaddr_mailto(arena, conf, list, "help", NULL)));
	add(f, "List-Owner",
	    angle(arena, listaddr_mailto(arena, conf, list, "owner", NULL)));
	add(f, "List-Post",
	    list->kind == CONF_NEWSLETTER
		? "NO"
		: arena_printf(arena, "<mailto:%s>", list->address));
	add(f, "Precedence", "list");
	add(f, "Feedback-ID",
	    arena_printf(arena, "%lld:%s:%s:%s", (long long)mailing,
		mailing_kind_name(spec->kind), list->name, domain));
	add(f, "X-Loop", conf->site.address);
	if (spec->automatic)
		add(f, "Auto-Submitted", "auto-generated");
	f->v[f->n] = NULL;
}

enum err_code op_mailing_compile(struct ctx *ctx, struct arena *arena,
    const struct op_mailing *spec, const struct op_variant *variant,
    int64_t mailing, struct buf *out, struct err *err)
{
	struct fields fields = { .n = 0 };
	struct compose_input mail = {
		.from_name = str_c(notify_label(spec->list, variant->language)),
		.from_addr = spec->list->address,
		.reply_to = spec->reply_to,
		.subject = variant->mail.subject,
		.message_id = arena_printf(arena, "%s@%s",
		    personal_hole(arena, PERSONAL_MESSAGE_ID),
		    listaddr_domain(ctx->conf)),
		.date = clock_now(),
		.language = lang_name(variant->mail.lang),
		.extra = fields.v,
		.text = variant->mail.text,
		.html = variant->mail.html,
		.attachments = variant->files,
		.attachment_count = variant->file_count,
	};

	enum err_code rc = logo_attach(ctx->conf, arena, spec->list, mail.html,
	    &mail.attachments, &mail.attachment_count, err);

	if (rc != ERR_OK)
		return rc;
	list_fields(ctx, arena, spec, mailing, &fields);
	return compose_message(&mail, out, err);
}

/* A mailing that is being made. */
struct making {
	struct ctx *ctx;
	struct arena *arena;
	const struct op_mailing *spec;
	struct mailing row;
	struct delivery_fill fill;
	uint64_t stored[LANG__MAX]; /* masks of the content that is stored */
};

static enum err_code add_variant(
    struct making *m, const struct op_variant *variant, struct err *err)
{
	struct buf compiled;
	enum err_code rc;

	buf_init(&compiled, OP_MAILING_COMPILED);
	rc = op_mailing_compile(
	    m->ctx, m->arena, m->spec, variant, m->row.id, &compiled, err);
	if (rc == ERR_OK)
		rc = mailing_add_content(m->ctx->db, m->row.id, variant->name,
		    buf_get(&compiled), err);
	buf_clear(&compiled);
	return rc;
}

static uint64_t bit_of(const struct op_variant *variant)
{
	return UINT64_C(1) << variant->topics;
}

/* What has readers now and is not stored yet. */
static enum err_code add_used(struct making *m, struct err *err)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < m->spec->variant_count; i++) {
		const struct op_variant *variant = &m->spec->variants[i];
		uint64_t *stored = &m->stored[variant->language];
		if ((m->fill.used[variant->language] & ~*stored &
			bit_of(variant)) == 0)
			continue;
		*stored |= bit_of(variant);
		rc = add_variant(m, variant, err);
	}
	return rc;
}

enum err_code op_mailing_refuse_twice(struct ctx *ctx,
    const struct conf_list *list, const char *hash, struct err *err)
{
	struct arena arena = { 0 };
	struct mailing before = { .state = MAILING_DONE };
	int64_t now = clock_now();
	int64_t id = 0;
	int64_t row;
	enum err_code rc = list_ensure(ctx->db, list->name, now, &row, err);

	if (rc == ERR_OK)
		rc = mailing_same_content(
		    ctx->db, row, hash, now - CLOCK_DAY, &id, err);
	if (rc != ERR_OK || id == 0)
		return rc;
	rc = mailing_get(ctx->db, &arena, id, &before, err);
	arena_free(&arena);
	if (rc != ERR_OK)
		return rc;
	if (before.state == MAILING_PREPARING)
		return err_set(err, ERR_EXISTS,
		    "mailing %lld of the same content is being prepared, or "
		    "its command was interrupted; to send it anew first say "
		    "\"liaison newsletter cancel %lld\"",
		    (long long)id, (long long)id);
	return err_set(err, ERR_EXISTS,
	    "the same went to %s less than a day ago (mailing %lld); say "
	    "--again to send it once more",
	    list->name, (long long)id);
}

static enum err_code add_mailing(struct making *m, struct err *err)
{
	struct ctx *ctx = m->ctx;
	unsigned all = (1U << m->spec->topic_count) - 1;
	enum err_code rc = list_ensure(
	    ctx->db, m->spec->list->name, clock_now(), &m->row.list, err);

	if (rc == ERR_OK && m->spec->once_a_day)
		rc = op_mailing_refuse_twice(
		    ctx, m->spec->list, m->spec->content_hash, err);
	if (rc == ERR_OK)
		rc = mailing_add(ctx->db, &m->row, err);
	/* People ask for old issues later: what holds all is kept. */
	for (int i = 0; i < LANG__MAX; i++)
		m->fill.used[i] = UINT64_C(1) << all & ~m->fill.empty[i];
	return rc == ERR_OK ? add_used(m, err) : rc;
}

static enum err_code fill_chunk(struct making *m, struct err *err)
{
	enum err_code rc = db_begin(m->ctx->db, err);

	if (rc != ERR_OK)
		return rc;
	rc = delivery_fill(m->ctx->db, &m->fill, CHUNK, err);
	if (rc == ERR_OK)
		rc = add_used(m, err);
	return db_end(m->ctx->db, rc, err);
}

static enum err_code fill(struct making *m, int64_t *queued, struct err *err)
{
	enum err_code rc = ERR_OK;

	*queued = 0;
	m->fill.mailing = m->row.id;
	m->fill.list = m->row.list;
	do {
		rc = fill_chunk(m, err);
		if (rc != ERR_OK)
			return rc;
		db_checkpoint(m->ctx->db);
		*queued += m->fill.added;
		if (m->fill.added > 0 && m->spec->progress != NULL)
			m->spec->progress(m->spec->progress_arg, *queued);
	} while (m->fill.added > 0);
	return ERR_OK;
}

/* A mask that no variant is for has nothing to read either. */
static void note_empty(struct making *m)
{
	for (int i = 0; i < LANG__MAX; i++)
		m->fill.empty[i] = UINT64_MAX;
	for (size_t i = 0; i < m->spec->variant_count; i++) {
		const struct op_variant *variant = &m->spec->variants[i];
		if (!variant->empty)
			m->fill.empty[variant->language] &= ~bit_of(variant);
	}
}

enum err_code op_mailing_prepare(struct ctx *ctx, struct arena *arena,
    const struct op_mailing *spec, int64_t *mailing, int64_t *queued,
    struct err *err)
{
	bool verp = conf_relay_of(ctx->conf, spec->list)->envelope ==
		    CONF_ENVELOPE_VERP;
	int64_t now = clock_now();
	struct making making = {
		.ctx = ctx,
		.arena = arena,
		.spec = spec,
		.row = {
			.kind = spec->kind,
			.state = MAILING_PREPARING,
			.priority = OP_MAILING_PRIORITY,
			.envelope = verp ? MAILING_VERP : MAILING_FIXED,
			.subject = spec->subject,
			.author = ctx->actor,
			.content_hash = spec->content_hash,
			.fields = fields_names(arena, spec->list),
			.created = now,
			.newsletter = spec->newsletter,
			.topics = arena_join(arena, spec->topics, spec->topic_count, " "),
			.first = spec->first,
		},
		.fill = {
			.first = spec->first,
			.mode = spec->mode,
			.due = now,
			.topics = spec->topics,
			.topic_count = spec->topic_count,
		},
	};
	enum err_code rc = db_begin(ctx->db, err);

	if (rc != ERR_OK)
		return rc;
	note_empty(&making);
	rc = db_end(ctx->db, add_mailing(&making, err), err);
	if (rc != ERR_OK)
		return rc;
	*mailing = making.row.id;
	rc = fill(&making, queued, err);
	if (rc != ERR_OK)
		op_mailing_abandon(ctx, *mailing);
	return rc;
}

enum err_code op_mailing_start(
    struct ctx *ctx, int64_t mailing, struct err *err)
{
	return mailing_set_state(
	    ctx->db, mailing, MAILING_RUNNING, clock_now(), err);
}

/* One that another process has started meanwhile is none of ours. */
static enum err_code cancel_preparing(
    struct ctx *ctx, int64_t mailing, struct err *err)
{
	enum mailing_state state = MAILING_DONE;
	enum err_code rc = mailing_state_of(ctx->db, mailing, &state, err);

	if (rc != ERR_OK || state != MAILING_PREPARING)
		return rc;
	return mailing_set_state(
	    ctx->db, mailing, MAILING_CANCELLED, clock_now(), err);
}

void op_mailing_abandon(struct ctx *ctx, int64_t mailing)
{
	struct err err;
	enum err_code rc = db_begin(ctx->db, &err);

	if (rc == ERR_OK)
		rc =
		    db_end(ctx->db, cancel_preparing(ctx, mailing, &err), &err);
	if (rc != ERR_OK)
		log_event(LOG_ERROR, "mailing",
		    "mailing=%lld state=preparing text=\"%s\"",
		    (long long)mailing, err.text);
}
