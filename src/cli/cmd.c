#include "cli/cmd.h"

#include "base/i18n.h"

const struct cmd cmd_table[] = {
	{ .name = "init",
	    .usage = "[--example ess-communs] DIR",
	    .summary = N_("make the folder of a new site"),
	    .options =
		N_("  --example NAME   with the settings of an example site\n"),
	    .mode = CMD_NO_CONF,
	    .run = cmd_init },
	{ .name = "config check",
	    .usage = "[--connect]",
	    .summary = N_("check the config file"),
	    .options =
		N_("  --connect        log in at each relay too; nothing is "
		   "sent\n"),
	    .mode = CMD_CONF,
	    .run = cmd_config_check },
	{ .name = "config show",
	    .usage = "[--json]",
	    .summary = N_("show all settings and where they come from"),
	    .mode = CMD_CONF,
	    .run = cmd_config_show },
	{ .name = "config example",
	    .usage = "",
	    .summary = N_("print a config file that explains every setting"),
	    .mode = CMD_NO_CONF,
	    .run = cmd_config_example },
	{ .name = "config presets",
	    .usage = "[--json]",
	    .summary = N_("show the known providers and their limits"),
	    .mode = CMD_NO_CONF,
	    .run = cmd_config_presets },
	{ .name = "dkim generate",
	    .usage = "[--json] [--domain D] [--selector S] [--type TYPE]",
	    .summary = N_("make the keys that sign mail, print what the DNS "
			  "must say"),
	    .options = N_(
		"  --domain D       what follows the @ of the lists\n"
		"  --selector S     the keys' name in the DNS; else liaison\n"
		"  --type TYPE      rsa, ed25519 or both (the default)\n"),
	    .mode = CMD_CONF,
	    .run = cmd_dkim_generate },
	{ .name = "dkim show",
	    .usage = "[--json] [--domain D]",
	    .summary = N_("print what the DNS must say about the keys in use"),
	    .options = N_("  --domain D       only of this section\n"),
	    .mode = CMD_CONF,
	    .run = cmd_dkim_show },
	{ .name = "list show",
	    .usage = "[--json] [LIST]",
	    .summary = N_("show the lists and how many are on them"),
	    .mode = CMD_DB_LOOK,
	    .run = cmd_list_show },
	{ .name = "subscriber add",
	    .usage = "LIST ADDRESS --consent SOURCE | --invite",
	    .summary = N_("put a person on a list, or ask them to join"),
	    .options =
		N_("  --consent SOURCE where the person's consent is recorded\n"
		   "  --invite         ask the address itself to confirm\n"
		   "  --name NAME      what the person is called\n"
		   "  --language LANG  fr or en\n"
		   "  --delivery MODE  each, digest or none\n"
		   "  --topics A,B     topics of the list, or all\n"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_subscriber_add },
	{ .name = "subscriber show",
	    .usage = "[--json] [LIST] ADDRESS",
	    .summary = N_("show a subscription, or the story of an address"),
	    .mode = CMD_DB_READ,
	    .run = cmd_subscriber_show },
	{ .name = "subscriber set",
	    .usage = "LIST ADDRESS [OPTION...]",
	    .summary = N_("change a subscription"),
	    .options = N_("  --name NAME      what the person is called\n"
			  "  --language LANG  fr or en\n"
			  "  --delivery MODE  each, digest or none\n"
			  "  --topics A,B     topics of the list, or all\n"
			  "  --status STATUS  active or suspended\n"
			  "  --pause DAY      no mailing until that day is "
			  "over, or \"open\"\n"
			  "  --resume         end a pause\n"
			  "  --field F=VALUE  a field of the list; no value "
			  "removes it\n"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_subscriber_set },
	{ .name = "subscriber remove",
	    .usage = "LIST ADDRESS [--source TEXT] [--tell]",
	    .summary = N_("take a person off a list"),
	    .options = N_("  --source TEXT    why, for the consent record\n"
			  "  --tell           send them the goodbye\n"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_subscriber_remove },
	{ .name = "subscriber list",
	    .usage = "[--json] LIST [--status STATUS]",
	    .summary = N_("show who is on a list"),
	    .options =
		N_("  --status STATUS  only active, suspended or left ones\n"),
	    .mode = CMD_DB_READ,
	    .run = cmd_subscriber_list },
	{ .name = "subscriber data",
	    .usage = "[--json] ADDRESS",
	    .summary = N_("show all that is held about a person"),
	    .mode = CMD_DB_READ,
	    .run = cmd_subscriber_data },
	{ .name = "subscriber erase",
	    .usage = "ADDRESS [--yes]",
	    .summary = N_("forget a person, whatever list they were on"),
	    .options = N_("  --yes            do not ask\n"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_subscriber_erase },
	{ .name = "subscriber import",
	    .usage = "LIST FILE.csv --consent SOURCE [OPTION...]",
	    .summary = N_("put many people on a list from a CSV file"),
	    .options = N_("  --consent SOURCE where their consent is recorded\n"
			  "  --dry-run        show what would be done\n"
			  "  --invite         ask each to confirm, add nobody\n"
			  "  --quiet          say nothing but errors\n"),
	    .mode = CMD_DB_LOOK,
	    .run = cmd_subscriber_import },
	{ .name = "subscriber export",
	    .usage = "LIST [--format csv|json]",
	    .summary = N_("print who is on a list, for other programs"),
	    .options = N_("  --format FORMAT  csv or json\n"),
	    .mode = CMD_DB_READ,
	    .run = cmd_subscriber_export },
	{ .name = "token issue",
	    .usage = "--purpose confirm|unsubscribe|editor LIST ADDRESS",
	    .summary = N_("make a token by hand"),
	    .options = N_(
		"  --purpose WORD   confirm a subscription, or end one; or be "
		"an editor\n"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_token_issue },
	{ .name = "newsletter new",
	    .usage = "[--json] FILE.md|DIR [--template NAME] [--twin] [--list "
		     "LIST]",
	    .summary = N_("write the beginning of a newsletter, to fill in"),
	    .options =
		N_("  --template NAME  newsletter, announcement or invitation\n"
		   "  --twin           in French and in English, two files\n"
		   "  --list LIST      for which list; else the only "
		   "newsletter\n"),
	    .mode = CMD_CONF,
	    .run = cmd_newsletter_new },
	{ .name = "newsletter check",
	    .usage = "[--json] FILE.md [--list LIST] [--strict] [--no-spam]",
	    .summary = N_("say what is wrong with a newsletter"),
	    .options = N_("  --list LIST      who gets it; else the file says\n"
			  "  --strict         fail for warnings, too\n"
			  "  --no-spam        do not ask SpamAssassin\n"),
	    .mode = CMD_DB_LOOK,
	    .run = cmd_newsletter_check },
	{ .name = "newsletter preview",
	    .usage = "[--json] FILE.md [--as ADDRESS] [OPTION...]",
	    .summary = N_("show a newsletter as its readers will see it"),
	    .options =
		N_("  --as ADDRESS     print the very mail that this person "
		   "will get\n"
		   "  --text           only its text, in the pager\n"
		   "  --variant NAME   only this one, as fr, or fr.5\n"
		   "  --dir DIR        the folder for its files; else a new "
		   "one\n"
		   "  --list LIST      else the one that the file names\n"),
	    .mode = CMD_DB_LOOK,
	    .run = cmd_newsletter_preview },
	{ .name = "newsletter test",
	    .usage = "[--json] FILE.md ADDRESS... [OPTION...]",
	    .summary = N_("send a newsletter to a few addresses, as a test"),
	    .options =
		N_("  --variant NAME   only this one, as fr, or fr.5\n"
		   "  --wait           send here and now, show the outcome\n"
		   "  --list LIST      else the one that the file names\n"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_newsletter_test },
	{ .name = "newsletter plan",
	    .usage = "[--json] FILE.md [--list LIST] [--at WHEN]",
	    .summary = N_("show who will get a newsletter, and until when"),
	    .options =
		N_("  --list LIST      else the one that the file names\n"
		   "  --at WHEN        as if it left then, not as the file "
		   "says\n"),
	    .mode = CMD_DB_LOOK,
	    .run = cmd_newsletter_plan },
	{ .name = "newsletter send",
	    .usage = "FILE.md [--list LIST] [OPTION...]",
	    .summary = N_("send a newsletter"),
	    .options = N_(
		"  --list LIST      who gets it; else as the file says\n"
		"  --dry-run        show what would be sent, and to how many\n"
		"  --yes            do not ask before sending\n"
		"  --wait           send here and now, show the outcome\n"
		"  --again          although the same went out within a "
		"day\n"
		"  --at WHEN        \"2026-12-07 08:00\", \"monday 08:00\" "
		"or now\n"
		"  --editor ADDRESS who orders it, where a second editor "
		"must approve\n"
		"  --quiet          say nothing but errors\n"),
	    .mode = CMD_DB_LOOK,
	    .run = cmd_newsletter_send },
	{ .name = "newsletter orders",
	    .usage = "[--json] [--all]",
	    .summary = N_("show which newsletters wait for their hour or "
			  "approval"),
	    .options = N_("  --all            also what became of earlier "
			  "ones\n"),
	    .mode = CMD_DB_READ,
	    .run = cmd_newsletter_orders },
	{ .name = "newsletter every",
	    .usage = "[--json] [RULE --from FOLDER --list LIST [--editor "
		     "ADDRESS] | --stop ID]",
	    .summary = N_("send the next ready file of a folder by a rule"),
	    .options =
		N_("  RULE             \"first monday 08:00\", \"every 2 weeks "
		   "friday 18:00\"\n"
		   "  --from FOLDER    where the files are\n"
		   "  --list LIST      who gets them\n"
		   "  --editor ADDRESS who orders them\n"
		   "  --stop ID        end this one\n"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_newsletter_every },
	{ .name = "newsletter status",
	    .usage = "[--json] [MAILING]",
	    .summary = N_("show how the last newsletter, or one, is doing"),
	    .mode = CMD_DB_READ,
	    .run = cmd_newsletter_status },
	{ .name = "newsletter pause",
	    .usage = "[MAILING | --order ORDER]",
	    .summary = N_("stop sending the last newsletter, or one, for now"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_newsletter_pause },
	{ .name = "newsletter resume",
	    .usage = "[MAILING | --order ORDER]",
	    .summary = N_("go on with a paused newsletter"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_newsletter_resume },
	{ .name = "newsletter cancel",
	    .usage = "[MAILING | --order ORDER]",
	    .summary = N_("never send the rest of the last newsletter, or of "
			  "one"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_newsletter_cancel },
	{ .name = "newsletter report",
	    .usage = "[--json] [--html FILE] [MAILING]",
	    .summary = N_("show what became of the last newsletter, or one"),
	    .options =
		N_("  --html FILE      write it as a page for a browser\n"),
	    .mode = CMD_DB_READ,
	    .run = cmd_newsletter_report },
	{ .name = "newsletter resend",
	    .usage = "[--json] MAILING --failed [--dry-run] [--yes]",
	    .summary =
		N_("send it once more where the failure may have passed"),
	    .options = N_("  --failed         those that failed\n"
			  "  --dry-run        show how many would go, and why "
			  "others not\n"
			  "  --yes            do not ask before sending\n"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_newsletter_resend },
	{ .name = "newsletter archive",
	    .usage = "[--json] [--list LIST] | MAILING [OPTION...]",
	    .summary = N_("show which newsletters were sent, or one of them"),
	    .options =
		N_("  --list LIST      only of this list\n"
		   "  --text           its text, as is usual\n"
		   "  --html FILE      write it as a page; - is standard "
		   "output\n"
		   "  --eml FILE       write it as a mail\n"
		   "  --variant NAME   as fr, or fr.5: see liaison(1)\n"),
	    .mode = CMD_DB_READ,
	    .run = cmd_newsletter_archive },
	{ .name = "template list",
	    .usage = "[--json] [--list LIST] [--lang LANG]",
	    .summary = N_("show the templates of mails and where each is from"),
	    .options =
		N_("  --list LIST      as this list has them\n"
		   "  --lang LANG      only in this language: fr or en\n"),
	    .mode = CMD_CONF,
	    .run = cmd_template_list },
	{ .name = "template show",
	    .usage = "[--json] NAME [--sample] [OPTION...]",
	    .summary = N_("print the template that is used"),
	    .options =
		N_("  --sample         the mail that it makes, for a made-up "
		   "person\n"
		   "  --lang LANG      fr or en; else the site's\n"
		   "  --list LIST      as this list has it\n"
		   "  --kind KIND      txt or html\n"),
	    .mode = CMD_DB_LOOK,
	    .run = cmd_template_show },
	{ .name = "template export",
	    .usage = "[--json] NAME... [--force] [OPTION...]",
	    .summary =
		N_("copy templates into the site's folder, to change them"),
	    .options = N_("  --force          write over what is there\n"
			  "  --lang LANG      only fr or en; else both\n"
			  "  --list LIST      for this list alone\n"
			  "  --kind KIND      only txt or html; else both\n"),
	    .mode = CMD_CONF,
	    .run = cmd_template_export },
	{ .name = "template check",
	    .usage = "[--json] [--list LIST]",
	    .summary = N_("try all templates with made-up data, tell what is "
			  "wrong"),
	    .options = N_("  --list LIST      only as this list has them\n"),
	    .mode = CMD_DB_LOOK,
	    .run = cmd_template_check },
	{ .name = "bounce accept",
	    .usage = "LIST",
	    .summary = N_("suspend the many addresses that failed at once"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_bounce_accept },
	{ .name = "bounce forget",
	    .usage = "LIST",
	    .summary = N_("forget the many failures: the mistake was ours"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_bounce_forget },
	{ .name = "mailing list",
	    .usage = "[--json] [--list LIST]",
	    .summary = N_("show what was sent, newest first"),
	    .options = N_("  --list LIST      only of this list\n"),
	    .mode = CMD_DB_READ,
	    .run = cmd_mailing_list },
	{ .name = "mailing show",
	    .usage = "[--json] MAILING",
	    .summary = N_("show one mailing and its deliveries by state"),
	    .mode = CMD_DB_READ,
	    .run = cmd_mailing_show },
	{ .name = "mailing pause",
	    .usage = "MAILING",
	    .summary = N_("stop sending a mailing for now"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_mailing_pause },
	{ .name = "mailing resume",
	    .usage = "MAILING",
	    .summary = N_("go on with a paused mailing"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_mailing_resume },
	{ .name = "mailing cancel",
	    .usage = "MAILING",
	    .summary = N_("never send the rest of a mailing"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_mailing_cancel },
	{ .name = "mailing priority",
	    .usage = "MAILING 1-9",
	    .summary = N_("give a mailing more or less of the sending"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_mailing_priority },
	{ .name = "delivery list",
	    .usage = "[--json] [--state STATE] [--mailing MAILING]",
	    .summary = N_("show deliveries"),
	    .options = N_(
		"  --state STATE    queued, claimed, sending, sent, deferred,\n"
		"                   failed, uncertain, held or cancelled\n"
		"  --mailing MAILING  only of this one\n"),
	    .mode = CMD_DB_READ,
	    .run = cmd_delivery_list },
	{ .name = "delivery retry",
	    .usage = "DELIVERY... | --state STATE [--mailing MAILING]",
	    .summary = N_("send what failed, is held or waits, now"),
	    .options = N_("  --state STATE    all in this one: held, uncertain,"
			  " failed,\n"
			  "                   deferred or queued\n"
			  "  --mailing MAILING  only of this one\n"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_delivery_retry },
	{ .name = "delivery drop",
	    .usage = "DELIVERY... | --state STATE [--mailing MAILING]",
	    .summary = N_("never send what is held or waits"),
	    .options = N_("  --state STATE    all in this one: held, uncertain,"
			  "\n"
			  "                   deferred or queued\n"
			  "  --mailing MAILING  only of this one\n"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_delivery_drop },
	{ .name = "inbox list",
	    .usage = "[--json] [OPTION...]",
	    .summary = N_("show the messages that wait for a person"),
	    .options =
		N_("  --all            those that are done or no matter, too\n"
		   "  --list LIST      only of this list\n"
		   "  --state STATE    held, failed, unknown, done or "
		   "received\n"
		   "  --since DAY      only those since YYYY-MM-DD\n"),
	    .mode = CMD_DB_LOOK,
	    .run = cmd_inbox_list },
	{ .name = "inbox show",
	    .usage = "[--json] [--raw] MESSAGE",
	    .summary = N_("show a message, what is known of it, what to do"),
	    .options = N_("  --raw            the mail itself, byte by byte\n"),
	    .mode = CMD_DB_READ,
	    .run = cmd_inbox_show },
	{ .name = "inbox retry",
	    .usage = "MESSAGE...",
	    .summary = N_("decide messages anew, after a change of settings"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_inbox_retry },
	{ .name = "inbox drop",
	    .usage = "MESSAGE...",
	    .summary = N_("be done with messages; the mails are kept"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_inbox_drop },
	{ .name = "digest",
	    .usage = "LIST [--date YYYY-MM-DD]",
	    .summary = N_("send what is new since the last digest (for cron)"),
	    .options =
		N_("  --date DAY       the period that holds this day\n"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_digest },
	{ .name = "receive",
	    .usage = "--once",
	    .summary = N_("read the mailbox now and return"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_receive },
	{ .name = "send",
	    .usage = "--drain [--no-wait] [--quiet] [--json]",
	    .summary = N_("send what is due, at the relay's pace"),
	    .options =
		N_("  --no-wait        end where the relay's limits or the "
		   "hours\n"
		   "                   ask to wait for long\n"
		   "  --quiet          say nothing but errors\n"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_send },
	{ .name = "tick",
	    .usage = "",
	    .summary = N_("do what time has brought due (for cron)"),
	    .mode = CMD_DB_WRITE,
	    .run = cmd_tick },
	{ .name = "explain",
	    .usage = "[--json] FILE...|-",
	    .summary = N_("tell what would be done with mails, and why"),
	    .mode = CMD_DB_LOOK,
	    .run = cmd_explain },
	{ .name = "commands",
	    .usage = "[--json] [--man]",
	    .summary = N_("show what subscribers can write"),
	    .options = N_("  --man            as a manual page\n"),
	    .mode = CMD_NO_CONF,
	    .run = cmd_commands },
	{ .name = "status",
	    .usage = "[--json]",
	    .summary = N_("show how the site is doing"),
	    .mode = CMD_DB_LOOK,
	    .run = cmd_status },
	{ .name = "version",
	    .usage = "",
	    .summary = N_("print the version"),
	    .mode = CMD_NO_CONF,
	    .run = cmd_version },
};

const size_t cmd_table_length = sizeof(cmd_table) / sizeof(cmd_table[0]);
