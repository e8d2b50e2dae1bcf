/* liaison config presets: the known providers, as src/conf/presets.txt. */
#include <stdio.h>

#include "base/i18n.h"
#include "base/str.h"
#include "cli/cmd.h"
#include "cli/options.h"
#include "cli/out.h"
#include "conf/conf_preset.h"

/* Those of a smtp section that presets fill, in the order shown. */
static const char *const settings[] = { "host", "port", "tls", "connections",
	"messages_per_second", "messages_per_minute", "messages_per_hour",
	"messages_per_day", "domain_per_minute", "domain_per_hour",
	"domain_per_day", "message_max_kb" };
static const char *const words[] = { "label", "note", "source", "read" };
enum {
	SETTINGS = sizeof(settings) / sizeof(*settings),
	WORDS = sizeof(words) / sizeof(*words)
};

static json_t *string(struct str s)
{
	return json_stringn(s.p, s.n);
}

static json_t *preset_json(const struct conf_preset *preset)
{
	json_t *out = json_pack("{s:o}", "name", string(preset->name));
	json_t *smtp = json_object();
	struct str value;

	for (size_t i = 0; i < WORDS; i++)
		(void)json_object_set_new(out, words[i],
		    conf_preset_says(preset, words[i], &value) ? string(value)
							       : json_null());
	for (size_t i = 0; i < SETTINGS; i++)
		if (conf_preset_value(preset, settings[i], &value))
			(void)json_object_set_new(
			    smtp, settings[i], string(value));
	(void)json_object_set_new(out, "smtp", smtp);
	return out;
}

static void print_preset(const struct conf_preset *preset)
{
	struct str value;
	struct str read;

	printf("%.*s: ", STR_ARG(preset->name));
	if (conf_preset_says(preset, "label", &value))
		out_text(value);
	printf("\n");
	for (size_t i = 0; i < SETTINGS; i++)
		if (conf_preset_value(preset, settings[i], &value))
			printf("  %s = %.*s\n", settings[i], STR_ARG(value));
	if (conf_preset_says(preset, "note", &value))
		printf("  %.*s\n", STR_ARG(value));
	if (conf_preset_says(preset, "source", &value) &&
	    conf_preset_says(preset, "read", &read))
		printf(_("  figures from %.*s, read on %.*s\n"), STR_ARG(value),
		    STR_ARG(read));
	else
		printf("  %s\n", _("no figures of the provider: a careful "
				   "pace of our own"));
}

enum err_code cmd_config_presets(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	static const struct cli_option none[] = { { 0 } };
	struct str rest = conf_preset_all();
	struct conf_preset preset;
	json_t *list = json_array();

	if (cli_options(none, &argc, argv, 0, 0, err) != ERR_OK) {
		json_decref(list);
		return err->code;
	}
	while (conf_preset_next(&rest, &preset))
		if (cli->json)
			(void)json_array_append_new(list, preset_json(&preset));
		else
			print_preset(&preset);
	if (cli->json)
		out_json(list);
	else
		json_decref(list);
	return ERR_OK;
}
