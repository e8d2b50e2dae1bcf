/*
 * The turnstile: who waits for the write lock holds STATE/turn, so that a
 * writer in a loop queues behind it instead of winning every time.  SQLite's
 * own busy handler sleeps up to 100 ms and lets the others starve.
 */
#include "store/handle.h"

#include <errno.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>

#include "base/clock.h"
#include "base/crypto.h"

enum {
	SLEEP_US = 500,      /* at least, plus up to half of it at random */
	PATIENT_MS = 1000,   /* after this the other one is slow: */
	SLEEP_SLOW_US = 8000 /* wait without using the processor */
};

static void sleep_a_little(int64_t waited_ms)
{
	uint16_t random;
	long us = waited_ms < PATIENT_MS ? SLEEP_US : SLEEP_SLOW_US;
	struct timespec pause = { 0 };

	crypto_random(&random, sizeof(random));
	us += us * random / 2 / UINT16_MAX;
	pause.tv_nsec = us * 1000;
	(void)nanosleep(&pause, NULL);
}

int turn_wait(void *ctx, int tries)
{
	struct db *db = ctx;
	int64_t now = clock_mono_ms();

	if (tries == 0)
		db->waiting_since = now;
	if (now - db->waiting_since >= db->wait_ms)
		return 0;
	sleep_a_little(now - db->waiting_since);
	return 1;
}

enum err_code turn_take(struct db *db, struct err *err)
{
	int64_t start = clock_mono_ms();

	if (db->turn < 0)
		return ERR_OK;
	/* Not a blocking flock: its holder may be a stopped process. */
	while (flock(db->turn, LOCK_EX | LOCK_NB) != 0) {
		int64_t waited = clock_mono_ms() - start;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return err_set(err, ERR_IO, "%s/turn: %s", db->folder,
			    strerror(errno));
		if (waited >= db->wait_ms)
			return db_fail(db, SQLITE_BUSY, err);
		sleep_a_little(waited);
	}
	return ERR_OK;
}

void turn_give(struct db *db)
{
	if (db->turn >= 0)
		(void)flock(db->turn, LOCK_UN);
}
