#include <string.h>

#include "cli/cmd.h"

/* What `--help` ends with: a line that could be typed, of each command. */
static const struct {
	const char *name;
	const char *line; /* what follows the name */
} examples[] = {
	{ "init", "--example ess-communs site" },
	{ "config check", "--connect" },
	{ "config show", "--json" },
	{ "config example", "| less" },
	{ "config presets", "" },
	{ "dkim generate", "--domain example.org" },
	{ "dkim show", "" },
	{ "list show", "lettre" },
	{ "subscriber add",
	    "lettre anne@example.org --consent \"paper form\"" },
	{ "subscriber show", "lettre anne@example.org" },
	{ "subscriber set",
	    "lettre anne@example.org --topics travail,gouvernance" },
	{ "subscriber remove", "lettre anne@example.org --tell" },
	{ "subscriber list", "lettre --status suspended" },
	{ "subscriber data", "anne@example.org" },
	{ "subscriber erase", "anne@example.org" },
	{ "subscriber import",
	    "lettre people.csv --consent \"paper form\" --dry-run" },
	{ "subscriber export", "lettre --format csv > lettre.csv" },
	{ "token issue", "--purpose editor lettre anne@example.org" },
	{ "newsletter new", "--twin newsletters/janvier" },
	{ "newsletter check", "newsletters/janvier.fr.md" },
	{ "newsletter preview",
	    "newsletters/janvier.fr.md --as anne@example.org" },
	{ "newsletter test", "newsletters/janvier.fr.md me@example.org" },
	{ "newsletter plan", "newsletters/janvier.fr.md" },
	{ "newsletter send",
	    "newsletters/janvier.fr.md --at \"2027-01-07 08:00\"" },
	{ "newsletter orders", "--all" },
	{ "newsletter every",
	    "\"monday 08:00\" --from newsletters --list lettre" },
	{ "newsletter status", "" },
	{ "newsletter pause", "12" },
	{ "newsletter resume", "12" },
	{ "newsletter cancel", "--order 3" },
	{ "newsletter report", "12 --html report.html" },
	{ "newsletter resend", "12 --failed --dry-run" },
	{ "newsletter archive", "12 --html janvier.html" },
	{ "template list", "--lang fr" },
	{ "template show", "newsletter --sample --kind txt" },
	{ "template export", "newsletter blocks --lang fr" },
	{ "template check", "" },
	{ "bounce accept", "lettre" },
	{ "bounce forget", "lettre" },
	{ "mailing list", "--list lettre" },
	{ "mailing show", "12" },
	{ "mailing pause", "12" },
	{ "mailing resume", "12" },
	{ "mailing cancel", "12" },
	{ "mailing priority", "12 9" },
	{ "delivery list", "--state failed --mailing 12" },
	{ "delivery retry", "--state held" },
	{ "delivery drop", "--state held --mailing 12" },
	{ "inbox list", "--since 2026-12-01" },
	{ "inbox show", "12" },
	{ "inbox retry", "12" },
	{ "inbox drop", "12" },
	{ "digest", "ess-communs" },
	{ "receive", "--once" },
	{ "send", "--drain" },
	{ "tick", "" },
	{ "explain", "mail.eml" },
	{ "commands", "" },
	{ "status", "" },
	{ "version", "" },
};

const char *cmd_example(const struct cmd *cmd)
{
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		if (strcmp(examples[i].name, cmd->name) == 0)
			return examples[i].line;
	}
	return "";
}
