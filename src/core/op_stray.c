#include "core/op_stray.h"

#include <string.h>

#include "base/clock.h"
#include "core/attribute.h"
#include "core/notify.h"
#include "mail/header.h"
#include "store/bounce.h"
#include "store/ledger.h"

enum {
	READ_MAX = 1000, /* all that are kept */
	NAMES_MAX = 20,
	TOGETHER = CLOCK_HOUR /* the first waits for others */
};

#define OCCASION "bounces"

/* What one list's owners have not heard of. */
struct news {
	struct ctx *ctx;
	struct arena *arena;
	const struct conf_list *list;
	int64_t id;
	bool first; /* of the lists: it looks after the site */
	int64_t since;
	struct stray *strays[2]; /* of the list, of the site */
	size_t counts[2];
	int64_t charges[BOUNCE_CHARGE__MAX];
};

static enum err_code gather(struct news *news, struct err *err)
{
	struct db *db = news->ctx->db;
	enum err_code rc = stray_list(db, news->arena, news->id, READ_MAX,
	    &news->strays[0], &news->counts[0], err);

	news->counts[1] = 0;
	if (rc == ERR_OK && news->first)
		rc = stray_list(db, news->arena, 0, READ_MAX, &news->strays[1],
		    &news->counts[1], err);
	if (rc == ERR_OK)
		rc =
		    bounce_since(db, news->id, news->since, news->charges, err);
	return rc;
}

/* Something, and not only of this moment? */
static bool is_due(const struct news *news, int64_t now)
{
	if (now - news->since < CLOCK_DAY)
		return false;
	for (size_t i = 0; i < 2; i++)
		if (news->counts[i] > 0 &&
		    now - news->strays[i][0].at >= TOGETHER)
			return true;
	return news->charges[BOUNCE_COMPLAINT] > 0;
}

/* The addresses, each once, the first ones. */
static void add_names(struct arena *arena, json_t *names, const char *text)
{
	struct str rest = str_c(text);
	struct str name;

	while (text[0] != '\0' && str_split(&rest, ' ', &name)) {
		bool there = json_array_size(names) >= NAMES_MAX;
		for (size_t i = 0; i < json_array_size(names); i++)
			there = there ||
				str_is(name, json_string_value(
						 json_array_get(names, i)));
		if (!there)
			(void)json_array_append_new(names,
			    json_string(
				arena_dup(arena, header_clean(arena, name))));
	}
}

static void add_stray(
    struct news *news, json_t *groups, const struct stray *stray)
{
	bool complaint = strcmp(stray->kind, "complaint") == 0;
	json_t *group = NULL;
	size_t i;

	for (i = 0; group == NULL && i < json_array_size(groups); i++) {
		json_t *one = json_array_get(groups, i);
		if (json_is_true(json_object_get(one, "complaint")) ==
			complaint &&
		    json_object_get(one, stray->why) != NULL)
			group = one;
	}
	if (group == NULL) {
		group =
		    json_pack("{s:I, s:b, s:b, s:[]}", "count", (json_int_t)0,
			"complaint", complaint, stray->why, 1, "names");
		(void)json_array_append_new(groups, group);
	}
	(void)json_object_set_new(group, "count",
	    json_integer(
		json_integer_value(json_object_get(group, "count")) + 1));
	add_names(news->arena, json_object_get(group, "names"), stray->names);
}

static enum err_code tell(struct news *news, struct err *err)
{
	json_t *groups = json_array();
	int64_t counts[SUB_STATUS__MAX];
	enum err_code rc =
	    subscription_count(news->ctx->db, news->id, counts, err);

	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < news->counts[k]; i++)
			add_stray(news, groups, &news->strays[k][i]);
	if (rc != ERR_OK) {
		json_decref(groups);
		return rc;
	}
	return notify_owners(news->ctx, news->arena, news->list,
	    "owner-bounces",
	    json_pack("{s:o, s:I, s:I, s:I}", "groups", groups, "strays",
		(json_int_t)news->counts[0] + (json_int_t)news->counts[1],
		"complaints", (json_int_t)news->charges[BOUNCE_COMPLAINT],
		"suspended", (json_int_t)counts[SUB_SUSPENDED]),
	    err);
}

static enum err_code tell_once(
    struct news *news, int64_t now, bool *told, struct err *err)
{
	struct db *db = news->ctx->db;
	enum err_code rc;

	rc = occasion_last(db, news->id, OCCASION, &news->since, err);
	if (rc == ERR_OK)
		rc = gather(news, err);
	if (rc != ERR_OK || !is_due(news, now))
		return rc;
	*told = true;
	rc = tell(news, err);
	if (rc == ERR_OK)
		rc = stray_drop(db, news->id, err);
	if (rc == ERR_OK && news->first)
		rc = stray_drop(db, 0, err);
	if (rc == ERR_OK)
		rc =
		    occasion_add(db, news->id, OCCASION, now, now, 0, now, err);
	return rc;
}

/* Is there anything?  Most of the time a look is all. */
static enum err_code look(struct news *news, bool *due, struct err *err)
{
	enum err_code rc;

	*due = false;
	rc = list_find(news->ctx->db, news->list->name, &news->id, err);
	if (rc == ERR_NOT_FOUND && news->first) {
		rc = list_ensure(news->ctx->db, news->list->name, clock_now(),
		    &news->id, err);
	}
	if (rc != ERR_OK)
		return rc == ERR_NOT_FOUND ? ERR_OK : rc;
	rc =
	    occasion_last(news->ctx->db, news->id, OCCASION, &news->since, err);
	if (rc == ERR_OK && clock_now() - news->since >= CLOCK_DAY)
		rc = gather(news, err);
	*due = rc == ERR_OK && is_due(news, clock_now());
	return rc;
}

static enum err_code turn_one(struct news *news, bool *told, struct err *err)
{
	bool due;
	enum err_code rc = look(news, &due, err);

	*told = false;
	if (rc != ERR_OK || !due)
		return rc;
	rc = db_begin(news->ctx->db, err);
	if (rc != ERR_OK)
		return rc;
	rc = tell_once(news, clock_now(), told, err);
	return db_end(news->ctx->db, rc, err);
}

enum err_code op_stray_turn(struct ctx *ctx, int64_t *count, struct err *err)
{
	struct arena arena = { 0 };
	enum err_code rc = ERR_OK;

	*count = 0;
	for (size_t i = 0; rc == ERR_OK && i < ctx->conf->list_count; i++) {
		struct news news = {
			.ctx = ctx,
			.arena = &arena,
			.list = &ctx->conf->lists[i],
			.first = i == 0,
		};
		bool told;
		rc = turn_one(&news, &told, err);
		*count += told;
		arena_reset(&arena);
	}
	arena_free(&arena);
	if (rc == ERR_OK && *count > 0)
		db_wake(ctx->db, "sender");
	return rc;
}
