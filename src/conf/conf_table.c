#include "conf/conf_table.h"

#include <stdio.h>
#include <string.h>

#include "base/colour.h"
#include "base/near.h"

static const char *const tls_words[] = { "implicit", "starttls", "none", NULL };
static const char *const kind_words[] = { "discussion", "newsletter", NULL };
static const char *const post_words[] = { "members", "editors", "nobody",
	NULL };
static const char *const approval_words[] = { "none", "editor", NULL };
static const char *const period_words[] = { "daily", "weekly", "monthly",
	NULL };
static const char *const envelope_words[] = { "verp", "fixed", NULL };
static const char *const uncertain_words[] = { "retry", "hold", NULL };
static const char *const auth_words[] = { "auto", "plain", "login", "cram-md5",
	"xoauth2", "oauthbearer", NULL };
static const char *const lang_words[] = { "fr", "en", NULL };

#define SITE(field)                                                            \
	CONF_SITE, #field, .offset = offsetof(struct conf_site, field)
#define IMAP(field)                                                            \
	CONF_IMAP, #field, .offset = offsetof(struct conf_imap, field)
#define SMTP(field)                                                            \
	CONF_SMTP, #field, .offset = offsetof(struct conf_smtp, field)
#define DELIVERY(field)                                                        \
	CONF_DELIVERY, #field, .offset = offsetof(struct conf_delivery, field)
#define LIMITS(field)                                                          \
	CONF_LIMITS, #field, .offset = offsetof(struct conf_limits, field)
#define BOUNCES(field)                                                         \
	CONF_BOUNCES, #field, .offset = offsetof(struct conf_bounces, field)
#define LIST(field)                                                            \
	CONF_LIST, #field, .offset = offsetof(struct conf_list, field)
#define DKIM(field)                                                            \
	CONF_DKIM, #field, .offset = offsetof(struct conf_dkim, field)
#define TOPIC(field)                                                           \
	CONF_TOPIC, #field, .offset = offsetof(struct conf_topic, field)

/* clang-format off */
const struct conf_row conf_table[] = {
	{ SITE(name), .type = CONF_STRING, .required = true,
	    .example = "La Coop des Communs",
	    .help = "The name of the association, shown to everybody." },
	{ SITE(legal_address), .type = CONF_STRING,
	    .example = "20 rue du Commandant Mouchotte, 75014 Paris",
	    .help = "Its postal address, in the footer of every mailing." },
	{ SITE(website), .type = CONF_STRING, .shape = CONF_WORDLIKE,
	    .example = "http://coopdescommuns.org/",
	    .help = "Its web site." },
	{ SITE(contact), .type = CONF_STRING, .shape = CONF_ADDRESS,
	    .example = "contact@example.org",
	    .help = "Where people write to reach a human being." },
	{ SITE(director), .type = CONF_STRING,
	    .example = "Camille Martin",
	    .help = "The director of publication, named in newsletters." },
	{ SITE(rights), .type = CONF_TEXT,
	    .example = "Coopyright",
	    .help = "The notice of rights on what is published." },
	{ SITE(address), .type = CONF_STRING, .shape = CONF_ADDRESS,
	    .required = true, .example = "listes@example.org",
	    .help = "The address of the mailbox; takes commands for all lists." },
	{ SITE(delimiter), .type = CONF_STRING, .shape = CONF_DELIMITER,
	    .def = "+",
	    .help = "What the host puts before a sub-address; \"\" if it has none." },
	{ SITE(language), .type = CONF_WORD, .words = lang_words, .def = "fr",
	    .help = "The language where a person's own is not known." },
	{ SITE(timezone), .type = CONF_STRING, .shape = CONF_ZONE,
	    .def = "Europe/Paris",
	    .help = "The time zone of dates and digests." },
	{ SITE(state), .type = CONF_STRING, .shape = CONF_PATH, .def = "state",
	    .help = "The folder of the database; only liaison writes there." },
	{ SITE(templates), .type = CONF_STRING, .shape = CONF_PATH,
	    .def = "templates",
	    .help = "The folder of your own versions of mails and layouts." },
	{ SITE(colour), .type = CONF_STRING, .shape = CONF_COLOUR,
	    .def = COLOUR_DEFAULT,
	    .help = "The colour of titles, links and buttons in mails; dark "
		"enough to be read on white." },
	{ SITE(logo), .type = CONF_STRING, .shape = CONF_PATH,
	    .example = "logo.png",
	    .help = "A PNG or JPEG file that is shown above newsletters, at "
		"most 200 kB." },
	{ SITE(key), .type = CONF_PASSWORD, .example = "secrets/site.key",
	    .help = "The key that signs tokens: 64 hexadecimal digits." },

	{ IMAP(host), .type = CONF_STRING, .shape = CONF_WORDLIKE,
	    .example = "imap.example.org",
	    .help = "The server of the mailbox." },
	{ IMAP(port), .type = CONF_NUMBER, .def = "0", .max = 65535,
	    .help = "Its port; 0 means 993, or 143 without implicit TLS." },
	{ IMAP(tls), .type = CONF_WORD, .words = tls_words, .def = "implicit",
	    .help = "How the connection is protected; none only if you must." },
	{ IMAP(user), .type = CONF_STRING, .example = "listes@example.org",
	    .help = "The login name." },
	{ IMAP(password), .type = CONF_PASSWORD, .example = "secrets/imap",
	    .help = "The password of the login." },
	{ IMAP(inbox), .type = CONF_STRING, .def = "INBOX",
	    .help = "The folder where mail arrives." },
	{ IMAP(folder), .type = CONF_STRING, .def = "liaison",
	    .help = "The parent of the folders done, held, unknown, failed." },
	{ IMAP(ca_file), .type = CONF_STRING, .shape = CONF_PATH,
	    .example = "ca.pem",
	    .help = "Certificates to trust instead of the system's." },
	{ IMAP(authserv_id), .type = CONF_STRING, .shape = CONF_WORDLIKE,
	    .example = "mx.example.org",
	    .help = "The name under which this host writes "
		"Authentication-Results; without it none is believed." },
	{ IMAP(poll_seconds), .type = CONF_NUMBER, .def = "60", .min = 1,
	    .max = 86400,
	    .help = "How often to look where the server cannot announce mail." },

	{ SMTP(preset), .type = CONF_STRING, .shape = CONF_PRESET,
	    .example = "microsoft365",
	    .help = "The name of a known provider: its server, port, TLS and "
		"limits are used where they are not set here; see \"liaison "
		"config presets\"." },
	{ SMTP(host), .type = CONF_STRING, .shape = CONF_WORDLIKE,
	    .example = "smtp.example.org",
	    .help = "The server that takes outgoing mail." },
	{ SMTP(port), .type = CONF_NUMBER, .def = "0", .max = 65535,
	    .help = "Its port; 0 means 465, or 587 without implicit TLS." },
	{ SMTP(tls), .type = CONF_WORD, .words = tls_words, .def = "implicit",
	    .help = "How the connection is protected; none only if you must." },
	{ SMTP(user), .type = CONF_STRING, .example = "listes@example.org",
	    .help = "The login name; without it there is no login." },
	{ SMTP(auth), .type = CONF_WORD, .words = auth_words, .def = "auto",
	    .help = "How to log in; auto takes what the server offers, with "
		"the token where one is set, else with the password." },
	{ SMTP(password), .type = CONF_PASSWORD, .example = "secrets/smtp",
	    .help = "The password of the login." },
	{ SMTP(token), .type = CONF_PASSWORD, .example = "secrets/token",
	    .help = "An OAuth 2.0 access token for the login; asked for again "
		"when the server refuses it." },
	{ SMTP(ca_file), .type = CONF_STRING, .shape = CONF_PATH,
	    .example = "ca.pem",
	    .help = "Certificates to trust instead of the system's." },
	{ SMTP(client_certificate), .type = CONF_STRING, .shape = CONF_PATH,
	    .example = "client.pem",
	    .help = "A certificate to show to a server that asks for one." },
	{ SMTP(client_key), .type = CONF_STRING, .shape = CONF_PATH,
	    .example = "secrets/client.key",
	    .help = "Its key, a file that nobody else may read." },
	{ SMTP(ehlo), .type = CONF_STRING, .shape = CONF_WORDLIKE,
	    .example = "lists.example.org",
	    .help = "The name to greet with; else the domain of site.address." },
	{ SMTP(envelope), .type = CONF_WORD, .words = envelope_words,
	    .def = "verp",
	    .help = "The envelope sender: verp, signed for each person, or "
		"fixed, the site's address." },
	{ SMTP(connections), .type = CONF_NUMBER, .def = "1", .min = 1,
	    .max = 100,
	    .help = "How many connections to the relay at the same time; after "
		"a crash each may repeat one mail." },
	{ SMTP(messages_per_connection), .type = CONF_NUMBER, .def = "100",
	    .min = 1, .max = 1000000,
	    .help = "After so many messages a connection is made anew." },
	{ SMTP(messages_per_second), .type = CONF_NUMBER, .def = "0",
	    .max = 1000000,
	    .help = "Messages per second, at most; 0 means no limit." },
	{ SMTP(messages_per_minute), .type = CONF_NUMBER, .def = "0",
	    .max = 1000000,
	    .help = "The same per minute; a tenth is kept for notices." },
	{ SMTP(messages_per_hour), .type = CONF_NUMBER, .def = "0",
	    .max = 1000000,
	    .help = "The same per hour." },
	{ SMTP(messages_per_day), .type = CONF_NUMBER, .def = "0",
	    .max = 1000000,
	    .help = "The same per day." },
	{ SMTP(domain_per_minute), .type = CONF_NUMBER, .def = "0",
	    .max = 1000000,
	    .help = "Messages per minute to the addresses of one domain; 0 means no limit." },
	{ SMTP(domain_per_hour), .type = CONF_NUMBER, .def = "0",
	    .max = 1000000,
	    .help = "The same per hour." },
	{ SMTP(domain_per_day), .type = CONF_NUMBER, .def = "0",
	    .max = 1000000,
	    .help = "The same per day." },
	{ SMTP(message_max_kb), .type = CONF_NUMBER, .def = "0",
	    .max = 1000000,
	    .help = "The largest message that the relay takes, in kB; 0 leaves "
		"it to what the relay says." },
	{ SMTP(sending_hours), .type = CONF_STRING, .shape = CONF_HOURS,
	    .example = "08:00-20:00",
	    .help = "When mailings may leave; several ranges have a blank "
		"between them, notices leave at any time." },
	{ SMTP(timezone), .type = CONF_STRING, .shape = CONF_ZONE,
	    .example = "Europe/Paris",
	    .help = "The time zone of sending_hours; else site.timezone." },

	{ DELIVERY(uncertain), .type = CONF_WORD, .words = uncertain_words,
	    .def = "retry",
	    .help = "A mail whose outcome is not known: retry, which may send it "
		"twice, or hold, until you decide." },

	{ LIMITS(confirmations_hour), .type = CONF_NUMBER, .def = "30",
	    .min = 1, .max = 1000000,
	    .help = "Confirmation mails per hour for one list." },
	{ LIMITS(confirmations_site_hour), .type = CONF_NUMBER, .def = "100",
	    .min = 1, .max = 1000000,
	    .help = "Confirmation mails per hour for all lists." },
	{ LIMITS(confirmations_day), .type = CONF_NUMBER, .def = "3",
	    .min = 1, .max = 1000000,
	    .help = "Confirmation mails per day to one address." },
	{ LIMITS(answers_day), .type = CONF_NUMBER, .def = "5", .min = 1,
	    .max = 1000000,
	    .help = "Other answers per day to one address." },
	{ LIMITS(pending_days), .type = CONF_NUMBER, .def = "7", .min = 1,
	    .max = 90,
	    .help = "Days before an unconfirmed request is erased." },
	{ LIMITS(message_mb), .type = CONF_NUMBER, .def = "25", .min = 1,
	    .max = 100,
	    .help = "Size in MB above which a received mail is set aside." },

	{ BOUNCES(score), .type = CONF_NUMBER, .def = "3", .min = 1,
	    .max = 100,
	    .help = "Days on which an address fails before it is suspended." },
	{ BOUNCES(days), .type = CONF_NUMBER, .def = "90", .min = 1,
	    .max = 1000,
	    .help = "Days without a failure after which all is forgotten." },
	{ BOUNCES(probe_days), .type = CONF_NUMBER, .def = "7", .min = 1,
	    .max = 90,
	    .help = "Days from the suspension to the probe, and to its answer." },
	{ BOUNCES(domain_percent), .type = CONF_NUMBER, .def = "5",
	    .max = 100,
	    .help = "Refusals of a mailing, of a domain's part, that raise "
		"an alarm; 0: none." },
	{ BOUNCES(list_percent), .type = CONF_NUMBER, .def = "20",
	    .max = 100,
	    .help = "Part of a list suspended within a day, above which a "
		"human decides; 0: none." },

	{ DKIM(selector), .type = CONF_STRING, .shape = CONF_SELECTOR,
	    .def = "liaison",
	    .help = "The selector under which the RSA key stands in the DNS." },
	{ DKIM(key_file), .type = CONF_STRING, .shape = CONF_PATH,
	    .example = "secrets/dkim-example.org-liaison.pem",
	    .help = "The RSA key that signs, mode 0600." },
	{ DKIM(ed25519_selector), .type = CONF_STRING, .shape = CONF_SELECTOR,
	    .def = "liaison-ed25519",
	    .help = "The selector under which the Ed25519 key stands." },
	{ DKIM(ed25519_key_file), .type = CONF_STRING, .shape = CONF_PATH,
	    .example = "secrets/dkim-example.org-liaison-ed25519.pem",
	    .help = "The Ed25519 key that signs besides, mode 0600." },

	{ LIST(address), .type = CONF_STRING, .shape = CONF_KEY_ADDRESS,
	    .required = true, .example = "ess-communs@example.org",
	    .help = "The address of the list." },
	{ LIST(kind), .type = CONF_WORD, .words = kind_words, .required = true,
	    .example = "discussion",
	    .help = "discussion: members write to each other; newsletter: "
		"editors write, the address takes commands." },
	{ LIST(label), .type = CONF_TEXT, .example = "ESS-communs",
	    .help = "Its name as people see it; else the name of the section." },
	{ LIST(names), .type = CONF_WORDS,
	    .example = "{ \"SIG ess-communs\" }",
	    .help = "Other names that people use for it in commands." },
	{ LIST(description), .type = CONF_TEXT,
	    .example = "L'économie sociale et solidaire et les communs.",
	    .help = "One sentence about it." },
	{ LIST(footer), .type = CONF_TEXT,
	    .example = "Vous êtes membre de la liste ESS-communs.",
	    .help = "The first line of the footer: why you get this." },
	{ LIST(delimiter), .type = CONF_STRING, .shape = CONF_DELIMITER,
	    .example = "+",
	    .help = "As site.delimiter, which is the default." },
	{ LIST(aliases), .type = CONF_WORDS, .shape = CONF_ALIAS,
	    .example = "{ \"subscribe=ess-abo@example.org\" }",
	    .help = "Addresses of their own for verbs, as \"verb=address\"." },
	{ LIST(language), .type = CONF_WORD, .words = lang_words,
	    .example = "fr", .help = "As site.language, which is the default." },
	{ LIST(post), .type = CONF_WORD, .words = post_words,
	    .example = "members",
	    .help = "Who may write to the list; default: members of a "
		"discussion, nobody for a newsletter." },
	{ LIST(owners), .type = CONF_WORDS, .shape = CONF_ADDRESS,
	    .required = true, .example = "{ \"owner@example.org\" }",
	    .help = "Who answers for the list; told when something waits." },
	{ LIST(moderators), .type = CONF_WORDS, .shape = CONF_ADDRESS,
	    .example = "{ \"moderator@example.org\" }",
	    .help = "Who decides about held posts; default: the owners." },
	{ LIST(editors), .type = CONF_WORDS, .shape = CONF_ADDRESS,
	    .example = "{ \"editor@example.org\" }",
	    .help = "Who may publish." },
	{ LIST(approval), .type = CONF_WORD, .words = approval_words,
	    .def = "none",
	    .help = "Who else must agree to a newsletter: with editor it "
		"leaves once another editor has approved its proof." },
	{ LIST(topics), .type = CONF_TOPICS, .shape = CONF_NAME,
	    .example = "{ \"plateformes\" }",
	    .help = "The keys of its topics, in the order they are shown." },
	{ LIST(fields), .type = CONF_WORDS, .shape = CONF_FIELD,
	    .example = "{ \"ville\", \"adherent\" }",
	    .help = "What is known of each subscriber besides the name: a "
		"newsletter writes it as {{ville}}." },
	{ LIST(digest_every), .type = CONF_WORD, .words = period_words,
	    .def = "weekly", .help = "How often the digest leaves." },
	{ LIST(timezone), .type = CONF_STRING, .shape = CONF_ZONE,
	    .example = "Europe/Paris",
	    .help = "As site.timezone, which is the default." },
	{ LIST(post_max_kb), .type = CONF_NUMBER, .def = "1024", .min = 1,
	    .max = 102400, .help = "The largest post, in kB." },
	{ LIST(relay), .type = CONF_STRING, .shape = CONF_NAME,
	    .example = "newsletters",
	    .help = "The name of the section relay that its mail goes through; "
		"else the section smtp." },
	{ LIST(colour), .type = CONF_STRING, .shape = CONF_COLOUR,
	    .example = "#7a1f5c",
	    .help = "As site.colour, which is the default." },
	{ LIST(logo), .type = CONF_STRING, .shape = CONF_PATH,
	    .example = "lettre.png",
	    .help = "As site.logo, which is the default." },

	{ TOPIC(label), .type = CONF_TEXT, .example = "plateformes numériques",
	    .help = "The topic as people see it; else its key." },
};
/* clang-format on */

const size_t conf_table_length = sizeof(conf_table) / sizeof(conf_table[0]);

static const char *const section_names[CONF_SECTION__MAX] = {
	[CONF_SITE] = "site",
	[CONF_IMAP] = "imap",
	[CONF_SMTP] = "smtp",
	[CONF_DELIVERY] = "delivery",
	[CONF_LIMITS] = "limits",
	[CONF_BOUNCES] = "bounces",
	[CONF_RELAY] = "relay",
	[CONF_DKIM] = "dkim",
	[CONF_LIST] = "list",
	[CONF_TOPIC] = "topic",
};

static const char *const secret_suffixes[] = { "file", "command",
	"credential" };

const char *conf_section_name(enum conf_section section)
{
	return section_names[section];
}

bool conf_row_in(const struct conf_row *row, enum conf_section section)
{
	return row->section == (section == CONF_RELAY ? CONF_SMTP : section);
}

static bool row_in_named(const struct conf_row *row, const char *section)
{
	if (strcmp(section, section_names[CONF_RELAY]) == 0)
		return row->section == CONF_SMTP;
	return strcmp(section_names[row->section], section) == 0;
}

int conf_row_variants(const struct conf_row *row)
{
	if (row->type == CONF_TEXT)
		return LANG__MAX;
	return row->type == CONF_PASSWORD ? 3 : 1;
}

void conf_row_setting(
    const struct conf_row *row, int variant, char out[CONF_SETTING_SIZE])
{
	const char *suffix = NULL;

	if (row->type == CONF_TEXT)
		suffix = lang_name((enum lang)variant);
	else if (row->type == CONF_PASSWORD)
		suffix = secret_suffixes[variant];
	if (suffix == NULL)
		snprintf(out, CONF_SETTING_SIZE, "%s", row->name);
	else
		snprintf(out, CONF_SETTING_SIZE, "%s_%s", row->name, suffix);
}

const struct conf_row *conf_row_find(
    const char *section, const char *setting, int *variant)
{
	char name[CONF_SETTING_SIZE];

	for (size_t i = 0; i < conf_table_length; i++) {
		const struct conf_row *row = &conf_table[i];
		if (!row_in_named(row, section))
			continue;
		for (int v = 0; v < conf_row_variants(row); v++) {
			conf_row_setting(row, v, name);
			if (strcmp(name, setting) != 0)
				continue;
			*variant = v;
			return row;
		}
	}
	return NULL;
}

bool conf_row_nearest(
    const char *section, const char *setting, char out[CONF_SETTING_SIZE])
{
	char name[CONF_SETTING_SIZE];
	size_t best = strlen(setting) / 2 + 1;
	bool found = false;

	for (size_t i = 0; i < conf_table_length; i++) {
		const struct conf_row *row = &conf_table[i];
		if (!row_in_named(row, section))
			continue;
		for (int v = 0; v < conf_row_variants(row); v++) {
			conf_row_setting(row, v, name);
			if (near_distance(setting, name) >= best)
				continue;
			best = near_distance(setting, name);
			snprintf(out, CONF_SETTING_SIZE, "%s", name);
			found = true;
		}
	}
	return found;
}
