/* One run of the command line: what the command finds ready. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>

#include "base/err.h"
#include "conf/conf.h"
#include "core/ctx.h"

/* What a command needs before it runs; main opens it. */
enum cli_mode {
	CMD_NO_CONF,  /* nothing */
	CMD_CONF,     /* the config file */
	CMD_DB_LOOK,  /* and the database and key, if they are there */
	CMD_DB_READ,  /* and the database */
	CMD_DB_WRITE, /* and the database, to change it */
};

struct cli {
	const char *config_path; /* --config, LIAISON_CONFIG or found */
	bool json;               /* --json */
	bool quiet;              /* --quiet, where a command takes it */
	struct conf *conf;       /* from CMD_CONF on */
	struct ctx *ctx;         /* from CMD_DB_LOOK on */
	char *actor;             /* "cli:anne" */
	bool stopped;            /* a worker was told to end */
};

/*
 * Reads the config file and opens the database as the mode says.  ERR_CONFIG
 * and the errors of conf_read() and ctx_open().
 */
enum err_code cli_open(struct cli *cli, enum cli_mode mode, struct err *err);
void cli_close(struct cli *cli);

/* From looking to changing: opens the database again with CMD_DB_WRITE. */
enum err_code cli_write(struct cli *cli, struct err *err);

#endif
