#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "cli/cmd.h"

/* How many words of the name stand at the start of argv; 0 = not all. */
static int words_matched(const char *name, int argc, char **argv)
{
	struct str rest = str_c(name);
	struct str word;
	int n = 0;

	while (str_split(&rest, ' ', &word)) {
		if (n >= argc || !str_is(word, argv[n]))
			return 0;
		n++;
	}
	return n;
}

const struct cmd *cmd_find(int argc, char **argv, int *words)
{
	for (size_t i = 0; i < cmd_table_length; i++) {
		*words = words_matched(cmd_table[i].name, argc, argv);
		if (*words > 0)
			return &cmd_table[i];
	}
	return NULL;
}

static bool in_group(const struct cmd *cmd, const char *group)
{
	size_t n = strlen(group);

	return strncmp(cmd->name, group, n) == 0 && cmd->name[n] == ' ';
}

bool cmd_is_group(const char *word)
{
	for (size_t i = 0; i < cmd_table_length; i++) {
		if (in_group(&cmd_table[i], word))
			return true;
	}
	return false;
}

static void print_usage(const char *intro, const struct cmd *cmd)
{
	printf("%s liaison %s%s%s\n", intro, cmd->name,
	    cmd->usage[0] != '\0' ? " " : "", cmd->usage);
}

static void print_common(void)
{
	printf("%s", _("  --config FILE    the config file (else "
		       "LIAISON_CONFIG, ./liaison.conf,\n"
		       "                   /etc/liaison/liaison.conf)\n"
		       "  --help           this text\n"));
}

void cmd_help(const struct cmd *cmd)
{
	print_usage(_("usage:"), cmd);
	printf("\n%s\n\n", _(cmd->summary));
	if (cmd->options != NULL)
		printf("%s", _(cmd->options));
	print_common();
}

void cmd_help_group(const char *group)
{
	printf(_("usage: liaison COMMAND [ARGUMENT...]\n\n"));
	for (size_t i = 0; i < cmd_table_length; i++) {
		if (group != NULL && !in_group(&cmd_table[i], group))
			continue;
		printf(
		    "  %-20s %s\n", cmd_table[i].name, _(cmd_table[i].summary));
	}
	printf("\n");
	print_common();
}

void cmd_completions(void)
{
	for (size_t i = 0; i < cmd_table_length; i++)
		printf("%s\t%s\n", cmd_table[i].name, cmd_table[i].usage);
}
