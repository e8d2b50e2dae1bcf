/* The workers once, in the foreground: liaison from cron alone. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "cli/cmd.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/work.h"
#include "store/mailing.h"
#include "worker/worker.h"

enum err_code work_once(struct cli *cli, const char *name, size_t account,
    struct progress *progress, struct err *err)
{
	struct events events;
	struct worker worker = {
		.ctx = cli->ctx,
		.events = &events,
		.once = true,
		.account = account,
		.progress = progress == NULL ? NULL : progress_step,
		.progress_arg = progress,
	};
	enum err_code rc =
	    events_open(cli->conf->site.state, name, &events, err);

	if (rc != ERR_OK)
		return rc;
	rc = worker_find(name)(&worker, err);
	events_close(&events);
	return rc;
}

static enum err_code waiting(struct cli *cli, int64_t *count, struct err *err)
{
	int64_t counts[DELIVERY_STATE__MAX];
	enum err_code rc = delivery_count(cli->ctx->db, counts, err);

	*count = rc == ERR_OK ? counts[DELIVERY_QUEUED] : 0;
	return rc;
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
		rc = work_once(cli, "reader", i, NULL, err);
	return rc;
}

enum err_code cmd_send(struct cli *cli, int argc, char **argv, struct err *err)
{
	bool drain = false;
	const struct cli_option options[] = { { "drain", &drain, NULL },
		{ 0 } };
	struct progress progress;
	int64_t count = 0;
	enum err_code rc = cli_options(options, &argc, argv, 0, 0, err);

	if (rc == ERR_OK && !drain)
		rc = err_set(err, ERR_USAGE,
		    _("say \"send --drain\"; liaisond sends all the time"));
	if (rc == ERR_OK)
		rc = conf_ready(cli->conf, err);
	if (rc == ERR_OK)
		rc = waiting(cli, &count, err);
	if (rc != ERR_OK)
		return rc;
	progress_begin(&progress, _("sending"), count);
	rc = work_once(cli, "sender", 0, &progress, err);
	progress_end(&progress);
	return rc;
}

enum err_code cmd_tick(struct cli *cli, int argc, char **argv, struct err *err)
{
	static const struct cli_option none[] = { { 0 } };
	enum err_code rc = cli_options(none, &argc, argv, 0, 0, err);

	return rc == ERR_OK ? work_once(cli, "timer", 0, NULL, err) : rc;
}
