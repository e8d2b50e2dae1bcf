#include "core/op_digest.h"

#include "base/clock.h"
#include "base/date.h"
#include "core/dayname.h"
#include "core/notify.h"
#include "store/ledger.h"
#include "store/subscription.h"
#include "tmpl/tmpl.h"

enum { TRIES = 3 };

/* What one digest is about. */
struct digest {
	struct ctx *ctx;
	struct arena *arena;
	const struct conf_list *list;
	int64_t list_id;
	int64_t period; /* its start: the occasion's key */
	int64_t from;
	int64_t until;
	struct archived *items;
	size_t count;
};

static enum date_period period_of(const struct conf_list *list)
{
	switch (list->digest_every) {
	case CONF_DAILY:
		return DATE_DAY;
	case CONF_WEEKLY:
		return DATE_WEEK;
	case CONF_MONTHLY:
		break;
	}
	return DATE_MONTH;
}

/* From the last digest on; the first one looks one period back. */
static enum err_code find_range(struct digest *d, int64_t when, struct err *err)
{
	enum date_period period = period_of(d->list);
	int64_t next;
	int64_t unused;
	enum err_code rc;

	if (!date_period(when, period, d->list->timezone, &d->period, &next))
		return err_set(err, ERR_CONFIG, "list %s: no time zone %s",
		    d->list->name, d->list->timezone);
	d->until = next < clock_now() ? next : clock_now() + 1;
	rc = occasion_last(d->ctx->db, d->list_id, "digest", &d->from, err);
	if (rc == ERR_OK && d->from == 0 &&
	    !date_period(
		d->period - 1, period, d->list->timezone, &d->from, &unused))
		d->from = d->period;
	return rc;
}

static enum err_code item_variables(struct digest *d,
    const struct archived *item, enum lang language, json_t *items,
    struct err *err)
{
	struct str html;
	enum err_code rc =
	    tmpl_text_html(d->arena, str_c(item->text), &html, err);

	if (rc != ERR_OK)
		return rc;
	(void)json_array_append_new(
	    items, json_pack("{s:i, s:s, s:s, s:s, s:s, s:s%}", "number",
		       (int)json_array_size(items) + 1, "subject",
		       item->subject, "author", item->author, "date",
		       dayname(d->arena, item->at, d->list->timezone, language),
		       "text", item->text, "html", html.p, html.n));
	return ERR_OK;
}

static enum err_code render(struct digest *d, enum lang language,
    struct tmpl_mail *out, struct err *err)
{
	struct tmpl_place place = notify_place(d->ctx, d->list, language);
	json_t *data =
	    op_mailing_variables(d->ctx, d->arena, d->list, language);
	json_t *items = json_array();
	const char *day =
	    dayname(d->arena, d->from, d->list->timezone, language);
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < d->count; i++)
		rc = item_variables(d, &d->items[i], language, items, err);
	(void)json_object_set_new(data, "items", items);
	(void)json_object_set_new(
	    data, "count", json_integer((json_int_t)d->count));
	(void)json_object_set_new(data, "date", json_string(day));
	if (rc == ERR_OK)
		rc = tmpl_render(d->arena, &place, "digest", data, out, err);
	json_decref(data);
	return rc;
}

static enum err_code read_items(
    struct digest *d, struct archived **items, size_t *count, struct err *err)
{
	return archive_range(d->ctx->db, d->arena, d->list_id, d->from,
	    d->until, items, count, err);
}

/* ERR_BUSY when something was published while the digest was made. */
static enum err_code still_all(struct digest *d, struct err *err)
{
	struct archived *items;
	size_t count;
	enum err_code rc = read_items(d, &items, &count, err);

	if (rc != ERR_OK || count == d->count)
		return rc;
	return err_set(err, ERR_BUSY,
	    "list %s: something was published while its digest was made; run "
	    "it again",
	    d->list->name);
}

/* The occasion and the start are one commit: who comes second gives up. */
static enum err_code start(struct digest *d, int64_t mailing, struct err *err)
{
	enum err_code rc = db_begin(d->ctx->db, err);

	if (rc != ERR_OK)
		return rc;
	rc = occasion_add(d->ctx->db, d->list_id, "digest", d->period, d->until,
	    mailing, clock_now(), err);
	if (rc == ERR_OK)
		rc = still_all(d, err);
	if (rc == ERR_OK)
		rc = op_mailing_start(d->ctx, mailing, err);
	if (rc == ERR_OK)
		rc = event_add(d->ctx->db, d->ctx->actor, "digest", d->list_id,
		    "", clock_now(), err);
	return db_end(d->ctx->db, rc, err);
}

static enum err_code send(struct digest *d, enum op_digested *result,
    int64_t *mailing, int64_t *queued, struct err *err)
{
	struct op_variant variants[LANG__MAX] = { 0 };
	struct op_mailing spec = {
		.list = d->list,
		.variants = variants,
		.variant_count = LANG__MAX,
		.kind = MAILING_DIGEST,
		.mode = SUB_DIGEST,
		.content_hash = "",
		.automatic = true,
	};
	enum err_code rc = ERR_OK;

	for (int i = 0; rc == ERR_OK && i < LANG__MAX; i++) {
		variants[i].language = (enum lang)i;
		variant_name((enum lang)i, 0, 0, variants[i].name);
		rc = render(d, (enum lang)i, &variants[i].mail, err);
	}
	if (rc != ERR_OK)
		return rc;
	spec.subject =
	    arena_dup(d->arena, variants[d->list->language].mail.subject);
	rc = op_mailing_prepare(d->ctx, d->arena, &spec, mailing, queued, err);
	if (rc != ERR_OK)
		return rc;
	rc = start(d, *mailing, err);
	if (rc != ERR_OK)
		op_mailing_abandon(d->ctx, *mailing);
	if (rc == ERR_EXISTS) {
		*result = OP_DIGEST_ALREADY;
		return ERR_OK;
	}
	*result = OP_DIGEST_SENT;
	if (rc == ERR_OK)
		db_wake(d->ctx->db, "sender");
	return rc;
}

static enum err_code try(struct digest *d, int64_t when,
    enum op_digested *result, int64_t *mailing, int64_t *queued,
    struct err *err)
{
	struct db *db = d->ctx->db;
	bool done = false;
	enum err_code rc = list_find(db, d->list->name, &d->list_id, err);

	*result = OP_DIGEST_NOTHING;
	if (rc == ERR_NOT_FOUND) /* nobody was ever on it */
		return ERR_OK;
	if (rc == ERR_OK)
		rc = find_range(d, when, err);
	if (rc == ERR_OK)
		rc = occasion_has(
		    db, d->list_id, "digest", d->period, &done, err);
	if (rc != ERR_OK)
		return rc;
	if (done) {
		*result = OP_DIGEST_ALREADY;
		return ERR_OK;
	}
	rc = read_items(d, &d->items, &d->count, err);
	if (rc != ERR_OK || d->count == 0)
		return rc;
	return send(d, result, mailing, queued, err);
}

enum err_code op_digest(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, int64_t when, enum op_digested *result,
    int64_t *mailing, int64_t *queued, struct err *err)
{
	struct digest d = { .ctx = ctx, .arena = arena, .list = list };
	enum err_code rc = ERR_BUSY;

	for (int i = 0; rc == ERR_BUSY && i < TRIES; i++)
		rc = try(&d, when, result, mailing, queued, err);
	return rc;
}
