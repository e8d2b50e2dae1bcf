#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "cli/cmd.h"
#include "cli/out.h"

/* What every command understands, wherever it stands before "--". */
struct globals {
	const char *config;
	bool json;
	bool help;
};

static enum err_code take_globals(
    struct globals *g, int *argc, char **argv, struct err *err)
{
	int kept = 1;
	int i = 1;

	for (; i < *argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--json") == 0) {
			g->json = true;
		} else if (strcmp(argv[i], "--help") == 0 ||
			   strcmp(argv[i], "-h") == 0) {
			g->help = true;
		} else if (strncmp(argv[i], "--config=", 9) == 0) {
			g->config = argv[i] + 9;
		} else if (strcmp(argv[i], "--config") != 0) {
			argv[kept++] = argv[i];
		} else if (i + 1 < *argc) {
			g->config = argv[++i];
		} else {
			return err_set(err, ERR_USAGE,
			    _("the option --%s needs a value"), "config");
		}
	}
	while (i < *argc)
		argv[kept++] = argv[i++];
	argv[kept] = NULL;
	*argc = kept;
	return ERR_OK;
}

static enum err_code run(const struct cmd *cmd, const struct globals *g,
    int argc, char **argv, struct err *err)
{
	struct cli cli = { .config_path = g->config, .json = g->json };
	char name[32];

	snprintf(name, sizeof(name), "%s", cmd->name);
	argv[0] = name;
	enum err_code rc = cli_open(&cli, cmd->mode, err);
	if (rc == ERR_OK)
		rc = cmd->run(&cli, argc, argv, err);
	cli_close(&cli);
	return rc;
}

static enum err_code unknown(int argc, char **argv, struct err *err)
{
	bool group;

	if (argc == 0)
		return err_set(
		    err, ERR_USAGE, _("no command; see \"liaison --help\""));
	if (cmd_is_group(argv[0]) && argc == 1)
		return err_set(err, ERR_USAGE,
		    _("\"%s\" needs a second word; see \"liaison %s --help\""),
		    argv[0], argv[0]);
	const char *second = cmd_is_group(argv[0]) ? argv[1] : "";
	const char *blank = second[0] != '\0' ? " " : "";
	const struct cmd *near = cmd_near(argc, argv, &group);
	if (near == NULL)
		return err_set(err, ERR_USAGE,
		    _("there is no command \"%s%s%s\"; see \"liaison "
		      "%s%s--help\""),
		    argv[0], blank, second, blank[0] != '\0' ? argv[0] : "",
		    blank);
	size_t length = group ? strcspn(near->name, " ") : strlen(near->name);
	return err_set(err, ERR_USAGE,
	    _("there is no command \"%s%s%s\"; did you mean \"liaison "
	      "%.*s\"?"),
	    argv[0], blank, second, (int)length, near->name);
}

static enum err_code dispatch(int argc, char **argv, struct err *err)
{
	struct globals g = { 0 };
	int words = 0;
	enum err_code rc = take_globals(&g, &argc, argv, err);

	if (rc != ERR_OK)
		return rc;
	argc--;
	argv++;
	if (argc > 0 && strcmp(argv[0], "help") == 0) {
		g.help = true;
		argc--;
		argv++;
	}
	if (argc == 1 && strcmp(argv[0], "--completions") == 0) {
		cmd_completions();
		return ERR_OK;
	}
	if (argc == 1 && strcmp(argv[0], "--version") == 0)
		return cmd_version(NULL, argc, argv, err);
	const struct cmd *cmd = cmd_find(argc, argv, &words);
	if (g.help && cmd != NULL)
		cmd_help(cmd);
	else if (g.help)
		cmd_help_group(
		    argc > 0 && cmd_is_group(argv[0]) ? argv[0] : NULL);
	else if (cmd == NULL)
		rc = unknown(argc, argv, err);
	else
		rc = run(cmd, &g, argc - words + 1, argv + words - 1, err);
	return rc;
}

int main(int argc, char **argv)
{
	struct err err = { 0 };

	mem_no_core();
	i18n_init();
	enum err_code rc = dispatch(argc, argv, &err);
	if (rc == ERR_OK)
		rc = out_finish(&err);
	else
		out_finish(NULL);
	if (rc != ERR_OK)
		out_error(&err);
	return err_exit(rc);
}
