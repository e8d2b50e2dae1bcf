/* src/core/command_table.c: table, reader and help say the same. */
#include "core/command_table.h"

#include "base/utf8.h"
#include "core/command_help.h"
#include "core/command_line.h"
#include "site_setup.h"
#include "tmpl/tmpl.h"

static void reader_for(struct command_reader *reader, struct arena *arena)
{
	static const struct clause_sender sender = { .name = "Paul Garnier",
		.address = "paul.garnier@example.net" };

	command_reader_init(reader, arena, conf, &sender, 1795341600);
}

/* Something that the row takes. */
static const char *argument_of(const struct command_row *row)
{
	switch (row->takes) {
	case COMMAND_TAKES_TOPICS:
		return "+travail";
	case COMMAND_TAKES_DATE:
		return "15/08/2027";
	case COMMAND_TAKES_LANGUAGE:
		return "fr";
	case COMMAND_TAKES_NUMBER:
		return "12";
	case COMMAND_TAKES_NAME:
		return "Jeanne Martin";
	case COMMAND_TAKES_ADDRESS:
		return "jeanne@example.com";
	case COMMAND_TAKES_NOTHING:
	case COMMAND_TAKES_LIST:
	case COMMAND_TAKES_LISTS:
	case COMMAND_TAKES_TOKEN:
		break;
	}
	return "";
}

static bool is_mode(const struct command_row *row)
{
	return row->command == COMMAND_DELIVERY;
}

static void found(const struct command_reader *reader, const char *line,
    const struct command_row *row)
{
	struct command_line command;

	command_line_read(reader, str_c(line), &command);
	if (command.row != row)
		fail_msg("%s: is read as %s, not as %s", line,
		    command.row == NULL ? "no command"
					: command_help_name(command.row),
		    command_help_name(row));
}

static void test_every_name_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < command_table_length; i++) {
		const struct command_row *row = &command_table[i];
		struct arena arena = { 0 };
		struct command_reader reader;
		reader_for(&reader, &arena);
		for (int l = 0; l < LANG__MAX; l++) {
			const char **names =
			    command_help_names(&arena, row, (enum lang)l);
			assert_non_null(names[0]);
			for (size_t n = 0; names[n] != NULL; n++) {
				found(&reader,
				    arena_printf(&arena, "%s %s", names[n],
					argument_of(row)),
				    row);
				if (is_mode(row))
					found(&reader,
					    arena_printf(&arena,
						"%s ess-communs", names[n]),
					    row);
			}
			found(&reader, row->example[l], row);
		}
		arena_free(&arena);
	}
}

/* What help shows begins with one of the names. */
static void test_what_is_shown_is_a_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < command_table_length; i++)
		for (int l = 0; l < LANG__MAX; l++) {
			const struct command_row *row = &command_table[i];
			struct arena arena = { 0 };
			const char **names =
			    command_help_names(&arena, row, (enum lang)l);
			const char *shown =
			    utf8_fold(&arena, str_c(row->shown[l]));
			bool starts = false;
			for (size_t n = 0; names[n] != NULL; n++)
				starts = starts || str_starts(str_c(shown),
						       str_c(utf8_fold(&arena,
							   str_c(names[n]))));
			if (!starts)
				fail_msg("%s is no name", row->shown[l]);
			assert_true(row->help[l][0] != '\0');
			arena_free(&arena);
		}
}

/* One name means one thing. */
static void test_no_name_stands_twice(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < command_table_length; i++)
		for (size_t j = 0; j < i; j++)
			for (int l = 0; l < LANG__MAX * LANG__MAX; l++) {
				const char **a = command_help_names(&arena,
				    &command_table[i],
				    (enum lang)(l % LANG__MAX));
				const char **b = command_help_names(&arena,
				    &command_table[j],
				    (enum lang)(l / LANG__MAX));
				for (; *a != NULL; a++)
					for (size_t n = 0; b[n] != NULL; n++)
						assert_string_not_equal(
						    *a, b[n]);
			}
	arena_free(&arena);
}

/* The help mail names every command that it does not leave out. */
static void test_help_mail(void **state)
{
	(void)state;
	for (int l = 0; l < LANG__MAX; l++) {
		struct arena arena = { 0 };
		struct tmpl_place place = { .lang = (enum lang)l,
			.fallback = (enum lang)l };
		json_t *data = json_pack("{s:o, s:{s:s}}", "commands",
		    command_help_variables((enum lang)l), "site", "name", "S");
		struct tmpl_mail mail;
		struct err err = { 0 };
		if (tmpl_render(&arena, &place, "help", data, &mail, &err) !=
		    ERR_OK)
			fail_msg("%s", err.text);
		for (size_t i = 0; i < command_table_length; i++) {
			const struct command_row *row = &command_table[i];
			bool there = str_find(mail.text,
					 str_c(row->shown[l])) != SIZE_MAX;
			assert_true(there || row->unsaid);
		}
		json_decref(data);
		arena_free(&arena);
	}
}

/* Whatever a row answers with is a template, in both languages. */
static void test_answers_are_templates(void **state)
{
	(void)state;
	for (size_t i = 0; i < command_table_length; i++) {
		struct str rest = str_c(command_table[i].answers);
		struct arena arena = { 0 };
		struct str name;
		while (rest.n > 0 && str_split(&rest, ' ', &name))
			for (int l = 0; l < LANG__MAX; l++)
				if (asset_find(arena_printf(&arena,
					"templates/%s/%.*s.txt",
					lang_name((enum lang)l),
					STR_ARG(name))) == NULL)
					fail_msg("no template %s/%.*s",
					    lang_name((enum lang)l),
					    STR_ARG(name));
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_name_is_found),
		cmocka_unit_test(test_what_is_shown_is_a_name),
		cmocka_unit_test(test_no_name_stands_twice),
		cmocka_unit_test(test_help_mail),
		cmocka_unit_test(test_answers_are_templates),
	};

	return cmocka_run_group_tests_name(
	    "command table", tests, setup, teardown);
}
