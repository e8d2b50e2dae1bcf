#include "core/op_resend.h"

#include "base/buf.h"
#include "base/clock.h"
#include "store/ledger.h"

enum { NAMES_MAX = 256 };

bool op_resend_may_pass(enum verdict verdict)
{
	return verdict != VERDICT_ADDRESS && verdict != VERDICT_MESSAGE;
}

static void lasting(struct buf *out)
{
	buf_init(out, NAMES_MAX);
	(void)buf_putc(out, ' ');
	for (int i = VERDICT_NONE + 1; i < VERDICT__MAX; i++)
		if (!op_resend_may_pass((enum verdict)i))
			(void)buf_printf(
			    out, "%s ", verdict_name((enum verdict)i));
}

static void take(
    void *ctx, const char *name, enum resend_why why, int64_t count)
{
	struct op_resend *out = ctx;
	enum verdict verdict = verdict_parse(name);

	if (verdict == VERDICT_NONE)
		verdict = VERDICT_OTHER;
	out->counts[verdict][why] += count;
	out->failed += count;
	if (why == RESEND_GOES)
		out->goes += count;
}

enum err_code op_resend_count(struct ctx *ctx, const struct mailing *mailing,
    struct op_resend *out, struct err *err)
{
	struct resend resend = { .mailing = mailing->id, .now = clock_now() };
	struct buf names;
	enum err_code rc;

	*out = (struct op_resend){ .goes = 0 };
	lasting(&names);
	resend.lasting = buf_get(&names).p;
	rc = resend_count(ctx->db, &resend, take, out, err);
	buf_clear(&names);
	return rc;
}

enum err_code op_resend(struct ctx *ctx, const struct mailing *mailing,
    int64_t *count, struct err *err)
{
	struct resend resend = { .mailing = mailing->id, .now = clock_now() };
	struct buf names;
	enum err_code rc = db_begin(ctx->db, err);

	*count = 0;
	if (rc != ERR_OK)
		return rc;
	lasting(&names);
	resend.lasting = buf_get(&names).p;
	rc = resend_queue(ctx->db, &resend, count, err);
	buf_clear(&names);
	if (rc == ERR_OK && *count > 0)
		rc = event_add(ctx->db, ctx->actor, "newsletter resend",
		    mailing->list, mailing->subject, resend.now, err);
	rc = db_end(ctx->db, rc, err);
	if (rc == ERR_OK)
		db_wake(ctx->db, "sender");
	return rc;
}
