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

static enum err_code as_error(
    const struct news_problem *problem, struct err *err)
{
	const char *source = problem->source;

	if (source == NULL)
		return err_set(err, ERR_INPUT, "%s", problem->text);
	if (problem->line == 0)
		return err_set(err, ERR_INPUT, "%s: %s", source, problem->text);
	if (problem->column == 0)
		return err_set(err, ERR_INPUT, "%s:%zu: %s", source,
		    problem->line, problem->text);
	return err_set(err, ERR_INPUT, "%s:%zu:%zu: %s", source, problem->line,
	    problem->column, problem->text);
}

enum err_code news_first_error(
    const struct news_problems *problems, struct err *err)
{
	for (size_t i = 0; i < problems->count; i++)
		if (problems->rows[i].level == NEWS_ERROR)
			return as_error(&problems->rows[i], err);
	return ERR_OK;
}
