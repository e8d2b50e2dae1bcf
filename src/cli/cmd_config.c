#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/str.h"
#include "cli/cmd.h"
#include "cli/options.h"
#include "cli/out.h"
#include "core/logo.h"
#include "worker/login.h"

enum { EXAMPLE_MAX = 1 << 16 };

static const struct cli_option no_options[] = { { 0 } };

/* Spelled out it is allowed, but what is said should be known. */
static void remark_tls(const struct conf *conf)
{
	const struct conf_smtp *relay;

	for (size_t i = 0; i < conf->imap_count; i++) {
		const struct conf_imap *imap = &conf->imap[i];
		if (imap->tls == CONF_TLS_NONE && imap->host != NULL &&
		    !conf_host_is_local(imap->host))
			out_remark(
			    _("imap.tls = none: the password goes to %s in "
			      "clear"),
			    imap->host);
	}
	for (size_t i = 0; (relay = conf_relay_used(conf, i)) != NULL; i++)
		if (relay->host != NULL && !conf_relay_is_private(relay))
			out_remark(_("%s.tls = none: the mail goes to %s in "
				     "clear"),
			    relay->section, relay->host);
}

static void print_offer(const struct conf_smtp *relay, const struct ehlo *offer)
{
	printf("%s: ", relay->section);
	out_puts(relay->host);
	printf("%s", relay->tls == CONF_TLS_NONE ? _(", not encrypted")
						 : _(", encrypted"));
	printf("%s", relay->user == NULL ? _(", no login") : _(", logged in"));
	if (offer->size_max > 0)
		printf(_(", at most %llu bytes"),
		    (unsigned long long)offer->size_max);
	printf("%s%s%s%s\n", offer->pipelining ? ", PIPELINING" : "",
	    offer->eight_bit ? ", 8BITMIME" : "",
	    offer->smtputf8 ? ", SMTPUTF8" : "", offer->dsn ? ", DSN" : "");
}

/* All relays are tried; the first trouble is returned. */
static enum err_code look_at_relays(const struct conf *conf, struct err *err)
{
	const struct conf_smtp *relay;
	enum err_code first = ERR_OK;

	for (size_t i = 0; (relay = conf_relay_used(conf, i)) != NULL; i++) {
		struct err why = { 0 };
		struct ehlo offer;
		if (login_look(conf, relay, &offer, &why) == ERR_OK) {
			print_offer(relay, &offer);
			continue;
		}
		(void)err_prefix(&why, "%s", relay->section);
		if (first != ERR_OK) {
			out_remark("%s", why.text);
			continue;
		}
		first = why.code;
		*err = why;
	}
	return first;
}

static void remark_logos(const struct conf *conf)
{
	struct arena arena = { 0 };

	for (size_t i = 0; i < conf->list_count; i++) {
		struct compose_attachment logo;
		struct err err = { 0 };
		int width;
		int height;
		if (logo_read(conf, &arena, &conf->lists[i], &logo, &width,
			&height, &err) != ERR_OK)
			out_remark(
			    "list.%s.logo: %s", conf->lists[i].name, err.text);
	}
	arena_free(&arena);
}

enum err_code cmd_config_check(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct err remark = { 0 };
	const char *state = cli->conf->site.state;
	bool connect = false;
	bool ready;
	const struct cli_option options[] = { { "connect", &connect, NULL },
		{ 0 } };

	if (cli_options(options, &argc, argv, 0, 0, err) != ERR_OK)
		return err->code;
	/* The file is good, or we would not be here; mail may need more. */
	ready = conf_ready(cli->conf, &remark) == ERR_OK;
	if (!ready)
		out_remark(_("not ready for mail: %s"), remark.text);
	if (access(state, F_OK) == 0 && access(state, W_OK) != 0)
		out_remark(_("not ready for mail: the folder %s is not yours "
			     "to write in"),
		    state);
	remark_tls(cli->conf);
	cmd_dkim_remarks(cli->conf);
	remark_logos(cli->conf);
	printf(_("%s: no error (lists: %zu)\n"), cli->config_path,
	    cli->conf->list_count);
	if (connect && !ready)
		return err_set(
		    err, remark.code, _("nothing to connect to yet"));
	return connect ? look_at_relays(cli->conf, err) : ERR_OK;
}

static const char *from_word(enum conf_from from)
{
	switch (from) {
	case CONF_FROM_DEFAULT:
		return N_("default");
	case CONF_FROM_FILE:
		return N_("file");
	case CONF_FROM_PRESET:
		return N_("preset");
	case CONF_FROM_CREDENTIAL:
		return N_("credential");
	}
	return "";
}

/* KEY = VALUE, and after a tab where it comes from. */
static void show_text(void *data, const struct conf_setting *s)
{
	(void)data;
	out_puts(s->key);
	fputs(" = ", stdout);
	out_puts(s->value != NULL ? s->value : "-");
	if (s->line > 0)
		printf(_("\t(%s, line %d)\n"), _(from_word(s->from)), s->line);
	else
		printf("\t(%s)\n", _(from_word(s->from)));
}

static void show_json(void *data, const struct conf_setting *s)
{
	json_t *row = json_object();

	json_object_set_new(row, "key", out_json_string(s->key));
	json_object_set_new(row, "value", out_json_string(s->value));
	json_object_set_new(row, "from", json_string(from_word(s->from)));
	if (s->line > 0)
		json_object_set_new(row, "line", json_integer(s->line));
	json_array_append_new(data, row);
}

enum err_code cmd_config_show(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	if (cli_options(no_options, &argc, argv, 0, 0, err) != ERR_OK)
		return err->code;
	if (cli->json) {
		json_t *rows = json_array();
		conf_walk(cli->conf, show_json, rows);
		out_json(rows);
	} else {
		conf_walk(cli->conf, show_text, NULL);
	}
	return ERR_OK;
}

enum err_code cmd_config_example(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct buf text;

	(void)cli;
	if (cli_options(no_options, &argc, argv, 0, 0, err) != ERR_OK)
		return err->code;
	buf_init(&text, EXAMPLE_MAX);
	conf_example(&text);
	enum err_code rc = buf_ok(&text, "config example", err);
	if (rc == ERR_OK)
		fwrite(text.data, 1, text.len, stdout);
	buf_clear(&text);
	return rc;
}
