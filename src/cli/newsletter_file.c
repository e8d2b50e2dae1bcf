#include "cli/newsletter_file.h"

#include "base/file.h"
#include "base/i18n.h"
#include "cli/lists.h"

enum { FILE_MAX = 1024 * 1024 };

enum err_code newsletter_file_open(struct cli *cli, struct arena *arena,
    const char *file, const char *lists, struct op_newsletter *out,
    struct err *err)
{
	const struct conf_list *list = NULL;
	struct buf bytes;
	struct str text;
	enum err_code rc;

	if (lists == NULL)
		return err_set(err, ERR_USAGE,
		    _("say which list it goes to: --list LIST"));
	rc = cli_list(cli, lists, &list, err);
	buf_init(&bytes, FILE_MAX);
	if (rc == ERR_OK)
		rc = file_read(file, &bytes, err);
	if (rc == ERR_OK)
		text =
		    str_n(arena_dup(arena, buf_get(&bytes)), buf_get(&bytes).n);
	if (rc == ERR_OK)
		rc = op_newsletter_read(
		    cli->ctx, arena, list, file, text, out, err);
	buf_clear(&bytes);
	return rc;
}
