#include "cli/newsletter_file.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "cli/lists.h"
#include "news/disk.h"

enum err_code newsletter_file_open(struct cli *cli, struct arena *arena,
    const char *file, const char *lists, struct op_newsletter *out,
    struct err *err)
{
	const struct conf_list *list = NULL;
	struct news_disk disk;
	struct news_source source;
	enum err_code rc = ERR_OK;

	news_disk_source(arena, file, &disk, &source);
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
