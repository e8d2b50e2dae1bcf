#include "core/op_inbox_report.h"

#include "base/clock.h"
#include "base/date.h"
#include "base/utf8.h"
#include "core/notify.h"
#include "core/proposal.h"
#include "mail/header.h"
#include "store/inbox_entry.h"
#include "store/ledger.h"

enum {
	LISTED_MAX = 50, /* described one by one; then a count */
	SHOWN_MAX = 300  /* bytes of a text from outside */
};

/* What is new, and where a report about it is being made. */
struct news {
	struct ctx *ctx;
	struct arena *arena;
	struct held_news *items;
	size_t count;
};

const struct conf_list *op_inbox_keeper(
    const struct ctx *ctx, const struct conf_list *list)
{
	if (list != NULL || ctx->conf->list_count == 0)
		return list;
	return &ctx->conf->lists[0];
}

static const struct conf_list *keeper_of(
    const struct news *news, const struct held_news *item)
{
	return op_inbox_keeper(
	    news->ctx, conf_list(news->ctx->conf, item->list));
}

static const char *clean(struct arena *arena, const char *text)
{
	return arena_dup(
	    arena, header_clean(arena, utf8_cut(str_c(text), SHOWN_MAX)));
}

/* "2026-11-22 08:05", as the owners read the clock. */
static const char *local_time(const struct news *news, int64_t when)
{
	const char *zone = news->ctx->conf->site.timezone;
	char day[DATE_SIZE];
	int minute;

	if (!date_local_day(when, zone, day) ||
	    !date_local_minute(when, zone, &minute))
		return "";
	return arena_printf(
	    news->arena, "%s %02d:%02d", day, minute / 60, minute % 60);
}

/* The proposed answer on one line. */
static enum err_code answer_of(const struct news *news,
    const struct inbox_entry *entry, const char **out, struct err *err)
{
	const struct conf_list *list = conf_list(news->ctx->conf, entry->list);
	struct proposal_answer answer = {
		.list = list,
		.language = ctx_language(news->ctx, list),
		.verb = entry->held.proposal,
		.address = entry->sender,
		.name = "",
	};
	enum err_code rc;
	char *line;

	(void)lang_parse(entry->held.language, &answer.language);
	rc = proposal_answer(news->ctx, news->arena, &answer, out, err);
	if (rc != ERR_OK)
		return rc;
	line = arena_strdup(news->arena, *out);
	for (char *p = line; *p != '\0'; p++)
		if (*p == '\n')
			*p = ' ';
	*out = line;
	return ERR_OK;
}

static json_t *described(const struct news *news,
    const struct inbox_entry *entry, const char *answer)
{
	struct arena *arena = news->arena;
	const struct held *held = &entry->held;
	struct str command = header_clean(arena, str_c(held->command));
	json_t *out = json_pack("{s:I, s:s, s:s, s:s, s:s, s:b, s:b}", "id",
	    (json_int_t)entry->id, "sender", clean(arena, entry->sender),
	    "subject", clean(arena, entry->subject), "date",
	    local_time(news, entry->seen), "why", clean(arena, held->why),
	    "post", str_is(str_c(held->kind), "post"), "failed",
	    str_is(str_c(held->kind), "failed"));

	if (held->proposal[0] != '\0' && command.n <= SHOWN_MAX)
		(void)json_object_set_new(out, "proposal",
		    json_pack("{s:s, s:s, s:{s:b}}", "command", command.p,
			"answer", answer, "wants", held->proposal, 1));
	return out;
}

static enum err_code add_item(const struct news *news,
    const struct held_news *item, json_t *items, struct err *err)
{
	struct inbox_entry entry;
	const char *answer;
	enum err_code rc =
	    inbox_get(news->ctx->db, news->arena, item->inbox, &entry, err);

	if (rc == ERR_OK)
		rc = answer_of(news, &entry, &answer, err);
	if (rc == ERR_OK)
		(void)json_array_append_new(
		    items, described(news, &entry, answer));
	return rc;
}

/* All that the owners of this list were not told of is reported now. */
static enum err_code collect(const struct news *news,
    const struct conf_list *list, json_t *items, int64_t *total,
    struct err *err)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < news->count; i++) {
		const struct held_news *item = &news->items[i];
		if (keeper_of(news, item) != list)
			continue;
		if (++*total <= LISTED_MAX)
			rc = add_item(news, item, items, err);
		if (rc == ERR_OK)
			rc = held_set_reported(
			    news->ctx->db, item->inbox, clock_now(), err);
	}
	return rc;
}

static enum err_code tell(
    const struct news *news, const struct conf_list *list, struct err *err)
{
	json_t *items = json_array();
	json_t *variables;
	int64_t total = 0;
	int64_t waiting = 0;
	enum err_code rc = collect(news, list, items, &total, err);

	if (rc == ERR_OK)
		rc = held_count(news->ctx->db, NULL, &waiting, err);
	if (rc != ERR_OK) {
		json_decref(items);
		return rc;
	}
	variables = json_pack("{s:o, s:I, s:I}", "messages", items, "count",
	    (json_int_t)total, "waiting", (json_int_t)waiting);
	if (total > LISTED_MAX)
		(void)json_object_set_new(variables, "more",
		    json_integer((json_int_t)(total - LISTED_MAX)));
	return notify_owners(
	    news->ctx, news->arena, list, "owner-inbox", variables, err);
}

static bool has_news(const struct news *news, const struct conf_list *list)
{
	for (size_t i = 0; i < news->count; i++)
		if (keeper_of(news, &news->items[i]) == list)
			return true;
	return false;
}

/* At most one an hour: the next one tells of all that came meanwhile. */
static enum err_code report(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, bool *done, struct err *err)
{
	struct news news = { .ctx = ctx, .arena = arena };
	const char *key = arena_printf(arena, "inbox/%s", list->name);
	const int64_t now = clock_now();
	int64_t told = 0;
	enum err_code rc =
	    held_news(ctx->db, arena, &news.items, &news.count, err);

	*done = false;
	if (rc != ERR_OK || !has_news(&news, list))
		return rc;
	rc = allowance_count(ctx->db, key, now - CLOCK_HOUR, &told, err);
	if (rc != ERR_OK || told > 0)
		return rc;
	*done = true;
	rc = allowance_add(ctx->db, key, now, err);
	return rc == ERR_OK ? tell(&news, list, err) : rc;
}

static enum err_code report_list(
    struct ctx *ctx, const struct conf_list *list, bool *done, struct err *err)
{
	struct arena arena = { 0 };
	enum err_code rc = db_begin(ctx->db, err);

	if (rc != ERR_OK)
		return rc;
	rc = report(ctx, &arena, list, done, err);
	arena_free(&arena);
	return db_end(ctx->db, rc, err);
}

enum err_code op_inbox_report_due(
    struct ctx *ctx, int64_t *count, struct err *err)
{
	struct arena arena = { 0 };
	struct held_news *items;
	size_t n;
	enum err_code rc = held_news(ctx->db, &arena, &items, &n, err);

	*count = 0;
	arena_free(&arena);
	if (rc == ERR_OK && n == 0) /* as nearly always: nothing is locked */
		return ERR_OK;
	for (size_t i = 0; rc == ERR_OK && i < ctx->conf->list_count; i++) {
		bool done = false;
		rc = report_list(ctx, &ctx->conf->lists[i], &done, err);
		*count += rc == ERR_OK && done;
	}
	if (rc == ERR_OK && *count > 0)
		db_wake(ctx->db, "sender");
	return rc;
}
