/* From a newsletter that was made to running mailings. */
#include "core/op_newsletter.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "core/notify.h"
#include "core/op_agenda.h"
#include "news/render.h"
#include "store/ledger.h"

struct op_mailing op_newsletter_mailing(
    const struct op_newsletter *n, const struct op_target *target)
{
	const struct news_value *reply_to =
	    news_front_of(&n->news, n->language, NEWS_REPLY_TO);

	return (struct op_mailing){
		.list = target->list,
		.kind = MAILING_NEWSLETTER,
		.mode = SUB_EACH,
		.subject = n->subjects[target->list->language],
		.content_hash = n->news.issue,
		.reply_to = reply_to->text,
		.topics = n->topics,
		.topic_count = n->topic_count,
		.variants = target->variants,
		.variant_count = target->variant_count,
	};
}

/* Running, in the archive and in the event log. */
static enum err_code start_one(struct ctx *ctx, const struct op_newsletter *n,
    const struct op_target *target, int64_t mailing, struct err *err)
{
	enum lang language = target->list->language;
	struct archived item = {
		.kind = "newsletter",
		.mailing = mailing,
		.author = notify_label(target->list, language),
		.subject = n->subjects[language],
		.language = news_edition_for(&n->news, language)->language,
		.text = n->text[language],
	};
	int64_t digested = 0;
	int64_t now = clock_now();
	enum err_code rc =
	    list_find(ctx->db, target->list->name, &item.list, err);

	if (rc == ERR_OK)
		rc =
		    occasion_last(ctx->db, item.list, "digest", &digested, err);
	/* A digest of this very second did not see it: the next one does. */
	item.at = now > digested ? now : digested;
	if (rc == ERR_OK)
		rc = op_mailing_start(ctx, mailing, err);
	if (rc == ERR_OK)
		rc = archive_add(ctx->db, &item, err);
	if (rc == ERR_OK)
		rc = event_add(ctx->db, ctx->actor, "newsletter", item.list,
		    item.subject, now, err);
	return rc;
}

/* All of them, by one commit. */
static enum err_code start(struct ctx *ctx, const struct op_newsletter *n,
    const struct op_queued *queued, struct err *err)
{
	enum err_code rc = db_begin(ctx->db, err);

	if (rc != ERR_OK)
		return rc;
	for (size_t i = 0; rc == ERR_OK && i < n->target_count; i++)
		rc =
		    start_one(ctx, n, &n->targets[i], queued->mailings[i], err);
	if (rc == ERR_OK)
		rc = op_agenda_keep(
		    ctx, n->targets[0].list->name, &n->news, err);
	if (rc == ERR_OK && queued->also != NULL)
		rc = queued->also(queued->also_arg, queued, err);
	return db_end(ctx->db, rc, err);
}

/* Tells the mails of all lists so far. */
struct so_far {
	struct op_queued *queued;
	int64_t before;
};

static void tell(void *arg, int64_t count)
{
	const struct so_far *so_far = arg;

	if (so_far->queued->progress != NULL)
		so_far->queued->progress(
		    so_far->queued->arg, so_far->before + count);
}

static enum err_code prepare(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *n, size_t target, struct op_queued *queued,
    struct err *err)
{
	struct so_far so_far = { queued, queued->count };
	struct op_mailing spec = op_newsletter_mailing(n, &n->targets[target]);
	int64_t count = 0;
	enum err_code rc;

	spec.once_a_day = !queued->again;
	spec.newsletter = queued->newsletter;
	spec.first = queued->mailing;
	spec.progress = tell;
	spec.progress_arg = &so_far;
	rc = op_mailing_prepare(
	    ctx, arena, &spec, &queued->mailings[target], &count, err);
	queued->count += count;
	if (target == 0)
		queued->mailing = queued->mailings[0];
	return rc;
}

/* No choice of topics shows anything, in any language. */
static bool shows_nothing(const struct op_newsletter *n)
{
	for (size_t i = 0; i < n->target_count; i++)
		for (size_t j = 0; j < n->targets[i].variant_count; j++)
			if (!n->targets[i].variants[j].empty)
				return false;
	return true;
}

enum err_code op_newsletter_send(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *newsletter, struct op_queued *queued,
    struct err *err)
{
	size_t made = 0;
	enum err_code rc = ERR_OK;

	queued->mailing = 0;
	queued->count = 0;
	if (shows_nothing(newsletter))
		return err_set(err, ERR_INPUT,
		    _("nothing was sent: there is nothing in it that anybody "
		      "would be shown"));
	while (rc == ERR_OK && made < newsletter->target_count) {
		rc = prepare(ctx, arena, newsletter, made, queued, err);
		if (rc == ERR_OK)
			made++;
	}
	if (rc == ERR_OK)
		rc = start(ctx, newsletter, queued, err);
	if (rc == ERR_OK) {
		db_wake(ctx->db, "sender");
		return ERR_OK;
	}
	while (made-- > 0)
		op_mailing_abandon(ctx, queued->mailings[made]);
	return rc;
}
