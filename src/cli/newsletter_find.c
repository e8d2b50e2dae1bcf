#include "cli/newsletter_find.h"

#include "base/i18n.h"
#include "cli/mailing_show.h"

static enum err_code take_id(
    void *ctx, const struct mailing *mailing, struct err *err)
{
	int64_t *id = ctx;

	(void)err;
	*id = mailing->id;
	return ERR_OK;
}

static enum err_code find_last(
    struct cli *cli, struct arena *arena, struct mailing *out, struct err *err)
{
	int64_t id = 0;
	enum err_code rc = mailing_each(
	    cli->ctx->db, 0, MAILING_NEWSLETTER, 1, take_id, &id, err);

	if (rc == ERR_OK && id == 0)
		return err_set(
		    err, ERR_NOT_FOUND, _("no newsletter was sent yet"));
	return rc == ERR_OK ? mailing_get(cli->ctx->db, arena, id, out, err)
			    : rc;
}

enum err_code newsletter_find(struct cli *cli, struct arena *arena,
    const char *text, struct mailing *out, struct err *err)
{
	enum err_code rc;

	if (text == NULL)
		return find_last(cli, arena, out, err);
	rc = mailing_find(cli, arena, text, out, err);
	if (rc == ERR_OK && out->kind != MAILING_NEWSLETTER)
		return err_set(err, ERR_NOT_FOUND,
		    _("mailing %s is no newsletter; see \"liaison mailing "
		      "show %s\""),
		    text, text);
	return rc;
}
