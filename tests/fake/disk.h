/*
 * A disk in memory under SQLite, which loses what was not synced when its
 * power is cut, tears what was being written, and fails when asked to.  One
 * process, one connection at a time; its state is global because SQLite hands
 * its files no context of ours.
 */
#ifndef TESTS_FAKE_DISK_H
#define TESTS_FAKE_DISK_H

#include <stdbool.h>
#include <stdint.h>

/* What a cut does to each write that was not synced. */
enum disk_loss {
	DISK_ALL,     /* gone */
	DISK_SOME,    /* gone or there, one by one */
	DISK_SECTORS, /* each 512 bytes of it gone or there */
	DISK_GARBAGE, /* each 512 bytes gone, there, or anything */
	DISK_LOSS__MAX
};

enum disk_op {
	DISK_READ = 1,
	DISK_WRITE = 2, /* and truncations */
	DISK_SYNC = 4,
	DISK_DELETE = 8,
	DISK_CHANGE = DISK_WRITE | DISK_SYNC | DISK_DELETE
};

/* Becomes SQLite's default; 0 or its error. */
int disk_install(void);

/* An empty disk that works; frees all. */
void disk_clear(void);

/* Keeps the disk as it is now, all synced, and puts that back. */
void disk_save(void);
void disk_restore(void);

/*
 * The n-th operation of these kinds from now fails with this code of SQLite,
 * and all after it unless `once`.  SQLITE_IOERR: the one of the operation.
 */
void disk_fail(unsigned kinds, uint64_t n, int code, bool once);

/* The power is cut in the n-th change from now; then nothing works any more. */
void disk_cut(uint64_t n, enum disk_loss loss, uint64_t seed);
bool disk_has_failed(void); /* or is dead */

/* The power is back: what survived is there. */
void disk_boot(void);

/* Operations of these kinds since disk_fail(), _cut(), _boot(), _restore(). */
uint64_t disk_count(unsigned kinds);

/* The next number of a seeded row, for the tests as well. */
uint64_t disk_random(uint64_t *state);

#endif
