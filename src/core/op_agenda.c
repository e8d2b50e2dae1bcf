#include "core/op_agenda.h"

#include <string.h>

#include "base/clock.h"
#include "news/calendar.h"
#include "store/agenda.h"
#include "store/subscription.h"

/* One event, in the languages in which it is told. */
struct told {
	const char *uid;
	struct news_block *in[LANG__MAX]; /* NULL = not in this one */
};

static bool is_event(const struct news_block *block, const char *uid)
{
	return block->kind == NEWS_EVENT && block->event.uid != NULL &&
	       (uid == NULL || strcmp(block->event.uid, uid) == 0);
}

/* Whoever has this name in the edition: the first one, as in calendars. */
static struct news_block *find_event(
    const struct news_edition *edition, const char *uid)
{
	for (size_t i = 0; i < edition->block_count; i++)
		if (is_event(&edition->blocks[i], uid))
			return &edition->blocks[i];
	return NULL;
}

/* The event of this block, unless an earlier block told of it. */
static bool gather(
    const struct news *news, enum lang language, size_t n, struct told *told)
{
	struct news_block *block = &news->editions[language].blocks[n];

	if (!is_event(block, NULL))
		return false;
	*told = (struct told){ .uid = block->event.uid };
	for (int i = 0; i < LANG__MAX; i++)
		told->in[i] = find_event(&news->editions[i], told->uid);
	for (int i = 0; i < (int)language; i++)
		if (told->in[i] != NULL)
			return false;
	return told->in[language] == block;
}

/* The hash for this language among those kept: "fr HASH en HASH". */
static struct str kept_hash(const char *kept, enum lang language)
{
	struct str rest = str_c(kept);
	struct str word;
	struct str hash;

	while (str_split(&rest, ' ', &word) && str_split(&rest, ' ', &hash))
		if (str_is(word, lang_name(language)))
			return hash;
	return str_n("", 0);
}

/*
 * What will be kept of it: languages that this newsletter lacks stay as they
 * are, and a new one is no change.
 */
static const char *hashes(struct arena *arena, const struct told *told,
    const char *kept, bool *changed)
{
	const char *all = "";

	*changed = false;
	for (int i = 0; i < LANG__MAX; i++) {
		const struct str old = kept_hash(kept, (enum lang)i);
		struct str now = old;
		char hash[CRYPTO_HEX];
		if (told->in[i] != NULL) {
			news_event_hash(told->in[i], hash);
			now = str_c(hash);
		}
		if (now.n == 0)
			continue;
		*changed = *changed || (old.n > 0 && !str_eq(old, now));
		all = arena_printf(arena, "%s%s%s %.*s", all,
		    *all == '\0' ? "" : " ", lang_name((enum lang)i),
		    STR_ARG(now));
	}
	return all;
}

/* Nothing was ever told to a list that the database does not know. */
static enum err_code find_list(
    struct ctx *ctx, const char *name, int64_t *id, struct err *err)
{
	enum err_code rc = ERR_NOT_FOUND;

	*id = 0;
	if (ctx->db != NULL)
		rc = list_find(ctx->db, name, id, err);
	return rc == ERR_NOT_FOUND ? ERR_OK : rc;
}

static enum err_code number(struct ctx *ctx, struct arena *arena, int64_t list,
    const struct told *told, struct err *err)
{
	struct agenda_entry entry = { .list = list, .uid = told->uid };
	bool changed;
	enum err_code rc = agenda_find(ctx->db, arena, &entry, err);

	if (rc != ERR_OK)
		return rc;
	(void)hashes(arena, told, entry.hash, &changed);
	for (int i = 0; i < LANG__MAX; i++)
		if (told->in[i] != NULL)
			told->in[i]->event.sequence =
			    (int)(entry.sequence + changed);
	return ERR_OK;
}

static enum err_code keep(struct ctx *ctx, struct arena *arena, int64_t list,
    const struct told *told, struct err *err)
{
	struct agenda_entry entry = { .list = list, .uid = told->uid };
	bool changed;
	enum err_code rc = agenda_find(ctx->db, arena, &entry, err);

	if (rc != ERR_OK)
		return rc;
	entry.hash = hashes(arena, told, entry.hash, &changed);
	for (int i = 0; i < LANG__MAX; i++)
		if (told->in[i] != NULL)
			entry.sequence = told->in[i]->event.sequence;
	return agenda_keep(ctx->db, &entry, clock_now(), err);
}

/* Each event of the newsletter once. */
typedef enum err_code told_fn(struct ctx *ctx, struct arena *arena,
    int64_t list, const struct told *told, struct err *err);

static enum err_code each(struct ctx *ctx, const char *list,
    const struct news *news, told_fn *call, struct err *err)
{
	struct arena arena = { 0 };
	int64_t id;
	enum err_code rc = find_list(ctx, list, &id, err);

	if (id == 0)
		return rc;
	for (int i = 0; i < LANG__MAX; i++)
		for (size_t j = 0; j < news->editions[i].block_count; j++) {
			struct told told;
			if (rc == ERR_OK &&
			    gather(news, (enum lang)i, j, &told))
				rc = call(ctx, &arena, id, &told, err);
		}
	arena_free(&arena);
	return rc;
}

enum err_code op_agenda_sequences(
    struct ctx *ctx, const char *list, struct news *news, struct err *err)
{
	return each(ctx, list, news, number, err);
}

enum err_code op_agenda_keep(
    struct ctx *ctx, const char *list, const struct news *news, struct err *err)
{
	return each(ctx, list, news, keep, err);
}
