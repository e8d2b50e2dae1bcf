#include "core/op_data.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "core/dayname.h"
#include "core/fields.h"
#include "core/notify.h"
#include "core/topics.h"
#include "mail/addr.h"
#include "store/ledger.h"
#include "store/person.h"

/* Who is asked about, and for whom it is written. */
struct job {
	struct ctx *ctx;
	struct arena *arena;
	const char *address;
	const char *key;
	char hash[CRYPTO_HEX];
	bool readable; /* for people, in `language` */
	enum lang language;
	json_t *out;
	bool held; /* anything at all */
};

static json_t *date(const struct job *job, int64_t when)
{
	char iso[DATE_SIZE];

	if (when == 0)
		return json_null();
	if (job->readable)
		return json_string(dayname(job->arena, when,
		    job->ctx->conf->site.timezone, job->language));
	date_iso(when, iso);
	return json_string(iso);
}

/* A word of the database; people's templates ask for it as a flag. */
static void word(
    const struct job *job, json_t *object, const char *key, const char *value)
{
	(void)json_object_set_new(object, key, json_string(value));
	if (job->readable && value[0] != '\0')
		(void)json_object_set_new(object,
		    arena_printf(job->arena, "%s_%s", key, value), json_true());
}

static void list_of(const struct job *job, json_t *object, const char *name)
{
	const struct conf_list *list = conf_list(job->ctx->conf, name);
	const char *label =
	    list == NULL ? name : notify_label(list, job->language);

	(void)json_object_set_new(
	    object, "list", name[0] == '\0' ? json_null() : json_string(name));
	if (job->readable && name[0] != '\0')
		(void)json_object_set_new(object, "label", json_string(label));
}

static json_t *proof_of(const struct job *job, const struct consent *c)
{
	json_t *out = json_object();

	word(job, out, "action", c->action);
	word(job, out, "how", c->how);
	(void)json_object_update_new(out,
	    json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "source", c->source,
		"text_version", c->text_version, "language",
		lang_name(c->language), "message_id", c->message_id,
		"authentication_results", c->authres, "at", date(job, c->at)));
	return out;
}

static enum err_code add_proofs(const struct job *job,
    const struct subscription *sub, json_t *object, struct err *err)
{
	json_t *rows = json_array();
	struct consent *proofs;
	size_t count = 0;
	enum err_code rc = consent_list(job->ctx->db, job->arena, sub->list,
	    sub->subscriber, &proofs, &count, err);

	for (size_t i = 0; i < count; i++)
		(void)json_array_append_new(rows, proof_of(job, &proofs[i]));
	(void)json_object_set_new(object, "consent", rows);
	return rc;
}

static json_t *pause_of(const struct job *job, const struct subscription *sub)
{
	if (!sub_is_paused(sub, clock_now()))
		return json_null();
	if (sub->paused_until >= SUB_PAUSE_OPEN)
		return job->readable ? json_string("…")
				     : json_string("resumed");
	return date(job, sub->paused_until);
}

/* People's templates ask for rows. */
static void add_fields(
    const struct job *job, const struct subscription *sub, json_t *object)
{
	json_t *fields = fields_json(sub->fields);
	json_t *rows = json_array();
	const char *name;
	json_t *value;

	json_object_foreach(fields, name, value)(void) json_array_append_new(
	    rows, json_pack("{s:s, s:O}", "field", name, "value", value));
	(void)json_object_set_new(object, "fields", fields);
	if (job->readable)
		(void)json_object_set(object, "field_rows", rows);
	json_decref(rows);
}

static enum err_code add_subscription(const struct job *job,
    const struct subscription *sub, json_t *rows, struct err *err)
{
	json_t *object = json_object();
	char *name;
	enum err_code rc =
	    list_name(job->ctx->db, job->arena, sub->list, &name, err);

	if (rc == ERR_OK)
		rc = add_proofs(job, sub, object, err);
	if (rc != ERR_OK) {
		json_decref(object);
		return rc;
	}
	list_of(job, object, name);
	word(job, object, "status", sub_status_name(sub->status));
	word(job, object, "delivery", sub_delivery_name(sub->delivery));
	word(job, object, "language", lang_name(sub->language));
	(void)json_object_set_new(object, "topics", topics_keys(sub->topics));
	add_fields(job, sub, object);
	(void)json_object_set_new(object, "since", date(job, sub->since));
	(void)json_object_set_new(object, "changed", date(job, sub->changed));
	(void)json_object_set_new(object, "paused_until", pause_of(job, sub));
	(void)json_array_append_new(rows, object);
	return ERR_OK;
}

static enum err_code add_person(struct job *job, struct err *err)
{
	struct subscription *subs;
	struct person person;
	json_t *rows = json_array();
	size_t count = 0;
	enum err_code rc =
	    person_find(job->ctx->db, job->arena, job->key, &person, err);

	(void)json_object_set_new(job->out, "subscriptions", rows);
	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	if (rc == ERR_OK)
		rc = person_subscriptions(
		    job->ctx->db, job->arena, job->key, &subs, &count, err);
	if (rc != ERR_OK)
		return rc;
	job->held = true;
	(void)json_object_set_new(job->out, "subscriber",
	    json_pack("{s:s, s:s, s:o}", "address", person.address, "name",
		person.name, "since", date(job, person.created)));
	for (size_t i = 0; rc == ERR_OK && i < count; i++)
		rc = add_subscription(job, &subs[i], rows, err);
	return rc;
}

/* Rows of a kind: each has some of these fields, under these names. */
struct shape {
	const char *group;
	const char *kind;
	const char *text;
	const char *more;
	const char *state;
	const char *at;
	const char *until;
};

static void set_text(json_t *object, const char *key, const char *value)
{
	if (key != NULL)
		(void)json_object_set_new(object, key, json_string(value));
}

static void add_rows(struct job *job, const struct shape *shape,
    const struct person_facts *facts)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < facts->count; i++) {
		const struct person_fact *row = &facts->rows[i];
		json_t *object = json_object();
		list_of(job, object, row->list);
		word(job, object, shape->kind, row->kind);
		set_text(object, shape->text, row->text);
		set_text(object, shape->more, row->more);
		if (shape->state != NULL)
			word(job, object, shape->state, row->state);
		(void)json_object_set_new(
		    object, shape->at, date(job, row->at));
		if (shape->until != NULL)
			(void)json_object_set_new(
			    object, shape->until, date(job, row->until));
		(void)json_array_append_new(rows, object);
	}
	job->held = job->held || facts->count > 0;
	(void)json_object_set_new(job->out, shape->group, rows);
	if (job->readable)
		(void)json_object_set_new(job->out,
		    arena_printf(job->arena, "%s_count", shape->group),
		    json_integer((json_int_t)facts->count));
	if (facts->more > 0)
		(void)json_object_set_new(job->out,
		    arena_printf(job->arena, "%s_more", shape->group),
		    json_integer((json_int_t)facts->more));
}

static enum err_code add_facts(struct job *job, struct err *err)
{
	static const struct shape mailings = { .group = "mailings",
		.kind = "kind",
		.text = "subject",
		.state = "state",
		.at = "at" };
	static const struct shape requests = { .group = "requests",
		.kind = "asks",
		.text = "detail",
		.state = "state",
		.at = "at",
		.until = "erased_at" };
	static const struct shape held = { .group = "messages_held",
		.kind = "kind",
		.text = "subject",
		.more = "why",
		.state = "state",
		.at = "at" };
	static const struct shape failures = { .group = "failures",
		.kind = "verdict",
		.text = "words",
		.state = "status",
		.at = "at" };
	static const struct shape suppressed = {
		.group = "suppressed", .kind = "reason", .at = "at"
	};
	struct db *db = job->ctx->db;
	struct person_facts facts;
	enum err_code rc =
	    person_mailings(db, job->arena, job->key, &facts, err);

	if (rc == ERR_OK) {
		add_rows(job, &mailings, &facts);
		rc = person_requests(db, job->arena, job->key, &facts, err);
	}
	if (rc == ERR_OK) {
		add_rows(job, &requests, &facts);
		rc = person_held(db, job->arena, job->key, &facts, err);
	}
	if (rc == ERR_OK) {
		add_rows(job, &held, &facts);
		rc = person_failures(db, job->arena, job->key, &facts, err);
	}
	if (rc == ERR_OK) {
		add_rows(job, &failures, &facts);
		rc = person_suppressed(db, job->arena, job->hash, &facts, err);
	}
	if (rc == ERR_OK)
		add_rows(job, &suppressed, &facts);
	return rc;
}

static enum err_code gather(struct job *job, json_t **out, struct err *err)
{
	enum err_code rc;

	job->key = addr_key(job->arena, job->address);
	ctx_address_hash(job->ctx, job->key, job->hash);
	job->out =
	    json_pack("{s:s, s:s, s:o}", "site", job->ctx->conf->site.name,
		"address", job->address, "at", date(job, clock_now()));
	rc = add_person(job, err);
	if (rc == ERR_OK)
		rc = add_facts(job, err);
	if (rc != ERR_OK) {
		json_decref(job->out);
		return rc;
	}
	(void)json_object_set_new(job->out, "held", json_boolean(job->held));
	*out = job->out;
	return ERR_OK;
}

enum err_code op_data(struct ctx *ctx, struct arena *arena, const char *address,
    json_t **out, struct err *err)
{
	struct job job = { .ctx = ctx, .arena = arena, .address = address };

	return gather(&job, out, err);
}

enum err_code op_data_readable(struct ctx *ctx, struct arena *arena,
    const char *address, enum lang language, json_t **out, struct err *err)
{
	struct job job = {
		.ctx = ctx,
		.arena = arena,
		.address = address,
		.readable = true,
		.language = language,
	};

	return gather(&job, out, err);
}

/* Rows are the newest first. */
static bool leave_older_half(struct arena *arena, json_t *data)
{
	static const char *const groups[] = { "mailings", "failures",
		"messages_held" };
	const char *group = NULL;
	const char *more;
	json_t *rows;
	size_t all = 1;

	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
		size_t n = json_array_size(json_object_get(data, groups[i]));
		group = n > all ? groups[i] : group;
		all = n > all ? n : all;
	}
	if (group == NULL)
		return false;
	rows = json_object_get(data, group);
	more = arena_printf(arena, "%s_more", group);
	for (size_t n = all; n > all / 2; n--)
		(void)json_array_remove(rows, n - 1);
	(void)json_object_set_new(data, more,
	    json_integer(json_integer_value(json_object_get(data, more)) +
			 (json_int_t)(all - all / 2)));
	return true;
}

struct str op_data_file(struct arena *arena, json_t *data, size_t max)
{
	char *text = json_dumps(data, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	const char *copy;

	while (strlen(text) >= max && leave_older_half(arena, data)) {
		free(text);
		text = json_dumps(data, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	}
	copy = arena_printf(arena, "%s\n", text);
	free(text);
	return str_c(copy);
}
