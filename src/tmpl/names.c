#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/asset.h"
#include "tmpl/tmpl.h"

enum { NAMES_MAX = 2000 };

struct names {
	struct arena *arena;
	const char **v;
	size_t n;
	bool full;
};

static void add(struct names *names, struct str file)
{
	struct str name = str_sub(file, 0, str_findc(file, '.'));
	struct str kind = str_from(file, name.n);

	if (!tmpl_name_ok(name) ||
	    (!str_is(kind, ".txt") && !str_is(kind, ".html")))
		return;
	for (size_t i = 0; i < names->n; i++)
		if (str_is(name, names->v[i]))
			return;
	names->full = names->n == NAMES_MAX;
	if (!names->full)
		names->v[names->n++] = arena_dup(names->arena, name);
}

static void add_built_in(struct names *names)
{
	for (size_t i = 0; i < asset_count; i++) {
		struct str path = str_c(asset_table[i].path);
		struct str folder;
		struct str lang;
		if (str_split(&path, '/', &folder) &&
		    str_is(folder, "templates") &&
		    str_split(&path, '/', &lang) &&
		    (str_is(lang, "fr") || str_is(lang, "en")) &&
		    path.p != NULL)
			add(names, path);
	}
}

/* A folder that is not there, or that is none, has no templates. */
static enum err_code add_folder(
    struct names *names, const char *path, struct err *err)
{
	const struct dirent *entry;
	DIR *dir = opendir(path);

	if (dir == NULL && (errno == ENOENT || errno == ENOTDIR))
		return ERR_OK;
	if (dir == NULL)
		return err_set(err, errno == EACCES ? ERR_PERM : ERR_IO,
		    "%s cannot be read: %s", path, strerror(errno));
	while (!names->full && (entry = readdir(dir)) != NULL)
		add(names, str_c(entry->d_name));
	(void)closedir(dir);
	return ERR_OK;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum err_code tmpl_names(struct arena *arena, const struct tmpl_place *place,
    const char ***out, size_t *count, struct err *err)
{
	struct names names = { .arena = arena,
		.v = arena_calloc(arena, NAMES_MAX, sizeof(*names.v)) };
	enum err_code code = ERR_OK;

	add_built_in(&names);
	for (int i = 0; i < LANG__MAX && place->folder != NULL; i++) {
		const char *lang = lang_name((enum lang)i);
		if (code == ERR_OK)
			code = add_folder(&names,
			    arena_printf(arena, "%s/%s", place->folder, lang),
			    err);
		if (code == ERR_OK && place->list != NULL)
			code = add_folder(&names,
			    arena_printf(arena, "%s/lists/%s/%s", place->folder,
				place->list, lang),
			    err);
	}
	if (code == ERR_OK && names.full)
		code = err_set(err, ERR_LIMIT,
		    "there are more than %d templates in %s", NAMES_MAX,
		    place->folder);
	qsort(names.v, names.n, sizeof(*names.v), compare);
	*out = names.v;
	*count = names.n;
	return code;
}
