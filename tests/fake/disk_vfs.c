/* The disk as SQLite sees it. */
#include "disk_inside.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

static struct {
	sqlite3_vfs vfs;
	sqlite3_vfs *real;
} shim;

/* What SQLite holds. */
struct handle {
	sqlite3_file base;
	struct file *file;
	bool temporary;
};

static struct file *file_of(sqlite3_file *file)
{
	return ((struct handle *)file)->file;
}

static int f_close(sqlite3_file *file)
{
	struct file *own = file_of(file);

	if (((struct handle *)file)->temporary) {
		disk_forget_changes(own);
		disk_empty(&own->seen);
		disk_empty(&own->safe);
		own->name[0] = '\0';
	}
	return SQLITE_OK;
}

static int f_read(sqlite3_file *file, void *to, int n, sqlite3_int64 at)
{
	const struct content *seen = &file_of(file)->seen;
	size_t have = 0;

	if (disk_fails(DISK_READ))
		return disk_failure(SQLITE_IOERR_READ);
	if ((size_t)at < seen->n)
		have = seen->n - (size_t)at;
	if (have >= (size_t)n) {
		memcpy(to, seen->bytes + at, (size_t)n);
		return SQLITE_OK;
	}
	memset(to, 0, (size_t)n);
	if (have > 0)
		memcpy(to, seen->bytes + at, have);
	return SQLITE_IOERR_SHORT_READ;
}

static int f_write(
    sqlite3_file *file, const void *from, int n, sqlite3_int64 at)
{
	/* What is cut may be torn: it is under way already. */
	disk_remember(file_of(file), (uint64_t)at, from, (size_t)n);
	if (disk_fails(DISK_WRITE))
		return disk_failure(SQLITE_IOERR_WRITE);
	disk_put(&file_of(file)->seen, (uint64_t)at, from, (size_t)n);
	return SQLITE_OK;
}

static int f_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	disk_remember(file_of(file), (uint64_t)size, NULL, 0);
	if (disk_fails(DISK_WRITE))
		return disk_failure(SQLITE_IOERR_TRUNCATE);
	disk_resize(&file_of(file)->seen, (size_t)size);
	return SQLITE_OK;
}

static int f_sync(sqlite3_file *file, int flags)
{
	struct file *own = file_of(file);

	(void)flags;
	if (disk_fails(DISK_SYNC))
		return disk_failure(SQLITE_IOERR_FSYNC);
	disk_keep_changes(own);
	return SQLITE_OK;
}

static int f_size(sqlite3_file *file, sqlite3_int64 *size)
{
	*size = (sqlite3_int64)file_of(file)->seen.n;
	return SQLITE_OK;
}

static int f_lock(sqlite3_file *file, int level)
{
	(void)file;
	(void)level;
	return SQLITE_OK;
}

static int f_reserved(sqlite3_file *file, int *out)
{
	(void)file;
	*out = 0;
	return SQLITE_OK;
}

static int f_control(sqlite3_file *file, int op, void *arg)
{
	(void)file;
	(void)op;
	(void)arg;
	return SQLITE_NOTFOUND;
}

static int f_sector(sqlite3_file *file)
{
	(void)file;
	return 4096; /* as SQLite assumes on Unix */
}

static int f_traits(sqlite3_file *file)
{
	(void)file;
	return SQLITE_IOCAP_POWERSAFE_OVERWRITE; /* as there, too */
}

static int f_shm_map(
    sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
	struct file *own = file_of(file);

	*out = NULL;
	if (page >= REGIONS)
		return SQLITE_IOERR_SHMMAP;
	if (own->regions[page] == NULL && extend != 0)
		own->regions[page] = disk_need(calloc(1, (size_t)size));
	*out = own->regions[page];
	return SQLITE_OK;
}

static int f_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
	(void)file;
	(void)offset;
	(void)n;
	(void)flags;
	return SQLITE_OK;
}

static void f_shm_barrier(sqlite3_file *file)
{
	(void)file;
}

static int f_shm_unmap(sqlite3_file *file, int removed)
{
	(void)removed;
	disk_forget_memory(file_of(file));
	return SQLITE_OK;
}

static int v_open(
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
		.xUnlock = f_lock,
		.xCheckReservedLock = f_reserved,
		.xFileControl = f_control,
		.xSectorSize = f_sector,
		.xDeviceCharacteristics = f_traits,
		.xShmMap = f_shm_map,
		.xShmLock = f_shm_lock,
		.xShmBarrier = f_shm_barrier,
		.xShmUnmap = f_shm_unmap,
	};
	struct handle *handle = (struct handle *)file;
	struct file *found = name == NULL ? NULL : disk_find(name);

	(void)vfs;
	file->pMethods = NULL;
	if (found == NULL) {
		found = disk_find("");
		if (found == NULL || (name != NULL && strlen(name) >= NAME))
			return SQLITE_CANTOPEN;
		*found = (struct file){ .last = &found->first };
		strncpy(
		    found->name, name == NULL ? "temporary" : name, NAME - 1);
	}
	if (!found->seen.there && (flags & SQLITE_OPEN_CREATE) == 0)
		return SQLITE_CANTOPEN;
	found->seen.there = true;
	*handle = (struct handle){ .base.pMethods = &methods,
		.file = found,
		.temporary = name == NULL };
	if (out != NULL)
		*out = flags;
	return SQLITE_OK;
}

static int v_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	struct file *file = disk_find(name);

	(void)vfs;
	if (disk_fails(DISK_DELETE))
		return disk_failure(SQLITE_IOERR_DELETE);
	if (file == NULL || !file->seen.there)
		return SQLITE_IOERR_DELETE_NOENT;
	disk_empty(&file->seen);
	disk_forget_changes(file);
	if (sync != 0)
		disk_empty(&file->safe);
	return SQLITE_OK;
}

static int v_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
	const struct file *file = disk_find(name);

	(void)vfs;
	(void)flags;
	*out = file != NULL && file->seen.there;
	return SQLITE_OK;
}

int disk_install(void)
{
	shim.real = sqlite3_vfs_find(NULL);
	shim.vfs = *shim.real;
	shim.vfs.zName = "disk";
	shim.vfs.pNext = NULL;
	shim.vfs.szOsFile = (int)sizeof(struct handle);
	shim.vfs.xOpen = v_open;
	shim.vfs.xDelete = v_delete;
	shim.vfs.xAccess = v_access;
	return sqlite3_vfs_register(&shim.vfs, 1);
}
