#include "cli/page.h"

#include "base/asset.h"
#include "base/buf.h"
#include "base/file.h"
#include "tmpl/mustache.h"

enum { PAGE_MAX = 32 * 1024 * 1024 };

enum err_code page_write(struct arena *arena, const char *name, json_t *data,
    const char *file, struct err *err)
{
	const struct mustache_options options = { .escape = MUSTACHE_HTML };
	const char *path = arena_printf(arena, "templates/page/%s.html", name);
	struct mustache *template;
	struct buf page;
	enum err_code rc = mustache_compile(
	    arena, asset_text(asset_find(path)), path, 1, &template, err);

	buf_init(&page, PAGE_MAX);
	if (rc == ERR_OK)
		rc = mustache_render(template, data, &options, &page, err);
	if (rc == ERR_OK)
		rc = file_write(file, buf_get(&page), 0644, err);
	buf_clear(&page);
	json_decref(data);
	return rc;
}
