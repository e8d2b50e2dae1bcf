#include "core/op_mailing.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "core/fields.h"
#include "core/listaddr.h"
#include "core/notify.h"
#include "core/personal.h"
#include "mail/compose.h"
#include "store/subscription.h"

enum { CHUNK = 10000, COMPILED_MAX = 16 * 1024 * 1024, FIELDS_MAX = 32 };

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

static enum err_code add_variant(struct ctx *ctx, struct arena *arena,
    const struct op_mailing *spec, enum lang language, int64_t mailing,
    struct err *err)
{
	const struct tmpl_mail *made = &spec->mail[language];
	struct fields fields = { .n = 0 };
	struct compose_input mail = {
		.from_name = str_c(notify_label(spec->list, language)),
		.from_addr = spec->list->address,
		.subject = made->subject,
		.message_id = arena_printf(arena, "%s@%s",
		    personal_hole(arena, PERSONAL_MESSAGE_ID),
		    listaddr_domain(ctx->conf)),
		.date = clock_now(),
		.language = lang_name(made->lang),
		.extra = fields.v,
		.text = made->text,
		.html = made->html,
	};
	struct buf compiled;
	enum err_code rc;

	list_fields(ctx, arena, spec, mailing, &fields);
	buf_init(&compiled, COMPILED_MAX);
	rc = compose_message(&mail, &compiled, err);
	if (rc == ERR_OK)
		rc = mailing_add_content(ctx->db, mailing, lang_name(language),
		    buf_get(&compiled), err);
	buf_clear(&compiled);
	return rc;
}

/* Threat T50, inside the transaction: two commands at once are one too many. */
static enum err_code refuse_twice(struct ctx *ctx,
    const struct op_mailing *spec, int64_t list, struct err *err)
{
	struct arena arena = { 0 };
	struct mailing before = { .state = MAILING_DONE };
	int64_t id = 0;
	enum err_code rc = ERR_OK;

	if (spec->once_a_day)
		rc = mailing_same_content(ctx->db, list, spec->content_hash,
		    clock_now() - CLOCK_DAY, &id, err);
	if (rc != ERR_OK || id == 0)
		return rc;
	rc = mailing_get(ctx->db, &arena, id, &before, err);
	arena_free(&arena);
	if (rc != ERR_OK)
		return rc;
	if (before.state == MAILING_PREPARING)
		return err_set(err, ERR_EXISTS,
		    "mailing %lld of the same content is being prepared, or "
		    "its command was interrupted; cancel it to send anew",
		    (long long)id);
	return err_set(err, ERR_EXISTS,
	    "the same went to %s less than a day ago (mailing %lld); say "
	    "--again to send it once more",
	    spec->list->name, (long long)id);
}

static enum err_code add_mailing(struct ctx *ctx, struct arena *arena,
    const struct op_mailing *spec, struct mailing *mailing, struct err *err)
{
	enum err_code rc = list_ensure(
	    ctx->db, spec->list->name, clock_now(), &mailing->list, err);

	if (rc == ERR_OK)
		rc = refuse_twice(ctx, spec, mailing->list, err);
	if (rc == ERR_OK)
		rc = mailing_add(ctx->db, mailing, err);
	for (int i = 0; rc == ERR_OK && i < LANG__MAX; i++)
		rc = add_variant(
		    ctx, arena, spec, (enum lang)i, mailing->id, err);
	return rc;
}

static enum err_code end_transaction(
    struct ctx *ctx, enum err_code rc, struct err *err)
{
	if (rc == ERR_OK)
		return db_commit(ctx->db, err);
	db_rollback(ctx->db);
	return rc;
}

static enum err_code fill(struct ctx *ctx, const struct op_mailing *spec,
    const struct mailing *mailing, int64_t *queued, struct err *err)
{
	struct delivery_fill next = {
		.mailing = mailing->id,
		.list = mailing->list,
		.mode = spec->mode,
		.due = mailing->created,
		.added = 1,
	};
	enum err_code rc = ERR_OK;

	*queued = 0;
	while (rc == ERR_OK && next.added > 0) {
		rc = db_begin(ctx->db, err);
		if (rc != ERR_OK)
			return rc;
		rc = delivery_fill(ctx->db, &next, CHUNK, err);
		rc = end_transaction(ctx, rc, err);
		if (rc == ERR_OK)
			db_checkpoint(ctx->db);
		*queued += next.added;
		if (rc == ERR_OK && next.added > 0 && spec->progress != NULL)
			spec->progress(spec->progress_arg, *queued);
	}
	return rc;
}

enum err_code op_mailing_prepare(struct ctx *ctx, struct arena *arena,
    const struct op_mailing *spec, int64_t *mailing, int64_t *queued,
    struct err *err)
{
	struct mailing row = {
		.kind = spec->kind,
		.state = MAILING_PREPARING,
		.priority = OP_MAILING_PRIORITY,
		.envelope = conf_relay_of(ctx->conf, spec->list)->envelope ==
				    CONF_ENVELOPE_VERP
				? MAILING_VERP
				: MAILING_FIXED,
		.subject = spec->subject,
		.author = ctx->actor,
		.content_hash = spec->content_hash,
		.fields = fields_names(arena, spec->list),
		.created = clock_now(),
	};
	enum err_code rc = db_begin(ctx->db, err);

	if (rc != ERR_OK)
		return rc;
	rc = add_mailing(ctx, arena, spec, &row, err);
	rc = end_transaction(ctx, rc, err);
	if (rc != ERR_OK)
		return rc;
	*mailing = row.id;
	rc = fill(ctx, spec, &row, queued, err);
	if (rc != ERR_OK)
		op_mailing_abandon(ctx, row.id);
	return rc;
}

enum err_code op_mailing_start(
    struct ctx *ctx, int64_t mailing, struct err *err)
{
	return mailing_set_state(
	    ctx->db, mailing, MAILING_RUNNING, clock_now(), err);
}

void op_mailing_abandon(struct ctx *ctx, int64_t mailing)
{
	struct err err;
	enum err_code rc = db_begin(ctx->db, &err);

	if (rc == ERR_OK)
		rc = end_transaction(ctx,
		    mailing_set_state(
			ctx->db, mailing, MAILING_CANCELLED, clock_now(), &err),
		    &err);
	if (rc != ERR_OK)
		log_event(LOG_ERROR, "mailing",
		    "mailing=%lld state=preparing text=\"%s\"",
		    (long long)mailing, err.text);
}
