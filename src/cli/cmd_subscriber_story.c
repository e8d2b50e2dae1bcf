#include "cli/cmd_subscriber_story.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/i18n.h"
#include "cli/lists.h"
#include "cli/out.h"
#include "cli/subscriber_json.h"
#include "core/verdict.h"
#include "mail/addr.h"
#include "store/bounce.h"
#include "store/ledger.h"
#include "store/person.h"
#include "store/story.h"

enum { LATEST = 50 };

/* Everything that is told. */
struct story {
	struct arena *arena;
	const char *address;
	struct subscription *subs;
	size_t sub_count;
	struct failing failing; /* score 0: all is well */
	struct story_failure *failures;
	size_t failure_count;
	struct bounce *bounces;
	size_t bounce_count;
	struct person_facts suppressions;
};

static enum err_code gather_person(
    struct cli *cli, const char *key, struct story *story, struct err *err)
{
	struct db *db = cli->ctx->db;
	int64_t subscriber = 0;
	enum err_code rc = subscriber_find(db, key, &subscriber, err);

	if (rc != ERR_OK || subscriber == 0)
		return rc;
	rc = subscription_of(db, story->arena, subscriber, false, &story->subs,
	    &story->sub_count, err);
	if (rc == ERR_OK)
		rc = failing_get(db, subscriber, &story->failing, err);
	if (rc == ERR_OK)
		rc = story_failures(db, story->arena, subscriber, LATEST,
		    &story->failures, &story->failure_count, err);
	if (rc == ERR_OK)
		rc = bounce_list(db, story->arena, subscriber, LATEST,
		    &story->bounces, &story->bounce_count, err);
	return rc;
}

static enum err_code gather(
    struct cli *cli, const char *text, struct story *story, struct err *err)
{
	char hash[CRYPTO_HEX];
	char *address;
	const char *key;
	enum err_code rc = cli_address(story->arena, text, &address, err);

	if (rc != ERR_OK)
		return rc;
	story->address = address;
	key = addr_key(story->arena, address);
	rc = gather_person(cli, key, story, err);
	if (rc != ERR_OK)
		return rc;
	ctx_address_hash(cli->ctx, key, hash);
	rc = person_suppressed(
	    cli->ctx->db, story->arena, hash, &story->suppressions, err);
	if (rc == ERR_OK && story->sub_count == 0 &&
	    story->suppressions.count == 0)
		rc = err_set(
		    err, ERR_NOT_FOUND, _("%s is and was on no list"), address);
	return rc;
}

static const char *list_of(
    struct cli *cli, struct arena *arena, const struct subscription *sub)
{
	struct err unused;
	char *name;

	if (list_name(cli->ctx->db, arena, sub->list, &name, &unused) != ERR_OK)
		return "";
	return name;
}

static void consents(struct cli *cli, struct arena *arena,
    const struct subscription *sub, struct consent **out, size_t *count)
{
	struct err unused;

	if (consent_list(cli->ctx->db, arena, sub->list, sub->subscriber, out,
		count, &unused) != ERR_OK)
		*count = 0;
}

static json_t *places_json(struct cli *cli, const struct story *story)
{
	json_t *out = json_array();

	for (size_t i = 0; i < story->sub_count; i++) {
		json_t *one = subscriber_json(&story->subs[i]);
		json_t *rows = json_array();
		struct consent *records;
		size_t count;
		consents(cli, story->arena, &story->subs[i], &records, &count);
		for (size_t k = 0; k < count; k++)
			(void)json_array_append_new(
			    rows, subscriber_consent_json(&records[k]));
		(void)json_object_set_new(one, "list",
		    out_json_string(
			list_of(cli, story->arena, &story->subs[i])));
		(void)json_object_set_new(one, "consent", rows);
		(void)json_array_append_new(out, one);
	}
	return out;
}

static json_t *failures_json(const struct story *story)
{
	json_t *out = json_array();

	for (size_t i = 0; i < story->failure_count; i++) {
		const struct story_failure *f = &story->failures[i];
		(void)json_array_append_new(
		    out, json_pack("{s:I, s:o, s:s, s:s, s:i, s:s, s:o, s:o}",
			     "mailing", (json_int_t)f->mailing, "subject",
			     out_json_string(f->subject), "state", f->state,
			     "verdict", f->verdict, "code", f->code, "enhanced",
			     f->enhanced, "reply", out_json_string(f->reply),
			     "at", out_json_date(f->at)));
	}
	return out;
}

static json_t *bounces_json(const struct story *story)
{
	json_t *out = json_array();

	for (size_t i = 0; i < story->bounce_count; i++) {
		const struct bounce *b = &story->bounces[i];
		(void)json_array_append_new(out,
		    json_pack("{s:I, s:s, s:s, s:s, s:s, s:o, s:o, s:b, s:o}",
			"mailing", (json_int_t)b->mailing, "source", b->source,
			"class", b->class, "charge",
			bounce_charge_name(b->charge), "verdict", b->verdict,
			"status", out_json_string(b->status), "words",
			out_json_string(b->words), "counted", b->counted, "at",
			out_json_date(b->at)));
	}
	return out;
}

static json_t *failing_json(
    const struct cli *cli, const struct failing *failing)
{
	if (failing->score == 0)
		return json_null();
	return json_pack("{s:I, s:i, s:o, s:s, s:o, s:o}", "score",
	    (json_int_t)failing->score, "limit", cli->conf->bounces.score,
	    "last", out_json_date(failing->last), "step",
	    failing_step_name(failing->step), "since",
	    out_json_date(failing->since), "next", out_json_date(failing->due));
}

static json_t *suppressions_json(const struct story *story)
{
	json_t *out = json_array();

	for (size_t i = 0; i < story->suppressions.count; i++) {
		const struct person_fact *s = &story->suppressions.rows[i];
		(void)json_array_append_new(
		    out, json_pack("{s:o, s:s, s:o}", "list",
			     s->list[0] == '\0' ? json_null()
						: out_json_string(s->list),
			     "reason", s->kind, "at", out_json_date(s->at)));
	}
	return out;
}

static void print_date(int64_t when)
{
	char text[DATE_SIZE];

	date_iso(when, text);
	printf("  %s  ", text);
}

static const char *words_of(const char *verdict)
{
	enum verdict known = verdict_parse(verdict);

	return _(verdict_words(known == VERDICT_NONE ? VERDICT_OTHER : known));
}

static void print_places(struct cli *cli, const struct story *story)
{
	for (size_t i = 0; i < story->sub_count; i++) {
		struct consent *records;
		size_t count;
		subscriber_print(list_of(cli, story->arena, &story->subs[i]),
		    &story->subs[i]);
		consents(cli, story->arena, &story->subs[i], &records, &count);
		for (size_t k = 0; k < count; k++)
			subscriber_print_consent(&records[k]);
		printf("\n");
	}
}

static const char *next_step(const struct failing *failing)
{
	switch (failing->step) {
	case FAILING_COUNTING:
		return _("all is forgotten");
	case FAILING_WAITING:
		return _("a human decides (liaison bounce)");
	case FAILING_SUSPENDED:
		return _("a probe is sent");
	case FAILING_PROBED:
		return _("subscribed again, unless the probe comes back");
	case FAILING_STEP__MAX:
		break;
	}
	return "";
}

static void print_failing(const struct cli *cli, const struct failing *failing)
{
	char when[DATE_SIZE];

	if (failing->score == 0)
		return;
	date_iso(failing->last, when);
	printf(_("score: %lld of %d, the last time on %s\n"),
	    (long long)failing->score, cli->conf->bounces.score, when);
	if (failing->step == FAILING_SUSPENDED) {
		date_iso(failing->since, when);
		printf(_("suspended since: %s\n"), when);
	} else if (failing->step == FAILING_PROBED) {
		date_iso(failing->since, when);
		printf(_("probe sent: %s\n"), when);
	}
	if (failing->due == INT64_MAX) {
		printf(_("next: %s\n"), next_step(failing));
		return;
	}
	date_iso(failing->due, when);
	printf(_("next: %s (%s)\n"), next_step(failing), when);
}

static void print_failures(const struct story *story)
{
	if (story->failure_count > 0)
		printf("%s\n", _("refused by the relay, or not yet taken:"));
	for (size_t i = 0; i < story->failure_count; i++) {
		const struct story_failure *f = &story->failures[i];
		print_date(f->at);
		printf(_("mailing %lld: %s"), (long long)f->mailing,
		    words_of(f->verdict));
		printf("  (%d ", f->code);
		out_puts(f->reply);
		printf(")\n");
	}
}

static const char *charge_words(const struct bounce *b)
{
	switch (b->charge) {
	case BOUNCE_PERSON:
		return b->counted ? _("counts")
				  : _("counts no second time that day");
	case BOUNCE_MAILING:
		return _("charged to the mailing");
	case BOUNCE_COMPLAINT:
		return _("complaint");
	case BOUNCE_NOBODY:
	case BOUNCE_CHARGE__MAX:
		break;
	}
	return _("does not count");
}

static void print_bounces(const struct story *story)
{
	if (story->bounce_count > 0)
		printf("%s\n", _("reports:"));
	for (size_t i = 0; i < story->bounce_count; i++) {
		const struct bounce *b = &story->bounces[i];
		print_date(b->at);
		printf(_("mailing %lld: %s"), (long long)b->mailing,
		    charge_words(b));
		if (b->charge != BOUNCE_COMPLAINT)
			printf(", %s", words_of(b->verdict));
		printf("  (");
		out_puts(b->status);
		printf(" ");
		out_puts(b->words);
		printf(")\n");
	}
}

static void print_suppressions(const struct story *story)
{
	if (story->suppressions.count > 0)
		printf("%s\n", _("no import brings it back:"));
	for (size_t i = 0; i < story->suppressions.count; i++) {
		const struct person_fact *s = &story->suppressions.rows[i];
		print_date(s->at);
		out_puts(s->list[0] == '\0' ? _("every list") : s->list);
		printf(" (%s)\n", s->kind);
	}
}

enum err_code cmd_subscriber_story(
    struct cli *cli, const char *address, struct err *err)
{
	struct arena arena = { 0 };
	struct story story = { .arena = &arena };
	enum err_code rc = gather(cli, address, &story, err);

	if (rc == ERR_OK && cli->json) {
		out_json(json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "address",
		    out_json_string(story.address), "subscriptions",
		    places_json(cli, &story), "failing",
		    failing_json(cli, &story.failing), "failures",
		    failures_json(&story), "bounces", bounces_json(&story),
		    "suppressed", suppressions_json(&story)));
	} else if (rc == ERR_OK) {
		print_places(cli, &story);
		print_failing(cli, &story.failing);
		print_failures(&story);
		print_bounces(&story);
		print_suppressions(&story);
	}
	arena_free(&arena);
	return rc;
}
