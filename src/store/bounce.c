#include "store/bounce.h"

#include "store/handle.h"
#include "store/stmt.h"

static const char *const charges[BOUNCE_CHARGE__MAX] = {
	[BOUNCE_NOBODY] = "nobody",
	[BOUNCE_MAILING] = "mailing",
	[BOUNCE_PERSON] = "person",
	[BOUNCE_COMPLAINT] = "complaint",
};

const char *bounce_charge_name(enum bounce_charge charge)
{
	return charges[charge];
}

static enum bounce_charge get_charge(struct stmt *s, int column)
{
	return (enum bounce_charge)stmt_get_word(
	    s, column, charges, BOUNCE_CHARGE__MAX);
}

enum err_code bounce_add(
    struct db *db, struct bounce *bounce, bool *fresh, struct err *err)
{
	struct stmt *s;
	enum err_code rc = db_need(db, "bounce_add", err);

	*fresh = false;
	if (rc != ERR_OK)
		return rc;
	s = stmt_use(db, "bounce_add");
	stmt_int(s, ":delivery", bounce->delivery);
	stmt_int(s, ":mailing", bounce->mailing);
	stmt_ref(s, ":list", bounce->list);
	stmt_ref(s, ":subscriber", bounce->subscriber);
	stmt_text(s, ":domain", bounce->domain);
	stmt_text(s, ":source", bounce->source);
	stmt_text(s, ":class", bounce->class);
	stmt_text(s, ":charge", charges[bounce->charge]);
	stmt_text(s, ":verdict", bounce->verdict);
	stmt_text(s, ":status", bounce->status);
	stmt_text(s, ":words", bounce->words);
	stmt_int(s, ":now", bounce->at);
	rc = stmt_scalar(s, &bounce->id, err);
	*fresh = rc == ERR_OK && bounce->id != 0;
	return rc;
}

enum err_code bounce_count(struct db *db, int64_t id, struct err *err)
{
	struct stmt *s = stmt_use(db, "bounce_count");

	stmt_int(s, ":id", id);
	return stmt_write(s, NULL, err);
}

static void read_bounce(struct stmt *s, struct arena *arena, struct bounce *out)
{
	*out = (struct bounce){
		.id = stmt_get_int(s, 0),
		.delivery = stmt_get_int(s, 1),
		.mailing = stmt_get_int(s, 2),
		.list = stmt_get_int(s, 3),
		.subscriber = stmt_get_int(s, 4),
		.domain = arena_strdup(arena, stmt_get_text(s, 5)),
		.source = arena_strdup(arena, stmt_get_text(s, 6)),
		.class = arena_strdup(arena, stmt_get_text(s, 7)),
		.charge = get_charge(s, 8),
		.verdict = arena_strdup(arena, stmt_get_text(s, 9)),
		.status = arena_strdup(arena, stmt_get_text(s, 10)),
		.words = arena_strdup(arena, stmt_get_text(s, 11)),
		.counted = stmt_get_int(s, 12) != 0,
		.at = stmt_get_int(s, 13),
	};
}

enum err_code bounce_list(struct db *db, struct arena *arena,
    int64_t subscriber, size_t max, struct bounce **out, size_t *count,
    struct err *err)
{
	struct stmt *s = stmt_use(db, "bounce_list");

	*out = NULL;
	*count = 0;
	stmt_int(s, ":subscriber", subscriber);
	stmt_int(s, ":max", (int64_t)max);
	while (stmt_next(s)) {
		*out = stmt_grow(arena, *out, *count, sizeof(**out));
		read_bounce(s, arena, &(*out)[(*count)++]);
	}
	return stmt_end(s, err);
}

enum err_code bounce_charges(struct db *db, int64_t mailing,
    bounce_charge_fn *each, void *ctx, struct err *err)
{
	struct stmt *s = stmt_use(db, "bounce_charges");

	stmt_int(s, ":mailing", mailing);
	while (stmt_next(s)) {
		enum bounce_charge charge = get_charge(s, 0);
		each(ctx, charge, stmt_get_text(s, 1), stmt_get_text(s, 2),
		    stmt_get_int(s, 3));
	}
	return stmt_end(s, err);
}

enum err_code bounce_since(struct db *db, int64_t list, int64_t since,
    int64_t counts[], struct err *err)
{
	struct stmt *s = stmt_use(db, "bounce_since");

	for (int i = 0; i < BOUNCE_CHARGE__MAX; i++)
		counts[i] = 0;
	stmt_int(s, ":list", list);
	stmt_int(s, ":since", since);
	while (stmt_next(s)) {
		enum bounce_charge charge = get_charge(s, 0);
		counts[charge] = stmt_get_int(s, 1);
	}
	return stmt_end(s, err);
}

enum err_code bounce_purge(struct db *db, int64_t until, struct err *err)
{
	struct stmt *s = stmt_use(db, "bounce_purge");

	stmt_int(s, ":until", until);
	return stmt_write(s, NULL, err);
}

enum err_code bounce_sent_to(struct db *db, int64_t subscription, int64_t after,
    int64_t until, int64_t *delivery, struct err *err)
{
	struct stmt *s = stmt_use(db, "bounce_sent_to");

	stmt_int(s, ":subscription", subscription);
	stmt_int(s, ":after", after);
	stmt_int(s, ":until", until);
	return stmt_scalar(s, delivery, err);
}

enum err_code refused_list(
    struct db *db, int64_t ids[], size_t max, size_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "refused_list");

	*count = 0;
	stmt_int(s, ":max", (int64_t)max);
	while (stmt_next(s))
		ids[(*count)++] = stmt_get_int(s, 0);
	return stmt_end(s, err);
}

enum err_code refused_drop(struct db *db, int64_t delivery, struct err *err)
{
	struct stmt *s = stmt_use(db, "refused_drop");

	stmt_int(s, ":delivery", delivery);
	return stmt_write(s, NULL, err);
}

enum err_code stray_add(struct db *db, int64_t list, const struct stray *stray,
    int64_t max, struct err *err)
{
	struct stmt *s = stmt_use(db, "stray_add");

	stmt_ref(s, ":list", list);
	stmt_text(s, ":kind", stray->kind);
	stmt_text(s, ":why", stray->why);
	stmt_text(s, ":names", stray->names);
	stmt_int(s, ":now", stray->at);
	stmt_int(s, ":max", max);
	return stmt_write(s, NULL, err);
}

enum err_code stray_list(struct db *db, struct arena *arena, int64_t list,
    size_t max, struct stray **out, size_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "stray_list");

	*out = NULL;
	*count = 0;
	stmt_ref(s, ":list", list);
	stmt_int(s, ":max", (int64_t)max);
	while (stmt_next(s)) {
		*out = stmt_grow(arena, *out, *count, sizeof(**out));
		(*out)[(*count)++] = (struct stray){
			.kind = arena_strdup(arena, stmt_get_text(s, 0)),
			.why = arena_strdup(arena, stmt_get_text(s, 1)),
			.names = arena_strdup(arena, stmt_get_text(s, 2)),
			.at = stmt_get_int(s, 3),
		};
	}
	return stmt_end(s, err);
}

enum err_code stray_drop(struct db *db, int64_t list, struct err *err)
{
	struct stmt *s = stmt_use(db, "stray_drop");

	stmt_ref(s, ":list", list);
	return stmt_write(s, NULL, err);
}
