/* liaisond: the supervisor, and with --worker NAME one of its workers. */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/asset.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "core/ctx.h"
#include "daemon/supervisor.h"
#include "worker/worker.h"

struct options {
	const char *config;
	const char *worker;
	bool help;
	bool version;
	bool debug;
};

static enum err_code parse(
    int argc, char **argv, struct options *out, struct err *err)
{
	static const struct option rows[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "worker", required_argument, NULL, 'w' },
		{ "debug", no_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	out->config = getenv("LIAISON_CONFIG");
	while ((c = getopt_long(argc, argv, "c:dh", rows, NULL)) != -1) {
		if (c == 'c')
			out->config = optarg;
		else if (c == 'w')
			out->worker = optarg;
		else if (c == 'd')
			out->debug = true;
		else if (c == 'h')
			out->help = true;
		else if (c == 'V')
			out->version = true;
		else
			return err_set(
			    err, ERR_USAGE, _("see \"liaisond --help\""));
	}
	if (optind < argc)
		return err_set(err, ERR_USAGE,
		    _("\"%s\" is not understood; see \"liaisond --help\""),
		    argv[optind]);
	if (out->config == NULL)
		out->config = access("liaison.conf", F_OK) == 0
				  ? "liaison.conf"
				  : "/etc/liaison/liaison.conf";
	return ERR_OK;
}

static void help(void)
{
	printf("%s",
	    _("usage: liaisond [--config FILE] [--debug]\n\n"
	      "Reads the mailbox, answers, sends what is due; stays in the\n"
	      "foreground and logs to standard error.  SIGTERM ends it,\n"
	      "SIGHUP makes it read its settings again.\n\n"
	      "  --config FILE  the config file (else LIAISON_CONFIG,\n"
	      "                 ./liaison.conf, /etc/liaison/liaison.conf)\n"
	      "  --debug        log more, addresses too\n"
	      "  --version      print the version\n"));
}

/* What stands behind the colon: an account of a reader, a sender's relay. */
static bool find_detail(const struct conf *conf, const char *kind,
    struct str detail, struct worker *worker)
{
	uint64_t account = 0;

	worker->relay = &conf->smtp;
	if (str_is(str_c(kind), "sender")) {
		/* The name is the end of its word. */
		if (detail.n > 0)
			worker->relay = conf_relay(conf, detail.p);
		return worker->relay != NULL;
	}
	if (detail.n > 0 && !str_u64(detail, UINT64_MAX, &account))
		return false;
	worker->account = (size_t)account;
	return account < conf->imap_count;
}

/* "sender", "sender:RELAY", "reader:1": its function, NULL if none. */
static worker_fn *find_worker(const struct conf *conf, const char *name,
    struct worker *worker, const char **kind)
{
	static const char *const kinds[] = { "reader", "sender", "timer" };
	struct str rest = str_c(name);
	struct str word;
	worker_fn *run = NULL;

	(void)str_split(&rest, ':', &word);
	for (size_t i = 0; i < 3; i++) {
		if (str_is(word, kinds[i])) {
			*kind = kinds[i];
			run = worker_find(kinds[i]);
		}
	}
	if (run == NULL || !find_detail(conf, *kind, rest, worker))
		return NULL;
	return run;
}

static enum err_code run_worker(
    const struct conf *conf, const char *name, struct err *err)
{
	struct events events;
	struct worker worker = { .events = &events };
	const char *kind = "";
	worker_fn *run = find_worker(conf, name, &worker, &kind);
	enum err_code rc;

	if (run == NULL)
		return err_set(
		    err, ERR_USAGE, _("there is no worker \"%s\""), name);
	rc = ctx_open(conf, CTX_WRITE, kind, &worker.ctx, err);
	if (rc != ERR_OK)
		return rc;
	rc = events_open(conf->site.state, kind, &events, err);
	if (rc == ERR_OK) {
		rc = run(&worker, err);
		events_close(&events);
	}
	ctx_close(worker.ctx);
	return rc;
}

/* What is wrong is said at once, not by workers that restart for ever. */
static enum err_code check_start(const struct conf *conf, struct err *err)
{
	struct ctx *ctx;
	enum err_code rc = conf_ready(conf, err);

	if (rc != ERR_OK)
		return rc;
	rc = ctx_open(conf, CTX_WRITE, "liaisond", &ctx, err);
	if (rc == ERR_OK)
		ctx_close(ctx);
	return rc;
}

/* Until it is told to end; SIGHUP gives other settings to go on with. */
static enum err_code supervise(struct conf *conf, struct err *err)
{
	enum err_code rc;

	do {
		struct conf *next = NULL;
		rc = check_start(conf, err);
		if (rc == ERR_OK)
			rc = supervisor_run(conf, &next, err);
		conf_free(conf);
		conf = next;
	} while (conf != NULL);
	return rc;
}

static enum err_code run(const struct options *options, struct err *err)
{
	struct conf *conf;
	enum err_code rc = conf_read(options->config, &conf, err);

	if (rc != ERR_OK || options->worker == NULL)
		return rc == ERR_OK ? supervise(conf, err) : rc;
	rc = run_worker(conf, options->worker, err);
	conf_free(conf);
	return rc;
}

int main(int argc, char **argv)
{
	struct options options = { 0 };
	struct err err = { 0 };
	enum err_code rc;

	mem_no_core();
	i18n_init();
	(void)umask(077);
	(void)signal(SIGPIPE, SIG_IGN);
	rc = parse(argc, argv, &options, &err);
	log_set_level(options.debug ? LOG_DEBUG : LOG_INFO);
	/* What workers write goes to logs and the database: in English. */
	if (options.worker != NULL)
		setlocale(LC_MESSAGES, "C");
	if (rc == ERR_OK && options.help)
		help();
	else if (rc == ERR_OK && options.version)
		printf("liaisond %s\n", asset_version());
	else if (rc == ERR_OK)
		rc = run(&options, &err);
	if (rc != ERR_OK)
		(void)fprintf(stderr, "liaisond: %s\n", err.text);
	return err_exit(rc);
}
