#include "core/command_help.h"

enum { NAMES_MAX = 32 };

json_t *command_help_variables(enum lang language)
{
	json_t *out = json_array();

	for (size_t i = 0; i < command_table_length; i++) {
		const struct command_row *row = &command_table[i];
		if (!row->unsaid)
			(void)json_array_append_new(
			    out, json_pack("{s:s, s:s}", "usage",
				     row->shown[language], "help",
				     row->help[language]));
	}
	return out;
}

const char *command_help_name(const struct command_row *row)
{
	return row->command == COMMAND_NONE ? "end"
					    : command_name(row->command);
}

const char **command_help_names(
    struct arena *arena, const struct command_row *row, enum lang language)
{
	const char **out = arena_calloc(arena, NAMES_MAX, sizeof(*out));
	struct str rest = str_c(row->names[language]);
	struct str name;
	size_t n = 0;

	while (n + 1 < NAMES_MAX && str_split(&rest, '|', &name)) {
		bool set = name.p[0] == '+';
		if (set || name.p[0] == '=')
			name = str_from(name, 1);
		out[n++] = arena_printf(
		    arena, "%s%.*s", set ? "set " : "", STR_ARG(name));
	}
	return out;
}
