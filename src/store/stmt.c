#include "store/stmt.h"

#include <stdlib.h>
#include <string.h>

#include "base/asset.h"
#include "base/mem.h"
#include "store/handle.h"

struct query {
	struct str name;
	struct str text;
	struct stmt *ready; /* prepared ones, several when uses nest */
};

struct stmt {
	struct db *db;
	sqlite3_stmt *raw;
	struct stmt *next;
	char **params; /* their names from 1 on; SQLite's move after a change of
			  the schema */
	int param_count;
	int param; /* the one that was bound last */
	bool busy;
	int rc; /* the first failure */
};

static int by_name(const void *a, const void *b)
{
	const struct query *left = a;
	const struct query *right = b;
	size_t n = left->name.n < right->name.n ? left->name.n : right->name.n;
	int order = memcmp(left->name.p, right->name.p, n);

	if (order != 0)
		return order;
	return (left->name.n > right->name.n) - (left->name.n < right->name.n);
}

static void load_text(struct db *db, struct str text)
{
	const struct str mark = str_c("-- name: ");
	struct query *query = NULL;
	struct str line;

	while (str_line(&text, &line)) {
		if (str_starts(line, mark)) {
			db->queries = mem_realloc(db->queries,
			    db->query_count + 1, sizeof(*db->queries));
			query = &db->queries[db->query_count++];
			*query = (struct query){
				.name = str_trim(str_from(line, mark.n)),
				.text = str_n(line.p, 0),
			};
		}
		if (query != NULL)
			query->text.n =
			    (size_t)(line.p + line.n - query->text.p);
	}
}

void stmt_load(struct db *db)
{
	for (size_t i = 0; i < asset_count; i++) {
		if (str_starts(
			str_c(asset_table[i].path), str_c("db/queries/")))
			load_text(db, asset_text(&asset_table[i]));
	}
	if (db->query_count > 0)
		qsort(db->queries, db->query_count, sizeof(*db->queries),
		    by_name);
}

static void name_params(struct stmt *s)
{
	s->param_count = sqlite3_bind_parameter_count(s->raw);
	s->params = mem_calloc((size_t)s->param_count + 1, sizeof(*s->params));
	for (int i = 1; i <= s->param_count; i++)
		s->params[i] =
		    mem_strdup(sqlite3_bind_parameter_name(s->raw, i));
}

static void forget(struct stmt *s)
{
	(void)sqlite3_finalize(s->raw);
	for (int i = 1; i <= s->param_count; i++)
		free(s->params[i]);
	free(s->params);
	free(s);
}

void stmt_unload(struct db *db)
{
	for (size_t i = 0; i < db->query_count; i++) {
		struct stmt *s = db->queries[i].ready;
		while (s != NULL) {
			struct stmt *next = s->next;
			forget(s);
			s = next;
		}
	}
	free(db->queries);
	memset(db->recent, 0, sizeof(db->recent));
	db->queries = NULL;
	db->query_count = 0;
}

static struct stmt *prepare(struct db *db, struct query *query)
{
	struct stmt *s = mem_calloc(1, sizeof(*s));

	s->db = db;
	s->rc = SQLITE_MISUSE;
	if (query == NULL)
		return s;
	s->rc = sqlite3_prepare_v3(db->sql, query->text.p, (int)query->text.n,
	    SQLITE_PREPARE_PERSISTENT, &s->raw, NULL);
	if (s->rc == SQLITE_OK && s->raw == NULL)
		s->rc = SQLITE_MISUSE; /* only a comment */
	if (s->rc != SQLITE_OK)
		return s; /* not kept: stmt_end() frees it */
	name_params(s);
	s->next = query->ready;
	query->ready = s;
	return s;
}

static struct query *find(struct db *db, const char *name)
{
	struct query key = { .name = str_c(name) };

	if (db->query_count == 0)
		return NULL;
	return bsearch(
	    &key, db->queries, db->query_count, sizeof(*db->queries), by_name);
}

/* Callers give the same literal each time: its address leads to the query. */
static struct query *find_again(struct db *db, const char *name)
{
	struct query **recent =
	    &db->recent[(uintptr_t)name / sizeof(uint64_t) % DB_RECENT];

	if (*recent == NULL || !str_is((*recent)->name, name))
		*recent = find(db, name);
	return *recent;
}

struct stmt *stmt_use(struct db *db, const char *name)
{
	struct query *query = find_again(db, name);
	struct stmt *s = query == NULL ? NULL : query->ready;

	while (s != NULL && s->busy)
		s = s->next;
	if (s == NULL)
		s = prepare(db, query);
	s->busy = true;
	s->param = 0;
	return s;
}

/* The parameter's number, 0 after a failure; most come in their order. */
static int param_of(struct stmt *s, const char *param)
{
	if (s->rc != SQLITE_OK)
		return 0;
	for (int tried = 0; tried < s->param_count; tried++) {
		s->param = s->param % s->param_count + 1;
		if (strcmp(s->params[s->param], param) == 0)
			return s->param;
	}
	s->rc = SQLITE_RANGE;
	return 0;
}

void stmt_int(struct stmt *s, const char *param, int64_t value)
{
	int i = param_of(s, param);

	if (i > 0)
		s->rc = sqlite3_bind_int64(s->raw, i, value);
}

void stmt_ref(struct stmt *s, const char *param, int64_t id)
{
	int i = param_of(s, param);

	/* Unbound parameters are NULL. */
	if (i > 0 && id != 0)
		s->rc = sqlite3_bind_int64(s->raw, i, id);
}

void stmt_text(struct stmt *s, const char *param, const char *text)
{
	int i = param_of(s, param);

	if (text == NULL)
		text = "";
	if (i > 0)
		s->rc = sqlite3_bind_text64(
		    s->raw, i, text, strlen(text), SQLITE_STATIC, SQLITE_UTF8);
}

void stmt_blob(struct stmt *s, const char *param, struct str bytes)
{
	int i = param_of(s, param);

	if (i > 0)
		s->rc = sqlite3_bind_blob64(s->raw, i,
		    bytes.n > 0 ? bytes.p : "", bytes.n, SQLITE_STATIC);
}

bool stmt_next(struct stmt *s)
{
	int rc;

	if (s->rc != SQLITE_OK)
		return false;
	rc = sqlite3_step(s->raw);
	if (rc == SQLITE_ROW)
		return true;
	if (rc != SQLITE_DONE)
		s->rc = rc;
	return false;
}

int64_t stmt_get_int(struct stmt *s, int column)
{
	return sqlite3_column_int64(s->raw, column);
}

/* NULL of a column may also mean that there was no memory for its value. */
static void check_memory(struct stmt *s)
{
	if (sqlite3_errcode(s->db->sql) == SQLITE_NOMEM)
		s->rc = SQLITE_NOMEM;
}

const char *stmt_get_text(struct stmt *s, int column)
{
	const unsigned char *text = sqlite3_column_text(s->raw, column);

	if (text == NULL)
		check_memory(s);
	return text == NULL ? "" : (const char *)text;
}

struct str stmt_get_blob(struct stmt *s, int column)
{
	const void *bytes = sqlite3_column_blob(s->raw, column);
	int n = sqlite3_column_bytes(s->raw, column);

	if (bytes == NULL)
		check_memory(s);
	return str_n(bytes == NULL ? "" : bytes, n > 0 ? (size_t)n : 0);
}

int stmt_word(const char *const words[], int count, const char *word)
{
	for (int i = 0; i < count; i++) {
		if (strcmp(words[i], word) == 0)
			return i;
	}
	return -1;
}

int stmt_get_word(
    struct stmt *s, int column, const char *const words[], int count)
{
	int i = stmt_word(words, count, stmt_get_text(s, column));

	if (i >= 0)
		return i;
	/* The schema's CHECK lets no such word in. */
	if (s->rc == SQLITE_OK)
		s->rc = SQLITE_CORRUPT;
	return 0;
}

enum lang stmt_get_lang(struct stmt *s, int column)
{
	enum lang lang = LANG_FR;

	if (!lang_parse(stmt_get_text(s, column), &lang) && s->rc == SQLITE_OK)
		s->rc = SQLITE_CORRUPT;
	return lang;
}

enum err_code stmt_end(struct stmt *s, struct err *err)
{
	enum err_code code = db_fail(s->db, s->rc, err);

	if (s->raw == NULL) {
		free(s);
		return code;
	}
	(void)sqlite3_reset(s->raw);
	(void)sqlite3_clear_bindings(s->raw);
	s->rc = SQLITE_OK;
	s->busy = false;
	return code;
}

enum err_code stmt_run(struct stmt *s, int64_t *changes, struct err *err)
{
	while (stmt_next(s))
		continue;
	if (changes != NULL)
		*changes =
		    s->rc == SQLITE_OK ? sqlite3_changes64(s->db->sql) : 0;
	return stmt_end(s, err);
}

enum err_code stmt_scalar(struct stmt *s, int64_t *out, struct err *err)
{
	*out = 0;
	if (stmt_next(s))
		*out = stmt_get_int(s, 0);
	while (stmt_next(s))
		continue;
	return stmt_end(s, err);
}

enum err_code stmt_write(struct stmt *s, int64_t *changes, struct err *err)
{
	struct db *db = s->db;
	struct err ignored;
	bool own;
	enum err_code rc = db_join(db, &own, err);

	if (rc != ERR_OK) {
		(void)stmt_end(s, &ignored);
		return rc;
	}
	rc = stmt_run(s, changes, err);
	return db_leave(db, own, rc, err);
}

enum err_code stmt_write_scalar(struct stmt *s, int64_t *out, struct err *err)
{
	struct db *db = s->db;
	struct err ignored;
	bool own;
	enum err_code rc = db_join(db, &own, err);

	if (rc != ERR_OK) {
		(void)stmt_end(s, &ignored);
		return rc;
	}
	rc = stmt_scalar(s, out, err);
	return db_leave(db, own, rc, err);
}

void *stmt_grow(struct arena *arena, void *items, size_t count, size_t size)
{
	void *bigger;

	/* Full at 0 and at the powers of two. */
	if ((count & (count - 1)) != 0)
		return items;
	bigger = arena_calloc(arena, count == 0 ? 1 : 2 * count, size);
	if (count > 0)
		memcpy(bigger, items, count * size);
	return bigger;
}

enum err_code stmt_ids(struct stmt *s, struct arena *arena, int64_t **out,
    size_t *count, struct err *err)
{
	int64_t *ids = NULL;
	size_t n = 0;

	while (stmt_next(s)) {
		ids = stmt_grow(arena, ids, n, sizeof(*ids));
		ids[n++] = stmt_get_int(s, 0);
	}
	*out = ids;
	*count = n;
	return stmt_end(s, err);
}
