/* Orders whose hour has come. */
#include "core/op_order.h"

#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/hook.h"
#include "base/i18n.h"
#include "base/log.h"
#include "core/op_proof.h"
#include "core/op_recur.h"
#include "core/order_files.h"
#include "core/order_tell.h"
#include "store/ledger.h"

enum { VERIFY_SECONDS = 150 }; /* after an approval: two turns of the timer */

enum err_code op_order_open(struct ctx *ctx, struct arena *arena,
    const struct newsletter *row, struct op_newsletter *out, struct err *err)
{
	struct order_frozen frozen = { .db = ctx->db, .row = row };
	const struct news_source source = order_frozen_source(&frozen);
	const struct conf_list *lists[OP_LISTS_MAX];
	struct str rest = str_c(row->lists);
	struct str name;
	size_t count = 0;
	enum err_code rc;

	while (rest.n > 0 && count < OP_LISTS_MAX &&
	       str_split(&rest, ' ', &name)) {
		lists[count] = conf_list(ctx->conf, arena_dup(arena, name));
		if (lists[count++] == NULL)
			return err_set(err, ERR_NOT_FOUND,
			    _("there is no list \"%.*s\" here any more"),
			    STR_ARG(name));
	}
	rc = op_newsletter_read(
	    ctx, arena, &source, lists, count, row->as_of, out, err);
	return rc == ERR_OK ? op_newsletter_make(ctx, arena, out, err) : rc;
}

/* Mailings that an interrupted attempt left. */
static enum err_code clean_up(struct ctx *ctx, struct arena *arena,
    const struct newsletter *row, struct err *err)
{
	int64_t *ids;
	size_t count;
	enum err_code rc =
	    newsletter_preparing(ctx->db, arena, row->id, &ids, &count, err);

	for (size_t i = 0; rc == ERR_OK && i < count; i++)
		op_mailing_abandon(ctx, ids[i]);
	return rc;
}

struct sending {
	struct ctx *ctx;
	const struct newsletter *row;
};

/* In the transaction that starts its mailings: who comes second gives up. */
static enum err_code become_sent(
    void *arg, const struct op_queued *queued, struct err *err)
{
	const struct sending *sending = arg;
	enum err_code rc =
	    newsletter_set_state(sending->ctx->db, sending->row->id,
		NEWSLETTER_SCHEDULED, NEWSLETTER_SENT, clock_now(), err);

	(void)queued;
	hook_point("order.starting");
	return rc;
}

static enum err_code send_made(struct ctx *ctx, struct arena *arena,
    const struct newsletter *row, const struct op_newsletter *made,
    struct op_queued *queued, struct err *err)
{
	struct sending *sending = arena_alloc(arena, sizeof(*sending));
	enum err_code rc = clean_up(ctx, arena, row, err);

	if (rc != ERR_OK)
		return rc;
	*sending = (struct sending){ .ctx = ctx, .row = row };
	queued->again = row->again;
	queued->newsletter = row->id;
	queued->also = become_sent;
	queued->also_arg = sending;
	hook_point("order.before-send");
	rc = op_newsletter_send(ctx, arena, made, queued, err);
	hook_point("order.sent");
	return rc;
}

enum err_code op_order_send(struct ctx *ctx, struct arena *arena,
    const struct newsletter *row, struct op_queued *queued, struct err *err)
{
	struct op_newsletter *made = arena_calloc(arena, 1, sizeof(*made));
	enum err_code rc = op_order_open(ctx, arena, row, made, err);

	return rc == ERR_OK ? send_made(ctx, arena, row, made, queued, err)
			    : rc;
}

/* A step that is one transaction of its own. */
struct turn {
	struct ctx *ctx;
	struct arena *arena;
	const struct newsletter *row;
	struct order_people people;
	const struct op_newsletter *made;
	enum newsletter_state to;
	struct order_told told;
};

static enum err_code in_transaction(struct turn *t,
    enum err_code (*step)(struct turn *t, struct err *err), struct err *err)
{
	enum err_code rc = db_begin(t->ctx->db, err);

	if (rc != ERR_OK)
		return rc;
	order_people(t->ctx, t->arena, t->row->lists, &t->people);
	rc = step(t, err);
	rc = db_end(t->ctx->db, rc, err);
	if (rc == ERR_OK)
		db_wake(t->ctx->db, "sender");
	return rc;
}

/* It comes to rest, and who ordered it is told why. */
static enum err_code settle(struct turn *t, struct err *err)
{
	enum err_code rc = newsletter_set_state(
	    t->ctx->db, t->row->id, t->row->state, t->to, clock_now(), err);

	if (rc == ERR_OK)
		rc = order_tell_editor(
		    t->ctx, t->arena, t->row, &t->people, &t->told, err);
	if (rc == ERR_OK && t->row->approver[0] != '\0' &&
	    !order_same_person(t->arena, t->row->approver, t->row->editor))
		rc = order_tell(t->ctx, t->arena, t->row, &t->people,
		    t->row->approver, &t->told, err);
	return rc;
}

static enum err_code renew_late(struct turn *t, struct err *err)
{
	return op_proof_renew(
	    t->ctx, t->arena, t->row, t->made, NEWSLETTER_WHY_LATE, err);
}

static enum err_code renew_changed(struct turn *t, struct err *err)
{
	enum err_code rc = op_proof_renew(
	    t->ctx, t->arena, t->row, t->made, NEWSLETTER_WHY_CHANGED, err);

	t->told = (struct order_told){ .template = "order", .what = "changed" };
	if (rc == ERR_OK)
		rc = order_tell_editor(
		    t->ctx, t->arena, t->row, &t->people, &t->told, err);
	return rc;
}

/* The list asks for a second editor since it was ordered. */
static enum err_code renew_unapproved(struct turn *t, struct err *err)
{
	return op_proof_renew(
	    t->ctx, t->arena, t->row, t->made, NEWSLETTER_WHY_APPROVAL, err);
}

/*
 * What is wrong with this newsletter or a file that it needs, and not with
 * the database; another was faster is nothing wrong.
 */
static bool is_its_own(enum err_code code)
{
	return code != ERR_DB && code != ERR_BUSY && code != ERR_REFUSED;
}

/* It waits for a person: who ordered it corrects it, or what it needs. */
static enum err_code stop(struct turn *t, enum err_code code, struct err *err)
{
	const char *why = arena_strdup(t->arena, err->text);

	if (!is_its_own(code))
		return code;
	log_event(LOG_WARN, "order", "newsletter=%lld paused text=\"%s\"",
	    (long long)t->row->id, why);
	t->to = NEWSLETTER_PAUSED;
	t->told = (struct order_told){
		.template = "order", .what = "failed", .text = why
	};
	return in_transaction(t, settle, err);
}

/* Approved is what was seen, and nothing else. */
static bool is_as_seen(
    const struct newsletter *row, const struct op_newsletter *made)
{
	return row->approver[0] == '\0' || strcmp(row->seen, made->seen) == 0;
}

static bool is_unapproved(
    const struct newsletter *row, const struct op_newsletter *made)
{
	return row->approver[0] == '\0' && op_order_needs_approval(made);
}

static enum err_code ask_for_approval(struct turn *t, struct err *err)
{
	enum err_code rc = op_order_editor(
	    t->ctx, t->arena, t->row->lists, t->row->editor, err);

	return rc == ERR_OK ? in_transaction(t, renew_unapproved, err) : rc;
}

static enum err_code send_due(
    struct turn *t, bool now, int64_t *count, struct err *err)
{
	struct op_newsletter *made = arena_calloc(t->arena, 1, sizeof(*made));
	struct op_queued queued = { .newsletter = t->row->id };
	bool late = clock_now() - t->row->due > OP_ORDER_LATE;
	enum err_code rc = op_order_open(t->ctx, t->arena, t->row, made, err);

	t->made = made;
	if (rc != ERR_OK)
		return stop(t, rc, err);
	if (!is_as_seen(t->row, made))
		rc = in_transaction(t, renew_changed, err);
	else if (is_unapproved(t->row, made))
		rc = ask_for_approval(t, err);
	else if (now && late)
		rc = in_transaction(t, renew_late, err);
	else if (now)
		rc = send_made(t->ctx, t->arena, t->row, made, &queued, err);
	if (rc != ERR_OK)
		return stop(t, rc, err);
	*count += queued.mailing != 0 ? 1 : 0;
	return ERR_OK;
}

/* The zone's rules of today say when its hour is. */
static enum err_code find_due(
    struct ctx *ctx, struct newsletter *row, struct err *err)
{
	struct date_local local;
	int64_t due = row->due;

	if (date_parse_local(row->send_at, &local))
		(void)date_from_local(&local, row->zone, &due);
	if (due == row->due)
		return ERR_OK;
	row->due = due;
	return newsletter_set_due(ctx->db, row->id, due, err);
}

static enum err_code look_at(struct ctx *ctx, struct arena *arena,
    struct newsletter *row, int64_t *count, struct err *err)
{
	struct turn t = { .ctx = ctx, .arena = arena, .row = row };
	int64_t now = clock_now();
	bool fresh =
	    row->approver[0] != '\0' && now - row->settled < VERIFY_SECONDS;
	bool due;
	enum err_code rc;

	if (row->state == NEWSLETTER_PROOF && row->expires <= now) {
		t.to = NEWSLETTER_EXPIRED;
		t.told = (struct order_told){ .template = "order",
			.what = "expired" };
		return in_transaction(&t, settle, err);
	}
	if (row->state != NEWSLETTER_SCHEDULED)
		return ERR_OK;
	rc = find_due(ctx, row, err);
	/* What has no hour leaves now, even if the clock was put back. */
	due = row->send_at[0] == '\0' || row->due <= now;
	if (rc == ERR_OK && (due || fresh))
		rc = send_due(&t, due, count, err);
	return rc;
}

/* Each with its memory: a newsletter and its files may be large. */
static enum err_code look_at_id(
    struct ctx *ctx, int64_t id, int64_t *count, struct err *err)
{
	struct arena arena = { 0 };
	struct order_people people;
	struct i18n_speech speech;
	struct newsletter row;
	enum err_code rc = newsletter_get(ctx->db, &arena, id, &row, err);

	if (rc == ERR_OK) {
		order_people(ctx, &arena, row.lists, &people);
		/* Its people are told what went wrong. */
		i18n_speak(&speech, ctx_language(ctx, people.list));
		rc = look_at(ctx, &arena, &row, count, err);
		i18n_back(&speech);
	}
	arena_free(&arena);
	return rc == ERR_REFUSED ? ERR_OK : rc; /* another was faster */
}

/* One that fails does not keep the others waiting: the first error. */
static enum err_code look_at_all(
    struct ctx *ctx, int64_t *count, struct err *err)
{
	struct arena arena = { 0 };
	struct newsletter *rows;
	struct err other;
	size_t n = 0;
	enum err_code first = newsletter_open(ctx->db, &arena, &rows, &n, err);

	for (size_t i = 0; i < n && first != ERR_DB && first != ERR_BUSY; i++) {
		bool failed = first != ERR_OK;
		enum err_code rc =
		    look_at_id(ctx, rows[i].id, count, failed ? &other : err);
		if (!failed)
			first = rc;
	}
	arena_free(&arena);
	return first;
}

enum err_code op_order_due(struct ctx *ctx, int64_t *count, struct err *err)
{
	struct err other;
	enum err_code recur = op_recur_due(ctx, err);
	enum err_code rc;

	*count = 0;
	rc = look_at_all(ctx, count, recur == ERR_OK ? err : &other);
	return recur == ERR_OK ? rc : recur;
}
