/* What a spam filter says of a mail: of core/check_mail.h. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/program.h"
#include "base/utf8.h"
#include "core/check_mail.h"

enum { SECONDS = 60, ANSWER_MAX = 64 * 1024 * 1024, RULES_MAX = 300 };

static const double noticed = 2.0;

/* "X-Spam-Status: No, score=1.2 required=5.0 tests=A,B\n\tautolearn=..." */
static bool read_status(
    struct arena *arena, struct str answer, double *score, const char **rules)
{
	static const char field[] = "X-Spam-Status:";
	size_t at = str_find(answer, str_c(field));
	char *value;
	char *end;
	const char *tests;

	if (at == SIZE_MAX)
		return false;
	value = arena_dup(arena, str_sub(str_from(answer, at), 0, 2000));
	end = strstr(value, "score=");
	if (end == NULL)
		return false;
	*score = strtod(end + strlen("score="), NULL);
	tests = strstr(value, "tests=");
	*rules = "";
	if (tests != NULL) {
		end = strstr(value, " autolearn=");
		if (end == NULL)
			end = strstr(value, "\tautolearn=");
		if (end != NULL)
			*end = '\0';
		*rules = arena_dup(arena,
		    utf8_cut(str_c(tests + strlen("tests=")), RULES_MAX));
	}
	return true;
}

/* One line, without the folds of the field. */
static const char *one_line(struct arena *arena, const char *rules)
{
	char *copy = arena_strdup(arena, rules);
	size_t n = 0;

	for (const char *p = rules; *p != '\0'; p++)
		if (!str_is_space(*p))
			copy[n++] = *p;
	copy[n] = '\0';
	return copy;
}

static void judge(struct op_newsletter *newsletter, double score,
    const char *rules, struct op_checked *out)
{
	struct arena *arena = newsletter->news.problems.arena;

	if (out->spam != OP_SPAM_SCORED || score > out->score)
		out->score = score;
	out->spam = OP_SPAM_SCORED;
	if (score >= noticed)
		news_problem(&newsletter->news.problems, NEWS_WARNING, NULL, 0,
		    0,
		    arena_printf(arena,
			_("SpamAssassin gives it %.1f points of spam (%s); "
			  "other words may do, 5 is spam"),
			score, one_line(arena, rules)));
}

void check_spam(
    struct op_newsletter *newsletter, struct str mail, struct op_checked *out)
{
	/* Nothing of the network, of a person or of earlier mails. */
	static const char *const argv[] = { "spamassassin", "-L", "-t", "-x",
		"--cf=use_bayes 0", "--cf=use_auto_whitelist 0", NULL };
	const struct program program = {
		.argv = argv,
		.input = mail,
		.seconds = SECONDS,
	};
	struct arena arena = { 0 };
	struct buf answer;
	const char *rules;
	double score;
	struct err err;
	int status;
	enum err_code rc;

	buf_init(&answer, ANSWER_MAX);
	rc = program_run(&program, &answer, &status, &err);
	if (rc == ERR_NOT_FOUND)
		out->spam = OP_SPAM_ABSENT;
	else if (rc != ERR_OK ||
		 !read_status(&arena, buf_get(&answer), &score, &rules))
		out->spam = OP_SPAM_FAILED;
	else
		judge(newsletter, score, rules, out);
	buf_clear(&answer);
	arena_free(&arena);
}
