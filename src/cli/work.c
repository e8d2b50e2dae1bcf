#include "cli/work.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "worker/lock.h"

enum { LONG_MS = 60 * 1000 };

void work_show(void *arg, const struct worker_tally *tally)
{
	struct progress *progress = arg;

	progress->failed = tally->failed;
	progress->later = tally->later;
	progress->until = tally->until;
	progress_set(progress, tally->sent + tally->failed + tally->later);
}

static enum err_code run(struct cli *cli, const char *name,
    struct worker *worker, struct events *events, struct err *err)
{
	enum err_code rc;

	worker->ctx = cli->ctx;
	worker->events = events;
	worker->once = true;
	rc = worker_find(name)(worker, err);
	cli->stopped = events->stop;
	return rc;
}

static enum err_code run_alone(
    struct cli *cli, const char *name, struct worker *worker, struct err *err)
{
	struct events events;
	enum err_code rc =
	    events_open(cli->conf->site.state, name, &events, err);

	if (rc == ERR_OK) {
		rc = run(cli, name, worker, &events, err);
		events_close(&events);
	}
	return rc;
}

enum err_code work_read(struct cli *cli, size_t account, struct err *err)
{
	struct worker worker = { .account = account };

	return run_alone(cli, "reader", &worker, err);
}

enum err_code work_tick(struct cli *cli, struct err *err)
{
	struct worker worker = { 0 };

	return run_alone(cli, "timer", &worker, err);
}

enum err_code work_begin(
    struct cli *cli, struct work_sender *sender, struct err *err)
{
	*sender = (struct work_sender){ .lock = -1 };
	return events_open(
	    cli->conf->site.state, "sender", &sender->events, err);
}

void work_end(struct work_sender *sender)
{
	events_close(&sender->events);
	lock_release(sender->lock);
}

enum err_code work_send(struct cli *cli, struct work_sender *sender,
    const struct conf_smtp *relay, struct worker_tally *tally, struct err *err)
{
	struct worker worker = {
		.relay = relay,
		.tally = tally,
	};
	enum err_code rc = run(cli, "sender", &worker, &sender->events, err);

	sender->resume = worker.resume;
	if (rc != ERR_OK && relay->name[0] != '\0')
		(void)err_prefix(err, _("relay %s"), relay->name);
	return rc;
}

static void tell_until(struct worker_tally *tally, int64_t until)
{
	tally->until = until;
	tally->changed(tally->arg, tally);
}

bool work_wait(struct cli *cli, struct work_sender *sender, int64_t resume,
    struct worker_tally *tally)
{
	int64_t wait = resume - clock_mono_ms();
	struct err err;

	if (cli->stopped ||
	    (sender->lock < 0 && lock_try(cli->conf->site.state, "waiting",
				     &sender->lock, &err) != ERR_OK))
		return false;
	wait = wait < 0 ? 0 : wait;
	tell_until(tally, clock_now() + (wait + 999) / 1000);
	events_wait(&sender->events, (int)(wait < LONG_MS ? wait : LONG_MS));
	tell_until(tally, 0);
	cli->stopped = sender->events.stop;
	return !cli->stopped;
}
