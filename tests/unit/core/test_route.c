/* src/core/route.c: recipient addresses. */
#include "core/route.h"

#include "decide_support.h"

static const char settings[] =
    "site {\n"
    "	name = \"Site\"\n"
    "	legal_address = \"1 rue\"\n"
    "	address = \"listes@example.org\"\n"
    "	key_file = \"key\"\n"
    "}\n"
    "list \"ess\" {\n"
    "	address = \"ess@example.org\"\n"
    "	kind = discussion\n"
    "	owners = { \"o@example.org\" }\n"
    "}\n"
    "list \"ess-help\" {\n"
    "	address = \"ess-help@example.org\"\n"
    "	kind = discussion\n"
    "	owners = { \"o@example.org\" }\n"
    "}\n"
    "list \"plain\" {\n"
    "	address = \"plain@example.org\"\n"
    "	kind = newsletter\n"
    "	delimiter = \"\"\n"
    "	aliases = { \"subscribe=abo@example.org\", "
    "\"confirm=conf@example.org\" }\n"
    "	owners = { \"o@example.org\" }\n"
    "}\n";

static struct conf *conf;

static int setup(void **state)
{
	struct err err = { 0 };

	(void)state;
	if (conf_parse(settings, "test", &conf, &err) != ERR_OK)
		fail_msg("%s", err.text);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	conf_free(conf);
	return 0;
}

#define TOKEN "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static void test_addresses(void **state)
{
	static const struct {
		const char *address;
		bool ours;
		const char *list; /* NULL = the site */
		enum route_verb verb;
		const char *token;
	} rows[] = {
		{ "listes@example.org", true, NULL, ROUTE_PLAIN, "" },
		{ "LISTES@Example.ORG", true, NULL, ROUTE_PLAIN, "" },
		{ "ess@example.org", true, "ess", ROUTE_PLAIN, "" },
		{ "ess-help@example.org", true, "ess-help", ROUTE_PLAIN, "" },
		{ "ess+subscribe@example.org", true, "ess", ROUTE_SUBSCRIBE,
		    "" },
		{ "ESS-Subscribe@example.org", true, "ess", ROUTE_SUBSCRIBE,
		    "" },
		{ "ess-join@example.org", true, "ess", ROUTE_SUBSCRIBE, "" },
		{ "ess-leave@example.org", true, "ess", ROUTE_UNSUBSCRIBE, "" },
		{ "ess-request@example.org", true, "ess", ROUTE_REQUEST, "" },
		{ "ess-owner@example.org", true, "ess", ROUTE_OWNER, "" },
		{ "ess+owner@example.org", true, "ess", ROUTE_OWNER, "" },
		{ "ess+help@example.org", true, "ess", ROUTE_HELP, "" },
		{ "ess-bounces@example.org", true, "ess", ROUTE_BOUNCE, "" },
		{ "ess+bounce-x1@example.org", true, "ess", ROUTE_BOUNCE,
		    "x1" },
		{ "ess+confirm-" TOKEN "@example.org", true, "ess",
		    ROUTE_CONFIRM, TOKEN },
		{ "ess-confirm+" TOKEN "@example.org", true, "ess",
		    ROUTE_CONFIRM, TOKEN },
		{ "listes+confirm-" TOKEN "@example.org", true, NULL,
		    ROUTE_CONFIRM, TOKEN },
		{ "ess+unsubscribe-" TOKEN "@example.org", true, "ess",
		    ROUTE_UNSUBSCRIBE, TOKEN },
		{ "ess+moderate-ab@example.org", true, "ess", ROUTE_MODERATE,
		    "ab" },
		{ "listes+help@example.org", true, NULL, ROUTE_HELP, "" },
		{ "abo@example.org", true, "plain", ROUTE_SUBSCRIBE, "" },
		{ "conf+" TOKEN "@example.org", true, "plain", ROUTE_CONFIRM,
		    TOKEN },
		{ "plain-unsubscribe@example.org", true, "plain",
		    ROUTE_UNSUBSCRIBE, "" },
		{ "plain+subscribe@example.org", false, NULL, ROUTE_PLAIN, "" },
		{ "ess@example.com", false, NULL, ROUTE_PLAIN, "" },
		{ "ess-subscribe@example.com", false, NULL, ROUTE_PLAIN, "" },
		{ "essay@example.org", false, NULL, ROUTE_PLAIN, "" },
		{ "ess-team@example.org", false, NULL, ROUTE_PLAIN, "" },
		{ "ess-@example.org", false, NULL, ROUTE_PLAIN, "" },
		{ "ess+subscriber@example.org", false, NULL, ROUTE_PLAIN, "" },
		{ "abonne@example.org", false, NULL, ROUTE_PLAIN, "" },
		{ "", false, NULL, ROUTE_PLAIN, "" },
		{ "@", false, NULL, ROUTE_PLAIN, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct route route;
		bool ours = route_address(conf, str_c(rows[i].address), &route);
		const char *list = route.list == NULL ? NULL : route.list->name;
		if (ours != rows[i].ours)
			fail_msg("%s", rows[i].address);
		if (!ours)
			continue;
		if (route.verb != rows[i].verb ||
		    !str_is(route.token, rows[i].token) ||
		    (list == NULL) != (rows[i].list == NULL))
			fail_msg("%s", rows[i].address);
		if (list != NULL)
			assert_string_equal(list, rows[i].list);
	}
}

/* The habits of other list managers, and what nobody may ask for. */
static void test_habits(void **state)
{
	static const struct {
		const char *local; /* at example.org */
		enum route_verb verb;
		const char *token;
		int number;
		enum sub_delivery mode;
		bool odd;
	} rows[] = {
		{ "ess-join", ROUTE_SUBSCRIBE, "", 0, SUB_EACH, false },
		{ "ess+subscribe-digest", ROUTE_SUBSCRIBE, "", 0, SUB_DIGEST,
		    false },
		{ "ess+subscribe-nomail", ROUTE_SUBSCRIBE, "", 0, SUB_NONE,
		    false },
		{ "ess-digest-subscribe", ROUTE_SUBSCRIBE, "", 0, SUB_DIGEST,
		    false },
		{ "ess+unsubscribe-digest", ROUTE_UNSUBSCRIBE, "", 0, SUB_EACH,
		    false },
		{ "ess-digest-unsubscribe", ROUTE_UNSUBSCRIBE, "", 0, SUB_EACH,
		    false },
		{ "ess+confsub-" TOKEN, ROUTE_CONFIRM, TOKEN, 0, SUB_EACH,
		    false },
		{ "ess+confunsub-digest-" TOKEN, ROUTE_CONFIRM, TOKEN, 0,
		    SUB_EACH, false },
		{ "ess-sc." TOKEN, ROUTE_CONFIRM, TOKEN, 0, SUB_EACH, false },
		{ "ess+get-12", ROUTE_ISSUE, "", 12, SUB_EACH, false },
		{ "ess-get.12", ROUTE_ISSUE, "", 12, SUB_EACH, false },
		{ "ess-get", ROUTE_ISSUE, "", 0, SUB_EACH, false },
		{ "ess-get.12_14", ROUTE_ISSUE, "", 0, SUB_EACH, true },
		{ "ess-get.1234567", ROUTE_ISSUE, "", 0, SUB_EACH, true },
		{ "ess-info", ROUTE_HELP, "", 0, SUB_EACH, false },
		{ "ess-faq", ROUTE_HELP, "", 0, SUB_EACH, false },
		{ "ess-faq-2", ROUTE_HELP, "", 0, SUB_EACH, true },
		{ "ess-query", ROUTE_DATA, "", 0, SUB_EACH, false },
		{ "ess-query-jeanne=example.com", ROUTE_DATA,
		    "jeanne=example.com", 0, SUB_EACH, true },
		{ "ess+list", ROUTE_MEMBERS, "", 0, SUB_EACH, false },
		{ "ess-subscribe-jeanne=example.com", ROUTE_SUBSCRIBE,
		    "jeanne=example.com", 0, SUB_EACH, true },
		{ "ess-unsubscribe-jeanne=example.com", ROUTE_UNSUBSCRIBE,
		    "jeanne=example.com", 0, SUB_EACH, true },
		{ "ess+unsubscribe-digest-jeanne=example.com",
		    ROUTE_UNSUBSCRIBE, "jeanne=example.com", 0, SUB_EACH,
		    true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = { 0 };
		struct route route;
		const char *address =
		    arena_printf(&arena, "%s@example.org", rows[i].local);
		if (!route_address(conf, str_c(address), &route) ||
		    route.verb != rows[i].verb ||
		    !str_is(route.token, rows[i].token) ||
		    route.number != rows[i].number ||
		    route.mode != rows[i].mode || route.odd != rows[i].odd)
			fail_msg("%s", address);
		arena_free(&arena);
	}
}

/* Words that we never use do not make a sender one of us. */
static void test_senders(void **state)
{
	(void)state;
	assert_true(route_is_ours(conf, str_c("ess@example.org")));
	assert_true(route_is_ours(conf, str_c("ess-owner@example.org")));
	assert_true(route_is_ours(conf, str_c("ess+bounce-x@example.org")));
	assert_false(route_is_ours(conf, str_c("ess-info@example.org")));
	assert_false(route_is_ours(conf, str_c("ess-get@example.org")));
	assert_false(route_is_ours(conf, str_c("paul@example.org")));
}

static void test_messages(void **state)
{
	static const struct {
		const char *recipients[3];
		const char *list;
		enum route_verb verb;
		bool mixed;
	} rows[] = {
		{ { "listes@example.org", "ess@example.org", NULL }, "ess",
		    ROUTE_PLAIN, false },
		{ { "ess@example.org", "ess+subscribe@example.org", NULL },
		    "ess", ROUTE_SUBSCRIBE, false },
		{ { "ess@example.org", "plain@example.org", NULL }, "ess",
		    ROUTE_PLAIN, true },
		{ { "ess-join@example.org", "ess+leave@example.org", NULL },
		    "ess", ROUTE_SUBSCRIBE, true },
		{ { "other@example.com", NULL, NULL }, NULL, ROUTE_PLAIN,
		    false },
		{ { "other@example.com", "ess@example.org", "ess@example.org" },
		    "ess", ROUTE_PLAIN, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = { 0 };
		char *recipients[3];
		struct message message = { .recipients = recipients };
		struct route route;
		bool mixed;
		for (size_t n = 0; n < 3 && rows[i].recipients[n] != NULL; n++)
			recipients[message.recipient_count++] =
			    arena_strdup(&arena, rows[i].recipients[n]);
		route_message(conf, &message, &route, &mixed);
		assert_int_equal(route.verb, rows[i].verb);
		assert_int_equal(mixed, rows[i].mixed);
		assert_int_equal(route.list == NULL, rows[i].list == NULL);
		if (route.list != NULL)
			assert_string_equal(route.list->name, rows[i].list);
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_habits),
		cmocka_unit_test(test_senders),
		cmocka_unit_test(test_messages),
	};

	return cmocka_run_group_tests_name("route", tests, setup, teardown);
}
