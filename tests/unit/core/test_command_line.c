/* src/core/command_line.c and command_date.c: lines that are commands. */
#include "core/command_line.h"

#include "base/date.h"
#include "site_setup.h"

enum { NOW = 1795341600 }; /* 22 November 2026, 11:00 in Paris */

/* "pause 2027-08-15 lettre"; "-" for no command. */
static const char *summary(struct arena *arena, const struct command_line *line)
{
	const struct argument *argument = &line->argument;
	const char *text;
	char day[DATE_SIZE] = "";

	if (line->row == NULL)
		return "-";
	text = line->row->command == COMMAND_NONE
		   ? "end"
		   : command_name(line->row->command);
	if (line->row->command == COMMAND_DELIVERY)
		text = arena_printf(arena, "%s %s", text,
		    sub_delivery_name(argument->delivery));
	if (argument->until != 0) {
		assert_true(
		    date_local_day(argument->until, conf->site.timezone, day));
		text = arena_printf(arena, "%s %s", text, day);
	}
	if (argument->topics[0] != '\0')
		text = arena_printf(arena, "%s %s", text, argument->topics);
	if (line->row->command == COMMAND_LANGUAGE)
		text = arena_printf(
		    arena, "%s %s", text, lang_name(argument->language));
	if (argument->number != 0)
		text =
		    arena_printf(arena, "%s %d", text, (int)argument->number);
	if (argument->name != NULL)
		text = arena_printf(arena, "%s %s", text, argument->name);
	if (argument->to_address != NULL)
		text = arena_printf(arena, "%s %s", text, argument->to_address);
	for (size_t i = 0; i < line->list_count; i++)
		text = arena_printf(arena, "%s %s", text, line->lists[i]->name);
	return line->all_lists ? arena_printf(arena, "%s *", text) : text;
}

static void reader_for(struct command_reader *reader, struct arena *arena)
{
	static const struct clause_sender sender = { .name = "Paul Garnier",
		.address = "paul.garnier@example.net" };

	command_reader_init(reader, arena, conf, &sender, NOW);
}

struct row {
	const char *line;
	const char *want;
};

static const struct row rows[] = {
#include "command_line_rows.h"
};

static const struct row traps[] = {
#include "command_line_traps.h"
};

static size_t run(const struct row *table, size_t count, bool trap)
{
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		struct arena arena = { 0 };
		struct command_reader reader;
		struct command_line line;
		const char *want = trap ? "-" : table[i].want;
		const char *got;
		reader_for(&reader, &arena);
		command_line_read(&reader, str_c(table[i].line), &line);
		got = summary(&arena, &line);
		if (strcmp(got, want) != 0) {
			wrong++;
			print_message("%s\n  got %s, want %s\n", table[i].line,
			    got, want);
		}
		arena_free(&arena);
	}
	return wrong;
}

static void test_commands(void **state)
{
	(void)state;
	assert_int_equal(run(rows, sizeof(rows) / sizeof(rows[0]), false), 0);
}

static void test_traps(void **state)
{
	(void)state;
	assert_int_equal(run(traps, sizeof(traps) / sizeof(traps[0]), true), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_traps),
	};

	return cmocka_run_group_tests_name(
	    "command line", tests, setup, teardown);
}
