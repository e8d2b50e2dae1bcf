/* Opening, refusing, migrating, transactions. */
#include "support.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include "base/asset.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/ledger.h"
#include "store/migrate.h"

enum { NOBODY = 65534 };

static void expect_refusal(const char *folder, enum db_mode mode,
    enum err_code code, const char *words)
{
	struct db *db = NULL;
	struct err err = { 0 };
	enum err_code rc = db_open(folder, mode, &db, &err);

	assert_null(db);
	if (rc != code || strstr(err.text, words) == NULL)
		fail_msg("wanted %s with \"%s\", got %s: %s", err_name(code),
		    words, err_name(rc), err.text);
}

static void a_new_database_is_private_and_strict(void **state)
{
	static const char *const files[] = { "liaison.db", "liaison.db-wal",
		"liaison.db-shm", "turn", "wake/reader" };
	char *folder = make_folder();
	struct db *db;
	struct db *reader;

	(void)state;
	expect_refusal(folder, DB_READ, ERR_NOT_FOUND, "no database yet");
	(void)umask(0);
	db = open_write(folder);
	(void)make_list(db, "a");
	db_wake(db, "reader");
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		char *path = mem_printf("%s/%s", folder, files[i]);
		struct stat st;
		assert_int_equal(stat(path, &st), 0);
		if ((st.st_mode & 07777) != 0600)
			fail_msg("%s has mode %o", path, st.st_mode & 07777);
		free(path);
	}
	(void)umask(077);
	assert_int_equal(ask(db, "PRAGMA application_id"), DB_APPLICATION);
	assert_int_equal(ask(db, "PRAGMA user_version"),
	    migrate_newest(asset_table, asset_count));
	assert_int_equal(ask(db, "PRAGMA foreign_keys"), 1);
	assert_int_equal(ask(db, "PRAGMA synchronous"), 2);
	assert_int_equal(ask(db, "SELECT count(*) FROM pragma_journal_mode "
				 "WHERE journal_mode = 'wal'"),
	    1);
	assert_string_equal(db_state(db), folder);
	must(db_open(folder, DB_READ, &reader, &err));
	must(list_find(reader, "a", &(int64_t){ 0 }, &err));
	must_be(ERR_INTERNAL, db_begin(reader, &err));
	must_be(ERR_PERM,
	    db_exec(reader, "INSERT INTO alarm VALUES ('a', 'b', 1)", &err));
	db_close(reader);
	db_close(db);
	db = open_write(folder);
	must(list_find(db, "a", &(int64_t){ 0 }, &err));
	db_close(db);
	db_close(NULL);
	remove_folder(folder);
}

static void strangers_are_refused_untouched(void **state)
{
	static const struct {
		const char *name;
		const char *sql; /* NULL: not a database at all */
		const char *words;
	} rows[] = {
		{ "text", NULL, "not a liaison database" },
		{ "other tables", "CREATE TABLE t (a)",
		    "not a liaison database" },
		{ "other program", "PRAGMA application_id = 7",
		    "not a liaison database" },
		{ "newer",
		    "UPDATE list SET id = id; PRAGMA user_version = 9999",
		    "made by a newer liaison (schema 9999, this program "
		    "knows " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char *folder = make_folder();
		char *path = mem_printf("%s/liaison.db", folder);
		struct buf before;
		struct buf after;
		sqlite3 *raw;
		if (strcmp(rows[i].name, "newer") == 0)
			db_close(open_write(folder));
		if (rows[i].sql == NULL) {
			must(file_write(path,
			    str_c("This is a text of more than a few bytes, "
				  "long enough to be read as a header of a "
				  "database, which it is not at all.\n"),
			    0600, &err));
		} else {
			assert_int_equal(sqlite3_open(path, &raw), SQLITE_OK);
			assert_int_equal(
			    sqlite3_exec(raw, rows[i].sql, NULL, NULL, NULL),
			    SQLITE_OK);
			(void)sqlite3_close(raw);
		}
		buf_init(&before, 1 << 20);
		buf_init(&after, 1 << 20);
		must(file_read(path, &before, &err));
		expect_refusal(folder, DB_WRITE, ERR_DB, rows[i].words);
		expect_refusal(folder, DB_READ, ERR_DB, rows[i].words);
		must(file_read(path, &after, &err));
		assert_int_equal(before.len, after.len);
		assert_memory_equal(before.data, after.data, after.len);
		buf_clear(&before);
		buf_clear(&after);
		free(path);
		remove_folder(folder);
	}
}

static void folders_are_explained(void **state)
{
	char *folder = make_folder();
	char *missing = mem_printf("%s/missing", folder);
	char *file = mem_printf("%s/file", folder);

	(void)state;
	must(file_write(file, str_c("x"), 0600, &err));
	expect_refusal(missing, DB_WRITE, ERR_NOT_FOUND, "install -d -m 700");
	expect_refusal(missing, DB_READ, ERR_NOT_FOUND, "does not exist");
	expect_refusal(file, DB_WRITE, ERR_NOT_FOUND, "not a folder");
	assert_int_equal(chmod(folder, 0770), 0);
	expect_refusal(folder, DB_WRITE, ERR_PERM, "chmod 700");
	free(missing);
	free(file);
	remove_folder(folder);
}

/* As a user without rights, in a child: its exit status tells. */
static void expect_in_child(const char *folder, enum db_mode mode,
    enum err_code code, const char *words)
{
	pid_t child;
	int status;

	(void)fflush(NULL);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct db *db = NULL;
		struct err err = { 0 };
		if (geteuid() == 0 &&
		    (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
			_exit(2);
		if (db_open(folder, mode, &db, &err) == code &&
		    (code == ERR_OK || strstr(err.text, words) != NULL))
			_exit(0);
		(void)fprintf(stderr, "%s: %s\n", err_name(err.code), err.text);
		_exit(1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void give_away(const char *folder, mode_t mode)
{
	char *command =
	    mem_printf("chown -R %d:%d '%s'", NOBODY, NOBODY, folder);

	if (geteuid() == 0)
		assert_int_equal(system(command), 0);
	assert_int_equal(chmod(folder, mode), 0);
	free(command);
}

static void rights_are_explained(void **state)
{
	char *folder = make_folder();
	char *path = mem_printf("%s/liaison.db", folder);
	struct db *db;

	(void)state;
	db = open_write(folder);
	give_away(folder, 0500);
	expect_in_child(folder, DB_WRITE, ERR_PERM, "state folder");
	expect_in_child(folder, DB_READ, ERR_OK, ""); /* a writer is there */
	assert_int_equal(chmod(folder, 0700), 0);
	db_close(db);
	give_away(folder, 0500);
	expect_in_child(folder, DB_READ, ERR_PERM, "folder");
	give_away(folder, 0700);
	expect_in_child(folder, DB_WRITE, ERR_OK, "");
	assert_int_equal(chmod(path, 0), 0);
	expect_in_child(folder, DB_WRITE, ERR_PERM, path);
	expect_in_child(folder, DB_READ, ERR_PERM, path);
	free(path);
	remove_folder(folder);
}

/* Comments and blanks do not count. */
static char *plain(const char *sql)
{
	struct str rest = str_c(sql);
	struct str line;
	struct buf out;

	buf_init(&out, 1 << 20);
	while (str_line(&rest, &line)) {
		size_t comment = str_find(line, str_c("--"));
		line = str_trim(str_sub(line, 0, comment));
		for (size_t i = 0; i < line.n; i++)
			if (!str_is_space(line.p[i]))
				(void)buf_putc(&out, line.p[i]);
	}
	return buf_steal(&out);
}

static char *schema_of(sqlite3 *sql)
{
	sqlite3_stmt *raw = NULL;
	struct buf all;

	buf_init(&all, 1 << 20);
	assert_int_equal(sqlite3_prepare_v2(sql,
			     "SELECT type, name, tbl_name, sql "
			     "FROM sqlite_schema ORDER BY type, name",
			     -1, &raw, NULL),
	    SQLITE_OK);
	while (sqlite3_step(raw) == SQLITE_ROW) {
		const char *sql_text =
		    (const char *)sqlite3_column_text(raw, 3);
		char *text = plain(sql_text == NULL ? "" : sql_text);
		(void)buf_printf(&all, "%s %s %s %s\n",
		    (const char *)sqlite3_column_text(raw, 0),
		    (const char *)sqlite3_column_text(raw, 1),
		    (const char *)sqlite3_column_text(raw, 2), text);
		free(text);
	}
	(void)sqlite3_finalize(raw);
	return buf_steal(&all);
}

static void migrations_lead_to_the_schema(void **state)
{
	struct db *db = memory();
	char *schema = schema_of(db->sql);
	char *replayed;
	size_t steps = 0;
	sqlite3 *raw;

	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &raw), SQLITE_OK);
	for (size_t i = 0; i < asset_count; i++) {
		if (!str_starts(
			str_c(asset_table[i].path), str_c("db/migrations/")))
			continue;
		assert_int_equal(
		    sqlite3_exec(raw, (const char *)asset_table[i].bytes, NULL,
			NULL, NULL),
		    SQLITE_OK);
		steps++;
	}
	assert_int_equal(steps, migrate_newest(asset_table, asset_count));
	replayed = schema_of(raw);
	assert_string_equal(schema, replayed);
	free(schema);
	free(replayed);
	(void)sqlite3_close(raw);
	db_close(db);
}

static int64_t ask_raw(sqlite3 *raw, const char *text)
{
	sqlite3_stmt *row = NULL;
	int64_t out;

	assert_int_equal(
	    sqlite3_prepare_v2(raw, text, -1, &row, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(row), SQLITE_ROW);
	out = sqlite3_column_int64(row, 0);
	(void)sqlite3_finalize(row);
	return out;
}

/* The step that makes the table anew keeps the rows and gives no id twice. */
static void deliveries_move_with_their_ids(void **state)
{
	static const char before[] =
	    "INSERT INTO mailing (kind, state, priority, subject, envelope, "
	    "created) VALUES ('notice', 'running', 0, '', 'null', 1);"
	    "INSERT INTO delivery (mailing, address, variant, state, due, "
	    "reply) VALUES (1, 'a@b.org', 'fr', 'sent', 7, 'ok'), "
	    "(1, 'c@d.org', 'fr', 'queued', 8, ''), "
	    "(1, 'e@f.org', 'fr', 'queued', 9, '');"
	    "DELETE FROM delivery WHERE id = 3;";
	const struct asset *steps[] = {
		asset_find("db/migrations/0001-initial.sql"),
		asset_find("db/migrations/0002-relay.sql"),
		asset_find("db/migrations/0004-delivery.sql"),
	};
	sqlite3 *raw;

	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &raw), SQLITE_OK);
	for (size_t i = 0; i < 3; i++) {
		assert_non_null(steps[i]);
		assert_int_equal(
		    sqlite3_exec(
			raw, (const char *)steps[i]->bytes, NULL, NULL, NULL),
		    SQLITE_OK);
		if (i == 0)
			assert_int_equal(
			    sqlite3_exec(raw, before, NULL, NULL, NULL),
			    SQLITE_OK);
	}
	assert_int_equal(ask_raw(raw, "SELECT count(*) FROM delivery WHERE "
				      "(id, state, due, reply) IN "
				      "((1, 'sent', 7, 'ok'), "
				      "(2, 'queued', 8, ''))"),
	    2);
	assert_int_equal(
	    ask_raw(raw, "INSERT INTO delivery (mailing, address, variant, "
			 "state, due) VALUES (1, 'g@h.org', 'fr', 'queued', 9) "
			 "RETURNING id"),
	    4);
	(void)sqlite3_close(raw);
}

/* A made-up future: the real steps stay, these come after. */
static void old_databases_are_led_on(void **state)
{
	static const char two[] = "CREATE TABLE two (a) STRICT;";
	static const char good[] = "CREATE TABLE extra (a INTEGER) STRICT;"
				   "INSERT INTO extra SELECT id FROM list;";
	static const char dangling[] =
	    "CREATE TABLE bad (a INTEGER REFERENCES list) STRICT;"
	    "INSERT INTO bad VALUES (77);";
	const int64_t known = migrate_newest(asset_table, asset_count);
	char *next =
	    mem_printf("db/migrations/%04lld-good.sql", (long long)known + 1);
	char *after =
	    mem_printf("db/migrations/%04lld-bad.sql", (long long)known + 2);
	struct asset future[] = {
		{ next, (const unsigned char *)good, sizeof(good) - 1 },
		{ after, (const unsigned char *)two, sizeof(two) - 1 },
	};
	char *folder = make_folder();
	char *copy =
	    mem_printf("%s/liaison.db.before-%lld", folder, (long long)known);
	struct db *db = open_write(folder);
	struct stat st;
	sqlite3 *raw;

	(void)state;
	(void)make_list(db, "a");
	run(db, "PRAGMA foreign_keys = OFF");
	/* The second step fails: the first one stays. */
	must_be(ERR_DB, migrate_run(db, future, 2, &err));
	assert_int_equal(ask(db, "PRAGMA user_version"), known + 1);
	assert_int_equal(ask(db, "SELECT count(*) FROM extra"), 1);
	assert_false(db_in_transaction(db));
	future[1].bytes = (const unsigned char *)dangling;
	must_be(ERR_DB, migrate_run(db, future, 2, &err));
	assert_int_equal(ask(db, "PRAGMA user_version"), known + 1);
	assert_int_equal(
	    ask(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'bad'"),
	    0);
	must(migrate_run(db, future, 1, &err));
	/* The copy is what was there before, and private. */
	assert_int_equal(stat(copy, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(sqlite3_open(copy, &raw), SQLITE_OK);
	assert_int_equal(sqlite3_exec(raw,
			     "SELECT * FROM list; SELECT * "
			     "FROM consent",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_not_equal(
	    sqlite3_exec(raw, "SELECT * FROM extra", NULL, NULL, NULL),
	    SQLITE_OK);
	(void)sqlite3_close(raw);
	db_close(db);
	/* For this program the database is now too new. */
	expect_refusal(folder, DB_WRITE, ERR_DB, "newer");
	free(next);
	free(after);
	free(copy);
	remove_folder(folder);
}

static void transactions_do_not_nest(void **state)
{
	struct db *db = memory();

	(void)state;
	must_be(ERR_INTERNAL, db_commit(db, &err));
	db_rollback(db);
	must(db_begin(db, &err));
	assert_true(db_in_transaction(db));
	must_be(ERR_INTERNAL, db_begin(db, &err));
	(void)make_list(db, "joined");
	db_rollback(db);
	assert_false(db_in_transaction(db));
	assert_int_equal(ask(db, "SELECT count(*) FROM list"), 0);
	db_close(db);
}

/* A small disk: page limits stand for it. */
static void a_full_disk_changes_nothing(void **state)
{
	char *folder = make_folder();
	char *text = mem_calloc(1, (1 << 20) + 1);
	struct db *db = open_write(folder);
	struct err told = { 0 };
	enum err_code rc;

	(void)state;
	memset(text, 'x', 1 << 20);
	must(event_add(db, "cli:a", "kept", 0, "", NOW, &err));
	(void)ask(db, "PRAGMA max_page_count = 100");
	must(db_begin(db, &err));
	rc = event_add(db, "cli:a", "lost", 0, text, NOW, &told);
	assert_int_equal(rc, ERR_DB);
	assert_non_null(strstr(told.text, "liaison.db: the disk is full"));
	db_rollback(db);
	assert_int_equal(ask(db, "SELECT count(*) FROM event"), 1);
	(void)ask(db, "PRAGMA max_page_count = 100000");
	must(event_add(db, "cli:a", "again", 0, text, NOW, &err));
	assert_int_equal(
	    ask(db, "SELECT max(length(detail)) FROM event"), 1 << 20);
	db_close(db);
	free(text);
	remove_folder(folder);
}

static void a_large_wal_shrinks(void **state)
{
	char *folder = make_folder();
	char *wal = mem_printf("%s/liaison.db-wal", folder);
	char *text = mem_calloc(1, (1 << 20) + 1);
	struct db *db = open_write(folder);
	struct stat st;

	(void)state;
	memset(text, 'y', 1 << 20);
	run(db, "PRAGMA wal_autocheckpoint = 0");
	for (int i = 0; i < 20; i++)
		must(event_add(db, "cli:a", "big", 0, text, NOW, &err));
	assert_int_equal(stat(wal, &st), 0);
	assert_true(st.st_size > 16 * 1024 * 1024);
	db_checkpoint(db);
	assert_int_equal(stat(wal, &st), 0);
	assert_int_equal(st.st_size, 0);
	db_close(db);
	free(text);
	free(wal);
	remove_folder(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_database_is_private_and_strict),
		cmocka_unit_test(strangers_are_refused_untouched),
		cmocka_unit_test(folders_are_explained),
		cmocka_unit_test(rights_are_explained),
		cmocka_unit_test(migrations_lead_to_the_schema),
		cmocka_unit_test(deliveries_move_with_their_ids),
		cmocka_unit_test(old_databases_are_led_on),
		cmocka_unit_test(transactions_do_not_nest),
		cmocka_unit_test(a_full_disk_changes_nothing),
		cmocka_unit_test(a_large_wal_shrinks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
