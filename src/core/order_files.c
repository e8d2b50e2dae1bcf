#include "core/order_files.h"

#include <string.h>

enum { FILES_MAX = 1000 };

static bool is_kept(const struct order_files *files, const char *name)
{
	for (size_t i = 0; i < files->count; i++)
		if (strcmp(files->rows[i].name, name) == 0)
			return true;
	return false;
}

static void keep(struct order_files *files, struct arena *arena,
    const char *name, struct str bytes)
{
	struct order_file *rows;

	if (is_kept(files, name) || files->count == FILES_MAX)
		return;
	rows = arena_calloc(arena, files->count + 1, sizeof(*rows));
	if (files->count > 0)
		memcpy(rows, files->rows, files->count * sizeof(*rows));
	rows[files->count++] =
	    (struct order_file){ arena_strdup(arena, name), bytes };
	files->rows = rows;
}

static enum err_code read_through(void *ctx, struct arena *arena,
    const char *name, struct str *out, struct err *err)
{
	struct order_files *files = ctx;
	enum err_code rc =
	    files->from->file(files->from->ctx, arena, name, out, err);

	if (rc == ERR_OK)
		keep(files, arena, name, *out);
	return rc;
}

struct news_source order_files_of(
    struct order_files *files, const struct news_source *from)
{
	struct news_source source = *from;

	*files = (struct order_files){ .from = from };
	source.file = read_through;
	source.ctx = files;
	return source;
}

enum err_code order_files_keep(struct db *db, int64_t newsletter,
    const struct order_files *files, struct err *err)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < files->count; i++)
		rc = newsletter_add_file(db, newsletter, files->rows[i].name,
		    files->rows[i].bytes, err);
	return rc;
}

static enum err_code read_frozen(void *ctx, struct arena *arena,
    const char *name, struct str *out, struct err *err)
{
	const struct order_frozen *frozen = ctx;

	return newsletter_file(
	    frozen->db, arena, frozen->row->id, name, out, err);
}

struct news_source order_frozen_source(struct order_frozen *frozen)
{
	return (struct news_source){
		.name = frozen->row->name,
		.folder = "",
		.file = read_frozen,
		.ctx = frozen,
	};
}
