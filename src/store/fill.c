/* The deliveries of a mailing to a list: delivery_fill(). */
#include <assert.h>

#include "store/delivery.h"
#include "store/handle.h"
#include "store/mailing.h"
#include "store/stmt.h"
#include "store/variant.h"

static enum err_code need_preparing(
    struct db *db, int64_t mailing, struct err *err)
{
	enum mailing_state state;
	enum err_code rc = mailing_state_of(db, mailing, &state, err);

	if (rc == ERR_OK && state != MAILING_PREPARING)
		rc = err_set(err, ERR_REFUSED,
		    "mailing %lld is %s: nobody can be added to it",
		    (long long)mailing, mailing_state_name(state));
	return rc;
}

/* Keys between blanks, as the statement looks for them */
static void bind_topics(
    struct stmt *s, struct arena *arena, const struct delivery_fill *fill)
{
	static const char *const params[VARIANT_TOPICS] = { ":topic0",
		":topic1", ":topic2", ":topic3", ":topic4", ":topic5" };

	assert(fill->topic_count <= VARIANT_TOPICS);
	stmt_int(s, ":topics", (int64_t)fill->topic_count);
	for (size_t i = 0; i < fill->topic_count; i++)
		stmt_text(
		    s, params[i], arena_printf(arena, " %s ", fill->topics[i]));
	stmt_int(s, ":empty_fr", (int64_t)fill->empty[LANG_FR]);
	stmt_int(s, ":empty_en", (int64_t)fill->empty[LANG_EN]);
}

static void note_row(struct stmt *s, struct delivery_fill *fill)
{
	int64_t id = stmt_get_int(s, 0);
	enum lang language;
	unsigned mask;

	fill->after = id > fill->after ? id : fill->after;
	fill->added++;
	if (variant_parse(stmt_get_text(s, 1), &language, &mask))
		fill->used[language] |= UINT64_C(1) << mask;
}

enum err_code delivery_fill(
    struct db *db, struct delivery_fill *fill, size_t max, struct err *err)
{
	struct arena arena = { 0 };
	struct stmt *s;
	enum err_code rc = db_need(db, "delivery_fill", err);

	fill->added = 0;
	if (rc == ERR_OK)
		rc = need_preparing(db, fill->mailing, err);
	if (rc != ERR_OK)
		return rc;
	s = stmt_use(db, "delivery_fill");
	stmt_int(s, ":mailing", fill->mailing);
	stmt_int(s, ":list", fill->list);
	stmt_ref(s, ":first", fill->first);
	stmt_text(s, ":mode", sub_delivery_name(fill->mode));
	stmt_int(s, ":after", fill->after);
	stmt_int(s, ":max", max < INT64_MAX ? (int64_t)max : INT64_MAX);
	stmt_int(s, ":due", fill->due);
	bind_topics(s, &arena, fill);
	while (stmt_next(s))
		note_row(s, fill);
	rc = stmt_end(s, err);
	arena_free(&arena);
	return rc;
}
