#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/near.h"
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

const char *cmd_usage(const char *name)
{
	for (size_t i = 0; i < cmd_table_length; i++) {
		if (strcmp(cmd_table[i].name, name) == 0)
			return cmd_table[i].usage;
	}
	return NULL;
}

enum { FAR = NEAR_MAX, NAME_SIZE = 32 };

/*
 * How far a typed word is from a word of a command: 0 for the same, else
 * twice the letters that differ, one more when the first one does; FAR for
 * quite another word.
 */
static size_t typed_distance(const char *typed, struct str word)
{
	char name[NAME_SIZE];
	size_t distance;

	snprintf(name, sizeof(name), "%.*s", STR_ARG(word));
	distance = near_distance(typed, name);
	if (distance > strlen(typed) / 3 + 1 || distance >= word.n)
		return FAR;
	return 2 * distance + (typed[0] != name[0] ? 1 : 0);
}

/* The two words of a name: the second one is empty for a command of one. */
static struct str second_word(const char *name, struct str *first)
{
	struct str rest = str_c(name);

	str_split(&rest, ' ', first);
	return rest;
}

/*
 * How far what was typed is from a command: both words, or the first one of
 * two that names a group, or the second one alone ("preview lettre.md").
 */
static size_t cmd_distance(
    const struct cmd *cmd, int argc, char **argv, bool *group)
{
	struct str first;
	struct str second = second_word(cmd->name, &first);
	size_t begin = typed_distance(argv[0], first);

	*group = false;
	if (second.n == 0)
		return begin;
	size_t end = argc > 1 ? typed_distance(argv[1], second) : FAR;
	if (begin < FAR && end < FAR)
		return begin + end;
	if (str_is(second, argv[0]))
		return str_is(first, "newsletter") ? 1 : 2;
	*group = true;
	return begin > 0 && begin < FAR ? begin + FAR / 2 : FAR;
}

const struct cmd *cmd_near(int argc, char **argv, bool *group)
{
	const struct cmd *near = NULL;
	size_t best = FAR;

	*group = false;
	for (size_t i = 0; i < cmd_table_length; i++) {
		bool part;
		size_t distance =
		    cmd_distance(&cmd_table[i], argc, argv, &part);
		if (distance >= best)
			continue;
		best = distance;
		near = &cmd_table[i];
		*group = part;
	}
	return near;
}

static void print_usage(const char *intro, const struct cmd *cmd)
{
	printf("%s liaison %s%s%s\n", intro, cmd->name,
	    cmd->usage[0] != '\0' ? " " : "", cmd->usage);
}

static void print_example(const struct cmd *cmd)
{
	const char *line = cmd_example(cmd);

	printf(_("\nexample:\n"));
	printf("  $ liaison %s%s%s\n", cmd->name, line[0] != '\0' ? " " : "",
	    line);
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
	print_example(cmd);
}

void cmd_help_group(const char *group)
{
	const char *first = group != NULL ? group : "";
	const char *blank = group != NULL ? " " : "";

	printf(_("usage: liaison %s%sCOMMAND [ARGUMENT...]\n\n"), first, blank);
	for (size_t i = 0; i < cmd_table_length; i++) {
		if (group != NULL && !in_group(&cmd_table[i], group))
			continue;
		printf(
		    "  %-20s %s\n", cmd_table[i].name, _(cmd_table[i].summary));
	}
	printf("\n");
	print_common();
	printf(_("\n\"liaison %s%sCOMMAND --help\" explains a command, with an "
		 "example.\n"),
	    first, blank);
}

void cmd_completions(void)
{
	for (size_t i = 0; i < cmd_table_length; i++)
		printf("%s\t%s\n", cmd_table[i].name, cmd_table[i].usage);
}
