#include "cli/newsletter_file.h"

#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "cli/lists.h"

/* A file beside the edition. */
static enum err_code beside(void *ctx, struct arena *arena, const char *name,
    struct str *out, struct err *err)
{
	const char *const *folder = ctx;
	struct buf bytes;
	enum err_code rc;

	buf_init(&bytes, NEWS_FILES_MAX);
	rc = file_read(arena_printf(arena, "%s%s", *folder, name), &bytes, err);
	if (rc == ERR_OK)
		*out = str_n(arena_dup(arena, buf_get(&bytes)), bytes.len);
	buf_clear(&bytes);
	return rc;
}

enum err_code newsletter_file_open(struct cli *cli, struct arena *arena,
    const char *file, const char *lists, struct op_newsletter *out,
    struct err *err)
{
	const char *slash = strrchr(file, '/');
	size_t at = slash == NULL ? 0 : (size_t)(slash - file) + 1;
	const struct conf_list *list = NULL;
	struct news_source source = {
		.name = file + at,
		.folder = arena_dup(arena, str_n(file, at)),
		.file = beside,
	};
	enum err_code rc = ERR_OK;

	source.ctx = &source.folder;
	if (lists != NULL)
		rc = cli_list(cli, lists, &list, err);
	if (rc == ERR_OK)
		rc = op_newsletter_read(cli->ctx, arena, &source, &list,
		    lists != NULL, clock_now(), out, err);
	if (rc == ERR_OK && out->target_count == 0 && out->news.list_count == 0)
		return err_set(err, ERR_USAGE,
		    _("say which list it goes to: --list LIST"));
	return rc == ERR_OK ? op_newsletter_make(cli->ctx, arena, out, err)
			    : rc;
}
