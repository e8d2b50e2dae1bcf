/*
 * src/core/decide.c over whole mails: the commands that people write and the
 * mail of machines.  A wrong action fails; so does asking a human too often.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "core/decide.h"

#include "../mail/corpus.h"
#include "decide_support.h"
#include "mail/addr.h"

static const unsigned char key[TOKEN_KEY] = { 4, 5, 6 };

enum verdict { RIGHT, MISSED, WRONG };

struct sample {
	struct arena arena;
	const struct conf *conf;
	char *expected; /* the lists, as in the table: "two", "all", "-" */
	char *want;
	char *also;
	struct message message;
	struct report report;
	struct facts facts;
	struct decision decision;
	char token[TOKEN_SIZE];
	char other[TOKEN_SIZE];
};

static char *replace(
    struct arena *arena, const char *text, const char *old, const char *new)
{
	struct buf buf;
	struct str rest = str_c(text);
	char *out;
	size_t at;

	buf_init(&buf, CORPUS_MAIL_MAX);
	while ((at = str_find(rest, str_c(old))) != SIZE_MAX) {
		(void)buf_str(&buf, str_sub(rest, 0, at));
		(void)buf_puts(&buf, new);
		rest = str_from(rest, at + strlen(old));
	}
	(void)buf_str(&buf, rest);
	out = arena_dup(arena, buf_get(&buf));
	buf_clear(&buf);
	return out;
}

static void make_token(char out[TOKEN_SIZE], uint32_t row, const char *who)
{
	struct token token = { .purpose = TOKEN_CONFIRM,
		.row = row,
		.expires = 1790000000 + 7 * CLOCK_DAY };

	token_make(key, &token, str_c("ess-communs"), str_c(who), out);
}

static void read_mail(struct sample *sample, const char *path)
{
	struct str raw = corpus_read(&sample->arena, path);
	struct err err;
	char *text;

	assert_non_null(raw.p);
	make_token(sample->token, 1, "asked");
	make_token(sample->other, 2, "other@example.net");
	text = replace(&sample->arena, raw.p, "@@TOKEN@@", sample->token);
	text = replace(&sample->arena, text, "@@TOKEN_OF_ANOTHER_ADDRESS@@",
	    sample->other);
	assert_int_equal(message_read(&sample->arena, str_c(text), 1 << 25,
			     &sample->message, &err),
	    ERR_OK);
}

static void gather(struct sample *sample, bool member)
{
	struct facts *facts = &sample->facts;
	const char *site = decide_site_id(sample->conf);
	static const char *both[] = { "ess-communs", "lettre" };
	const char **texts;
	char *authres;

	*facts = (struct facts){ .conf = sample->conf };
	facts->sender_key =
	    addr_key(&sample->arena, sample->message.sender_address);
	facts->robot = robot_detect(&sample->message, site, &facts->robot_why);
	facts->may_answer = robot_may_answer(&sample->message, site);
	facts->authres = authres_read(
	    &sample->arena, &sample->message, "mx.example.org", &authres);
	facts->authres_text = authres;
	report_read(&sample->arena, &sample->message, &sample->report);
	facts->report = &sample->report;
	facts->sender_lists = both;
	if (member && strcmp(sample->want, "unsubscribe") == 0)
		facts->sender_list_count = 2;
	facts->token_count = decide_find_tokens(
	    &sample->arena, sample->conf, &sample->message, &texts);
	facts->tokens = arena_calloc(
	    &sample->arena, facts->token_count, sizeof(*facts->tokens));
	for (size_t i = 0; i < facts->token_count; i++) {
		bool own = str_iis(str_c(texts[i]), sample->token);
		facts->tokens[i] = (struct fact_token){ .text = texts[i],
			.purpose = TOKEN_CONFIRM,
			.known = true,
			.valid = true,
			.row = own ? 1 : 2,
			.list = "ess-communs",
			.address =
			    own ? facts->sender_key : "other@example.net",
			.verb = COMMAND_SUBSCRIBE };
	}
}

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

static char *column(struct str *rest, struct arena *arena)
{
	struct str part = { 0 };

	(void)str_split(rest, '\t', &part);
	return arena_dup(arena, part);
}

static void run_line(const struct conf *conf, const char *corpus,
    struct str line, bool member, struct score *score)
{
	struct sample sample = { .conf = conf };
	char *file = column(&line, &sample.arena);
	enum verdict verdict;

	sample.want = column(&line, &sample.arena);
	sample.expected = column(&line, &sample.arena);
	(void)column(&line, &sample.arena);
	(void)column(&line, &sample.arena);
	sample.also = column(&line, &sample.arena);
	read_mail(
	    &sample, corpus_path(&sample.arena,
			 arena_printf(&sample.arena, "%s/%s", corpus, file)));
	gather(&sample, member);
	decide(&sample.arena, &sample.message, &sample.facts, "",
	    &sample.decision);
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
