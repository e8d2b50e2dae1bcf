/* liaison commands: what subscribers can write, as text, JSON or a page. */
#include <stdio.h>

#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/options.h"
#include "cli/out.h"
#include "core/command_help.h"

static const char *who_name(const struct command_row *row)
{
	return row->who == COMMAND_ANYBODY ? "anybody" : "subscribers";
}

static const char *takes_name(enum command_argument takes)
{
	static const char *const names[] = {
		[COMMAND_TAKES_NOTHING] = "nothing",
		[COMMAND_TAKES_LIST] = "list",
		[COMMAND_TAKES_LISTS] = "lists",
		[COMMAND_TAKES_TOKEN] = "token",
		[COMMAND_TAKES_TOPICS] = "topics",
		[COMMAND_TAKES_DATE] = "date",
		[COMMAND_TAKES_LANGUAGE] = "language",
		[COMMAND_TAKES_NUMBER] = "number",
		[COMMAND_TAKES_NAME] = "name",
		[COMMAND_TAKES_ADDRESS] = "address",
	};

	return names[takes];
}

static json_t *strings(const char *const texts[LANG__MAX])
{
	return json_pack(
	    "{s:s, s:s}", "fr", texts[LANG_FR], "en", texts[LANG_EN]);
}

static json_t *words(struct str text, char separator)
{
	json_t *out = json_array();
	struct str word;

	while (text.n > 0 && str_split(&text, separator, &word))
		(void)json_array_append_new(out, json_stringn(word.p, word.n));
	return out;
}

static json_t *names_json(struct arena *arena, const struct command_row *row)
{
	json_t *out = json_object();

	for (int l = 0; l < LANG__MAX; l++) {
		const char **names =
		    command_help_names(arena, row, (enum lang)l);
		json_t *list = json_array();
		for (size_t i = 0; names[i] != NULL; i++)
			(void)json_array_append_new(
			    list, json_string(names[i]));
		(void)json_object_set_new(out, lang_name((enum lang)l), list);
	}
	return out;
}

static json_t *row_json(struct arena *arena, const struct command_row *row)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:s, s:s, s:b, s:b, s:o}",
	    "command", command_help_name(row), "usage", strings(row->shown),
	    "help", strings(row->help), "example", strings(row->example),
	    "names", names_json(arena, row), "takes", takes_name(row->takes),
	    "who", who_name(row), "needs_argument", row->must, "alone",
	    row->grave, "answers", words(str_c(row->answers), ' '));
}

static void print_names(struct arena *arena, const struct command_row *row)
{
	const char *before = "";

	printf("  ");
	for (int l = 0; l < LANG__MAX; l++) {
		const char **names =
		    command_help_names(arena, row, (enum lang)l);
		for (size_t i = 0; names[i] != NULL; i++) {
			printf("%s%s", before, names[i]);
			before = ", ";
		}
	}
	printf("\n");
}

static void print_row(struct arena *arena, const struct command_row *row)
{
	for (int l = 0; l < LANG__MAX; l++)
		printf("%s: %s\n", row->shown[l], row->help[l]);
	print_names(arena, row);
	if (row->who == COMMAND_SUBSCRIBERS)
		printf("  %s\n", _("for those on the list"));
	if (row->grave)
		printf("  %s\n", _("only when the mail says nothing else"));
}

/* Text in roff: no line may begin with a dot, nor hold a backslash. */
static void roff(const char *text)
{
	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '\\')
			printf("\\e");
		else if (*p == '-')
			printf("\\-");
		else
			putchar(*p);
	}
}

static void roff_row(struct arena *arena, const struct command_row *row)
{
	printf(".It Li \"");
	roff(row->shown[LANG_FR]);
	printf("\" , Li \"");
	roff(row->shown[LANG_EN]);
	printf("\"\n\\&");
	roff(row->help[LANG_EN]);
	printf(".\n%s", row->who == COMMAND_SUBSCRIBERS
			    ? "For those who are on the list.\n"
			    : "");
	printf(
	    "%s", row->grave ? "Only when the mail says nothing else.\n" : "");
	printf("Names:\n");
	for (int l = 0; l < LANG__MAX; l++) {
		const char **names =
		    command_help_names(arena, row, (enum lang)l);
		bool last = l + 1 == LANG__MAX;
		for (size_t i = 0; names[i] != NULL; i++) {
			printf(".Li \"");
			roff(names[i]);
			printf("\" %s\n",
			    last && names[i + 1] == NULL ? "." : ",");
		}
	}
	printf("Example:\n.Li \"");
	roff(row->example[LANG_EN]);
	printf("\" .\n");
}

static const char page_head[] =
    ".Dd November 22, 2026\n"
    ".Dt LIAISON-COMMANDS 7\n"
    ".Os\n"
    ".Sh NAME\n"
    ".Nm liaison-commands\n"
    ".Nd what subscribers can write to a liaison site\n"
    ".Sh DESCRIPTION\n"
    "A command is the Subject of a mail to the site's address, to\n"
    ".Li LIST-request\n"
    "or to a newsletter, or a line of its text.\n"
    "It is in French or in English; capital letters, accents, punctuation,\n"
    "politeness and a wrong letter in a long word do not matter, but all of\n"
    "the line must be the command.\n"
    "Several may follow each other, one a line; the first line that is none\n"
    "ends them, and what follows is read by a person.\n"
    "The name of a list may stand behind a command; without it the list is\n"
    "the one whose address the mail was sent to, or the only one that the\n"
    "sender is on.\n"
    ".Bl -tag -width Ds\n";

static const char page_foot[] =
    ".El\n"
    ".Pp\n"
    "A change is made at once when the mailbox's own server says that the\n"
    "sender is authentic; otherwise the address itself is asked to confirm.\n"
    "Sentences that ask for the same are read by a person, but for those\n"
    "that join or leave a list and leave no doubt.\n"
    ".Sh SEE ALSO\n"
    ".Xr liaison 1 ,\n"
    ".Xr liaison.conf 5 ,\n"
    ".Xr liaisond 8\n";

enum { TEXT, PAGE };

static void print_all(struct arena *arena, int form)
{
	if (form == PAGE)
		fputs(page_head, stdout);
	for (size_t i = 0; i < command_table_length; i++)
		if (form == PAGE)
			roff_row(arena, &command_table[i]);
		else
			print_row(arena, &command_table[i]);
	if (form == PAGE)
		fputs(page_foot, stdout);
}

enum err_code cmd_commands(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	bool man = false;
	const struct cli_option options[] = {
		{ .name = "man", .flag = &man },
		{ 0 },
	};
	struct arena arena = { 0 };
	json_t *rows = json_array();

	if (cli_options(options, &argc, argv, 0, 0, err) != ERR_OK) {
		json_decref(rows);
		return err->code;
	}
	for (size_t i = 0; cli->json && i < command_table_length; i++)
		(void)json_array_append_new(
		    rows, row_json(&arena, &command_table[i]));
	if (cli->json)
		out_json(rows);
	else
		json_decref(rows);
	if (!cli->json)
		print_all(&arena, man ? PAGE : TEXT);
	arena_free(&arena);
	return ERR_OK;
}
