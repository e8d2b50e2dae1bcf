#include <stdio.h>

#include "base/i18n.h"
#include "cli/mailing_show.h"
#include "cli/out.h"
#include "core/verdict.h"
#include "store/bounce.h"

static const char *words_of(const char *verdict)
{
	enum verdict known = verdict_parse(verdict);

	return _(verdict_words(known == VERDICT_NONE ? VERDICT_OTHER : known));
}

static void print_one(
    void *ctx, enum delivery_state state, const char *verdict, int64_t count)
{
	const enum delivery_state *wanted = ctx;

	if (state == *wanted)
		printf("    %-8lld %s\n", (long long)count, words_of(verdict));
}

void mailing_print_errors(
    struct cli *cli, int64_t mailing, enum delivery_state state)
{
	struct err unused;

	(void)delivery_verdicts(
	    cli->ctx->db, mailing, print_one, &state, &unused);
}

static void add_one(
    void *ctx, enum delivery_state state, const char *verdict, int64_t count)
{
	json_t *out = ctx;
	const char *key = delivery_state_name(state);
	json_t *by_verdict = json_object_get(out, key);

	if (by_verdict == NULL) {
		by_verdict = json_object();
		(void)json_object_set_new(out, key, by_verdict);
	}
	if (verdict_parse(verdict) == VERDICT_NONE)
		verdict = verdict_name(VERDICT_OTHER);
	count += json_integer_value(json_object_get(by_verdict, verdict));
	(void)json_object_set_new(
	    by_verdict, verdict, json_integer((json_int_t)count));
}

json_t *mailing_errors_json(struct cli *cli, int64_t mailing)
{
	json_t *out = json_object();
	struct err unused;

	if (cli->ctx->db != NULL)
		(void)delivery_verdicts(
		    cli->ctx->db, mailing, add_one, out, &unused);
	return out;
}

static const char *charge_words(enum bounce_charge charge)
{
	switch (charge) {
	case BOUNCE_PERSON:
		return _("addresses that fail");
	case BOUNCE_COMPLAINT:
		return _("complaints");
	case BOUNCE_MAILING:
	case BOUNCE_NOBODY:
	case BOUNCE_CHARGE__MAX:
		break;
	}
	return _("refused later");
}

static void print_report(void *ctx, enum bounce_charge charge,
    const char *verdict, const char *domain, int64_t count)
{
	bool *any = ctx;

	if (!*any)
		printf("%s\n", _("reports that came back:"));
	*any = true;
	printf("    %-8lld ", (long long)count);
	out_puts(domain);
	printf(": %s", charge_words(charge));
	if (charge == BOUNCE_MAILING)
		printf(", %s", words_of(verdict));
	printf("\n");
}

void mailing_print_reports(struct cli *cli, int64_t mailing)
{
	struct err unused;
	bool any = false;

	(void)bounce_charges(
	    cli->ctx->db, mailing, print_report, &any, &unused);
}

/* The object under a key, made if it is not there. */
static json_t *under(json_t *parent, const char *key)
{
	json_t *child = json_object_get(parent, key);

	if (child == NULL) {
		child = json_object();
		(void)json_object_set_new(parent, key, child);
	}
	return child;
}

static void add_report(void *ctx, enum bounce_charge charge,
    const char *verdict, const char *domain, int64_t count)
{
	json_t *by_domain =
	    under(under(ctx, bounce_charge_name(charge)), verdict);

	(void)json_object_set_new(
	    by_domain, domain, json_integer((json_int_t)count));
}

json_t *mailing_reports_json(struct cli *cli, int64_t mailing)
{
	json_t *out = json_object();
	struct err unused;

	if (cli->ctx->db != NULL)
		(void)bounce_charges(
		    cli->ctx->db, mailing, add_report, out, &unused);
	return out;
}
