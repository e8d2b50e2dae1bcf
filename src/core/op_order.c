#include "core/op_order.h"

#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/hook.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "core/op_check.h"
#include "core/op_proof.h"
#include "core/order_files.h"
#include "core/order_people.h"
#include "core/rule.h"
#include "news/time.h"
#include "store/ledger.h"

bool op_order_needs_approval(const struct op_newsletter *newsletter)
{
	for (size_t i = 0; i < newsletter->target_count; i++)
		if (newsletter->targets[i].list->approval ==
		    CONF_APPROVAL_EDITOR)
			return true;
	return false;
}

/* "demain 8h" with its date, "2026-12-07 8h"; else the text. */
static const char *dated(
    struct arena *arena, const char *text, const char *zone)
{
	static const struct {
		const char *word;
		int days;
	} words[] = { { "today ", 0 }, { "tomorrow ", 1 }, { "demain ", 1 },
		{ "aujourd'hui ", 0 }, { "aujourd\u2019hui ", 0 } };
	struct str folded = str_c(utf8_fold(arena, str_trim(str_c(text))));
	struct date_local day;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!str_starts(folded, str_c(words[i].word)) ||
		    !date_to_local(clock_now(), zone, &day))
			continue;
		date_add_days(&day, words[i].days);
		return arena_printf(arena, "%04d-%02d-%02d %s", day.year,
		    day.month, day.day, folded.p + strlen(words[i].word));
	}
	return text;
}

bool op_order_is_now(const char *text)
{
	struct str word = str_trim(str_c(text));

	return word.n == 0 || str_iis(word, "now") ||
	       str_iis(word, "maintenant");
}

/* A day with its hour: of a rule, or as files have it. */
static enum err_code read_hour(struct arena *arena, const char *text,
    const char *zone, struct news_written *out, struct err *err)
{
	struct err unused = { 0 };
	struct rule rule;
	int64_t when;

	*out = (struct news_written){ .has_day = true, .has_hour = true };
	if (rule_parse(text, &rule, &unused) == ERR_OK) {
		if (!rule_next(&rule, zone, 0, clock_now(), &when) ||
		    !date_to_local(when, zone, &out->local))
			return err_set(err, ERR_USAGE,
			    _("there is no time zone \"%s\""), zone);
		return ERR_OK;
	}
	if (date_parse_local(text, &out->local) ||
	    (news_time_read(arena, text, out) && out->has_day && out->has_hour))
		return ERR_OK;
	return err_set(err, ERR_USAGE,
	    _("\"%.60s\" is no time; write \"2026-12-07 08:00\", "
	      "\"monday 08:00\", \"tomorrow 08:00\" or \"now\""),
	    text);
}

enum err_code op_order_hour(struct arena *arena, const char *text,
    const char *zone, struct op_hour *out, struct err *err)
{
	char printed[DATE_SIZE];
	struct news_written written;
	struct news_time at;
	enum news_fit fit;
	enum err_code rc;

	*out = (struct op_hour){ .text = "" };
	if (op_order_is_now(text))
		return ERR_OK;
	rc = read_hour(arena, dated(arena, text, zone), zone, &written, err);
	if (rc != ERR_OK)
		return rc;
	if (!news_time_place(&written, zone, &at, &fit))
		return err_set(
		    err, ERR_USAGE, _("there is no time zone \"%s\""), zone);
	date_print_local(&(struct date_local){ at.year, at.month,
			     at.day_of_month, at.hour, at.minute },
	    printed);
	if (at.at <= clock_now())
		return err_set(err, ERR_USAGE,
		    _("%s (%s) is past; give a time to come, or \"now\""),
		    printed, zone);
	*out = (struct op_hour){
		.text = arena_strdup(arena, printed),
		.at = at.at,
		.remark = news_fit_words(arena, fit, &written.local, &at, zone),
	};
	return ERR_OK;
}

const char *op_order_zone(
    const struct op_newsletter *newsletter, const char *send_at)
{
	const struct news_edition *edition =
	    &newsletter->news.editions[newsletter->language];
	const char *zone = edition->front[NEWS_ZONE].text;

	return send_at == NULL && newsletter->news.send_at.at != 0 &&
		       zone != NULL
		   ? zone
		   : newsletter->site.zone;
}

/* An order that is being placed. */
struct placing {
	struct ctx *ctx;
	struct arena *arena;
	const struct op_order *order;
	struct order_files files;
	struct op_newsletter made;
	struct newsletter row;
	struct op_ordered *out;
};

static const char *names_of(
    struct arena *arena, const struct op_newsletter *newsletter)
{
	const char *names = "";

	for (size_t i = 0; i < newsletter->target_count; i++)
		names = arena_printf(arena, "%s%s%s", names, i == 0 ? "" : " ",
		    newsletter->targets[i].list->name);
	return names;
}

/* What the file says of its hour, as somebody would give it. */
static const char *hour_of_file(struct placing *p)
{
	const struct news_time *at = &p->made.news.send_at;
	const struct date_local local = { at->year, at->month, at->day_of_month,
		at->hour, at->minute };
	char text[DATE_SIZE] = "";

	if (at->at != 0)
		date_print_local(&local, text);
	return arena_strdup(p->arena, text);
}

static enum err_code find_hour(struct placing *p, struct err *err)
{
	const char *text = p->order->send_at;
	struct op_hour hour;
	enum err_code rc;

	p->row.zone = op_order_zone(&p->made, text);
	rc = op_order_hour(p->arena, text == NULL ? hour_of_file(p) : text,
	    p->row.zone, &hour, err);
	if (rc != ERR_OK)
		return rc;
	p->row.send_at = hour.text;
	p->row.due = hour.at == 0 ? p->row.created : hour.at;
	p->made.as_of = p->row.as_of = p->row.due;
	return ERR_OK;
}

static enum err_code read_it(struct placing *p, struct err *err)
{
	const struct op_order *order = p->order;
	struct news_source source = order_files_of(&p->files, &order->source);
	struct op_checked unused;
	enum err_code rc = op_newsletter_read(p->ctx, p->arena, &source,
	    order->lists, order->list_count, p->row.created, &p->made, err);

	if (rc == ERR_OK)
		rc = news_first_error(&p->made.news.problems, err);
	if (rc == ERR_OK)
		rc = find_hour(p, err);
	if (rc == ERR_OK)
		rc = op_check(
		    p->ctx, p->arena, &p->made, OP_CHECK_FILES, &unused, err);
	if (rc == ERR_OK)
		rc = news_first_error(&p->made.news.problems, err);
	if (rc == ERR_OK && order->hash != NULL &&
	    strcmp(order->hash, p->made.hash) != 0)
		rc = err_set(err, ERR_BUSY,
		    _("%s was changed meanwhile; look at it and order it "
		      "again"),
		    order->source.name);
	return rc;
}

enum err_code op_order_editor(struct ctx *ctx, struct arena *arena,
    const char *lists, const char *editor, struct err *err)
{
	struct order_people people;

	order_people(ctx, arena, lists, &people);
	if (!people.approval)
		return ERR_OK;
	if (editor[0] == '\0')
		return err_set(err, ERR_USAGE,
		    _("a second editor of %s must approve it; say who you are: "
		      "--editor ADDRESS"),
		    people.list->name);
	if (!order_people_have(arena, &people, editor))
		return err_set(err, ERR_USAGE,
		    _("%s is no editor of %s; one of list.%s.editors orders "
		      "what another one approves"),
		    editor, people.list->name, people.list->name);
	return ERR_OK;
}

static enum err_code refuse_twice(struct placing *p, struct err *err)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < p->made.target_count; i++)
		rc = op_mailing_refuse_twice(
		    p->ctx, p->made.targets[i].list, p->made.news.issue, err);
	return rc;
}

static enum err_code withdraw_from(struct ctx *ctx, struct arena *arena,
    const struct newsletter *like, size_t *withdrawn, struct err *err)
{
	int64_t *ids;
	size_t count;
	struct newsletter old;
	enum err_code rc =
	    newsletter_same(ctx->db, arena, like, &ids, &count, err);

	for (size_t i = 0; rc == ERR_OK && i < count; i++) {
		rc = newsletter_get(ctx->db, arena, ids[i], &old, err);
		if (rc == ERR_OK)
			rc = newsletter_set_state(ctx->db, ids[i], old.state,
			    NEWSLETTER_CANCELLED, clock_now(), err);
	}
	*withdrawn += rc == ERR_OK ? count : 0;
	return rc;
}

enum err_code op_order_withdraw(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *newsletter, const char *origin,
    const char *name, size_t *withdrawn, struct err *err)
{
	struct newsletter like = { .origin = origin, .name = name };
	enum err_code rc = ERR_OK;

	*withdrawn = 0;
	for (size_t i = 0; rc == ERR_OK && i < newsletter->target_count; i++) {
		like.lists = newsletter->targets[i].list->name;
		rc = withdraw_from(ctx, arena, &like, withdrawn, err);
	}
	return rc;
}

/* Who sends it by mail publishes on each list that it names. */
static enum err_code is_editor_of_all(struct placing *p, struct err *err)
{
	struct order_people people;

	for (size_t i = 0; i < p->made.target_count; i++) {
		const char *list = p->made.targets[i].list->name;
		order_people(p->ctx, p->arena, list, &people);
		if (!order_people_have(p->arena, &people, p->order->editor))
			return err_set(err, ERR_USAGE,
			    _("%s is no editor of %s"), p->order->editor, list);
	}
	return ERR_OK;
}

static void fill_row(struct placing *p)
{
	const struct op_order *order = p->order;
	bool proof = order->proof || op_order_needs_approval(&p->made);

	p->row.lists = names_of(p->arena, &p->made);
	p->row.name = order->source.name;
	p->row.origin = order->origin;
	p->row.subject = p->made.subject;
	p->row.hash = p->made.hash;
	p->row.seen = p->made.seen;
	p->row.state = proof ? NEWSLETTER_PROOF : NEWSLETTER_SCHEDULED;
	if (proof)
		p->row.why = order->proof ? NEWSLETTER_WHY_MAIL
					  : NEWSLETTER_WHY_APPROVAL;
	p->row.author = p->ctx->actor;
	p->row.editor = order->editor;
	p->row.again = order->again;
}

static enum err_code store(struct placing *p, struct err *err)
{
	const struct op_order *order = p->order;
	enum err_code rc = ERR_OK;

	fill_row(p);
	if (order->also != NULL)
		rc = order->also(order->also_arg, err);
	if (rc == ERR_OK && !order->again)
		rc = refuse_twice(p, err);
	if (rc == ERR_OK)
		rc = op_order_withdraw(p->ctx, p->arena, &p->made,
		    order->origin, order->source.name, &p->out->withdrawn, err);
	if (rc == ERR_OK && p->row.state == NEWSLETTER_SCHEDULED)
		rc = newsletter_add(p->ctx->db, &p->row, err);
	else if (rc == ERR_OK)
		rc = op_proof_add(
		    p->ctx, p->arena, &p->row, &p->made, &p->out->proofs, err);
	if (rc == ERR_OK)
		rc = order_files_keep(p->ctx->db, p->row.id, &p->files, err);
	if (rc == ERR_OK)
		rc = event_add(p->ctx->db, p->ctx->actor, "order", 0,
		    p->row.subject, p->row.created, err);
	return rc;
}

enum err_code op_order_place(struct ctx *ctx, struct arena *arena,
    const struct op_order *order, struct op_ordered *out, struct err *err)
{
	struct placing *p = arena_calloc(arena, 1, sizeof(*p));
	bool own = !db_in_transaction(ctx->db);
	enum err_code rc;

	*p = (struct placing){
		.ctx = ctx, .arena = arena, .order = order, .out = out
	};
	*out = (struct op_ordered){ .id = 0 };
	p->row.created = clock_now();
	rc = read_it(p, err);
	if (rc == ERR_OK)
		rc = op_order_editor(
		    ctx, arena, names_of(arena, &p->made), order->editor, err);
	if (rc == ERR_OK && order->proof)
		rc = is_editor_of_all(p, err);
	if (rc == ERR_OK && own)
		rc = db_begin(ctx->db, err);
	if (rc != ERR_OK)
		return rc;
	rc = db_part_begin(ctx->db, err);
	if (rc == ERR_OK)
		rc = db_part_end(ctx->db, store(p, err), err);
	if (own)
		rc = db_end(ctx->db, rc, err);
	hook_point("order.placed");
	if (rc != ERR_OK)
		return rc;
	out->id = p->row.id;
	out->state = p->row.state;
	out->due = p->row.send_at[0] == '\0' ? 0 : p->row.due;
	if (own) {
		db_wake(ctx->db, "sender");
		db_wake(ctx->db, "timer");
	}
	return ERR_OK;
}

const char *op_order_state_words(enum newsletter_state state)
{
	switch (state) {
	case NEWSLETTER_PROOF:
		return _("waits for an approval");
	case NEWSLETTER_SCHEDULED:
		return _("scheduled");
	case NEWSLETTER_PAUSED:
		return _("paused");
	case NEWSLETTER_SENT:
		return _("sent");
	case NEWSLETTER_REFUSED:
		return _("refused");
	case NEWSLETTER_CANCELLED:
		return _c("newsletter", "cancelled");
	case NEWSLETTER_EXPIRED:
		return _("not approved in time");
	case NEWSLETTER_STATE__MAX:
		break;
	}
	return "";
}

/* A word of the command line, and of the events. */
static const char *verb_of(enum newsletter_state to)
{
	return to == NEWSLETTER_PAUSED      ? "pause"
	       : to == NEWSLETTER_SCHEDULED ? "resume"
					    : "cancel";
}

static enum err_code refused(struct ctx *ctx, const struct newsletter *row,
    enum newsletter_state to, struct err *err)
{
	int64_t mailing = 0;
	enum err_code rc = newsletter_mailing(ctx->db, row->id, &mailing, err);

	if (rc != ERR_OK)
		return rc;
	if (mailing != 0) /* it leaves: who is in a hurry is told what to do */
		return err_set(err, ERR_REFUSED,
		    _("newsletter order %lld became mailing %lld; say "
		      "\"liaison newsletter %s %lld\""),
		    (long long)row->id, (long long)mailing, verb_of(to),
		    (long long)mailing);
	if (row->state == to)
		return err_set(err, ERR_REFUSED,
		    _("newsletter order %lld is %s already"),
		    (long long)row->id, op_order_state_words(to));
	return err_set(err, ERR_REFUSED,
	    to == NEWSLETTER_PAUSED
		? _("newsletter order %lld cannot be paused: it is in the "
		    "state \"%s\"")
	    : to == NEWSLETTER_SCHEDULED
		? _("newsletter order %lld cannot be resumed: it is in the "
		    "state \"%s\"")
		: _("newsletter order %lld cannot be cancelled: it is in the "
		    "state \"%s\""),
	    (long long)row->id, op_order_state_words(row->state));
}

enum err_code op_order_set_state(struct ctx *ctx, struct arena *arena,
    int64_t id, enum newsletter_state state, struct err *err)
{
	static const bool
	    allowed[NEWSLETTER_STATE__MAX][NEWSLETTER_STATE__MAX] = {
		    [NEWSLETTER_PROOF] = { [NEWSLETTER_CANCELLED] = true },
		    [NEWSLETTER_SCHEDULED] = { [NEWSLETTER_CANCELLED] = true,
			[NEWSLETTER_PAUSED] = true },
		    [NEWSLETTER_PAUSED] = { [NEWSLETTER_CANCELLED] = true,
			[NEWSLETTER_SCHEDULED] = true },
	    };
	struct newsletter row;
	int64_t now = clock_now();
	enum err_code rc = newsletter_get(ctx->db, arena, id, &row, err);

	if (rc != ERR_OK)
		return rc;
	if (!allowed[row.state][state])
		return refused(ctx, &row, state, err);
	rc = db_begin(ctx->db, err);
	if (rc != ERR_OK)
		return rc;
	rc = newsletter_set_state(ctx->db, id, row.state, state, now, err);
	if (rc == ERR_OK)
		rc = event_add(ctx->db, ctx->actor, verb_of(state), 0,
		    row.subject, now, err);
	rc = db_end(ctx->db, rc, err);
	if (rc == ERR_OK && state == NEWSLETTER_SCHEDULED)
		db_wake(ctx->db, "timer");
	return rc;
}
