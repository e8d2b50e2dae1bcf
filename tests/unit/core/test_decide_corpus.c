/*
 * src/core/decide.c over whole mails: the commands that people write and the
 * mail of machines.  A wrong action fails; so does asking a human too often.
 */
#include "sample.h"

enum verdict { RIGHT, MISSED, WRONG };

static bool has_list(const struct decision *decision, const char *list)
{
	for (size_t i = 0; i < decision->command_count; i++)
		if (decision->commands[i].list != NULL &&
		    strcmp(decision->commands[i].list->name, list) == 0)
			return true;
	return false;
}

static bool lists_right(const struct sample *sample)
{
	const struct decision *decision = &sample->decision;

	if (strcmp(sample->expected, "-") == 0)
		return true;
	if (strcmp(sample->expected, "all") == 0 &&
	    decision->command_count == 1 && decision->commands[0].list == NULL)
		return true;
	if (strcmp(sample->expected, "two") == 0 ||
	    strcmp(sample->expected, "all") == 0)
		return has_list(decision, "ess-communs") &&
		       has_list(decision, "lettre");
	return has_list(decision, sample->expected) &&
	       decision->command_count == 1;
}

static enum verdict judge(const struct sample *sample)
{
	const struct decision *decision = &sample->decision;
	const char *got = decision->command_count > 0
			      ? command_name(decision->commands[0].command)
			      : "none";
	bool acts = decision->action == ACTION_APPLY ||
		    decision->action == ACTION_CONFIRM_REQUEST ||
		    decision->action == ACTION_ANSWER;

	if (strcmp(got, "none") == 0 && !acts)
		return strcmp(sample->want, "none") == 0 ||
			       strcmp(sample->also, "none") == 0
			   ? RIGHT
			   : MISSED;
	if (strcmp(got, sample->also) == 0)
		return RIGHT;
	return strcmp(got, sample->want) == 0 && lists_right(sample) ? RIGHT
								     : WRONG;
}

struct score {
	size_t count;
	size_t missed;
	size_t wrong;
};

static void run_line(const struct conf *conf, const char *corpus,
    struct str line, bool member, struct score *score)
{
	struct sample sample = { .conf = conf };
	char *file = sample_column(&line, &sample.arena);
	enum verdict verdict;

	sample.want = sample_column(&line, &sample.arena);
	sample.expected = sample_column(&line, &sample.arena);
	(void)sample_column(&line, &sample.arena);
	(void)sample_column(&line, &sample.arena);
	sample.also = sample_column(&line, &sample.arena);
	sample.member = member && strcmp(sample.want, "unsubscribe") == 0;
	sample_decide(
	    &sample, corpus_path(&sample.arena,
			 arena_printf(&sample.arena, "%s/%s", corpus, file)));
	verdict = judge(&sample);
	score->count++;
	score->missed += verdict == MISSED ? 1 : 0;
	score->wrong += verdict == WRONG ? 1 : 0;
	if (verdict != RIGHT)
		print_message("%s %s: want %s %s, got %s (%s)\n",
		    verdict == WRONG ? "WRONG" : "missed", file, sample.want,
		    sample.expected,
		    support_commands(&sample.arena, &sample.decision),
		    sample.decision.reason);
	arena_free(&sample.arena);
}

static void run(const char *corpus, bool member)
{
	struct arena arena = { 0 };
	struct conf *conf = support_site();
	struct str rest = corpus_read(
	    &arena, corpus_path(&arena,
			arena_printf(&arena, "%s/expected.tsv", corpus)));
	struct score score = { 0 };
	struct str line;

	assert_true(rest.n > 0);
	(void)str_line(&rest, &line);
	while (str_line(&rest, &line))
		if (line.n > 0)
			run_line(conf, corpus, line, member, &score);
	print_message("%s: %zu mails, %zu wrong, %zu missed\n", corpus,
	    score.count, score.wrong, score.missed);
	assert_int_equal(score.wrong, 0);
	assert_true(score.missed * 20 <= score.count);
	conf_free(conf);
	arena_free(&arena);
}

static void test_commands(void **state)
{
	(void)state;
	run("commands", false);
}

static void test_commands_of_members(void **state)
{
	(void)state;
	run("commands", true);
}

static void test_machines(void **state)
{
	(void)state;
	run("autoreplies", false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_commands_of_members),
		cmocka_unit_test(test_machines),
	};

	corpus_need("commands");
	return cmocka_run_group_tests_name("decide corpus", tests, NULL, NULL);
}
