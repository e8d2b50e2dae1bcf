#include "cli/words.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"

/* Marks a word and what it is of; words_shown() looks it up. */
#define NC_(context, text) context "\004" text

static const struct {
	enum words which;
	const char *key; /* "context\004name" */
} rows[] = {
	{ WORDS_DELIVERY, NC_("delivery", "queued") },
	{ WORDS_DELIVERY, NC_("delivery", "claimed") },
	{ WORDS_DELIVERY, NC_("delivery", "sending") },
	{ WORDS_DELIVERY, NC_("delivery", "sent") },
	{ WORDS_DELIVERY, NC_("delivery", "deferred") },
	{ WORDS_DELIVERY, NC_("delivery", "failed") },
	{ WORDS_DELIVERY, NC_("delivery", "uncertain") },
	{ WORDS_DELIVERY, NC_("delivery", "held") },
	{ WORDS_DELIVERY, NC_("delivery", "cancelled") },
	{ WORDS_DELIVERIES, NC_("deliveries", "queued") },
	{ WORDS_DELIVERIES, NC_("deliveries", "claimed") },
	{ WORDS_DELIVERIES, NC_("deliveries", "sending") },
	{ WORDS_DELIVERIES, NC_("deliveries", "sent") },
	{ WORDS_DELIVERIES, NC_("deliveries", "deferred") },
	{ WORDS_DELIVERIES, NC_("deliveries", "failed") },
	{ WORDS_DELIVERIES, NC_("deliveries", "uncertain") },
	{ WORDS_DELIVERIES, NC_("deliveries", "held") },
	{ WORDS_DELIVERIES, NC_("deliveries", "cancelled") },
	{ WORDS_KIND, NC_("mailing", "newsletter") },
	{ WORDS_KIND, NC_("mailing", "post") },
	{ WORDS_KIND, NC_("mailing", "digest") },
	{ WORDS_KIND, NC_("mailing", "notice") },
	{ WORDS_INBOX, NC_("message", "received") },
	{ WORDS_INBOX, NC_("message", "held") },
	{ WORDS_INBOX, NC_("message", "failed") },
	{ WORDS_INBOX, NC_("message", "unknown") },
	{ WORDS_INBOX, NC_("message", "done") },
	{ WORDS_HELD, NC_("message", "post") },
	{ WORDS_HELD, NC_("message", "unclear") },
	{ WORDS_STATUS, NC_("subscription", "active") },
	{ WORDS_STATUS, NC_("subscription", "suspended") },
	{ WORDS_STATUS, NC_("subscription", "left") },
	{ WORDS_MODE, NC_("mode", "each") },
	{ WORDS_MODE, NC_("mode", "digest") },
	{ WORDS_MODE, NC_("mode", "none") },
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static const char *name_of(size_t row)
{
	return strchr(rows[row].key, '\004') + 1;
}

static const char *shown(size_t row)
{
	return i18n_of(rows[row].key, name_of(row));
}

const char *words_shown(enum words which, const char *name)
{
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].which == which && strcmp(name_of(i), name) == 0)
			return shown(i);
	return name;
}

/* The deliveries' words are those of one delivery, too. */
static bool is_of(size_t row, enum words which)
{
	return rows[row].which == which ||
	       (which == WORDS_DELIVERY && rows[row].which == WORDS_DELIVERIES);
}

static const char *find(enum words which, const char *folded)
{
	const char *found = NULL;
	struct arena arena = { 0 };

	for (size_t i = 0; found == NULL && i < ROWS; i++) {
		if (!is_of(i, which))
			continue;
		const char *word = utf8_fold(&arena, str_c(shown(i)));
		if (strcmp(word, folded) == 0 ||
		    strcmp(name_of(i), folded) == 0)
			found = name_of(i);
	}
	arena_free(&arena);
	return found;
}

const char *words_typed(enum words which, const char *typed)
{
	struct arena arena = { 0 };
	const char *folded = utf8_fold(&arena, str_c(typed));
	const char *found = find(which, folded);

	if (found == NULL) {
		struct i18n_speech speech;
		i18n_speak(&speech, LANG_FR);
		found = find(which, folded);
		i18n_back(&speech);
	}
	arena_free(&arena);
	return found != NULL ? found : typed;
}

const char *words_all(struct arena *arena, enum words which)
{
	const char *list[ROWS];
	size_t n = 0;

	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].which == which)
			list[n++] = shown(i);
	return arena_choice(arena, list, n);
}
