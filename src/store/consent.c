/* Consent and events, of store/ledger.h. */
#include "store/ledger.h"

#include "store/stmt.h"

enum err_code consent_add(
    struct db *db, const struct consent *consent, struct err *err)
{
	struct stmt *s = stmt_use(db, "consent_add");

	stmt_int(s, ":list", consent->list);
	stmt_int(s, ":subscriber", consent->subscriber);
	stmt_text(s, ":hash", consent->address_hash);
	stmt_text(s, ":action", consent->action);
	stmt_text(s, ":how", consent->how);
	stmt_text(s, ":source", consent->source);
	stmt_text(s, ":text_version", consent->text_version);
	stmt_text(s, ":language", lang_name(consent->language));
	stmt_text(s, ":message_id", consent->message_id);
	stmt_text(s, ":authres", consent->authres);
	stmt_int(s, ":at", consent->at);
	return stmt_write(s, NULL, err);
}

static void read_row(struct stmt *s, struct arena *arena, struct consent *out)
{
	*out = (struct consent){
		.list = stmt_get_int(s, 0),
		.subscriber = stmt_get_int(s, 1),
		.address_hash = arena_strdup(arena, stmt_get_text(s, 2)),
		.action = arena_strdup(arena, stmt_get_text(s, 3)),
		.how = arena_strdup(arena, stmt_get_text(s, 4)),
		.source = arena_strdup(arena, stmt_get_text(s, 5)),
		.text_version = arena_strdup(arena, stmt_get_text(s, 6)),
		.language = stmt_get_lang(s, 7),
		.message_id = arena_strdup(arena, stmt_get_text(s, 8)),
		.authres = arena_strdup(arena, stmt_get_text(s, 9)),
		.at = stmt_get_int(s, 10),
	};
}

enum err_code consent_list(struct db *db, struct arena *arena, int64_t list,
    int64_t subscriber, struct consent **out, size_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "consent_list");
	struct consent *items = NULL;
	size_t n = 0;

	stmt_int(s, ":list", list);
	stmt_int(s, ":subscriber", subscriber);
	while (stmt_next(s)) {
		items = stmt_grow(arena, items, n, sizeof(*items));
		read_row(s, arena, &items[n++]);
	}
	*out = items;
	*count = n;
	return stmt_end(s, err);
}

enum err_code event_add(struct db *db, const char *actor, const char *verb,
    int64_t list, const char *detail, int64_t now, struct err *err)
{
	struct stmt *s = stmt_use(db, "event_add");

	stmt_int(s, ":now", now);
	stmt_text(s, ":actor", actor);
	stmt_text(s, ":verb", verb);
	stmt_ref(s, ":list", list);
	stmt_text(s, ":detail", detail);
	return stmt_write(s, NULL, err);
}
