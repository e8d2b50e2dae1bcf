/*
 * Failing disks (Q7, Q9): the n-th write, sync or truncation fails, for every
 * n.  What was told as committed is there, what was not is not there by half.
 */
#include "support.h"

#include "store/ledger.h"

enum { COMMITS = 6, FAULTS_MAX = 200 };

/* The faults to come: SQLite hands its files no context of ours. */
static struct {
	sqlite3_vfs vfs;
	sqlite3_vfs *real;
	int countdown; /* 0 = no fault */
	int code;
	int met;
} shim;

struct file {
	sqlite3_file base;
	sqlite3_file *real; /* right behind this struct */
};

static sqlite3_file *real_of(sqlite3_file *file)
{
	return ((struct file *)file)->real;
}

static bool fault(void)
{
	if (shim.countdown == 0 || --shim.countdown > 0)
		return false;
	shim.countdown = 1; /* from now on everything fails */
	shim.met++;
	return true;
}

static int f_close(sqlite3_file *file)
{
	return real_of(file)->pMethods->xClose(real_of(file));
}

static int f_read(sqlite3_file *file, void *to, int n, sqlite3_int64 at)
{
	return real_of(file)->pMethods->xRead(real_of(file), to, n, at);
}

static int f_write(
    sqlite3_file *file, const void *from, int n, sqlite3_int64 at)
{
	if (fault())
		return shim.code;
	return real_of(file)->pMethods->xWrite(real_of(file), from, n, at);
}

static int f_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	if (fault())
		return SQLITE_IOERR_TRUNCATE;
	return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int f_sync(sqlite3_file *file, int flags)
{
	if (fault())
		return SQLITE_IOERR_FSYNC;
	return real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int f_size(sqlite3_file *file, sqlite3_int64 *size)
{
	return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int f_lock(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int f_unlock(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int f_reserved(sqlite3_file *file, int *out)
{
	return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
}

static int f_control(sqlite3_file *file, int op, void *arg)
{
	return real_of(file)->pMethods->xFileControl(real_of(file), op, arg);
}

static int f_sector(sqlite3_file *file)
{
	return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int f_traits(sqlite3_file *file)
{
	return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int f_shm_map(
    sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
	return real_of(file)->pMethods->xShmMap(
	    real_of(file), page, size, extend, out);
}

static int f_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
	return real_of(file)->pMethods->xShmLock(
	    real_of(file), offset, n, flags);
}

static void f_shm_barrier(sqlite3_file *file)
{
	real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int f_shm_unmap(sqlite3_file *file, int remove)
{
	return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

static int shim_open(
    sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
	static const sqlite3_io_methods methods = {
		.iVersion = 2,
		.xClose = f_close,
		.xRead = f_read,
		.xWrite = f_write,
		.xTruncate = f_truncate,
		.xSync = f_sync,
		.xFileSize = f_size,
		.xLock = f_lock,
		.xUnlock = f_unlock,
		.xCheckReservedLock = f_reserved,
		.xFileControl = f_control,
		.xSectorSize = f_sector,
		.xDeviceCharacteristics = f_traits,
		.xShmMap = f_shm_map,
		.xShmLock = f_shm_lock,
		.xShmBarrier = f_shm_barrier,
		.xShmUnmap = f_shm_unmap,
	};
	struct file *own = (struct file *)file;
	int rc;

	(void)vfs;
	own->real = (sqlite3_file *)(own + 1);
	rc = shim.real->xOpen(shim.real, name, own->real, flags, out);
	own->base.pMethods = own->real->pMethods == NULL ? NULL : &methods;
	return rc;
}

static int install(void **state)
{
	(void)state;
	shim.real = sqlite3_vfs_find(NULL);
	shim.vfs = *shim.real;
	shim.vfs.zName = "shim";
	shim.vfs.pNext = NULL;
	shim.vfs.xOpen = shim_open;
	shim.vfs.szOsFile = (int)sizeof(struct file) + shim.real->szOsFile;
	return sqlite3_vfs_register(&shim.vfs, 1);
}

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

/* Every place where writing may fail, one after the other. */
static void fail_everywhere(int code)
{
	int met = 1;

	for (int n = 1; met > 0; n++) {
		char *folder = make_folder();
		struct db *db = open_write(folder);
		int done;
		int64_t rows;
		assert_true(n < FAULTS_MAX);
		shim.code = code;
		shim.met = 0;
		shim.countdown = n;
		done = write_some(db);
		met = shim.met;
		shim.countdown = 0; /* the disk is well again */
		must(allowance_add(db, "after", 1, &err));
		db_close(db);
		db = open_write(folder);
		rows =
		    ask(db, "SELECT count(*) FROM allowance WHERE key = 'n'");
		/* A commit whose sync failed may be there, never by half. */
		assert_true(rows >= done);
		assert_int_equal(rows, ask(db, "SELECT count(*) FROM allowance "
					       "WHERE key = 'copy'"));
		assert_int_equal(ask(db, "SELECT count(*) FROM allowance "
					 "WHERE key = 'after'"),
		    1);
		assert_int_equal(
		    ask(db, "SELECT count(*) FROM pragma_integrity_check "
			    "WHERE integrity_check = 'ok'"),
		    1);
		if (met == 0) {
			/* Each commit had several places to fail in. */
			assert_true(n > 2 * COMMITS);
			assert_int_equal(done, COMMITS);
		}
		db_close(db);
		remove_folder(folder);
	}
}

static void a_failing_disk(void **state)
{
	(void)state;
	fail_everywhere(SQLITE_IOERR_WRITE);
}

static void a_full_disk(void **state)
{
	(void)state;
	fail_everywhere(SQLITE_FULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failing_disk),
		cmocka_unit_test(a_full_disk),
	};

	return cmocka_run_group_tests(tests, install, NULL);
}
