#include "news/news.h"

#include <stdlib.h>
#include <string.h>

void news_problem(struct news_problems *problems, enum news_level level,
    const char *source, size_t line, size_t column, const char *text)
{
	if (problems->count == NEWS_PROBLEMS_MAX) {
		problems->more = true;
		return;
	}
	if (problems->rows == NULL)
		problems->rows = arena_alloc(problems->arena,
		    NEWS_PROBLEMS_MAX * sizeof(*problems->rows));
	problems->rows[problems->count++] = (struct news_problem){
		.level = level,
		.source = source,
		.line = line,
		.column = column,
		.text = arena_strdup(problems->arena, text),
	};
}

static int by_place(const void *a, const void *b)
{
	const struct news_problem *x = a;
	const struct news_problem *y = b;
	int order = 0;

	if (x->source == NULL || y->source == NULL)
		order = (x->source == NULL) - (y->source == NULL);
	else
		order = strcmp(x->source, y->source);
	if (order == 0)
		order = (x->line > y->line) - (x->line < y->line);
	if (order == 0)
		order = (x->column > y->column) - (x->column < y->column);
	return order != 0 ? order : strcmp(x->text, y->text);
}

void news_problems_sort(struct news_problems *problems)
{
	if (problems->count > 1)
		qsort(problems->rows, problems->count, sizeof(*problems->rows),
		    by_place);
}

const char *news_problem_place(
    struct arena *arena, const struct news_problem *problem)
{
	const char *source = problem->source;

	if (source == NULL)
		return "";
	if (problem->line == 0)
		return arena_printf(arena, "%s: ", source);
	if (problem->column == 0)
		return arena_printf(arena, "%s:%zu: ", source, problem->line);
	return arena_printf(
	    arena, "%s:%zu:%zu: ", source, problem->line, problem->column);
}

struct news_problem news_problem_parse(struct arena *arena, const char *text)
{
	const char *colon = strchr(text, ':');
	struct news_problem out = { .level = NEWS_ERROR };
	char *end = NULL;

	if (colon != NULL)
		out.line = strtoul(colon + 1, &end, 10);
	if (out.line == 0 || *end != ':') {
		out.line = 0;
		out.text = arena_strdup(arena, text);
		return out;
	}
	out.source = arena_dup(arena, str_n(text, (size_t)(colon - text)));
	if (str_is_digit(end[1]))
		out.column = strtoul(end + 1, &end, 10);
	out.text =
	    arena_dup(arena, str_trim(str_c(*end == ':' ? end + 1 : end)));
	return out;
}

enum err_code news_first_error(
    const struct news_problems *problems, struct err *err)
{
	for (size_t i = 0; i < problems->count; i++) {
		const struct news_problem *one = &problems->rows[i];
		if (one->level == NEWS_ERROR)
			return err_set(err, ERR_INPUT, "%s",
			    arena_printf(problems->arena, "%s%s",
				news_problem_place(problems->arena, one),
				one->text));
	}
	return ERR_OK;
}
