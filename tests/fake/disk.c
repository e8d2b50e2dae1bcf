#include "disk_inside.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { SECTOR = 512, KINDS = 4 };

static struct {
	struct file files[FILES];
	uint64_t counts[KINDS];
	unsigned fail_kinds;
	uint64_t fail_at; /* 0 = never */
	uint64_t fail_count;
	int fail_code;
	bool fail_once;
	uint64_t cut_at; /* 0 = never */
	enum disk_loss loss;
	uint64_t seed;
	bool dead;
} disk;

uint64_t disk_random(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

void *disk_need(void *p)
{
	if (p == NULL)
		abort();
	return p;
}

/* Contents -----------------------------------------------------------------*/

static void need_room(struct content *c, size_t n)
{
	if (n <= c->room)
		return;
	c->room = 2 * n;
	c->bytes = disk_need(realloc(c->bytes, c->room));
}

void disk_resize(struct content *c, size_t n)
{
	need_room(c, n);
	if (n > c->n)
		memset(c->bytes + c->n, 0, n - c->n);
	c->n = n;
}

void disk_put(struct content *c, uint64_t at, const void *from, size_t n)
{
	if (at + n > c->n)
		disk_resize(c, (size_t)at + n);
	memcpy(c->bytes + at, from, n);
}

void disk_copy(struct content *to, const struct content *from)
{
	need_room(to, from->n);
	if (from->n > 0)
		memcpy(to->bytes, from->bytes, from->n);
	to->n = from->n;
	to->there = from->there;
}

void disk_empty(struct content *c)
{
	free(c->bytes);
	*c = (struct content){ 0 };
}

void disk_forget_changes(struct file *file)
{
	while (file->first != NULL) {
		struct change *change = file->first;
		file->first = change->next;
		free(change->bytes);
		free(change);
	}
	file->last = &file->first;
}

void disk_forget_memory(struct file *file)
{
	for (int i = 0; i < REGIONS; i++) {
		free(file->regions[i]);
		file->regions[i] = NULL;
	}
}

void disk_remember(struct file *file, uint64_t at, const void *bytes, size_t n)
{
	struct change *change = disk_need(calloc(1, sizeof(*change)));

	change->at = at;
	change->n = n;
	if (bytes != NULL) {
		change->bytes = disk_need(malloc(n));
		memcpy(change->bytes, bytes, n);
	}
	*file->last = change;
	file->last = &change->next;
}

void disk_keep_changes(struct file *file)
{
	for (struct change *c = file->first; c != NULL; c = c->next) {
		if (c->bytes == NULL)
			disk_resize(&file->safe, (size_t)c->at);
		else
			disk_put(&file->safe, c->at, c->bytes, c->n);
	}
	file->safe.there = file->seen.there;
	disk_forget_changes(file);
}

/* The cut ------------------------------------------------------------------*/

static bool coin(void)
{
	return (disk_random(&disk.seed) & 1) != 0;
}

/* A write that was under way: sector by sector. */
static void tear(struct content *c, const struct change *change)
{
	size_t done = 0;

	while (done < change->n) {
		uint64_t at = change->at + done;
		size_t n = SECTOR - (size_t)(at % SECTOR);
		n = n < change->n - done ? n : change->n - done;
		if (coin())
			disk_put(c, at, change->bytes + done, n);
		else if (disk.loss == DISK_GARBAGE && coin())
			for (size_t i = 0; i < n; i++) {
				unsigned char any =
				    (unsigned char)disk_random(&disk.seed);
				disk_put(c, at + i, &any, 1);
			}
		done += n;
	}
}

static void lose_some(struct file *file)
{
	struct content *safe = &file->safe;

	for (struct change *c = file->first; c != NULL; c = c->next) {
		if (c->bytes == NULL && coin())
			disk_resize(safe, (size_t)c->at);
		else if (c->bytes != NULL && disk.loss == DISK_SOME && coin())
			disk_put(safe, c->at, c->bytes, c->n);
		else if (c->bytes != NULL && disk.loss > DISK_SOME)
			tear(safe, c);
	}
	/* A name that was made or taken away may be so or not. */
	if (file->seen.there != safe->there && coin())
		safe->there = file->seen.there;
}

static void die(void)
{
	disk.dead = true;
	for (int i = 0; i < FILES; i++)
		if (disk.files[i].name[0] != '\0' && disk.loss != DISK_ALL)
			lose_some(&disk.files[i]);
}

/* True when the operation must fail with disk.fail_code. */
bool disk_fails(enum disk_op kind)
{
	for (int i = 0; i < KINDS; i++)
		disk.counts[i] += (int)kind == 1 << i;
	if (!disk.dead && disk.cut_at > 0 &&
	    disk_count(DISK_CHANGE) == disk.cut_at)
		die();
	if (disk.dead)
		return true;
	if ((disk.fail_kinds & kind) == 0 || disk.fail_at == 0)
		return false;
	disk.fail_count++;
	return disk.fail_once ? disk.fail_count == disk.fail_at
			      : disk.fail_count >= disk.fail_at;
}

int disk_failure(int otherwise)
{
	return disk.dead || disk.fail_code == SQLITE_IOERR ? otherwise
							   : disk.fail_code;
}

struct file *disk_find(const char *name)
{
	for (int i = 0; i < FILES; i++)
		if (strcmp(disk.files[i].name, name) == 0)
			return &disk.files[i];
	return NULL;
}

static void begin(void)
{
	memset(disk.counts, 0, sizeof(disk.counts));
	disk.fail_at = disk.fail_count = disk.cut_at = 0;
	disk.dead = false;
}

void disk_clear(void)
{
	for (int i = 0; i < FILES; i++) {
		struct file *file = &disk.files[i];
		disk_forget_changes(file);
		disk_forget_memory(file);
		disk_empty(&file->seen);
		disk_empty(&file->safe);
		disk_empty(&file->saved);
		file->name[0] = '\0';
	}
	begin();
}

void disk_save(void)
{
	for (int i = 0; i < FILES; i++)
		disk_copy(&disk.files[i].saved, &disk.files[i].seen);
}

void disk_restore(void)
{
	for (int i = 0; i < FILES; i++)
		disk_copy(&disk.files[i].safe, &disk.files[i].saved);
	disk_boot();
}

void disk_boot(void)
{
	for (int i = 0; i < FILES; i++) {
		struct file *file = &disk.files[i];
		disk_forget_changes(file);
		disk_forget_memory(file);
		if (!file->safe.there)
			disk_empty(&file->safe);
		disk_copy(&file->seen, &file->safe);
	}
	begin();
}

void disk_fail(unsigned kinds, uint64_t n, int code, bool once)
{
	begin();
	disk.fail_kinds = kinds;
	disk.fail_at = n;
	disk.fail_code = code;
	disk.fail_once = once;
}

void disk_cut(uint64_t n, enum disk_loss loss, uint64_t seed)
{
	begin();
	disk.cut_at = n;
	disk.loss = loss;
	disk.seed = seed;
}

bool disk_has_failed(void)
{
	return disk.dead ||
	       (disk.fail_at > 0 && disk.fail_count >= disk.fail_at);
}

uint64_t disk_count(unsigned kinds)
{
	uint64_t n = 0;

	for (int i = 0; i < KINDS; i++)
		if ((kinds & 1u << i) != 0)
			n += disk.counts[i];
	return n;
}
