/*
 * To be preloaded: the allocation number LIAISON_NO_MEMORY of the program or of
 * SQLite fails, once.  The file LIAISON_NO_MEMORY_MET is made when it does.
 * Other libraries are left alone: some do not survive it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of glibc, behind the names that are replaced here. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);

static long left = -1;

enum { RANGES = 8 };
static struct {
	uintptr_t from;
	uintptr_t to;
} ranges[RANGES];
static int range_count;

/* The code of the program, which comes first, and of SQLite. */
static int add_ranges(struct dl_phdr_info *info, size_t size, void *arg)
{
	int *seen = arg;

	(void)size;
	if ((*seen)++ > 0 && strstr(info->dlpi_name, "libsqlite3") == NULL)
		return 0;
	for (int i = 0; i < info->dlpi_phnum && range_count < RANGES; i++) {
		const ElfW(Phdr) *part = &info->dlpi_phdr[i];
		if (part->p_type != PT_LOAD || (part->p_flags & PF_X) == 0)
			continue;
		ranges[range_count].from = info->dlpi_addr + part->p_vaddr;
		ranges[range_count].to =
		    ranges[range_count].from + part->p_memsz;
		range_count++;
	}
	return 0;
}

static int counts(const void *caller)
{
	for (int i = 0; i < range_count; i++)
		if ((uintptr_t)caller >= ranges[i].from &&
		    (uintptr_t)caller < ranges[i].to)
			return 1;
	return 0;
}

/* The first allocations come before the environment can be read. */
__attribute__((constructor)) static void begin(void)
{
	const char *n = getenv("LIAISON_NO_MEMORY");
	int seen = 0;

	(void)dl_iterate_phdr(add_ranges, &seen);
	left = n == NULL ? 0 : strtol(n, NULL, 10);
}

static int fails(const void *caller)
{
	const char *path;
	int fd;

	if (left <= 0 || !counts(caller) ||
	    __atomic_sub_fetch(&left, 1, __ATOMIC_RELAXED) != 0)
		return 0;
	path = getenv("LIAISON_NO_MEMORY_MET");
	fd = path == NULL ? -1 : open(path, O_WRONLY | O_CREAT, 0600);
	if (fd >= 0)
		(void)close(fd);
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return fails(__builtin_return_address(0)) ? NULL
						  : __libc_calloc(n, size);
}

void *realloc(void *p, size_t size)
{
	return fails(__builtin_return_address(0)) ? NULL
						  : __libc_realloc(p, size);
}
