#include "core/op_check.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "core/check_mail.h"
#include "core/notify.h"
#include "news/review.h"

/* What its texts may use: the first list's, and the fields of all lists. */
static json_t *variables(
    struct ctx *ctx, struct arena *arena, const struct op_newsletter *n)
{
	json_t *out =
	    op_mailing_variables(ctx, arena, n->targets[0].list, n->language);

	for (size_t i = 0; i < n->site.field_count; i++)
		if (json_object_get(out, n->site.fields[i]) == NULL)
			(void)json_object_set_new(
			    out, n->site.fields[i], json_string(""));
	return out;
}

struct tally {
	int64_t now;
	int64_t readers[LANG__MAX];
};

static enum err_code count_one(
    void *arg, const struct subscription *sub, struct err *err)
{
	struct tally *tally = arg;

	(void)err;
	if (sub->delivery == SUB_EACH && !sub_is_paused(sub, tally->now))
		tally->readers[sub->language]++;
	return ERR_OK;
}

static enum err_code count_readers(struct ctx *ctx,
    const struct conf_list *list, struct tally *tally, struct err *err)
{
	int64_t id;
	enum err_code rc = ERR_NOT_FOUND;

	if (ctx->db != NULL)
		rc = list_find(ctx->db, list->name, &id, err);
	if (rc == ERR_NOT_FOUND) /* nobody was ever on it */
		return ERR_OK;
	if (rc == ERR_OK)
		rc = subscription_each(
		    ctx->db, id, SUB_ACTIVE, count_one, tally, err);
	return rc;
}

static enum err_code review(struct ctx *ctx, struct arena *arena,
    struct op_newsletter *n, bool draft, struct op_checked *out,
    struct err *err)
{
	const struct conf_site *site = &ctx->conf->site;
	struct news_review review = {
		.news = &n->news,
		.site = &n->site,
		.has_rights = site->rights[n->language] != NULL,
		.draft = draft,
		.now = n->as_of,
	};
	json_t *data;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < n->target_count; i++) {
		const struct conf_list *list = n->targets[i].list;
		struct tally tally = { .now = clock_now() };
		rc = count_readers(ctx, list, &tally, err);
		for (size_t l = 0; l < LANG__MAX; l++) {
			review.readers[l] += tally.readers[l];
			out->readers += tally.readers[l];
		}
		if (rc == ERR_OK && tally.readers[LANG_FR] == 0 &&
		    tally.readers[LANG_EN] == 0)
			news_problem(&n->news.problems, NEWS_WARNING, NULL, 0,
			    0,
			    arena_printf(arena,
				_("nobody on the list %s gets newsletters "
				  "yet; add people, or send it to another "
				  "list"),
				list->name));
	}
	if (rc != ERR_OK)
		return rc;
	data = variables(ctx, arena, n);
	review.data = data;
	news_review(&review, &n->news.problems);
	json_decref(data);
	return ERR_OK;
}

/* The one that an edition asks for is there, in a language or another. */
static void look_for_template(struct ctx *ctx, struct arena *arena,
    struct op_newsletter *n, const struct news_edition *edition)
{
	const struct news_value *value = &edition->front[NEWS_TEMPLATE];
	struct tmpl_place place =
	    notify_place(ctx, n->targets[0].list, edition->language);
	struct tmpl_file unused;
	struct err err;

	if (value->text == NULL || tmpl_find(arena, &place, value->text, "txt",
				       &unused, &err) == ERR_OK)
		return;
	news_problem(&n->news.problems, NEWS_ERROR, edition->source,
	    value->line, value->column,
	    arena_printf(arena,
		_("there is no template \"%s\"; it can be newsletter, "
		  "announcement, invitation or one of your own (see \"liaison "
		  "template list\")"),
		value->text));
}

/* "FILE:LINE:COLUMN: sentence" of a rendering, as a problem. */
static void take_error(struct op_newsletter *n, const char *text)
{
	struct news_problems *problems = &n->news.problems;
	const struct news_problem found =
	    news_problem_parse(problems->arena, text);

	news_problem(problems, found.level, found.source, found.line,
	    found.column, found.text);
}

static bool is_finding(enum err_code rc)
{
	return rc == ERR_INPUT || rc == ERR_NOT_FOUND || rc == ERR_LIMIT;
}

static enum err_code check(struct ctx *ctx, struct arena *arena,
    struct op_newsletter *n, enum op_check_depth depth, struct op_checked *out,
    struct err *err)
{
	struct err unused;
	enum err_code rc =
	    review(ctx, arena, n, depth == OP_CHECK_DRAFT, out, err);

	for (size_t i = 0; rc == ERR_OK && i < LANG__MAX; i++)
		if (n->news.editions[i].source != NULL)
			look_for_template(ctx, arena, n, &n->news.editions[i]);
	if (rc != ERR_OK ||
	    news_first_error(&n->news.problems, &unused) != ERR_OK)
		return rc;
	rc = op_newsletter_make(ctx, arena, n, err);
	if (is_finding(rc)) {
		take_error(n, err->text);
		return ERR_OK;
	}
	if (rc != ERR_OK || depth <= OP_CHECK_FILES)
		return rc;
	return check_mails(ctx, arena, n, depth == OP_CHECK_SPAM, out, err);
}

enum err_code op_check(struct ctx *ctx, struct arena *arena,
    struct op_newsletter *newsletter, enum op_check_depth depth,
    struct op_checked *out, struct err *err)
{
	const struct news_problems *problems = &newsletter->news.problems;
	enum err_code rc = ERR_OK;

	*out = (struct op_checked){ 0 };
	if (newsletter->target_count > 0)
		rc = check(ctx, arena, newsletter, depth, out, err);
	news_problems_sort(&newsletter->news.problems);
	for (size_t i = 0; i < problems->count; i++)
		if (problems->rows[i].level == NEWS_ERROR)
			out->errors++;
		else
			out->warnings++;
	return rc;
}
