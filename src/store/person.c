#include "store/person.h"

#include "store/handle.h"
#include "store/mailing.h"
#include "store/stmt.h"

enum err_code person_find(struct db *db, struct arena *arena, const char *key,
    struct person *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "person_find");
	bool found;
	enum err_code rc;

	stmt_text(s, ":key", key);
	found = stmt_next(s);
	if (found)
		*out = (struct person){
			.id = stmt_get_int(s, 0),
			.address = arena_strdup(arena, stmt_get_text(s, 1)),
			.address_key = arena_strdup(arena, stmt_get_text(s, 2)),
			.name = arena_strdup(arena, stmt_get_text(s, 3)),
			.created = stmt_get_int(s, 4),
		};
	rc = stmt_end(s, err);
	if (rc == ERR_OK && !found)
		rc = err_set(err, ERR_NOT_FOUND,
		    "nobody with this address is or was on a list");
	return rc;
}

enum err_code person_rename(
    struct db *db, int64_t id, const char *name, struct err *err)
{
	struct stmt *s = stmt_use(db, "person_rename");

	stmt_int(s, ":id", id);
	stmt_text(s, ":name", name);
	return stmt_write(s, NULL, err);
}

static enum err_code redirect(
    struct db *db, int64_t subscription, const char *address, struct err *err)
{
	struct stmt *s = stmt_use(db, "person_redirect");

	stmt_int(s, ":id", subscription);
	stmt_text(s, ":address", address);
	return stmt_run(s, NULL, err);
}

enum err_code person_readdress(struct db *db, const struct person *person,
    const char *address, const char *key, struct err *err)
{
	struct arena arena = { 0 };
	struct subscription *subs;
	struct stmt *s;
	size_t count = 0;
	enum err_code rc = db_need(db, "person_readdress", err);

	if (rc == ERR_OK)
		rc = person_subscriptions(
		    db, &arena, person->address_key, &subs, &count, err);
	for (size_t i = 0; rc == ERR_OK && i < count; i++)
		rc = redirect(db, subs[i].id, address, err);
	arena_free(&arena);
	if (rc != ERR_OK)
		return rc;
	s = stmt_use(db, "person_readdress");
	stmt_int(s, ":id", person->id);
	stmt_text(s, ":address", address);
	stmt_text(s, ":key", key);
	return stmt_run(s, NULL, err);
}

enum err_code person_give(struct db *db, const struct subscription *sub,
    const struct person *to, struct err *err)
{
	struct stmt *s;
	enum err_code rc = db_need(db, "person_give", err);

	if (rc == ERR_OK)
		rc = redirect(db, sub->id, to->address, err);
	if (rc != ERR_OK)
		return rc;
	s = stmt_use(db, "person_give");
	stmt_int(s, ":id", sub->id);
	stmt_int(s, ":to", to->id);
	return stmt_run(s, NULL, err);
}

enum err_code person_unite(struct db *db, const struct subscription *sub,
    const struct subscription *to, struct err *err)
{
	struct stmt *s;
	enum err_code rc = db_need(db, "person_unite", err);

	if (rc == ERR_OK)
		rc = redirect(db, sub->id, to->address, err);
	if (rc != ERR_OK)
		return rc;
	s = stmt_use(db, "person_unite");
	stmt_int(s, ":id", sub->id);
	stmt_int(s, ":to", to->id);
	rc = stmt_run(s, NULL, err);
	if (rc != ERR_OK)
		return rc;
	s = stmt_use(db, "person_drop");
	stmt_int(s, ":id", sub->id);
	return stmt_run(s, NULL, err);
}

enum err_code person_delete(struct db *db, int64_t id, struct err *err)
{
	struct stmt *s = stmt_use(db, "person_delete");

	stmt_int(s, ":id", id);
	return stmt_write(s, NULL, err);
}

static char *text(struct stmt *s, struct arena *arena, int column)
{
	return arena_strdup(arena, stmt_get_text(s, column));
}

typedef struct person_fact reader(struct stmt *s, struct arena *arena);

static enum err_code read_facts(struct stmt *s, struct arena *arena,
    reader *read, struct person_facts *out, struct err *err)
{
	struct person_fact *rows = NULL;
	size_t n = 0;

	while (stmt_next(s)) {
		rows = stmt_grow(arena, rows, n, sizeof(*rows));
		rows[n++] = read(s, arena);
	}
	*out = (struct person_facts){ .rows = rows, .count = n };
	return stmt_end(s, err);
}

static struct person_fact read_mailing(struct stmt *s, struct arena *arena)
{
	return (struct person_fact){
		.kind = text(s, arena, 0),
		.text = text(s, arena, 1),
		.list = text(s, arena, 2),
		.state = text(s, arena, 3),
		.at = stmt_get_int(s, 4),
	};
}

enum err_code person_mailings(struct db *db, struct arena *arena,
    const char *key, struct person_facts *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "person_mailings");

	stmt_text(s, ":key", key);
	stmt_int(s, ":max", PERSON_MAILINGS);
	return read_facts(s, arena, read_mailing, out, err);
}

static struct person_fact read_request(struct stmt *s, struct arena *arena)
{
	return (struct person_fact){
		.list = text(s, arena, 0),
		.kind = text(s, arena, 1),
		.state = text(s, arena, 2),
		.text = text(s, arena, 3),
		.at = stmt_get_int(s, 4),
		.until = stmt_get_int(s, 5),
	};
}

enum err_code person_requests(struct db *db, struct arena *arena,
    const char *key, struct person_facts *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "person_requests");

	stmt_text(s, ":key", key);
	return read_facts(s, arena, read_request, out, err);
}

static struct person_fact read_held(struct stmt *s, struct arena *arena)
{
	return (struct person_fact){
		.list = text(s, arena, 0),
		.kind = text(s, arena, 1),
		.text = text(s, arena, 2),
		.more = text(s, arena, 3),
		.state = text(s, arena, 4),
		.at = stmt_get_int(s, 5),
	};
}

enum err_code person_held(struct db *db, struct arena *arena, const char *key,
    struct person_facts *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "person_held");
	int64_t all = 0;
	enum err_code rc;

	stmt_text(s, ":key", key);
	stmt_int(s, ":max", PERSON_HELD);
	rc = read_facts(s, arena, read_held, out, err);
	if (rc != ERR_OK || out->count < PERSON_HELD)
		return rc;
	s = stmt_use(db, "person_held_count");
	stmt_text(s, ":key", key);
	rc = stmt_scalar(s, &all, err);
	out->more = all - (int64_t)out->count;
	return rc;
}

static struct person_fact read_failure(struct stmt *s, struct arena *arena)
{
	return (struct person_fact){
		.list = text(s, arena, 0),
		.kind = text(s, arena, 1),
		.text = text(s, arena, 2),
		.state = text(s, arena, 3),
		.at = stmt_get_int(s, 4),
	};
}

enum err_code person_failures(struct db *db, struct arena *arena,
    const char *key, struct person_facts *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "person_failures");

	stmt_text(s, ":key", key);
	stmt_int(s, ":max", PERSON_MAILINGS);
	return read_facts(s, arena, read_failure, out, err);
}

static struct person_fact read_suppressed(struct stmt *s, struct arena *arena)
{
	return (struct person_fact){
		.list = text(s, arena, 0),
		.kind = text(s, arena, 1),
		.at = stmt_get_int(s, 2),
	};
}

enum err_code person_suppressed(struct db *db, struct arena *arena,
    const char *hash, struct person_facts *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "person_suppressed");

	stmt_text(s, ":hash", hash);
	return read_facts(s, arena, read_suppressed, out, err);
}

static enum err_code erase_from(
    struct db *db, const char *query, const char *key, struct err *err)
{
	struct stmt *s = stmt_use(db, query);

	stmt_text(s, ":key", key);
	return stmt_run(s, NULL, err);
}

enum err_code person_erase(struct db *db, const char *key, bool keep_notices,
    int64_t now, struct err *err)
{
	static const char *const places[] = { "erase_requests", "erase_held",
		"erase_inbox", "erase_events", "erase_strays", "erase_proofs",
		"erase_person" };
	struct stmt *s;
	enum err_code rc = db_need(db, "person_erase", err);

	if (rc != ERR_OK)
		return rc;
	s = stmt_use(db, "erase_deliveries");
	stmt_text(s, ":key", key);
	stmt_int(s, ":now", now);
	rc = stmt_run(s, NULL, err);
	if (rc == ERR_OK && !keep_notices)
		rc = erase_from(db, "erase_notices", key, err);
	for (size_t i = 0; rc == ERR_OK && i < sizeof(places) / sizeof(*places);
	     i++)
		rc = erase_from(db, places[i], key, err);
	return rc;
}
