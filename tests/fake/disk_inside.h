/* What the two halves of the disk share: its files, and its faults. */
#ifndef TESTS_FAKE_DISK_INSIDE_H
#define TESTS_FAKE_DISK_INSIDE_H

#include <stddef.h>

#include "disk.h"

enum { FILES = 16, NAME = 128, REGIONS = 16 };

/* A change that was not synced. */
struct change {
	uint64_t at;
	size_t n;             /* of bytes */
	unsigned char *bytes; /* NULL: cut off at `at` */
	struct change *next;
};

struct content {
	unsigned char *bytes;
	size_t n;
	size_t room;
	bool there;
};

/* A file: what programs see, what the platters hold, and between them. */
struct file {
	char name[NAME]; /* "" = free */
	struct content seen;
	struct content safe;
	struct content saved;
	struct change *first;
	struct change **last;
	void *regions[REGIONS]; /* shared memory */
};

/* The name's file; "" finds a free place, NULL: none. */
struct file *disk_find(const char *name);

/* Another change that was not synced; NULL bytes: cut off at `at`. */
void disk_remember(struct file *file, uint64_t at, const void *bytes, size_t n);
void disk_forget_changes(struct file *file);
/* What was not synced is. */
void disk_keep_changes(struct file *file);
void disk_forget_memory(struct file *file);

void *disk_need(void *p);
void disk_resize(struct content *c, size_t n);
void disk_put(struct content *c, uint64_t at, const void *from, size_t n);
void disk_copy(struct content *to, const struct content *from);
void disk_empty(struct content *c);

/* Counts the operation; true when it must fail, with disk_failure(). */
bool disk_fails(enum disk_op kind);
int disk_failure(int otherwise);

#endif
