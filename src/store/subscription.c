#include "store/subscription.h"

#include "store/handle.h"
#include "store/person.h"
#include "store/stmt.h"

static const char *const statuses[SUB_STATUS__MAX] = {
	[SUB_ACTIVE] = "active",
	[SUB_SUSPENDED] = "suspended",
	[SUB_LEFT] = "left",
};

static const char *const deliveries[SUB_DELIVERY__MAX] = {
	[SUB_EACH] = "each",
	[SUB_DIGEST] = "digest",
	[SUB_NONE] = "none",
};

const char *sub_status_name(enum sub_status status)
{
	return statuses[status];
}

bool sub_status_parse(const char *word, enum sub_status *out)
{
	int i = stmt_word(statuses, SUB_STATUS__MAX, word);

	if (i >= 0)
		*out = (enum sub_status)i;
	return i >= 0;
}

const char *sub_delivery_name(enum sub_delivery delivery)
{
	return deliveries[delivery];
}

bool sub_delivery_parse(const char *word, enum sub_delivery *out)
{
	int i = stmt_word(deliveries, SUB_DELIVERY__MAX, word);

	if (i >= 0)
		*out = (enum sub_delivery)i;
	return i >= 0;
}

bool sub_is_paused(const struct subscription *sub, int64_t now)
{
	return sub->paused_until != 0 && sub->paused_until >= now;
}

/* The columns of every subscription_* query that reads; strings borrowed. */
static void read_row(struct stmt *s, struct subscription *out)
{
	*out = (struct subscription){
		.id = stmt_get_int(s, 0),
		.list = stmt_get_int(s, 1),
		.subscriber = stmt_get_int(s, 2),
		.address = stmt_get_text(s, 3),
		.address_key = stmt_get_text(s, 4),
		.name = stmt_get_text(s, 5),
		.status = (enum sub_status)stmt_get_word(
		    s, 6, statuses, SUB_STATUS__MAX),
		.delivery = (enum sub_delivery)stmt_get_word(
		    s, 7, deliveries, SUB_DELIVERY__MAX),
		.language = stmt_get_lang(s, 8),
		.topics = stmt_get_text(s, 9),
		.since = stmt_get_int(s, 10),
		.changed = stmt_get_int(s, 11),
		.paused_until = stmt_get_int(s, 12),
		.fields = stmt_get_text(s, 13),
	};
}

static void keep_strings(struct arena *arena, struct subscription *sub)
{
	sub->address = arena_strdup(arena, sub->address);
	sub->address_key = arena_strdup(arena, sub->address_key);
	sub->name = arena_strdup(arena, sub->name);
	sub->topics = arena_strdup(arena, sub->topics);
	sub->fields = arena_strdup(arena, sub->fields);
}

static enum err_code read_one(struct stmt *s, struct arena *arena,
    struct subscription *out, struct err *err)
{
	bool found = stmt_next(s);
	enum err_code rc;

	if (found) {
		read_row(s, out);
		keep_strings(arena, out);
	}
	rc = stmt_end(s, err);
	if (rc == ERR_OK && !found)
		rc = err_set(err, ERR_NOT_FOUND,
		    "there is no such subscription on this list");
	return rc;
}

enum err_code subscription_find(struct db *db, struct arena *arena,
    int64_t list, const char *address_key, struct subscription *out,
    struct err *err)
{
	struct stmt *s = stmt_use(db, "subscription_find");

	stmt_int(s, ":list", list);
	stmt_text(s, ":key", address_key);
	return read_one(s, arena, out, err);
}

enum err_code subscription_get(struct db *db, struct arena *arena, int64_t id,
    struct subscription *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "subscription_get");

	stmt_int(s, ":id", id);
	return read_one(s, arena, out, err);
}

static enum err_code put_subscriber(struct db *db,
    const struct subscription *sub, int64_t now, int64_t *id, struct err *err)
{
	struct stmt *s = stmt_use(db, "subscriber_put");

	stmt_text(s, ":address", sub->address);
	stmt_text(s, ":key", sub->address_key);
	stmt_text(s, ":name", sub->name);
	stmt_int(s, ":now", now);
	return stmt_scalar(s, id, err);
}

static void bind_choices(
    struct stmt *s, const struct subscription *sub, int64_t now)
{
	stmt_text(s, ":status", statuses[sub->status]);
	stmt_text(s, ":delivery", deliveries[sub->delivery]);
	stmt_text(s, ":language", lang_name(sub->language));
	stmt_text(s, ":topics", sub->topics);
	if (sub->fields != NULL)
		stmt_text(s, ":fields", sub->fields);
	stmt_int(s, ":now", now);
}

enum err_code subscription_put(
    struct db *db, struct subscription *sub, int64_t now, struct err *err)
{
	struct stmt *s;
	enum err_code rc = db_need(db, "subscription_put", err);

	if (rc == ERR_OK)
		rc = put_subscriber(db, sub, now, &sub->subscriber, err);
	if (rc != ERR_OK)
		return rc;
	s = stmt_use(db, "subscription_put");
	stmt_int(s, ":list", sub->list);
	stmt_int(s, ":subscriber", sub->subscriber);
	bind_choices(s, sub, now);
	return stmt_scalar(s, &sub->id, err);
}

static enum err_code rename_subscriber(
    struct db *db, const struct subscription *sub, struct err *err)
{
	struct stmt *s = stmt_use(db, "subscriber_rename");

	stmt_int(s, ":subscription", sub->id);
	stmt_text(s, ":name", sub->name);
	return stmt_run(s, NULL, err);
}

enum err_code subscription_update(
    struct db *db, const struct subscription *sub, int64_t now, struct err *err)
{
	int64_t changes = 0;
	struct stmt *s;
	bool own;
	enum err_code rc = db_join(db, &own, err);

	if (rc != ERR_OK)
		return rc;
	s = stmt_use(db, "subscription_update");
	stmt_int(s, ":id", sub->id);
	bind_choices(s, sub, now);
	stmt_ref(s, ":paused", sub->paused_until);
	rc = stmt_run(s, &changes, err);
	if (rc == ERR_OK && changes == 0)
		rc = err_set(
		    err, ERR_NOT_FOUND, "there is no such subscription");
	if (rc == ERR_OK && sub->name != NULL)
		rc = rename_subscriber(db, sub, err);
	return db_leave(db, own, rc, err);
}

enum err_code subscription_count(
    struct db *db, int64_t list, int64_t counts[], struct err *err)
{
	struct stmt *s = stmt_use(db, "subscription_count");

	for (int i = 0; i < SUB_STATUS__MAX; i++)
		counts[i] = 0;
	stmt_int(s, ":list", list);
	while (stmt_next(s)) {
		int i = stmt_get_word(s, 0, statuses, SUB_STATUS__MAX);
		counts[i] = stmt_get_int(s, 1);
	}
	return stmt_end(s, err);
}

enum err_code subscription_paused(
    struct db *db, int64_t list, int64_t now, int64_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "subscription_paused");

	stmt_int(s, ":list", list);
	stmt_int(s, ":now", now);
	return stmt_scalar(s, count, err);
}

static enum err_code call_each(
    struct stmt *s, subscription_fn *each, void *ctx, struct err *err)
{
	enum err_code rc = ERR_OK;
	enum err_code end;
	struct err ended;

	while (rc == ERR_OK && stmt_next(s)) {
		struct subscription sub;
		read_row(s, &sub);
		rc = each(ctx, &sub, err);
	}
	end = stmt_end(s, rc == ERR_OK ? err : &ended);
	return rc == ERR_OK ? end : rc;
}

enum err_code subscription_each(struct db *db, int64_t list,
    enum sub_status status, subscription_fn *each, void *ctx, struct err *err)
{
	struct stmt *s = stmt_use(db, "subscription_each");

	stmt_int(s, ":list", list);
	stmt_text(
	    s, ":status", status == SUB_STATUS__MAX ? "" : statuses[status]);
	return call_each(s, each, ctx, err);
}

enum err_code subscription_readers(struct db *db, const int64_t *lists,
    size_t count, subscription_fn *each, void *ctx, struct err *err)
{
	struct stmt *s = stmt_use(db, "subscription_readers");
	struct arena arena = { 0 };
	const char *ids = " ";
	enum err_code rc;

	for (size_t i = 0; i < count; i++)
		ids = arena_printf(&arena, "%s%lld ", ids, (long long)lists[i]);
	stmt_text(s, ":lists", ids);
	rc = call_each(s, each, ctx, err);
	arena_free(&arena);
	return rc;
}

enum err_code person_subscriptions(struct db *db, struct arena *arena,
    const char *key, struct subscription **out, size_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "person_subscriptions");
	struct subscription *items = NULL;
	size_t n = 0;

	stmt_text(s, ":key", key);
	while (stmt_next(s)) {
		items = stmt_grow(arena, items, n, sizeof(*items));
		read_row(s, &items[n]);
		keep_strings(arena, &items[n++]);
	}
	*out = items;
	*count = n;
	return stmt_end(s, err);
}

enum err_code subscription_lists_of(struct db *db, struct arena *arena,
    const char *address_key, const char ***names, bool **suspended,
    size_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "subscription_lists_of");
	const char **items = NULL;
	bool *marks = NULL;
	size_t n = 0;

	stmt_text(s, ":key", address_key);
	while (stmt_next(s)) {
		items = stmt_grow(arena, items, n, sizeof(*items));
		marks = stmt_grow(arena, marks, n, sizeof(*marks));
		items[n] = arena_strdup(arena, stmt_get_text(s, 0));
		marks[n++] = stmt_get_int(s, 1) != 0;
	}
	*names = items;
	*suspended = marks;
	*count = n;
	return stmt_end(s, err);
}

enum err_code subscriber_find(
    struct db *db, const char *address_key, int64_t *id, struct err *err)
{
	struct stmt *s = stmt_use(db, "subscriber_find");

	stmt_text(s, ":key", address_key);
	return stmt_scalar(s, id, err);
}

enum err_code subscription_of(struct db *db, struct arena *arena,
    int64_t subscriber, bool bounced, struct subscription **out, size_t *count,
    struct err *err)
{
	struct stmt *s =
	    stmt_use(db, bounced ? "subscription_bounced" : "subscription_of");

	*out = NULL;
	*count = 0;
	stmt_int(s, ":subscriber", subscriber);
	while (stmt_next(s)) {
		*out = stmt_grow(arena, *out, *count, sizeof(**out));
		read_row(s, &(*out)[*count]);
		keep_strings(arena, &(*out)[(*count)++]);
	}
	return stmt_end(s, err);
}
