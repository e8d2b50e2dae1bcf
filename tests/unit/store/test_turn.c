/* The turnstile: writers take turns, and SIGKILL loses nothing. */
#include "support.h"

#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <time.h>

#include "store/ledger.h"

enum { WRITERS = 4, WRITES = 2000, KILLS = 50 };

static void waiting_ends_with_busy(void **state)
{
	char *folder = make_folder();
	struct db *one = open_write(folder);
	struct db *two = open_write(folder);

	(void)state;
	two->wait_ms = 20;
	must(db_begin(one, &err));
	must_be(ERR_BUSY, db_begin(two, &err));
	assert_false(db_in_transaction(two));
	/* Reading goes on while another one writes. */
	assert_int_equal(ask(two, "SELECT count(*) FROM list"), 0);
	must(db_commit(one, &err));
	must(db_begin(two, &err));
	must(db_commit(two, &err));
	/* Who holds the turnstile for ever, a stopped process say. */
	assert_int_equal(flock(one->turn, LOCK_EX), 0);
	must_be(ERR_BUSY, db_begin(two, &err));
	assert_int_equal(flock(one->turn, LOCK_UN), 0);
	must(db_begin(two, &err));
	db_close(two); /* rolls back */
	must(db_begin(one, &err));
	db_close(one);
	remove_folder(folder);
}

static void write_many(const char *folder, int writer)
{
	struct db *db = NULL;
	struct err err = { 0 };
	char key[32];

	(void)snprintf(key, sizeof(key), "writer/%d", writer);
	if (db_open(folder, DB_WRITE, &db, &err) != ERR_OK)
		goto bad;
	for (int i = 0; i < WRITES; i++) {
		int64_t n;
		if (db_begin(db, &err) != ERR_OK ||
		    allowance_count(db, key, 0, &n, &err) != ERR_OK ||
		    allowance_add(db, key, n + 1, &err) != ERR_OK ||
		    db_commit(db, &err) != ERR_OK)
			goto bad;
	}
	db_close(db);
	_exit(0);
bad:
	(void)fprintf(stderr, "writer %d: %s\n", writer, err.text);
	_exit(1);
}

/* Q5: all open the fresh folder at once, then write in turn. */
static void many_writers_take_turns(void **state)
{
	char *folder = make_folder();
	pid_t children[WRITERS];
	struct db *db;

	(void)state;
	(void)fflush(NULL);
	for (int i = 0; i < WRITERS; i++) {
		children[i] = fork();
		assert_true(children[i] >= 0);
		if (children[i] == 0)
			write_many(folder, i);
	}
	for (int i = 0; i < WRITERS; i++) {
		int status;
		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_int_equal(status, 0);
	}
	db = open_write(folder);
	assert_int_equal(
	    ask(db, "SELECT count(*) FROM allowance"), WRITERS * WRITES);
	assert_int_equal(ask(db, "SELECT min(m) FROM (SELECT max(at) AS m "
				 "FROM allowance GROUP BY key)"),
	    WRITES);
	db_close(db);
	remove_folder(folder);
}

/* Commits numbered rows and tells each number after its commit. */
static void write_until_killed(const char *folder, int pipe_end, int64_t from)
{
	struct db *db = NULL;
	struct err err = { 0 };

	if (db_open(folder, DB_WRITE, &db, &err) != ERR_OK)
		_exit(1);
	for (int64_t n = from;; n++) {
		if (db_begin(db, &err) != ERR_OK ||
		    allowance_add(db, "n", n, &err) != ERR_OK ||
		    allowance_add(db, "copy", n, &err) != ERR_OK ||
		    db_commit(db, &err) != ERR_OK)
			_exit(1);
		if (write(pipe_end, &n, sizeof(n)) != sizeof(n))
			_exit(1);
	}
}

/* Starts a writer, kills it in the middle; its last acknowledged number. */
static int64_t kill_one(const char *folder, int64_t from, int round)
{
	const struct timespec later = { .tv_nsec = 400000L * (round % 7) };
	int64_t last = from - 1;
	int64_t n;
	int ends[2];
	int status;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		write_until_killed(folder, ends[1], from);
	(void)close(ends[1]);
	/* It works: now stop it anywhere. */
	assert_int_equal(read(ends[0], &last, sizeof(last)), sizeof(last));
	(void)nanosleep(&later, NULL);
	assert_int_equal(kill(child, SIGKILL), 0);
	while (read(ends[0], &n, sizeof(n)) == sizeof(n))
		last = n;
	(void)close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	return last;
}

static void kill_loses_nothing_acknowledged(void **state)
{
	char *folder = make_folder();
	int64_t next = 1;

	(void)state;
	(void)fflush(NULL);
	for (int i = 0; i < KILLS; i++) {
		int64_t told = kill_one(folder, next, i);
		struct db *db = open_write(folder);
		assert_int_equal(
		    ask(db, "SELECT count(*) FROM pragma_integrity_check "
			    "WHERE integrity_check = 'ok'"),
		    1);
		next = ask(db, "SELECT max(at) + 1 FROM allowance");
		assert_true(next > told);
		assert_true(next <= told + 2);
		assert_int_equal(ask(db, "SELECT count(*) FROM allowance "
					 "WHERE key = 'n'"),
		    next - 1);
		assert_int_equal(ask(db, "SELECT count(*) FROM allowance "
					 "WHERE key = 'copy'"),
		    next - 1);
		db_close(db);
	}
	remove_folder(folder);
}

#ifdef LIAISON_HOOKS

/* Killed at a hook: the commit did not happen, or it did. */
static void hooks_are_around_the_commit(void **state)
{
	static const struct {
		const char *hook;
		int64_t rows;
	} rows[] = {
		{ "db.before-commit:2", 0 }, /* the first makes the schema */
		{ "db.after-commit:2", 1 },
	};

	(void)state;
	(void)fflush(NULL);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char *folder = make_folder();
		struct db *db;
		int status;
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			struct err err;
			(void)setenv("LIAISON_HOOK", rows[i].hook, 1);
			if (db_open(folder, DB_WRITE, &db, &err) == ERR_OK)
				(void)allowance_add(db, "n", 1, &err);
			_exit(1);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
		db = open_write(folder);
		assert_int_equal(
		    ask(db, "SELECT count(*) FROM allowance"), rows[i].rows);
		db_close(db);
		remove_folder(folder);
	}
}

#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waiting_ends_with_busy),
		cmocka_unit_test(many_writers_take_turns),
		cmocka_unit_test(kill_loses_nothing_acknowledged),
#ifdef LIAISON_HOOKS
		cmocka_unit_test(hooks_are_around_the_commit),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
