/*
 * The commands, one row each: help, completion and the manual page follow
 * the rows.  To add one: its function in cmd_*.c, its prototype below, its
 * row in cmd.c.
 */
#ifndef CLI_CMD_H
#define CLI_CMD_H

#include "base/err.h"
#include "cli/cli.h"

/*
 * argv[0] is the name of the command; --config, --json and --help are taken
 * out already.  An error is printed by main, which exits with err_exit().
 */
typedef enum err_code cmd_run(
    struct cli *cli, int argc, char **argv, struct err *err);

struct cmd {
	const char *name;    /* one or two words */
	const char *usage;   /* what follows the name */
	const char *summary; /* one line, N_() */
	const char *options; /* lines about the options, N_(), or NULL */
	enum cli_mode mode;
	cmd_run *run;
};

extern const struct cmd cmd_table[];
extern const size_t cmd_table_length;

/*
 * The command that argv begins with, and in *words how many words name it;
 * NULL when there is none.
 */
const struct cmd *cmd_find(int argc, char **argv, int *words);

/* Is this the first word of some commands? */
bool cmd_is_group(const char *word);

/*
 * What somebody who typed argv (at least one word) may have meant, for whom
 * cmd_find() has nothing: a command, or with *group only the first word of
 * its name.  NULL when nothing is near.
 */
const struct cmd *cmd_near(int argc, char **argv, bool *group);

/* What follows the name of a command in an example; "" for nothing. */
const char *cmd_example(const struct cmd *cmd);

/* The usage of the command of this name; NULL when there is none. */
const char *cmd_usage(const char *name);

/* Help for one command; for a group of them; for all (NULL). */
void cmd_help(const struct cmd *cmd);
void cmd_help_group(const char *group);

/* "NAME<tab>USAGE" lines, for the shell's completion. */
void cmd_completions(void);

/* What `config check` says about the keys that sign. */
void cmd_dkim_remarks(const struct conf *conf);

cmd_run cmd_commands;
cmd_run cmd_config_check;
cmd_run cmd_config_show;
cmd_run cmd_config_example;
cmd_run cmd_config_presets;
cmd_run cmd_dkim_generate;
cmd_run cmd_dkim_show;
cmd_run cmd_init;
cmd_run cmd_template_list;
cmd_run cmd_template_show;
cmd_run cmd_template_export;
cmd_run cmd_template_check;
cmd_run cmd_list_show;
cmd_run cmd_subscriber_add;
cmd_run cmd_subscriber_show;
cmd_run cmd_subscriber_set;
cmd_run cmd_subscriber_remove;
cmd_run cmd_subscriber_list;
cmd_run cmd_subscriber_data;
cmd_run cmd_subscriber_erase;
cmd_run cmd_token_issue;
cmd_run cmd_bounce_accept;
cmd_run cmd_bounce_forget;
cmd_run cmd_mailing_list;
cmd_run cmd_mailing_show;
cmd_run cmd_mailing_pause;
cmd_run cmd_mailing_resume;
cmd_run cmd_mailing_cancel;
cmd_run cmd_mailing_priority;
cmd_run cmd_delivery_list;
cmd_run cmd_delivery_retry;
cmd_run cmd_delivery_drop;
cmd_run cmd_digest;
cmd_run cmd_receive;
cmd_run cmd_send;
cmd_run cmd_tick;
cmd_run cmd_status;
cmd_run cmd_newsletter_preview;
cmd_run cmd_newsletter_new;
cmd_run cmd_newsletter_check;
cmd_run cmd_newsletter_test;
cmd_run cmd_newsletter_plan;
cmd_run cmd_newsletter_send;
cmd_run cmd_newsletter_status;
cmd_run cmd_newsletter_orders;
cmd_run cmd_newsletter_every;
cmd_run cmd_newsletter_pause;
cmd_run cmd_newsletter_resume;
cmd_run cmd_newsletter_cancel;
cmd_run cmd_newsletter_report;
cmd_run cmd_newsletter_resend;
cmd_run cmd_newsletter_archive;
cmd_run cmd_subscriber_import;
cmd_run cmd_subscriber_export;
cmd_run cmd_version;
cmd_run cmd_explain;
cmd_run cmd_inbox_list;
cmd_run cmd_inbox_show;
cmd_run cmd_inbox_retry;
cmd_run cmd_inbox_drop;

#endif
