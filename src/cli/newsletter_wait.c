#include "cli/newsletter_wait.h"

#include "base/i18n.h"
#include "cli/mailing_show.h"
#include "cli/out.h"
#include "cli/progress.h"
#include "cli/work.h"

enum { LOOK_AGAIN_MS = 200 };

/* Others may be sending some of it; what is deferred is not waited for. */
static bool is_under_way(const struct mailing *m)
{
	const int64_t *n = m->counts;
	bool moving =
	    n[DELIVERY_QUEUED] + n[DELIVERY_CLAIMED] + n[DELIVERY_SENDING] > 0;
	bool finished = n[DELIVERY_DEFERRED] + n[DELIVERY_UNCERTAIN] == 0;

	return m->state == MAILING_RUNNING && (moving || finished);
}

/* After a wait for the relay's limits, or for others who send. */
static bool look_again(
    struct cli *cli, struct work_sender *sender, struct worker_tally *tally)
{
	if (sender->resume != 0)
		return work_wait(cli, sender, sender->resume, tally);
	events_wait(&sender->events, LOOK_AGAIN_MS);
	return !sender->events.stop;
}

enum err_code newsletter_wait(struct cli *cli, const struct conf_list *list,
    int64_t mailing, int64_t count, struct err *err)
{
	const struct conf_smtp *relay = conf_relay_of(cli->conf, list);
	struct arena arena = { 0 };
	struct progress progress;
	struct worker_tally tally = { .changed = work_show, .arg = &progress };
	struct work_sender sender;
	struct mailing row;
	enum err_code rc = work_begin(cli, &sender, err);

	if (rc != ERR_OK)
		return rc;
	progress_begin(&progress, cli->quiet, _("sending"), count);
	do {
		rc = work_send(cli, &sender, relay, &tally, err);
		arena_free(&arena);
		if (rc == ERR_OK)
			rc = mailing_get(
			    cli->ctx->db, &arena, mailing, &row, err);
	} while (rc == ERR_OK && is_under_way(&row) &&
		 look_again(cli, &sender, &tally));
	progress_end(&progress);
	work_end(&sender);
	if (rc == ERR_OK && cli->json)
		out_json(mailing_json(cli, &row));
	else if (rc == ERR_OK && !cli->quiet)
		mailing_print(cli, &row);
	arena_free(&arena);
	if (rc != ERR_OK)
		out_remark(_("mailing %lld stays queued and leaves by itself "
			     "once that is mended; do not order it again"),
		    (long long)mailing);
	return rc;
}
