#include "cli/recap.h"

#include "cli/ends.h"
#include "cli/out.h"

enum { JSON_DOMAINS = 1000 };

enum err_code recap_make(struct cli *cli, struct arena *arena,
    const struct op_newsletter *newsletter, struct recap *recap,
    struct err *err)
{
	enum err_code rc = op_newsletter_count(
	    cli->ctx, arena, newsletter, &recap->readers, err);

	recap->newsletter = newsletter;
	if (rc == ERR_OK && recap->whole)
		rc = op_plan(cli->ctx, arena, newsletter, &recap->plan, err);
	else if (rc == ERR_OK)
		rc = op_plan_brief(
		    cli->ctx, arena, newsletter, &recap->plan, err);
	return rc == ERR_OK ? op_plan_end(cli->ctx, newsletter, &recap->readers,
				  &recap->plan, recap->start, &recap->ends, err)
			    : rc;
}

const char *recap_lists(
    struct arena *arena, const struct op_newsletter *newsletter)
{
	const char *out = "";

	for (size_t i = 0; i < newsletter->target_count; i++)
		out = arena_list(arena, out, newsletter->targets[i].list->name);
	return out;
}

static json_t *number(int64_t value)
{
	return json_integer((json_int_t)value);
}

/* By reason, as programs know it. */
static json_t *nothing_json(const struct op_readers *readers)
{
	static const char *const names[OP_REACH__MAX] = {
		[OP_REACHED] = "reached",
		[OP_EMPTY] = "empty",
		[OP_PAST] = "past",
		[OP_DIGEST] = "digest",
		[OP_NONE] = "none",
		[OP_PAUSED] = "paused",
		[OP_TWICE] = "twice",
	};
	json_t *out = json_object();

	for (int i = OP_REACHED + 1; i < OP_REACH__MAX; i++)
		(void)json_object_set_new(
		    out, names[i], number(readers->by_reach[i]));
	return out;
}

static json_t *lists_json(const struct recap *recap)
{
	json_t *out = json_array();

	for (size_t i = 0; i < recap->newsletter->target_count; i++)
		(void)json_array_append_new(out,
		    json_pack("{s:s, s:I}", "list",
			recap->newsletter->targets[i].list->name, "recipients",
			(json_int_t)recap->readers.by_target[i]));
	return out;
}

static json_t *topics_json(const struct recap *recap)
{
	json_t *out = json_object();

	for (size_t i = 0; i < recap->newsletter->topic_count; i++)
		(void)json_object_set_new(out, recap->newsletter->topics[i],
		    number(recap->readers.by_topic[i]));
	return out;
}

static json_t *variants_json(const struct recap *recap)
{
	const struct op_target *target = &recap->newsletter->targets[0];
	json_t *out = json_object();

	for (size_t v = 0; v < target->variant_count; v++) {
		(void)json_object_set_new(out, target->variants[v].name,
		    number(
			op_readers_of(recap->newsletter, &recap->readers, v)));
	}
	return out;
}

static json_t *warnings_json(const struct news_problems *problems)
{
	json_t *out = json_array();

	for (size_t i = 0; i < problems->count; i++) {
		const struct news_problem *p = &problems->rows[i];
		if (p->level == NEWS_WARNING)
			(void)json_array_append_new(
			    out, json_pack("{s:o, s:I, s:I, s:o}", "file",
				     out_json_string(p->source), "line",
				     (json_int_t)p->line, "column",
				     (json_int_t)p->column, "text",
				     out_json_string(p->text)));
	}
	return out;
}

static void add_plan(const struct recap *recap, json_t *out)
{
	json_t *domains = json_array();
	json_t *changes = json_array();

	for (size_t i = 0; i < recap->plan.domain_count && i < JSON_DOMAINS;
	     i++)
		(void)json_array_append_new(domains,
		    json_pack("{s:o, s:I}", "domain",
			out_json_string(recap->plan.domains[i].name), "count",
			(json_int_t)recap->plan.domains[i].count));
	for (size_t i = 0; i < recap->newsletter->target_count; i++) {
		const struct op_plan_change *c = &recap->plan.changes[i];
		if (c->list != NULL)
			(void)json_array_append_new(changes,
			    json_pack("{s:s, s:o, s:I, s:I, s:I, s:I}", "list",
				c->list->name, "since", out_json_date(c->since),
				"joined", (json_int_t)c->joined, "left",
				(json_int_t)c->left, "suspended",
				(json_int_t)c->suspended, "erased",
				(json_int_t)c->erased));
	}
	(void)json_object_set_new(out, "domains", domains);
	(void)json_object_set_new(
	    out, "domain_count", number((int64_t)recap->plan.domain_count));
	(void)json_object_set_new(out, "changes", changes);
}

json_t *recap_json(const struct recap *recap)
{
	const struct op_newsletter *n = recap->newsletter;
	const int64_t *counts = recap->readers.by_language;
	json_t *out = json_pack(
	    "{s:o, s:s, s:o, s:s, s:I, s:I, s:I, s:o, s:o, s:o, s:I, s:o, s:o,"
	    " s:o, s:o}",
	    "subject", out_json_string(n->subject), "list",
	    n->targets[0].list->name, "lists", lists_json(recap), "language",
	    lang_name(n->language), "recipients",
	    (json_int_t)recap->readers.reached, "fr",
	    (json_int_t)counts[LANG_FR], "en", (json_int_t)counts[LANG_EN],
	    "topics", topics_json(recap), "variants", variants_json(recap),
	    "nothing", nothing_json(&recap->readers), "bytes",
	    (json_int_t)recap->plan.size, "warnings",
	    warnings_json(&n->news.problems), "same",
	    recap->plan.before == 0 ? json_null() : number(recap->plan.before),
	    "starts", out_json_date(recap->start), "ends",
	    ends_json(recap->ends));

	if (recap->whole)
		add_plan(recap, out);
	return out;
}
