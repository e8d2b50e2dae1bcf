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

/* Senders of lists with one relay send the mail of all: one count for all. */
struct run {
	struct cli *cli;
	struct progress progress;
	struct worker_tally tally;
	struct work_sender sender;
};

static enum err_code wait_one(struct run *run, const struct conf_list *list,
    int64_t mailing, struct err *err)
{
	struct cli *cli = run->cli;
	const struct conf_smtp *relay = conf_relay_of(cli->conf, list);
	struct arena arena = { 0 };
	struct mailing row;
	enum err_code rc;

	do {
		rc = work_send(cli, &run->sender, relay, &run->tally, err);
		arena_free(&arena);
		if (rc == ERR_OK)
			rc = mailing_get(
			    cli->ctx->db, &arena, mailing, &row, err);
	} while (rc == ERR_OK && is_under_way(&row) &&
		 look_again(cli, &run->sender, &run->tally));
	progress_clear(&run->progress);
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

enum err_code newsletter_wait(
    struct cli *cli, const struct newsletter_waiting *waiting, struct err *err)
{
	struct run run = { .cli = cli };
	enum err_code rc = work_begin(cli, &run.sender, err);

	if (rc != ERR_OK)
		return rc;
	run.tally =
	    (struct worker_tally){ .changed = work_show, .arg = &run.progress };
	progress_begin(&run.progress, cli->quiet, _("sending"), waiting->count);
	for (size_t i = 0; i < waiting->n; i++) {
		struct err later = { 0 };
		enum err_code one = wait_one(&run, waiting->targets[i].list,
		    waiting->mailings[i], rc == ERR_OK ? err : &later);
		if (rc == ERR_OK)
			rc = one;
		else if (one != ERR_OK)
			out_remark("%s", later.text);
	}
	progress_end(&run.progress);
	work_end(&run.sender);
	return rc;
}
