#include "conf/conf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SITE "site { name = \"La Coop\" address = \"listes@example.org\" }\n"
#define D42  "dddddddddddddddddddddddddddddddddddddddddd."
#define TOO_EARLY                                                              \
	"the file ends too early; a }, a quote or"                             \
	" a value is missing"
#define LIST                                                                   \
	"list \"ess\" {\n"                                                     \
	"\taddress = \"ess@example.org\"\n"                                    \
	"\tkind = discussion\n"                                                \
	"\towners = { \"anne@example.org\" }\n"

static struct conf *parse(const char *text)
{
	struct err err = { 0 };
	struct conf *conf = NULL;

	if (conf_parse(text, "t.conf", &conf, &err) != ERR_OK)
		fail_msg("%s", err.text);
	return conf;
}

static void test_defaults(void **state)
{
	(void)state;
	struct conf *conf = parse(SITE LIST "}\n");
	const struct conf_list *list = conf_list(conf, "ess");

	assert_string_equal(conf->site.name, "La Coop");
	assert_string_equal(conf->site.delimiter, "+");
	assert_string_equal(conf->site.timezone, "Europe/Paris");
	assert_string_equal(conf->site.state, "state");
	assert_string_equal(conf->site.templates, "templates");
	assert_int_equal(conf->site.language, LANG_FR);
	assert_null(conf->site.rights[LANG_FR]);
	assert_int_equal(conf->imap_count, 0);
	assert_int_equal(conf->smtp.tls, CONF_TLS_IMPLICIT);
	assert_int_equal(conf->smtp.envelope, CONF_ENVELOPE_VERP);
	assert_int_equal(conf->limits.confirmations_hour, 30);
	assert_int_equal(conf->limits.confirmations_site_hour, 100);
	assert_int_equal(conf->limits.confirmations_day, 3);
	assert_int_equal(conf->limits.answers_day, 5);
	assert_int_equal(conf->limits.pending_days, 7);
	assert_int_equal(conf->limits.message_mb, 25);
	assert_int_equal(conf->bounces.score, 3);
	assert_int_equal(conf->bounces.days, 90);
	assert_int_equal(conf->bounces.probe_days, 7);
	assert_int_equal(conf->bounces.domain_percent, 5);
	assert_int_equal(conf->bounces.list_percent, 20);
	assert_non_null(list);
	assert_string_equal(list->label[LANG_EN], "ess");
	assert_string_equal(list->delimiter, "+");
	assert_string_equal(list->timezone, "Europe/Paris");
	assert_int_equal(list->post, CONF_POST_MEMBERS);
	assert_int_equal(list->digest_every, CONF_WEEKLY);
	assert_int_equal(list->owners.n, 1);
	assert_null(conf_list(conf, "../ess"));
	assert_null(conf_list(conf, ""));
	conf_free(conf);
}

static void test_relays(void **state)
{
	(void)state;
	struct conf *conf = parse(
	    SITE LIST "\trelay = bulk\n}\n"
		      "list \"two\" { address = \"two@example.org\" kind = "
		      "discussion owners = { \"a@example.org\" } }\n"
		      "relay \"unused\" { host = u }\n"
		      "relay \"bulk\" { host = b port = 26 }\n"
		      "smtp { host = s }\n");
	const struct conf_smtp *bulk = conf_relay(conf, "bulk");

	assert_string_equal(bulk->host, "b");
	assert_string_equal(bulk->section, "relay.bulk");
	assert_int_equal(bulk->port, 26);
	assert_int_equal(bulk->tls, CONF_TLS_IMPLICIT);
	assert_int_equal(bulk->messages_per_connection, 100);
	assert_string_equal(conf->smtp.host, "s");
	assert_ptr_equal(conf_relay(conf, ""), &conf->smtp);
	assert_null(conf_relay(conf, "bul"));
	assert_ptr_equal(conf_relay_of(conf, NULL), &conf->smtp);
	assert_ptr_equal(conf_relay_of(conf, conf_list(conf, "ess")), bulk);
	assert_ptr_equal(
	    conf_relay_of(conf, conf_list(conf, "two")), &conf->smtp);
	assert_ptr_equal(conf_relay_used(conf, 0), &conf->smtp);
	assert_ptr_equal(conf_relay_used(conf, 1), bulk);
	assert_null(conf_relay_used(conf, 2));
	assert_null(conf_relay_used(conf, 3));
	conf_free(conf);
}

static void test_everything(void **state)
{
	(void)state;
	struct conf *conf = parse(
	    "site {\n\tname = \"N\" address = \"l@example.org\"\n"
	    "\tdelimiter = \"\" language = en timezone = \"Europe/London\"\n"
	    "\tkey_file = \"secrets/key\" state = \"/var/lib/x\"\n}\n"
	    "imap { host = a user = u port = 1993 password_file = p\n"
	    "\ttls = starttls authserv_id = mx.example.org }\n"
	    "imap { host = b tls = none }\n"
	    "smtp { host = s envelope = fixed password_command = 'echo \"x\"' "
	    "}\n"
	    "limits { confirmations_hour = 500 }\n"
	    "list \"lettre\" {\n\taddress = \"Lettre@Example.org\"\n"
	    "\tkind = newsletter label_fr = \"La lettre\"\n"
	    "\towners = { \"a@example.org\", \"b@example.org\" }\n"
	    "\tnames = { \"SIG lettre\", Lettre }\n"
	    "\taliases = { \"subscribe=abo@example.org\" }\n"
	    "\ttopics = { travail, territoires }\n"
	    "\ttopic \"territoires\" { label_en = \"territories\" }\n"
	    "\ttopic \"gouvernance\" { label_fr = \"démocratie\" }\n}\n");
	const struct conf_list *list = conf_list(conf, "lettre");

	assert_string_equal(conf->site.delimiter, "");
	assert_string_equal(conf->site.key.file, "secrets/key");
	assert_string_equal(conf->site.state, "/var/lib/x");
	assert_int_equal(conf->imap_count, 2);
	assert_int_equal(conf->imap[0].port, 1993);
	assert_int_equal(conf->imap[0].tls, CONF_TLS_STARTTLS);
	assert_string_equal(conf->imap[1].host, "b");
	assert_int_equal(conf->imap[1].tls, CONF_TLS_NONE);
	assert_string_equal(conf->imap[1].inbox, "INBOX");
	assert_string_equal(conf->smtp.password.command, "echo \"x\"");
	assert_int_equal(conf->smtp.envelope, CONF_ENVELOPE_FIXED);
	assert_int_equal(conf->limits.confirmations_hour, 500);
	assert_string_equal(list->address, "lettre@example.org");
	assert_int_equal(list->kind, CONF_NEWSLETTER);
	assert_int_equal(list->post, CONF_POST_NOBODY);
	assert_int_equal(list->language, LANG_EN);
	assert_string_equal(list->delimiter, "");
	assert_string_equal(list->timezone, "Europe/London");
	assert_string_equal(list->label[LANG_EN], "La lettre");
	assert_int_equal(list->owners.n, 2);
	assert_string_equal(list->names.v[1], "Lettre");
	assert_int_equal(list->topic_count, 3);
	assert_string_equal(list->topics[0].label[LANG_FR], "travail");
	assert_string_equal(list->topics[1].label[LANG_FR], "territories");
	assert_string_equal(list->topics[2].label[LANG_EN], "démocratie");
	conf_free(conf);
}

/* What is wrong is said with its line; `want` is the whole error. */
static const struct {
	const char *name;
	const char *text;
	const char *want;
} wrong[] = {
	{ "empty", "",
	    "t.conf:1: site.name is missing\n"
	    "t.conf:1: site.address is missing" },
	{ "missing in a section", "\n\nsite { name = x\n }\n",
	    "t.conf:3: site.address is missing" },
	{ "unknown setting", SITE "smtp {\n\n\thots = a\n}\n",
	    "t.conf:4: unknown setting \"hots\" in the section smtp; did you "
	    "mean host?" },
	{ "nothing similar", SITE "smtp {\n\tzzzzzzzz = a\n}\n",
	    "t.conf:3: unknown setting \"zzzzzzzz\" in the section smtp" },
	{ "unknown section", SITE "\nimpa { }\n",
	    "t.conf:3: unknown section \"impa\"; did you mean imap?" },
	{ "hidden option", SITE "smtp { \"(start)\" = a }\n",
	    "t.conf:2: unknown setting \"(start)\" in the section smtp" },
	{ "hidden option of the root", SITE "\"(reader)\" = a\n",
	    "t.conf:2: unknown section \"(reader)\"" },
	{ "other section's option", SITE "smtp { }\n\"smtp|host\" = a\n",
	    "t.conf:3: unknown section \"host\"" },
	{ "no number", SITE "smtp {\n port = 99x\n }",
	    "t.conf:3: smtp.port: \"99x\" is not a whole number" },
	{ "number too large", SITE "smtp {\n port = 65536\n }",
	    "t.conf:3: smtp.port: \"65536\" is not between 0 and 65535" },
	{ "huge number", SITE "smtp {\n port = 99999999999999999999999\n }",
	    "t.conf:3: smtp.port: \"99999999999999999999999\" is not a whole "
	    "number" },
	{ "number too small", SITE "limits { answers_day = 0 }",
	    "t.conf:2: limits.answers_day: \"0\" is not between 1 and "
	    "1000000" },
	{ "unknown word", SITE "smtp { tls = maybe }",
	    "t.conf:2: smtp.tls: \"maybe\" is none of implicit, starttls, "
	    "none" },
	{ "set twice", SITE "smtp {\n host = a\n\n host = b\n}",
	    "t.conf:5: smtp.host is set twice; the first stands in line 3" },
	{ "section twice", SITE "smtp { }\nsmtp { }",
	    "t.conf:3: the section smtp stands twice" },
	{ "bad address", "site { name = n\n address = \"a b@example.org\" }",
	    "t.conf:2: site.address: \"a b@example.org\" is not an e-mail "
	    "address (a domain with accents is written in its xn-- form)" },
	{ "line in a list of values",
	    SITE LIST "\teditors = {\n\"a@b.org\",\n\"nobody\"\n}\n}",
	    "t.conf:8: list.editors: \"nobody\" is not an e-mail address (a "
	    "domain with accents is written in its xn-- form)" },
	{ "line break in a value", SITE "smtp { host = \"a\nb\" }",
	    "t.conf:3: smtp.host: \"a\nb\" holds a line break, tab or control "
	    "character" },
	{ "zone",
	    "site { name = n address = \"a@b.org\"\n"
	    " timezone = \"Europe/../Paris\" }",
	    "t.conf:2: site.timezone: \"Europe/../Paris\" is not a time zone "
	    "known to this machine, such as Europe/Paris" },
	{ "delimiter",
	    "site { name = n address = \"a@b.org\"\n"
	    " delimiter = \"++\" }",
	    "t.conf:2: site.delimiter: \"++\" is not \"\" or one of + - _ = . "
	    "#" },
	{ "two secrets",
	    SITE "smtp {\n password_file = a\n"
		 " password_command = b }",
	    "t.conf:2: smtp.password comes from several places; keep one of "
	    "password_file, password_command, password_credential" },
	{ "no owners",
	    SITE "\nlist \"ess\" { kind = discussion\n"
		 "address = \"ess@example.org\" }",
	    "t.conf:3: list.ess.owners is missing" },
	{ "list twice", SITE LIST "}\n\nlist \"ess\" { }",
	    "t.conf:8: the name \"ess\" is used twice" },
	{ "address twice",
	    SITE LIST "}\nlist \"b\" { kind = discussion\n"
		      " owners = { \"a@b.org\" }\n"
		      " address = \"ESS@example.org\" }",
	    "t.conf:9: list.b.address: ess@example.org belongs to the list ess "
	    "too" },
	{ "unknown relay",
	    SITE LIST "\trelay = \"bulk\"\n}\nrelay \"bulky\" {}",
	    "t.conf:6: list.ess.relay: there is no section relay "
	    "\"bulk\"" },
	{ "List-Id",
	    "site { name = n address = \"a@" D42 D42 D42 D42 D42
	    "ddddd.example.org\" }\n"
	    "list \"a-name-of-forty-characters-in-its-length\" {\n"
	    " address = \"l@b.org\" kind = discussion\n"
	    " owners = { \"a@b.org\" } }",
	    "t.conf:2: list \"a-name-of-forty-characters-in-its-length\": its "
	    "name and the domain of site.address are longer than 255 "
	    "characters together" },
	{ "relay's name", SITE "relay \"a b\" { }",
	    "t.conf:2: relay \"a b\" is not a name: use 1 to 40 lower-case "
	    "letters, digits and hyphens" },
	{ "relay twice", SITE "relay \"a\" { }\nrelay \"a\" { }",
	    "t.conf:3: the name \"a\" is used twice" },
	{ "relay's setting", SITE "relay \"a\" { hots = b }",
	    "t.conf:2: unknown setting \"hots\" in the section relay; did "
	    "you mean host?" },
	{ "alias twice",
	    SITE LIST "\taliases = { \"help=h@b.org\",\n"
		      "\"owner = H@b.org\" }\n}",
	    "t.conf:7: list.ess.aliases: H@b.org is used twice" },
	{ "alias of its own address",
	    SITE LIST "\taliases = { \"help=ess@example.org\" }\n}",
	    "t.conf:6: list.ess.aliases: ess@example.org is used twice" },
	{ "address is another's alias",
	    SITE LIST "\taliases = { \"help=h@b.org\" }\n}\n"
		      "list \"b\" { kind = discussion\n"
		      " owners = { \"a@b.org\" } address = \"h@b.org\" }",
	    "t.conf:9: list.b.address: h@b.org belongs to the list ess too" },
	{ "unknown verb", SITE LIST "\taliases = { \"join=a@b.org\" }\n}",
	    "t.conf:6: list.aliases: \"join=a@b.org\" does not begin with a "
	    "verb that is known: subscribe, unsubscribe, confirm, owner, help, "
	    "bounce, moderate, request, newsletter" },
	{ "alias without address", SITE LIST "\taliases = { \"help=a\" }\n}",
	    "t.conf:6: list.aliases: \"help=a\" has no e-mail address after "
	    "the =" },
	{ "topic key", SITE LIST "\ttopic \"A b\" { }\n}",
	    "t.conf:6: topic \"A b\" is not a name: use 1 to 40 lower-case "
	    "letters, digits and hyphens" },
	{ "no equal sign", SITE "smtp { host example }",
	    "t.conf:2: missing equal sign after option 'host'" },
	{ "no end of a section", SITE "smtp { \n", "t.conf:2: " TOO_EARLY },
	{ "no end of a quote", SITE "smtp { host = \"a\n",
	    "t.conf:2: " TOO_EARLY },
	{ "no end of a comment", SITE "smtp { } /* ", "t.conf:2: " TOO_EARLY },
	{ "no value", SITE "smtp { host = ", "t.conf:2: " TOO_EARLY },
	{ "our end line", SITE "\"(end)\" = a\n",
	    "t.conf:2: unknown section \"(end)\"" },
	{ "lines after comments",
	    "# a\n#\n// b\n/* c */ /* \n*/\n" SITE
	    "smtp { # \"\n # '\n host = \"#//a\" // d\n\tport = '/*x' # e\n}",
	    "t.conf:10: smtp.port: \"/*x\" is not a whole number" },
	{ "no comment in a value", SITE "smtp { host = a#b\nport = x\n}",
	    "t.conf:3: smtp.port: \"x\" is not a whole number" },
	{ "escaped quote", SITE "smtp { host = \"a\\\"#\"\nport = x\n}",
	    "t.conf:3: smtp.port: \"x\" is not a whole number" },
	{ "several", SITE "smtp { port = x\n tls = y }",
	    "t.conf:2: smtp.port: \"x\" is not a whole number\n"
	    "t.conf:3: smtp.tls: \"y\" is none of implicit, starttls, none" },
};

static void test_wrong(void **state)
{
	int bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct err err = { 0 };
		struct conf *conf = NULL;
		enum err_code rc =
		    conf_parse(wrong[i].text, "t.conf", &conf, &err);
		if (rc == ERR_CONFIG && strcmp(err.text, wrong[i].want) == 0)
			continue;
		print_error("%s: got %s\n%s\nwanted\n%s\n", wrong[i].name,
		    err_name(rc), err.text, wrong[i].want);
		conf_free(conf);
		bad++;
	}
	assert_int_equal(bad, 0);
}

/* CVE-2015-2775: the name of a list is never a path. */
static void test_list_names(void **state)
{
	static const char *const names[] = { "", ".", "..", "a/b", "../a", "/a",
		"A", "a.b", "-a", "a b", "é", "a\\nb", "a_b",
		"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddx" };
	char text[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct err err = { 0 };
		struct conf *conf = NULL;
		snprintf(text, sizeof(text),
		    SITE "list \"%s\" { kind = discussion\n"
			 "address = \"a@b.org\" owners = { \"a@b.org\" } }",
		    names[i]);
		if (conf_parse(text, "t", &conf, &err) != ERR_CONFIG ||
		    strstr(err.text, "t:2: list ") == NULL)
			fail_msg("\"%s\": %s", names[i], err.text);
	}
}

/* Many complaints: the first ones are told, the others counted. */
static void test_many(void **state)
{
	char text[8192] = SITE "smtp {\n";
	struct err err = { 0 };
	struct conf *conf = NULL;

	(void)state;
	for (int i = 0; i < 200; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
		    "port = x\n");
	snprintf(text + strlen(text), sizeof(text) - strlen(text), "}\n");
	assert_int_equal(conf_parse(text, "t", &conf, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "t:3: "));
	assert_non_null(strstr(err.text, " more"));
	assert_null(strstr(err.text, "..."));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_relays),
		cmocka_unit_test(test_everything),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_list_names),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
