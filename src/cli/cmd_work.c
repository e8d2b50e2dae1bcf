/* The commands of cron: the workers once, in the foreground. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "cli/cmd.h"
#include "cli/options.h"
#include "cli/out.h"
#include "cli/progress.h"
#include "cli/work.h"
#include "store/mailing.h"
#include "worker/worker.h"

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

/* What `send` does over all relays of the site. */
struct sending {
	struct work_sender sender;
	struct worker_tally tally;
	struct progress progress;
	bool *failed; /* by relay: it is not tried again */
	int64_t resume;
	enum err_code first; /* failure; later ones are told at once */
};

static void send_failed(
    struct sending *sending, enum err_code rc, struct err *why, struct err *err)
{
	if (sending->first == ERR_OK) {
		sending->first = rc;
		*err = *why;
		return;
	}
	progress_clear(&sending->progress);
	out_remark("%s", why->text);
}

/* One relay after the other; one that fails does not stop the others. */
static void send_round(
    struct cli *cli, struct sending *sending, struct err *err)
{
	const struct conf_smtp *relay;

	sending->resume = 0;
	for (size_t i = 0;
	     !cli->stopped && (relay = conf_relay_used(cli->conf, i)) != NULL;
	     i++) {
		struct err why = { 0 };
		int64_t resume;
		enum err_code rc;
		if (sending->failed[i])
			continue;
		rc = work_send(
		    cli, &sending->sender, relay, &sending->tally, &why);
		resume = sending->sender.resume;
		sending->failed[i] = rc != ERR_OK;
		if (rc != ERR_OK)
			send_failed(sending, rc, &why, err);
		if (resume != 0 &&
		    (sending->resume == 0 || resume < sending->resume))
			sending->resume = resume;
	}
}

/* Until nothing is due; without `wait` not longer than the relays allow. */
static enum err_code send_all(
    struct cli *cli, bool wait, int64_t queued, struct err *err)
{
	struct sending sending = { .tally.changed = work_show };
	enum err_code rc = work_begin(cli, &sending.sender, err);

	if (rc != ERR_OK)
		return rc;
	sending.tally.arg = &sending.progress;
	sending.failed =
	    mem_calloc(cli->conf->relay_count + 1, sizeof(*sending.failed));
	progress_begin(&sending.progress, cli->quiet, _("sending"), queued);
	do
		send_round(cli, &sending, err);
	while (sending.resume != 0 && wait &&
	       work_wait(cli, &sending.sender, sending.resume, &sending.tally));
	progress_end(&sending.progress);
	work_end(&sending.sender);
	free(sending.failed);
	return sending.first;
}

enum err_code cmd_send(struct cli *cli, int argc, char **argv, struct err *err)
{
	bool drain = false;
	bool no_wait = false;
	const struct cli_option options[] = {
		{ "drain", &drain, NULL },
		{ "no-wait", &no_wait, NULL },
		{ "quiet", &cli->quiet, NULL },
		{ 0 },
	};
	int64_t before[DELIVERY_STATE__MAX];
	int64_t after[DELIVERY_STATE__MAX];
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
	rc = send_all(cli, !no_wait, before[DELIVERY_QUEUED], err);
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
