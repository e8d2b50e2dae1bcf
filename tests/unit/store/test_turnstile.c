/*
 * A sender that comes back at once does not keep the others out, and the log
 * of a database with several writers stays small (prototypes C).
 */
#include "support.h"

#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "base/mem.h"
#include "store/ledger.h"

enum {
	LEAVE = 50,   /* unsubscriptions while a sender turns */
	SHARE = 10,   /* rows of one turn of the sender */
	WAIT_MAX = 8, /* turns of the sender that half of them may wait */
	BATCHES = 50,
	BATCH = 1000,
	TEXT = 1000,
	WAL_MAX = 24 * 1024 * 1024
};

struct shared {
	_Atomic int64_t turns; /* that the sender has committed */
	_Atomic bool stop;
};

static void nap(int ms)
{
	const struct timespec pause = { .tv_nsec = ms * 1000000L };

	(void)nanosleep(&pause, NULL);
}

static struct shared *share(void)
{
	FILE *file = tmpfile();
	struct shared *shared;

	assert_non_null(file);
	assert_int_equal(ftruncate(fileno(file), sizeof(*shared)), 0);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED,
	    fileno(file), 0);
	(void)fclose(file);
	assert_true(shared != MAP_FAILED);
	return shared;
}

/* Turn after turn without a pause: the worst neighbour. */
static void send_for_ever(const char *folder, struct shared *shared)
{
	struct db *db = NULL;
	struct err err = { 0 };

	if (db_open(folder, DB_WRITE, &db, &err) != ERR_OK)
		goto bad;
	while (!shared->stop) {
		if (db_begin(db, &err) != ERR_OK)
			goto bad;
		for (int i = 0; i < SHARE; i++)
			if (allowance_add(db, "sender", i, &err) != ERR_OK)
				goto bad;
		if (db_commit(db, &err) != ERR_OK)
			goto bad;
		shared->turns++;
	}
	db_close(db);
	_exit(0);
bad:
	(void)fprintf(stderr, "sender: %s\n", err.text);
	_exit(1);
}

static pid_t start_sender(const char *folder, struct shared *shared)
{
	pid_t child;

	(void)fflush(NULL);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		send_for_ever(folder, shared);
	while (shared->turns < 10)
		nap(1);
	return child;
}

static void stop_sender(pid_t child, struct shared *shared)
{
	int status;

	shared->stop = true;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(munmap(shared, sizeof(*shared)), 0);
}

static int by_size(const void *a, const void *b)
{
	const int64_t *x = a;
	const int64_t *y = b;

	return (*x > *y) - (*x < *y);
}

static void a_busy_sender_lets_others_write(void **state)
{
	char *folder = make_folder();
	struct db *db = open_write(folder);
	int64_t list = make_list(db, "lettre");
	struct shared *shared = share();
	int64_t waited[LEAVE];
	pid_t child;

	(void)state;
	for (int i = 0; i < LEAVE; i++)
		(void)make_person(db, list, i);
	child = start_sender(folder, shared);
	for (int i = 0; i < LEAVE; i++) {
		int64_t before = shared->turns;
		must(db_begin(db, &err));
		run(db, "UPDATE subscription SET status = 'left' "
			"WHERE id = (SELECT min(id) FROM subscription "
			"WHERE status = 'active')");
		must(db_commit(db, &err));
		waited[i] = shared->turns - before;
		nap(2); /* the next person takes a while */
	}
	stop_sender(child, shared);
	assert_int_equal(ask(db, "SELECT count(*) FROM subscription "
				 "WHERE status = 'left'"),
	    LEAVE);
	qsort(waited, LEAVE, sizeof(*waited), by_size);
	if (waited[LEAVE / 2] > WAIT_MAX)
		fail_msg("one waits for %lld turns of the sender",
		    (long long)waited[LEAVE / 2]);
	db_close(db);
	remove_folder(folder);
}

static int64_t wal_size(const char *folder)
{
	char path[256];
	struct stat st = { 0 };

	(void)snprintf(path, sizeof(path), "%s/liaison.db-wal", folder);
	(void)stat(path, &st);
	return st.st_size;
}

/*
 * As an import does, while somebody looks at the database again and again:
 * the log cannot begin anew inside a commit.
 */
static void the_log_of_a_large_import_stays_small(void **state)
{
	char *folder = make_folder();
	char *text = mem_calloc(1, TEXT + 1);
	struct db *db = open_write(folder);
	struct db *reader;
	int64_t most = 0;

	(void)state;
	must(db_open(folder, DB_READ, &reader, &err));
	memset(text, 'y', TEXT);
	for (int i = 0; i < BATCHES; i++) {
		must(db_begin(db, &err));
		run(reader, "BEGIN");
		(void)ask(reader, "SELECT count(*) FROM list");
		for (int k = 0; k < BATCH; k++)
			must(event_add(db, "cli:a", "x", 0, text, NOW, &err));
		must(db_commit(db, &err));
		run(reader, "COMMIT");
		if (wal_size(folder) > most)
			most = wal_size(folder);
		db_checkpoint(db);
	}
	assert_true(most < WAL_MAX);
	db_close(reader);
	db_close(db);
	assert_int_equal(wal_size(folder), 0);
	free(text);
	remove_folder(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_busy_sender_lets_others_write),
		cmocka_unit_test(the_log_of_a_large_import_stays_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
