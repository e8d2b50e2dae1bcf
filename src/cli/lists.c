#include "cli/lists.h"

#include "base/i18n.h"
#include "core/op_subscription.h"
#include "mail/addr.h"

enum err_code cli_list(struct cli *cli, const char *name,
    const struct conf_list **out, struct err *err)
{
	return conf_need_list(cli->conf, name, out, err);
}

enum err_code cli_list_id(
    struct cli *cli, const struct conf_list *list, int64_t *id, struct err *err)
{
	enum err_code rc = list_find(cli->ctx->db, list->name, id, err);

	if (rc != ERR_NOT_FOUND)
		return rc;
	*id = 0;
	return ERR_OK;
}

enum err_code cli_address(
    struct arena *arena, const char *text, char **out, struct err *err)
{
	return addr_normalise(arena, str_c(text), out, err);
}

enum err_code cli_subscription(struct cli *cli, struct arena *arena,
    const struct conf_list *list, const char *address, struct subscription *out,
    struct err *err)
{
	char *normalised;
	enum err_code rc = cli_address(arena, address, &normalised, err);

	if (rc != ERR_OK)
		return rc;
	rc = op_find(
	    cli->ctx, arena, list, addr_key(arena, normalised), out, err);
	if (rc == ERR_NOT_FOUND)
		return err_set(err, ERR_NOT_FOUND,
		    _("%s is not on the list %s"), address, list->name);
	return rc;
}

enum err_code cli_id(
    const char *text, const char *of, int64_t *out, struct err *err)
{
	uint64_t value;

	if (!str_u64(str_c(text), INT64_MAX, &value))
		return err_set(err, ERR_USAGE,
		    _("\"%s\" is not a number as \"liaison %s\" shows them"),
		    text, of);
	*out = (int64_t)value;
	return ERR_OK;
}
