/*
 * Lines made at random: none is a command but by the table.  A command line
 * that gets one foreign word, or a negation, is none any more.
 */
#include "core/command_help.h"
#include "core/command_line.h"
#include "core/command_script.h"
#include "site_setup.h"

enum { ROUNDS = 4000, WORDS_MAX = 9, NOW = 1795341600 };

static uint32_t dice;

static size_t roll(size_t sides)
{
	dice = dice * 1664525U + 1013904223U;
	return (dice >> 8) % sides;
}

static void reader_for(struct command_reader *reader, struct arena *arena)
{
	static const struct clause_sender sender = { .name = "Paul Garnier",
		.address = "paul.garnier@example.net" };

	command_reader_init(reader, arena, conf, &sender, NOW);
}

/* Words that belong to no command, and change what others mean. */
static const char *const foreign[] = { "réunion", "ne", "pas", "non", "not",
	"don't", "si", "if", "sauf", "except", "peut-être", "maybe", "jeudi?",
	"because", "parce", "jamais", "never", "question", "hier", "colloque",
	"Jean", "votre", "their", "quand", "when", "sinon", "otherwise", "mais",
	"but", "budget", "2 rue", "x@example.com", "http://a.example",
	"annuler", "cancel", "ou", "or", "vendredi", "problème" };
enum { FOREIGN = sizeof(foreign) / sizeof(foreign[0]) };

/* Words that stand in commands, out of their order. */
static const char *const familiar[] = { "pause", "digest", "lettre", "15",
	"août", "jusqu'au", "thèmes", "+travail", "langue", "anglais", "numéro",
	"12", "merci", "set", "nomail", "fin", "de", "la", "ess-communs",
	"données", "effacer", "corriger", "nom", "opposition", "each", "all",
	"semaines", "until", "last", "get", "2027-08-15", "?", "*" };
enum { FAMILIAR = sizeof(familiar) / sizeof(familiar[0]) };

static const char *example(size_t i)
{
	static const char *const more[] = { "pause lettre 3 semaines",
		"set ess-communs nomail", "thèmes tous", "GET lettre 12",
		"langue en français", "mes données svp", "digest ess-communs",
		"pause until 1 September 2027", "fin de pause lettre",
		"désabonnement lettre", "erase me", "opposition" };
	size_t rows = command_table_length * LANG__MAX;

	i %= rows + sizeof(more) / sizeof(more[0]);
	if (i >= rows)
		return more[i - rows];
	return command_table[i / LANG__MAX].example[i % LANG__MAX];
}

/* The line with a word put before its word number `at`. */
static const char *insert(
    struct arena *arena, const char *line, size_t at, const char *word)
{
	struct str rest = str_c(line);
	struct str part;
	const char *out = "";
	size_t n = 0;

	for (; str_split(&rest, ' ', &part); n++)
		out = arena_printf(arena, "%s%s%s%.*s ", out,
		    n == at ? word : "", n == at ? " " : "", STR_ARG(part));
	return n <= at ? arena_printf(arena, "%s%s", out, word) : out;
}

static void test_a_foreign_word(void **state)
{
	(void)state;
	dice = 1;
	for (size_t i = 0; i < ROUNDS; i++) {
		struct arena arena = { 0 };
		struct command_reader reader;
		struct command_line line;
		const char *from = example(roll(1000));
		const char *text =
		    insert(&arena, from, roll(5), foreign[roll(FOREIGN)]);
		reader_for(&reader, &arena);
		command_line_read(&reader, str_c(text), &line);
		/* A name may be any word that begins with a capital. */
		if (line.row != NULL && line.argument.name == NULL)
			fail_msg("%s: is read as %s", text,
			    command_help_name(line.row));
		arena_free(&arena);
	}
}

/* Whatever is read as a command begins with a name of that command. */
static bool begins_with_name(struct arena *arena,
    const struct command_reader *reader, const char *text,
    const struct command_row *row)
{
	struct command_line shorter;
	struct command_words words;
	const char *front = "";

	command_words_read(arena, str_c(text), &words);
	(void)reader;
	for (size_t i = 0; i < words.n; i++) {
		front = arena_printf(
		    arena, "%s%s%s", front, i == 0 ? "" : " ", words.v[i]);
		for (int l = 0; l < LANG__MAX; l++) {
			const char **names =
			    command_help_names(arena, row, (enum lang)l);
			for (; *names != NULL; names++)
				if (str_ends(str_c(front), str_c(*names)))
					return true;
		}
	}
	command_line_read(reader, str_c(front), &shorter);
	return shorter.row == row && command_table_sets(words.v[0]);
}

static void test_words_at_random(void **state)
{
	size_t commands = 0;

	(void)state;
	dice = 2;
	for (size_t i = 0; i < ROUNDS; i++) {
		struct arena arena = { 0 };
		struct command_reader reader;
		struct command_line line;
		const char *text = "";
		size_t foreigners = 0;
		for (size_t n = 1 + roll(WORDS_MAX); n > 0; n--) {
			bool other = roll(8) == 0;
			text = arena_printf(&arena, "%s %s", text,
			    other ? foreign[roll(FOREIGN)]
				  : familiar[roll(FAMILIAR)]);
			foreigners += other ? 1 : 0;
		}
		reader_for(&reader, &arena);
		command_line_read(&reader, str_c(text), &line);
		if (line.row != NULL) {
			commands++;
			if (foreigners > 0 && line.argument.name == NULL)
				fail_msg("%s: is read as %s", text,
				    command_help_name(line.row));
			assert_true(
			    begins_with_name(&arena, &reader, text, line.row));
		}
		arena_free(&arena);
	}
	assert_true(commands > ROUNDS / 100);
	assert_true(commands < ROUNDS / 4);
}

/* Any bytes: nothing breaks, and nothing is a command by accident. */
static void test_any_bytes(void **state)
{
	(void)state;
	dice = 3;
	for (size_t i = 0; i < ROUNDS; i++) {
		struct arena arena = { 0 };
		struct command_reader reader;
		struct command_line line;
		char text[64];
		size_t n = roll(sizeof(text) - 1);
		for (size_t b = 0; b < n; b++)
			text[b] = (char)(1 + roll(255));
		text[n] = '\0';
		reader_for(&reader, &arena);
		command_line_read(&reader, str_c(text), &line);
		assert_null(line.row);
		(void)command_line_is_polite(&reader, str_c(text));
		arena_free(&arena);
	}
}

/* A greeting, capital letters, thanks and signs change nothing. */
static void test_what_does_not_matter(void **state)
{
	static const char *const before[] = { "", "Bonjour, ", "Hello: ", "* ",
		"- ", "  ", "please " };
	static const char *const after[] = { "", " !", ".", " svp", ", merci",
		" please", "  ", " Merci d'avance" };

	(void)state;
	for (size_t i = 0; i < command_table_length * LANG__MAX; i++) {
		struct arena arena = { 0 };
		struct command_reader reader;
		const struct command_row *row = &command_table[i / LANG__MAX];
		reader_for(&reader, &arena);
		for (size_t b = 0; b < 7; b++)
			for (size_t a = 0; a < 8; a++) {
				struct command_line line;
				const char *text = arena_printf(&arena,
				    "%s%s%s", before[b], example(i), after[a]);
				command_line_read(&reader, str_c(text), &line);
				if (line.row != row)
					fail_msg("%s", text);
			}
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_foreign_word),
		cmocka_unit_test(test_words_at_random),
		cmocka_unit_test(test_any_bytes),
		cmocka_unit_test(test_what_does_not_matter),
	};

	return cmocka_run_group_tests_name(
	    "command property", tests, setup, teardown);
}
