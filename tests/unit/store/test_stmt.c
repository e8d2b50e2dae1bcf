/* Every named statement is understood, used, and walks the right index. */
#include "mailings.h"

#include <dirent.h>

#include "plan_rows.h"

#include "base/asset.h"
#include "base/file.h"
#include "store/stmt.h"

enum { NAMES = 256, SOURCE_MAX = 1 << 20 };

struct names {
	struct str name[NAMES];
	size_t count;
};

static void names_of_asset(const struct asset *asset, struct names *out)
{
	const struct str mark = str_c("-- name: ");
	struct str text = asset_text(asset);
	struct str line;

	if (!str_starts(str_c(asset->path), str_c("db/queries/")))
		return;
	while (str_line(&text, &line)) {
		if (!str_starts(line, mark))
			continue;
		assert_true(out->count < NAMES);
		out->name[out->count++] = str_trim(str_from(line, mark.n));
	}
}

static struct names all_names(void)
{
	struct names names = { 0 };

	for (size_t i = 0; i < asset_count; i++)
		names_of_asset(&asset_table[i], &names);
	assert_true(names.count > 50);
	return names;
}

/* All of src/store as one text. */
static char *read_sources(void)
{
	struct buf all;
	struct dirent *entry;
	DIR *dir = opendir(TEST_SOURCE_DIR "/src/store");

	assert_non_null(dir);
	buf_init(&all, SOURCE_MAX);
	while ((entry = readdir(dir)) != NULL) {
		char *path;
		if (!str_ends(str_c(entry->d_name), str_c(".c")))
			continue;
		path = mem_printf(
		    "%s/src/store/%s", TEST_SOURCE_DIR, entry->d_name);
		must(file_read(path, &all, &err));
		free(path);
	}
	(void)closedir(dir);
	return buf_steal(&all);
}

static void every_statement_is_understood(void **state)
{
	struct names names = all_names();
	struct db *db = memory();

	(void)state;
	for (size_t i = 0; i < names.count; i++) {
		char *name = mem_strndup(names.name[i].p, names.name[i].n);
		must(stmt_end(stmt_use(db, name), &err));
		for (size_t k = 0; k < i; k++)
			if (str_eq(names.name[i], names.name[k]))
				fail_msg("%s is there twice", name);
		free(name);
	}
	db_close(db);
}

static void every_statement_is_used(void **state)
{
	struct names names = all_names();
	char *sources = read_sources();

	(void)state;
	for (size_t i = 0; i < names.count; i++) {
		char *quoted = mem_printf("\"%.*s\"", STR_ARG(names.name[i]));
		if (strstr(sources, quoted) == NULL)
			fail_msg("%s is in db/queries and not used", quoted);
		free(quoted);
	}
	free(sources);
}

static bool is_name(const struct names *names, struct str word)
{
	for (size_t i = 0; i < names->count; i++)
		if (str_eq(names->name[i], word))
			return true;
	return false;
}

/* What a call of stmt_use() names must exist. */
static void every_name_exists(void **state)
{
	struct names names = all_names();
	char *sources = read_sources();
	struct str rest = str_c(sources);
	size_t calls = 0;
	size_t at;

	(void)state;
	while ((at = str_find(rest, str_c("stmt_use("))) != SIZE_MAX) {
		struct str call;
		struct str word;
		rest = str_from(rest, at + 9);
		call = str_sub(rest, 0, str_findc(rest, ';'));
		/* A conditional has two names in one call. */
		while (str_split(&call, '"', &word) &&
		       str_split(&call, '"', &word)) {
			if (word.n > 0 && word.p[0] == ':')
				continue; /* a parameter */
			if (!is_name(&names, word))
				fail_msg(
				    "%.*s is not in db/queries", STR_ARG(word));
			calls++;
		}
	}
	assert_true(calls > 50);
	free(sources);
}

/* T12: statements live in db/, texts from outside are parameters only. */
static void no_sql_in_the_sources(void **state)
{
	static const char *const words[] = { "\"SELECT ", "\"INSERT ",
		"\"UPDATE ", "\"DELETE ", "\"CREATE ", "\"DROP ", "\"WITH " };
	char *sources = read_sources();

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(sources, words[i]) != NULL)
			fail_msg("%s in src/store", words[i]);
	free(sources);
}

static char *text_of(const char *name)
{
	char *mark = mem_printf("-- name: %s\n", name);

	for (size_t i = 0; i < asset_count; i++) {
		struct str text = asset_text(&asset_table[i]);
		size_t at = str_find(text, str_c(mark));
		if (at == SIZE_MAX)
			continue;
		text = str_from(text, at);
		/* A comment may hold a semicolon, but not at its end. */
		text = str_sub(text, 0, str_find(text, str_c(";\n")));
		free(mark);
		return mem_strndup(text.p, text.n);
	}
	fail_msg("no statement %s", name);
	return NULL;
}

/* The lines of the plan, joined. */
static char *plan_of(struct db *db, const char *name)
{
	char *query = text_of(name);
	char *explain = mem_printf("EXPLAIN QUERY PLAN\n%s", query);
	sqlite3_stmt *raw = NULL;
	struct buf plan;

	buf_init(&plan, 65536);
	assert_int_equal(
	    sqlite3_prepare_v2(db->sql, explain, -1, &raw, NULL), SQLITE_OK);
	while (sqlite3_step(raw) == SQLITE_ROW)
		(void)buf_printf(
		    &plan, "%s\n", (const char *)sqlite3_column_text(raw, 3));
	(void)sqlite3_finalize(raw);
	free(explain);
	free(query);
	return buf_steal(&plan);
}

static void must_plan(struct db *db, const struct plan_row *row)
{
	char *plan = plan_of(db, row->name);

	for (size_t k = 0; k < 4 && row->want[k] != NULL; k++)
		if (strstr(plan, row->want[k]) == NULL)
			fail_msg("%s: no \"%s\" in\n%s", row->name,
			    row->want[k], plan);
	if (strstr(plan, "TEMP B-TREE FOR ORDER") != NULL &&
	    strcmp(row->name, "subscription_lists_of") != 0)
		fail_msg("%s sorts:\n%s", row->name, plan);
	free(plan);
}

/* Worker queries: the index each must walk; none may scan or sort. */
static void worker_queries_use_their_index(void **state)
{
	struct db *db = memory();

	(void)state;
	for (size_t i = 0; i < sizeof(plan_rows) / sizeof(*plan_rows); i++)
		must_plan(db, &plan_rows[i]);
	db_close(db);
}

/* Statistics of many small mailings must not lead through a large one. */
static void statistics_do_not_mislead(void **state)
{
	static const struct plan_row rows[] = {
		{ "mailing_runnable", { "INDEX delivery_ready" } },
		{ "delivery_claimable", { "INDEX delivery_ready" } },
		{ "delivery_claim", { "INDEX delivery_ready" } },
		{ "delivery_doubt", { "INDEX delivery_open" } },
		{ "delivery_release", { "INDEX delivery_open" } },
		{ "delivery_hold", { "INDEX delivery_other" } },
		{ "delivery_retry", { "INDEX delivery_other" } },
		{ "delivery_next_due", { "INDEX delivery_ready" } },
		{ "delivery_cancel_mailing", { "INDEX delivery_ready" } },
		{ "delivery_cancel_claims", { "INDEX delivery_open" } },
		{ "mailing_counts",
		    { "INDEX delivery_ready", "INDEX delivery_open",
			"INDEX delivery_other" } },
		{ "mailing_finishable",
		    { "INDEX delivery_ready", "INDEX delivery_open",
			"INDEX delivery_other" } },
		{ "mailing_finish",
		    { "INDEX delivery_ready", "INDEX delivery_open",
			"INDEX delivery_other" } },
	};
	struct db *db = memory();

	(void)state;
	for (int i = 0; i < 200; i++) {
		int64_t id;
		int64_t mailing = make_mailing(db, 0, MAILING_NOTICE, 0);
		must(delivery_add(db, mailing, "a@b.org", "x", NOW, &id, &err));
	}
	run(db, "UPDATE delivery SET state = 'sent'");
	run(db, "UPDATE mailing SET state = 'done' WHERE id > 1");
	run(db, "ANALYZE");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		must_plan(db, &rows[i]);
	db_close(db);
}

/* Does this plan line walk all of the table, under its name or an alias? */
static bool scans(struct str line, const char *table, const char *query)
{
	struct str word;
	struct str rest;
	char *alias;
	bool found;

	/* Short walks: what is claimed or under way, what is new. */
	if (!str_starts(str_trim(line), str_c("SCAN ")) ||
	    str_ends(line, str_c(" INDEX delivery_open")) ||
	    str_ends(line, str_c(" INDEX held_fresh")))
		return false;
	rest = str_from(str_trim(line), 5);
	(void)str_split(&rest, ' ', &word);
	if (str_is(word, table))
		return true;
	alias = mem_printf(" %s %.*s", table, STR_ARG(word));
	found = strstr(query, alias) != NULL;
	free(alias);
	return found;
}

/* The first line of the plan that walks all of a table that grows. */
static struct str whole_table(const char *plan, const char *query)
{
	static const char *const growing[] = { "delivery", "subscription",
		"subscriber", "inbox", "consent", "suppression", "allowance",
		"archive", "event", "held", "pending" };
	struct str rest = str_c(plan);
	struct str line;

	while (str_line(&rest, &line))
		for (size_t t = 0; t < sizeof(growing) / sizeof(*growing); t++)
			if (scans(line, growing[t], query))
				return line;
	return str_n(NULL, 0);
}

/* A query that is not named here walks an index to what it wants. */
static void only_these_read_whole_tables(void **state)
{
	static const char *const allowed[] = {
		/* What a person asked to see, all of it. */
		"delivery_each", "delivery_count", "held_count", "inbox_each",
		"subscription_each", "subscription_readers",
		/* A person is to be found wherever they are named. */
		"erase_requests", "erase_held", "erase_inbox", "erase_events",
		/* Planned for deferred foreign keys; there are none. */
		"list_ensure"
	};
	struct names names = all_names();
	struct db *db = memory();

	(void)state;
	for (size_t i = 0; i < names.count; i++) {
		char *name = mem_strndup(names.name[i].p, names.name[i].n);
		char *query = text_of(name);
		char *plan = plan_of(db, name);
		struct str line = whole_table(plan, query);
		bool may = false;
		for (size_t k = 0; k < sizeof(allowed) / sizeof(*allowed); k++)
			may = may || strcmp(name, allowed[k]) == 0;
		if (line.n > 0 && !may)
			fail_msg("%s: %.*s", name, STR_ARG(line));
		if (line.n == 0 && may)
			fail_msg("%s does not, any more", name);
		free(plan);
		free(query);
		free(name);
	}
	db_close(db);
}

static void wrong_use_is_told(void **state)
{
	struct db *db = memory();
	struct stmt *s;

	(void)state;
	must_be(ERR_INTERNAL, stmt_end(stmt_use(db, "no_such"), &err));
	s = stmt_use(db, "list_find");
	stmt_text(s, ":nothing", "x");
	assert_false(stmt_next(s));
	must_be(ERR_INTERNAL, stmt_end(s, &err));
	s = stmt_use(db, "list_find");
	must(stmt_end(s, &err));
	db_close(db);
}

/* A value that there is no memory for is not an empty one. */
static void a_value_without_memory(void **state)
{
	struct db *db = memory();
	struct stmt *s;

	(void)state;
	(void)make_list(db, "a");
	assert_int_equal(
	    sqlite3_db_config(db->sql, SQLITE_DBCONFIG_LOOKASIDE, NULL, 0, 0),
	    SQLITE_OK);
	s = stmt_use(db, "list_find");
	stmt_text(s, ":name", "a");
	assert_true(stmt_next(s));
	(void)sqlite3_hard_heap_limit64(1);
	assert_string_equal(stmt_get_text(s, 0), "");
	(void)sqlite3_hard_heap_limit64(0);
	must_be(ERR_DB, stmt_end(s, &err));
	db_close(db);
}

static void one_name_in_use_twice(void **state)
{
	struct db *db = memory();
	struct stmt *one;
	struct stmt *two;

	(void)state;
	(void)make_list(db, "a");
	one = stmt_use(db, "list_find");
	stmt_text(one, ":name", "a");
	assert_true(stmt_next(one));
	two = stmt_use(db, "list_find");
	assert_ptr_not_equal(one, two);
	stmt_text(two, ":name", "b");
	assert_false(stmt_next(two));
	must(stmt_end(two, &err));
	assert_int_equal(stmt_get_int(one, 0), 1);
	must(stmt_end(one, &err));
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_is_understood),
		cmocka_unit_test(every_statement_is_used),
		cmocka_unit_test(every_name_exists),
		cmocka_unit_test(no_sql_in_the_sources),
		cmocka_unit_test(worker_queries_use_their_index),
		cmocka_unit_test(statistics_do_not_mislead),
		cmocka_unit_test(only_these_read_whole_tables),
		cmocka_unit_test(wrong_use_is_told),
		cmocka_unit_test(a_value_without_memory),
		cmocka_unit_test(one_name_in_use_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
