#include "core/op_plan.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "core/op_estimate.h"
#include "store/figures.h"

/* Domains on their way into a plan. */
struct tally {
	struct arena *arena;
	GHashTable *counts; /* name -> struct op_plan_domain */
};

static enum err_code take_reader(
    void *arg, const struct op_reader *reader, struct err *err)
{
	struct tally *tally = arg;
	const char *at = strrchr(reader->sub.address_key, '@');
	struct op_plan_domain *domain;

	(void)err;
	if (reader->reach != OP_REACHED || at == NULL)
		return ERR_OK;
	domain = g_hash_table_lookup(tally->counts, at + 1);
	if (domain == NULL) {
		domain = arena_alloc(tally->arena, sizeof(*domain));
		domain->name = arena_strdup(tally->arena, at + 1);
		g_hash_table_insert(
		    tally->counts, arena_strdup(tally->arena, at + 1), domain);
	}
	domain->count++;
	return ERR_OK;
}

static int most_first(const void *a, const void *b)
{
	const struct op_plan_domain *one = a;
	const struct op_plan_domain *other = b;

	if (one->count != other->count)
		return one->count < other->count ? 1 : -1;
	return strcmp(one->name, other->name);
}

static void sort_domains(const struct tally *tally, struct op_plan *out)
{
	GHashTableIter iter;
	gpointer value;

	out->domains = arena_calloc(tally->arena,
	    g_hash_table_size(tally->counts) + 1, sizeof(*out->domains));
	g_hash_table_iter_init(&iter, tally->counts);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		out->domains[out->domain_count++] =
		    *(const struct op_plan_domain *)value;
	qsort(
	    out->domains, out->domain_count, sizeof(*out->domains), most_first);
}

static enum err_code count_domains(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *n, struct op_plan *out, struct err *err)
{
	struct tally tally = { .arena = arena,
		.counts = g_hash_table_new(g_str_hash, g_str_equal) };
	enum err_code rc =
	    op_newsletter_readers(ctx, n, take_reader, &tally, err);

	if (rc == ERR_OK)
		sort_domains(&tally, out);
	g_hash_table_destroy(tally.counts);
	return rc;
}

static void take_change(
    void *ctx, const char *action, const char *how, int64_t count)
{
	struct op_plan_change *change = ctx;

	(void)how;
	if (strcmp(action, "subscribe") == 0)
		change->joined += count;
	else if (strcmp(action, "unsubscribe") == 0)
		change->left += count;
	else if (strcmp(action, "suspend") == 0)
		change->suspended += count;
	else if (strcmp(action, "erase") == 0)
		change->erased += count;
}

static enum err_code count_changes(struct ctx *ctx,
    const struct op_target *target, struct op_plan_change *out, struct err *err)
{
	int64_t list = 0;
	enum err_code rc = list_find(ctx->db, target->list->name, &list, err);

	out->list = target->list;
	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	if (rc == ERR_OK)
		rc = figures_last(ctx->db, list, &out->since, err);
	if (rc != ERR_OK || out->since == 0)
		return rc;
	return figures_since(ctx->db, list, out->since, take_change, out, err);
}

/* Of the variants, the one with most in it: its wire bytes. */
static enum err_code measure(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *n, struct op_plan *out, struct err *err)
{
	const struct op_target *target = &n->targets[0];
	const struct op_mailing spec = op_newsletter_mailing(n, target);
	const struct op_variant *largest = NULL;
	struct buf bytes;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < target->variant_count; i++) {
		const struct op_variant *v = &target->variants[i];
		if (!v->empty &&
		    (largest == NULL || v->mail.html.n > largest->mail.html.n))
			largest = v;
	}
	if (largest == NULL)
		return ERR_OK;
	buf_init(&bytes, OP_MAILING_COMPILED);
	rc = op_mailing_compile(ctx, arena, &spec, largest, 0, &bytes, err);
	out->size = (int64_t)bytes.len;
	buf_clear(&bytes);
	return rc;
}

/* Threat T50: is it the same that went out today? */
static enum err_code look_back(struct ctx *ctx, const struct op_newsletter *n,
    struct op_plan *out, struct err *err)
{
	int64_t since = clock_now() - CLOCK_DAY;
	enum err_code rc = ERR_OK;

	for (size_t i = 0;
	     rc == ERR_OK && out->before == 0 && i < n->target_count; i++) {
		int64_t list;
		rc = list_find(ctx->db, n->targets[i].list->name, &list, err);
		if (rc == ERR_OK)
			rc = mailing_same_content(ctx->db, list, n->news.issue,
			    since, &out->before, err);
		if (rc == ERR_NOT_FOUND)
			rc = ERR_OK;
	}
	return rc;
}

/* All of it that leaves through the relay of this target. */
static enum err_code end_of(struct ctx *ctx, const struct op_newsletter *n,
    const struct op_readers *readers, size_t target, struct op_estimate *spec,
    int64_t *end, struct err *err)
{
	const struct conf_list *list = n->targets[target].list;
	enum err_code rc = list_find(ctx->db, list->name, &spec->list, err);

	*end = 0;
	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	spec->mails = 0;
	for (size_t i = 0; i < n->target_count; i++)
		if (conf_relay_of(ctx->conf, n->targets[i].list) ==
		    conf_relay_of(ctx->conf, list))
			spec->mails += readers->by_target[i];
	return rc == ERR_OK ? op_estimate_end(ctx, spec, end, err) : rc;
}

enum err_code op_plan_end(struct ctx *ctx, const struct op_newsletter *n,
    const struct op_readers *readers, const struct op_plan *plan, int64_t start,
    int64_t *end, struct err *err)
{
	struct op_estimate spec = { .start = start,
		.priority = OP_MAILING_PRIORITY };
	enum err_code rc = ERR_OK;

	*end = 0;
	if (ctx->db == NULL)
		return ERR_OK;
	if (plan->domain_count > 0) {
		spec.domain = plan->domains[0].name;
		spec.domain_mails = plan->domains[0].count;
	}
	for (size_t i = 0; rc == ERR_OK && i < n->target_count; i++) {
		int64_t one;
		if (readers->by_target[i] == 0)
			continue;
		rc = end_of(ctx, n, readers, i, &spec, &one, err);
		if (one == 0) { /* nobody knows of all */
			*end = 0;
			return rc;
		}
		*end = one > *end ? one : *end;
	}
	return rc;
}

enum err_code op_plan_brief(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *newsletter, struct op_plan *out,
    struct err *err)
{
	enum err_code rc;

	*out = (struct op_plan){ .size = 0 };
	rc = measure(ctx, arena, newsletter, out, err);
	if (rc == ERR_OK && ctx->db != NULL)
		rc = look_back(ctx, newsletter, out, err);
	return rc;
}

enum err_code op_plan(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *newsletter, struct op_plan *out,
    struct err *err)
{
	enum err_code rc = op_plan_brief(ctx, arena, newsletter, out, err);

	if (rc != ERR_OK || ctx->db == NULL)
		return rc;
	rc = count_domains(ctx, arena, newsletter, out, err);
	for (size_t i = 0; rc == ERR_OK && i < newsletter->target_count; i++)
		rc = count_changes(
		    ctx, &newsletter->targets[i], &out->changes[i], err);
	return rc;
}
