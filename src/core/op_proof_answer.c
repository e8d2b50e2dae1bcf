/* What an editor's answer to a proof does. */
#include "core/op_proof.h"

#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "core/order_tell.h"
#include "store/ledger.h"

struct answering {
	struct ctx *ctx;
	struct arena *arena;
	const struct op_answered *in;
	bool tell;
	struct newsletter row;
	struct order_people people;
};

/* Whose doing it was that is told. */
static const char *who_of(const struct answering *a, const char *what)
{
	if (strcmp(what, "other_address") == 0)
		return a->in->from;
	return a->row.approver[0] != '\0' ? a->row.approver : a->row.editor;
}

/* To the writer of the answer. */
static enum err_code answer(
    struct answering *a, const char *what, struct err *err)
{
	const struct order_told told = {
		.template = "order-answer",
		.what = what,
		.who = who_of(a, what),
		.message_id = a->in->message_id,
		.references = a->in->references,
	};

	if (!a->tell)
		return ERR_OK;
	return order_tell(
	    a->ctx, a->arena, &a->row, &a->people, a->in->address, &told, err);
}

/* To who ordered it, if that is not who answered. */
static enum err_code tell_editor(
    struct answering *a, const char *what, struct str forward, struct err *err)
{
	const struct order_told told = {
		.template = "order",
		.what = what,
		.who = a->in->address,
		.forward = forward,
	};

	if (order_same_person(a->arena, a->row.editor, a->in->address))
		return ERR_OK;
	return order_tell_editor(
	    a->ctx, a->arena, &a->row, &a->people, &told, err);
}

/* Why this answer can have no effect, as a section of "order-answer". */
static const char *obstacle(const struct answering *a)
{
	const struct newsletter *row = &a->row;

	if (!order_same_person(a->arena, a->in->from, a->in->address))
		return "other_address";
	if (a->people.list == NULL ||
	    !order_people_have(a->arena, &a->people, a->in->address))
		return "no_editor";
	switch (row->state) {
	case NEWSLETTER_PROOF:
		break;
	case NEWSLETTER_SCHEDULED:
	case NEWSLETTER_PAUSED:
	case NEWSLETTER_SENT:
		return row->state == NEWSLETTER_SENT ? "was_sent"
						     : "was_approved";
	case NEWSLETTER_REFUSED:
		return "was_refused";
	case NEWSLETTER_CANCELLED:
		return "was_withdrawn";
	case NEWSLETTER_EXPIRED:
	case NEWSLETTER_STATE__MAX:
		return "has_expired";
	}
	if (row->expires <= clock_now())
		return "has_expired";
	if (a->in->answer == OP_ANSWER_APPROVE &&
	    !order_may_approve(a->arena, &a->people, row, a->in->address))
		return "own";
	return NULL;
}

static enum err_code approve(struct answering *a, struct err *err)
{
	struct newsletter *row = &a->row;
	struct date_local local;
	int64_t now = clock_now();
	int64_t due = 0;
	bool later = date_parse_local(row->send_at, &local) &&
		     date_from_local(&local, row->zone, &due) && due > now;
	enum err_code rc;

	row->approver = a->in->address;
	row->due = later ? due : now;
	if (!later)
		row->send_at = "";
	rc = newsletter_approve(a->ctx->db, row, now, err);
	if (rc == ERR_OK)
		rc = event_add(a->ctx->db, a->ctx->actor, "approve", 0,
		    row->subject, now, err);
	if (rc == ERR_OK)
		rc = tell_editor(a, "approved", (struct str){ 0 }, err);
	return rc == ERR_OK ? answer(a, "approved", err) : rc;
}

static enum err_code refuse(struct answering *a, struct err *err)
{
	enum err_code rc = newsletter_set_state(a->ctx->db, a->row.id,
	    NEWSLETTER_PROOF, NEWSLETTER_REFUSED, clock_now(), err);

	if (rc == ERR_OK)
		rc = event_add(a->ctx->db, a->ctx->actor, "refuse", 0,
		    a->row.subject, clock_now(), err);
	if (rc == ERR_OK)
		rc = tell_editor(a, "refused", a->in->raw, err);
	return rc == ERR_OK ? answer(a, "refused", err) : rc;
}

/* Words that neither agree nor refuse are for who can change the file. */
static enum err_code pass_on(struct answering *a, struct err *err)
{
	enum err_code rc = tell_editor(a, "remark", a->in->raw, err);

	return rc == ERR_OK ? answer(a, "remark", err) : rc;
}

enum err_code op_proof_answer(struct ctx *ctx, struct arena *arena,
    const struct op_answered *answered, bool tell, struct err *err)
{
	struct answering a = {
		.ctx = ctx, .arena = arena, .in = answered, .tell = tell
	};
	const char *why;
	enum err_code rc =
	    newsletter_get(ctx->db, arena, answered->id, &a.row, err);

	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	if (rc != ERR_OK)
		return rc;
	order_people(ctx, arena, a.row.lists, &a.people);
	why = obstacle(&a);
	if (why != NULL)
		return answer(&a, why, err);
	switch (answered->answer) {
	case OP_ANSWER_APPROVE:
		return approve(&a, err);
	case OP_ANSWER_REFUSE:
		return refuse(&a, err);
	case OP_ANSWER_REMARK:
		break;
	}
	return pass_on(&a, err);
}
