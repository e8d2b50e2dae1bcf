/*
 * Mail of machines, mark by mark, and of people whose mail comes near to it:
 * tests/golden/machines.  Each holds a live token or a command, which a
 * machine must leave unused (threats T6, T18, T20).
 */
#include "sample.h"

#define GOLDEN TEST_SOURCE_DIR "/tests/golden/machines/"

static const char *const robots[] = {
	[ROBOT_NONE] = "none",
	[ROBOT_REPLY] = "reply",
	[ROBOT_LIST] = "list",
	[ROBOT_LOOP] = "loop",
	[ROBOT_BOUNCE] = "bounce",
	[ROBOT_REPORT] = "complaint",
	[ROBOT_RECEIPT] = "receipt",
	[ROBOT_SPAM] = "spam",
	[ROBOT_MAYBE] = "maybe",
};

static bool acts(const struct decision *decision)
{
	for (size_t i = 0; i < decision->command_count; i++)
		if (decision->commands[i].action != ACTION_NONE)
			return true;
	return false;
}

static bool is_right(const struct sample *sample)
{
	const struct facts *facts = &sample->facts;

	if (strcmp(robots[facts->robot], sample->expected) != 0 ||
	    strcmp(action_name(sample->decision.action), sample->want) != 0)
		return false;
	return facts->robot == ROBOT_NONE ||
	       (!facts->may_answer && !acts(&sample->decision));
}

static bool check(const struct conf *conf, struct str line)
{
	struct sample sample = { .conf = conf };
	char *file = sample_column(&line, &sample.arena);
	bool right;

	sample.expected = sample_column(&line, &sample.arena);
	sample.want = sample_column(&line, &sample.arena);
	sample_decide(
	    &sample, arena_printf(&sample.arena, "%s%s", GOLDEN, file));
	right = is_right(&sample);
	if (!right)
		print_message("%s: want %s %s, got %s %s (%s)\n", file,
		    sample.expected, sample.want, robots[sample.facts.robot],
		    action_name(sample.decision.action),
		    sample.decision.reason);
	arena_free(&sample.arena);
	return right;
}

static void test_machines_and_people(void **state)
{
	struct arena arena = { 0 };
	struct conf *conf = support_site();
	struct str rest = corpus_read(&arena, GOLDEN "expected.tsv");
	struct str line;
	size_t count = 0;
	size_t wrong = 0;

	(void)state;
	(void)str_line(&rest, &line);
	for (; str_line(&rest, &line) && line.n > 0; count++)
		wrong += check(conf, line) ? 0 : 1;
	assert_true(count > 100);
	assert_int_equal(wrong, 0);
	conf_free(conf);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_machines_and_people),
	};

	return cmocka_run_group_tests_name("machines", tests, NULL, NULL);
}
