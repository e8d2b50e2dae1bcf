#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/asset.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "tmpl/mustache.h"
#include "tmpl/tmpl.h"

enum { LEVELS = 3 };

bool tmpl_name_ok(struct str name)
{
	return mustache_name_ok(name);
}

static enum err_code cannot(struct err *err, const char *path)
{
	if (errno == ENOENT)
		return err_set(err, ERR_NOT_FOUND, "%s does not exist", path);
	/* ENOTDIR also comes of a link where a folder is wanted. */
	if (errno == ELOOP || errno == ENOTDIR)
		return err_set(err, ERR_PERM,
		    "%s has a symbolic link (not followed) or a file where a "
		    "folder should be",
		    path);
	return err_set(err, errno == EACCES ? ERR_PERM : ERR_IO,
	    "%s cannot be read: %s", path, strerror(errno));
}

/* Opens `path` below the folder, one component at a time, no link followed. */
static enum err_code open_below(
    const char *folder, const char *path, int *out, struct err *err)
{
	struct str rest = str_c(path);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct str part;

	if (fd < 0)
		return cannot(err, folder);
	while (str_split(&rest, '/', &part)) {
		struct arena arena = { 0 };
		int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
		int up = fd;
		if (rest.p != NULL)
			flags |= O_DIRECTORY;
		fd = openat(up, arena_dup(&arena, part), flags);
		if (fd < 0)
			(void)cannot(err, path);
		(void)close(up);
		arena_free(&arena);
		if (fd < 0)
			return err_prefix(err, "%s", folder);
	}
	*out = fd;
	return ERR_OK;
}

static enum err_code read_all(struct arena *arena, int fd, const char *path,
    struct str *out, struct err *err)
{
	struct buf text;
	struct stat st;
	enum err_code code;
	ssize_t n = 1;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(err, ERR_IO, "%s is not a regular file", path);
	buf_init(&text, TMPL_MAX);
	while (n > 0 && !text.over) {
		char block[4096];
		n = read(fd, block, sizeof(block));
		if (n > 0)
			(void)buf_add(&text, block, (size_t)n);
	}
	if (n < 0)
		code = cannot(err, path);
	else
		code = buf_ok(&text, path, err);
	if (code == ERR_OK)
		*out = str_n(arena_dup(arena, buf_get(&text)), text.len);
	buf_clear(&text);
	return code;
}

static enum err_code from_folder(struct arena *arena, const char *folder,
    const char *path, struct tmpl_file *out, struct err *err)
{
	int fd = -1;
	enum err_code code = open_below(folder, path, &fd, err);

	if (code != ERR_OK)
		return code;
	out->source = arena_printf(arena, "%s/%s", folder, path);
	code = read_all(arena, fd, out->source, &out->text, err);
	(void)close(fd);
	if (code == ERR_OK && !utf8_valid(out->text))
		return err_set(
		    err, ERR_INPUT, "%s is not UTF-8 text", out->source);
	return code;
}

static enum err_code built_in(struct arena *arena, const char *path,
    struct tmpl_file *out, struct err *err)
{
	const struct asset *asset;

	out->source = arena_printf(arena, "templates/%s", path);
	asset = asset_find(out->source);
	if (asset == NULL)
		return err_set(
		    err, ERR_NOT_FOUND, "there is no %s", out->source);
	out->text = asset_text(asset);
	return ERR_OK;
}

enum err_code tmpl_find(struct arena *arena, const struct tmpl_place *place,
    const char *name, const char *kind, struct tmpl_file *out, struct err *err)
{
	const enum lang langs[] = { place->lang, place->fallback };
	const bool has_list =
	    place->list != NULL && tmpl_name_ok(str_c(place->list));
	enum err_code code = ERR_NOT_FOUND;

	if (!tmpl_name_ok(str_c(name)))
		return err_set(err, ERR_INPUT,
		    "\"%s\" cannot be the name of a template", name);
	/* Levels: the list's folder, the site's, the program. */
	for (int i = 0; i < 2 * LEVELS && code == ERR_NOT_FOUND; i++) {
		const enum lang lang = langs[i / LEVELS];
		const int level = i % LEVELS;
		const char *path = arena_printf(
		    arena, "%s/%s.%s", lang_name(lang), name, kind);
		out->lang = lang;
		if (level == 2)
			code = built_in(arena, path, out, err);
		else if (place->folder != NULL && level == 1)
			code =
			    from_folder(arena, place->folder, path, out, err);
		else if (place->folder != NULL && has_list)
			code = from_folder(arena, place->folder,
			    arena_printf(
				arena, "lists/%s/%s", place->list, path),
			    out, err);
	}
	if (code == ERR_NOT_FOUND)
		return err_set(err, ERR_NOT_FOUND,
		    "there is no template %s.%s for the language %s", name,
		    kind, lang_name(place->lang));
	return code;
}
