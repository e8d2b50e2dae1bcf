/* The workers once, in the foreground: liaison from cron alone. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "cli/cmd.h"
#include "cli/options.h"
#include "cli/out.h"
#include "cli/progress.h"
#include "cli/work.h"
#include "store/mailing.h"
#include "worker/worker.h"

void work_show(void *arg, const struct worker_tally *tally)
{
	struct progress *progress = arg;

	progress->failed = tally->failed;
	progress->later = tally->later;
	progress->until = tally->until;
	progress_set(progress, tally->sent + tally->failed + tally->later);
}

static enum err_code run_once(
    struct cli *cli, const char *name, struct worker worker, struct err *err)
{
	struct events events;
	enum err_code rc =
	    events_open(cli->conf->site.state, name, &events, err);

	if (rc != ERR_OK)
		return rc;
	worker.ctx = cli->ctx;
	worker.events = &events;
	worker.once = true;
	rc = worker_find(name)(&worker, err);
	cli->stopped = events.stop;
	events_close(&events);
	return rc;
}

enum err_code work_read(struct cli *cli, size_t account, struct err *err)
{
	return run_once(
	    cli, "reader", (struct worker){ .account = account }, err);
}

enum err_code work_send(struct cli *cli, const struct conf_smtp *relay,
    struct worker_tally *tally, struct err *err)
{
	const struct worker worker = {
		.relay = relay,
		.tally = tally,
	};
	enum err_code rc = run_once(cli, "sender", worker, err);

	if (rc != ERR_OK && relay->name[0] != '\0')
		(void)err_prefix(err, _("relay %s"), relay->name);
	return rc;
}

enum err_code work_tick(struct cli *cli, struct err *err)
{
	return run_once(cli, "timer", (struct worker){ 0 }, err);
}

enum err_code cmd_receive(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	bool once = false;
	const struct cli_option options[] = { { "once", &once, NULL }, { 0 } };
	enum err_code rc = cli_options(options, &argc, argv, 0, 0, err);

	if (rc == ERR_OK && !once)
		rc = err_set(err, ERR_USAGE,
		    _("say \"receive --once\"; liaisond reads all the time"));
	if (rc == ERR_OK)
		rc = conf_ready(cli->conf, err);
	for (size_t i = 0; rc == ERR_OK && i < cli->conf->imap_count; i++)
		rc = work_read(cli, i, err);
	return rc;
}

/* To a person or a program; cron hears nothing of what went well. */
static void say_sent(const struct cli *cli,
    const int64_t before[DELIVERY_STATE__MAX],
    const int64_t after[DELIVERY_STATE__MAX])
{
	int64_t sent = after[DELIVERY_SENT] - before[DELIVERY_SENT];
	int64_t failed = after[DELIVERY_FAILED] - before[DELIVERY_FAILED];
	int64_t later = after[DELIVERY_QUEUED] + after[DELIVERY_DEFERRED] +
			after[DELIVERY_UNCERTAIN];

	if (cli->json)
		out_json(json_pack("{s:I, s:I, s:I}", "sent", (json_int_t)sent,
		    "failed", (json_int_t)failed, "later", (json_int_t)later));
	else if (!cli->quiet && isatty(STDOUT_FILENO) == 1)
		printf(_("%lld sent, %lld failed, %lld to be tried later\n"),
		    (long long)sent, (long long)failed, (long long)later);
}

/*
 * One relay after the other; one that fails does not stop the others.  The
 * first failure is returned, later ones are told at once.
 */
static enum err_code send_all(
    struct cli *cli, struct progress *progress, struct err *err)
{
	struct worker_tally tally = { .changed = work_show, .arg = progress };
	const struct conf_smtp *relay;
	enum err_code first = ERR_OK;

	for (size_t i = 0;
	     !cli->stopped && (relay = conf_relay_used(cli->conf, i)) != NULL;
	     i++) {
		struct err why = { 0 };
		enum err_code rc = work_send(cli, relay, &tally, &why);
		if (rc == ERR_OK)
			continue;
		if (first == ERR_OK) {
			first = rc;
			*err = why;
		} else {
			progress_clear(progress);
			out_remark("%s", why.text);
		}
	}
	return first;
}

enum err_code cmd_send(struct cli *cli, int argc, char **argv, struct err *err)
{
	bool drain = false;
	const struct cli_option options[] = {
		{ "drain", &drain, NULL },
		{ "quiet", &cli->quiet, NULL },
		{ 0 },
	};
	int64_t before[DELIVERY_STATE__MAX];
	int64_t after[DELIVERY_STATE__MAX];
	struct progress progress;
	enum err_code rc = cli_options(options, &argc, argv, 0, 0, err);

	if (rc == ERR_OK && !drain)
		rc = err_set(err, ERR_USAGE,
		    _("say \"send --drain\"; liaisond sends all the time"));
	if (rc == ERR_OK)
		rc = conf_ready(cli->conf, err);
	if (rc == ERR_OK)
		rc = delivery_count(cli->ctx->db, before, err);
	if (rc != ERR_OK)
		return rc;
	progress_begin(
	    &progress, cli->quiet, _("sending"), before[DELIVERY_QUEUED]);
	rc = send_all(cli, &progress, err);
	progress_end(&progress);
	if (rc == ERR_OK)
		rc = delivery_count(cli->ctx->db, after, err);
	if (rc == ERR_OK)
		say_sent(cli, before, after);
	return rc;
}

enum err_code cmd_tick(struct cli *cli, int argc, char **argv, struct err *err)
{
	static const struct cli_option none[] = { { 0 } };
	enum err_code rc = cli_options(none, &argc, argv, 0, 0, err);

	return rc == ERR_OK ? work_tick(cli, err) : rc;
}
