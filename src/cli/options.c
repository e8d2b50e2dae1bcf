#include "cli/options.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/near.h"
#include "cli/cmd.h"

static const struct cli_option *find(
    const struct cli_option *options, const char *name, size_t length)
{
	for (; options->name != NULL; options++) {
		if (strncmp(options->name, name, length) == 0 &&
		    (options->name[length] == '\0' ||
			strcmp(options->name + length, "...") == 0))
			return options;
	}
	return NULL;
}

static enum err_code keep(
    const struct cli_option *option, const char *value, struct err *err)
{
	const char **at = option->value;

	if (strstr(option->name, "...") != NULL)
		while (*at != NULL)
			at++;
	if (at == option->value + CLI_OPTION_TIMES - 1)
		return err_set(err, ERR_USAGE,
		    _("the option --%.*s stands more than %d times"),
		    (int)strcspn(option->name, "."), option->name,
		    CLI_OPTION_TIMES - 1);
	*at = value;
	return ERR_OK;
}

static const struct cli_option *near(
    const struct cli_option *options, const char *typed)
{
	const struct cli_option *found = NULL;
	char name[NEAR_MAX];
	char known[NEAR_MAX];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(typed, "="), typed);
	size_t best = strlen(name) / 2 + 1;
	for (; options->name != NULL; options++) {
		snprintf(known, sizeof(known), "%.*s",
		    (int)strcspn(options->name, "."), options->name);
		size_t distance = near_distance(name, known);
		if (distance >= best)
			continue;
		best = distance;
		found = options;
	}
	return found;
}

static enum err_code unknown(const char *command,
    const struct cli_option *options, const char *typed, struct err *err)
{
	const struct cli_option *meant =
	    near(options, typed + strspn(typed, "-"));

	if (meant != NULL)
		return err_set(err, ERR_USAGE,
		    _("unknown option %s; did you mean --%.*s?"), typed,
		    (int)strcspn(meant->name, "."), meant->name);
	return err_set(err, ERR_USAGE,
	    _("unknown option %s; see \"liaison %s --help\""), typed, command);
}

/* Reads argv[*i]; moves *i to its value if that stands in the next one. */
static enum err_code take(const struct cli_option *options, int argc,
    char **argv, int *i, struct err *err)
{
	const char *name = argv[*i] + 2;
	size_t length = strcspn(name, "=");
	const char *value = name[length] == '=' ? name + length + 1 : NULL;
	const struct cli_option *option = find(options, name, length);

	if (argv[*i][1] != '-' || option == NULL)
		return unknown(argv[0], options, argv[*i], err);
	if (option->flag != NULL && value != NULL)
		return err_set(err, ERR_USAGE,
		    _("the option --%s takes no value"), option->name);
	if (option->flag != NULL) {
		*option->flag = true;
		return ERR_OK;
	}
	if (value == NULL && *i + 1 < argc)
		value = argv[++*i];
	if (value == NULL)
		return err_set(err, ERR_USAGE,
		    _("the option --%.*s needs a value"), (int)length, name);
	return keep(option, value, err);
}

enum err_code cli_options(const struct cli_option *options, int *argc,
    char **argv, int min, int max, struct err *err)
{
	const char *usage = cmd_usage(argv[0]);
	int kept = 1;
	bool options_end = false;

	if (usage == NULL)
		usage = "";
	for (int i = 1; i < *argc; i++) {
		if (options_end || argv[i][0] != '-' || argv[i][1] == '\0') {
			argv[kept++] = argv[i];
		} else if (strcmp(argv[i], "--") == 0) {
			options_end = true;
		} else {
			enum err_code rc = take(options, *argc, argv, &i, err);
			if (rc != ERR_OK)
				return rc;
		}
	}
	*argc = kept;
	argv[kept] = NULL;
	if (kept - 1 < min)
		return err_set(err, ERR_USAGE,
		    _("an argument is missing: it is \"liaison %s %s\""),
		    argv[0], usage);
	if (max >= 0 && kept - 1 > max)
		return err_set(err, ERR_USAGE,
		    _("unexpected argument %s: it is \"liaison %s %s\""),
		    argv[max + 1], argv[0], usage);
	return ERR_OK;
}
