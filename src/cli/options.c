#include "cli/options.h"

#include <string.h>

#include "base/i18n.h"

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

/* Reads argv[*i]; moves *i to its value if that stands in the next one. */
static enum err_code take(const struct cli_option *options, int argc,
    char **argv, int *i, struct err *err)
{
	const char *name = argv[*i] + 2;
	size_t length = strcspn(name, "=");
	const char *value = name[length] == '=' ? name + length + 1 : NULL;
	const struct cli_option *option = find(options, name, length);

	if (argv[*i][1] != '-' || option == NULL)
		return err_set(
		    err, ERR_USAGE, _("unknown option %s"), argv[*i]);
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
	int kept = 1;
	bool options_end = false;

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
		return err_set(err, ERR_USAGE, _("an argument is missing"));
	if (max >= 0 && kept - 1 > max)
		return err_set(
		    err, ERR_USAGE, _("unexpected argument %s"), argv[max + 1]);
	return ERR_OK;
}
