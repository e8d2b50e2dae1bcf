#include "cli/cli.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"

#define LOCAL_CONFIG  "liaison.conf"
#define SYSTEM_CONFIG "/etc/liaison/liaison.conf"

static const char *find_config(void)
{
	const char *named = getenv("LIAISON_CONFIG");

	if (named != NULL && named[0] != '\0')
		return named;
	return access(LOCAL_CONFIG, F_OK) == 0 ? LOCAL_CONFIG : SYSTEM_CONFIG;
}

static enum err_code read_config(struct cli *cli, struct err *err)
{
	if (cli->config_path == NULL)
		cli->config_path = find_config();
	enum err_code rc = conf_read(cli->config_path, &cli->conf, err);
	if (rc == ERR_NOT_FOUND)
		return err_set(err, ERR_CONFIG,
		    _("%s: there is no such file; make a site with \"liaison "
		      "init DIR\", or name its file with --config FILE"),
		    cli->config_path);
	return rc;
}

/* Who is at the keyboard, for the log of events. */
static char *actor_make(void)
{
	const struct passwd *user = getpwuid(getuid());

	return user != NULL ? mem_printf("cli:%s", user->pw_name)
			    : mem_printf("cli:%ld", (long)getuid());
}

enum err_code cli_open(struct cli *cli, enum cli_mode mode, struct err *err)
{
	enum ctx_mode how = CTX_LOOK;

	if (mode == CMD_NO_CONF)
		return ERR_OK;
	enum err_code rc = read_config(cli, err);
	if (rc != ERR_OK || mode == CMD_CONF)
		return rc;
	if (mode == CMD_DB_READ)
		how = CTX_READ;
	else if (mode == CMD_DB_WRITE)
		how = CTX_WRITE;
	cli->actor = actor_make();
	return ctx_open(cli->conf, how, cli->actor, &cli->ctx, err);
}

void cli_close(struct cli *cli)
{
	ctx_close(cli->ctx);
	conf_free(cli->conf);
	free(cli->actor);
	cli->ctx = NULL;
	cli->conf = NULL;
	cli->actor = NULL;
}

enum err_code cli_write(struct cli *cli, struct err *err)
{
	ctx_close(cli->ctx);
	cli->ctx = NULL;
	return ctx_open(cli->conf, CTX_WRITE, cli->actor, &cli->ctx, err);
}
