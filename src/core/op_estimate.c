#include "core/op_estimate.h"

#include <string.h>

#include "base/clock.h"
#include "core/estimate.h"
#include "core/pacing.h"
#include "core/slow.h"
#include "store/ledger.h"
#include "store/mailing.h"
#include "store/rate.h"

struct gathering {
	struct ctx *ctx;
	const struct op_estimate *spec;
	const struct conf_smtp *relay;
	struct estimate *estimate;
	struct arena arena;
	struct estimate_rival *rivals;
	size_t count;
};

static enum err_code relay_of(struct gathering *g, int64_t list,
    const struct conf_smtp **out, struct err *err)
{
	const struct conf_list *found = NULL;
	char *name;
	enum err_code rc = ERR_OK;

	if (list != 0) {
		rc = list_name(g->ctx->db, &g->arena, list, &name, err);
		if (rc == ERR_OK)
			found = conf_list(g->ctx->conf, name);
	}
	*out = conf_relay_of(g->ctx->conf, found);
	return rc;
}

static int weight(int priority)
{
	return priority < 1 ? 9 : priority > 9 ? 1 : 10 - priority;
}

static enum err_code add_mailing(
    void *ctx, const struct mailing *m, struct err *err)
{
	struct gathering *g = ctx;
	const struct conf_smtp *relay;
	struct estimate_rival *list;
	double rate = 0;
	enum err_code rc = relay_of(g, m->list, &relay, err);

	if (rc != ERR_OK || relay != g->relay || m->state != MAILING_RUNNING)
		return rc;
	rc = rate_get(g->ctx->db, m->id, g->estimate->now, &rate, err);
	g->estimate->rate += rate;
	if (m->id == g->spec->mailing)
		return rc;
	list = arena_calloc(&g->arena, g->count + 1, sizeof(*list));
	for (size_t i = 0; i < g->count; i++)
		list[i] = g->rivals[i];
	list[g->count++] = (struct estimate_rival){
		.left = m->counts[DELIVERY_QUEUED] +
			m->counts[DELIVERY_CLAIMED] +
			m->counts[DELIVERY_SENDING],
		.weight = weight(m->priority),
	};
	g->rivals = list;
	return rc;
}

static void add_brake(void *ctx, const char *domain, const struct brake *brake)
{
	struct estimate *estimate = ctx;

	if (domain[0] == '\0')
		estimate->not_before = slow_until(brake, estimate->now);
}

/* The windows of all recipients, or of a domain. */
static enum err_code read_windows(struct gathering *g,
    const struct pacing *pacing, const char *domain, struct err *err)
{
	struct estimate *e = g->estimate;
	enum err_code rc = ERR_OK;

	e->limits = domain[0] == '\0' ? pacing->all : pacing->domain;
	for (int i = 0; rc == ERR_OK && i < PACE_SPAN__MAX; i++)
		rc = pacing_window(g->ctx->db, pacing, domain,
		    (enum pace_span)i, e->pace, e->windows[i].buckets,
		    &e->windows[i].count, err);
	return rc;
}

/* A domain that has limits of its own may take longer than all the others. */
static enum err_code look_at_domain(struct gathering *g,
    const struct pacing *pacing, int64_t *end, struct err *err)
{
	char found[PACE_DOMAIN_SIZE];
	const char *domain = g->spec->domain;
	int64_t mails = g->spec->domain_mails;
	int64_t last;
	enum err_code rc = ERR_OK;

	if (domain == NULL) {
		rc = pace_domain(g->ctx->db, g->spec->mailing, g->spec->list,
		    found, &mails, err);
		domain = found;
	}
	if (rc == ERR_OK && mails > 0)
		rc = read_windows(g, pacing, domain, err);
	if (rc != ERR_OK || mails == 0)
		return rc;
	last = estimate_end(g->estimate, mails);
	*end = last > *end ? last : *end;
	return ERR_OK;
}

static bool has_domain_limits(const struct pacing *pacing)
{
	const struct pacing domain = { .domain = pacing->domain };

	return pacing_is_limited(&domain);
}

static enum err_code gather(
    struct gathering *g, const struct pacing *pacing, struct err *err)
{
	struct estimate *e = g->estimate;
	struct clock_reading reading;
	enum err_code rc;

	clock_read(&reading);
	e->now = clock_now();
	e->zone = g->relay->timezone;
	if (g->relay->sending_hours != NULL)
		(void)hours_parse(str_c(g->relay->sending_hours), &e->hours);
	rc = pacing_now(g->ctx->db, &reading, &e->pace, err);
	if (rc == ERR_OK)
		rc = brake_each(g->ctx->db, g->relay->name, add_brake, e, err);
	if (g->spec->start > e->not_before)
		e->not_before = g->spec->start;
	if (rc == ERR_OK)
		rc = read_windows(g, pacing, "", err);
	return rc == ERR_OK
		   ? mailing_unfinished(g->ctx->db, add_mailing, g, err)
		   : rc;
}

/* Is the relay out of reach, as its sender has told?  Then nobody knows. */
static enum err_code is_cut_off(struct gathering *g, bool *out, struct err *err)
{
	static const char *const troubles[] = { "smtp/connection", "smtp/auth",
		"smtp/config" };
	enum { TROUBLES = sizeof(troubles) / sizeof(troubles[0]) };
	const char *name = g->relay->name;
	const char **alarms; /* key and text in turn */
	size_t count;
	enum err_code rc =
	    alarm_list(g->ctx->db, &g->arena, &alarms, &count, err);

	*out = false;
	for (size_t i = 0; rc == ERR_OK && i < count * TROUBLES; i++) {
		const char *key = arena_printf(&g->arena, "%s%s%s",
		    troubles[i % TROUBLES], name[0] == '\0' ? "" : "/", name);
		*out |= strcmp(alarms[2 * (i / TROUBLES)], key) == 0;
	}
	return rc;
}

enum err_code op_estimate_end(struct ctx *ctx, const struct op_estimate *spec,
    int64_t *end, struct err *err)
{
	struct estimate estimate = { .now = 0 };
	struct gathering g = {
		.ctx = ctx,
		.spec = spec,
		.estimate = &estimate,
	};
	const struct estimate_rival ours = { spec->mails,
		weight(spec->priority) };
	struct pacing pacing;
	bool cut_off = false;
	enum err_code rc = relay_of(&g, spec->list, &g.relay, err);

	*end = 0;
	if (rc == ERR_OK)
		rc = is_cut_off(&g, &cut_off, err);
	if (rc != ERR_OK || cut_off || spec->mails == 0)
		goto out;
	pacing = pacing_of(g.relay);
	rc = gather(&g, &pacing, err);
	if (rc == ERR_OK)
		*end = estimate_end(
		    &estimate, estimate_ahead(&ours, g.rivals, g.count));
	if (rc == ERR_OK && has_domain_limits(&pacing))
		rc = look_at_domain(&g, &pacing, end, err);
out:
	arena_free(&g.arena);
	return rc;
}
