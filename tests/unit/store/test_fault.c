/*
 * Failing disks (Q7, Q9): the n-th writing or sync fails, for every
 * n.  What was told as committed is there, what was not is not there by half,
 * and the same process goes on when the disk is well again.
 */
#include "support.h"

#include "../../fake/disk.h"
#include "store/ledger.h"

enum { COMMITS = 6, FAULTS_MAX = 400 };

/* Two rows a commit; the number of commits that were told as done. */
static int write_some(struct db *db)
{
	int done = 0;

	for (int i = 0; i < COMMITS; i++) {
		struct err err = { 0 };
		if (db_begin(db, &err) == ERR_OK &&
		    allowance_add(db, "n", i, &err) == ERR_OK &&
		    allowance_add(db, "copy", i, &err) == ERR_OK &&
		    db_commit(db, &err) == ERR_OK) {
			done++;
			continue;
		}
		assert_int_equal(err.code, ERR_DB);
		assert_non_null(strstr(err.text, "liaison.db: "));
		db_rollback(db);
		assert_false(db_in_transaction(db));
	}
	return done;
}

static void look(struct db *db, int done)
{
	int64_t rows =
	    ask(db, "SELECT count(*) FROM allowance WHERE key = 'n'");

	/* A commit whose sync failed may be there, never by half. */
	assert_true(rows >= done);
	assert_int_equal(rows, ask(db, "SELECT count(*) FROM allowance "
				       "WHERE key = 'copy'"));
	assert_int_equal(ask(db, "SELECT count(*) FROM allowance "
				 "WHERE key = 'after'"),
	    1);
	assert_int_equal(ask(db, "SELECT count(*) FROM pragma_integrity_check "
				 "WHERE integrity_check = 'ok'"),
	    1);
}

/* Fails in the n-th place; false when there were fewer. */
static bool fail_at(const char *folder, unsigned kinds, int code, unsigned n)
{
	struct db *db;
	bool met;
	int done;

	disk_clear();
	db = open_write(folder);
	disk_fail(kinds, n, code, false);
	done = write_some(db);
	met = disk_has_failed();
	disk_fail(0, 0, 0, false); /* the disk is well again */
	must(allowance_add(db, "after", 1, &err));
	db_close(db);
	db = open_write(folder);
	look(db, done);
	db_close(db);
	if (!met)
		assert_int_equal(done, COMMITS);
	return met;
}

/* Every place where it may fail, one after the other. */
static void fail_everywhere(unsigned kinds, int code, unsigned least)
{
	char *folder = make_folder();
	unsigned n = 1;

	while (fail_at(folder, kinds, code, n))
		assert_true(++n < FAULTS_MAX);
	assert_true(n > least);
	disk_clear();
	remove_folder(folder);
}

static void a_failing_disk(void **state)
{
	(void)state;
	fail_everywhere(DISK_CHANGE, SQLITE_IOERR, 2 * COMMITS);
}

static void a_full_disk(void **state)
{
	(void)state;
	fail_everywhere(DISK_WRITE, SQLITE_FULL, 2 * COMMITS);
}

static int install(void **state)
{
	(void)state;
	return disk_install();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failing_disk),
		cmocka_unit_test(a_full_disk),
	};

	return cmocka_run_group_tests(tests, install, NULL);
}
