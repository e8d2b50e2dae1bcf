/* Where a list is written to, whatever its host can do. */
#include "decide_support.h"

#include "base/token.h"
#include "core/listaddr.h"

static const char token[] = "ciaaaaacbablf3z2ck5diglt7ahxgmhu7koisra";

static struct conf_list *lettre(struct conf *conf)
{
	for (size_t i = 0; i < conf->list_count; i++)
		if (strcmp(conf->lists[i].name, "lettre") == 0)
			return &conf->lists[i];
	fail_msg("the example site has no list lettre");
	return NULL;
}

static void addresses(void **state)
{
	static const struct {
		const char *delimiter; /* of the list, and of the site */
		const char *site;
		const char *verb;
		bool token;
		const char *address;
		const char *subject;
		const char *uri;
	} rows[] = {
		{ "+", "+", "subscribe", false, "lettre+subscribe@example.org",
		    NULL, "mailto:lettre+subscribe@example.org" },
		{ "-", "+", "help", false, "lettre-help@example.org", NULL,
		    "mailto:lettre-help@example.org" },
		{ "+", "+", "confirm", true,
		    "lettre+confirm-ciaaaaacbablf3z2ck5diglt7ahxgmhu7koisra"
		    "@example.org",
		    NULL,
		    "mailto:lettre+confirm-ciaaaaacbablf3z2ck5diglt7ahxgmhu7"
		    "koisra@example.org" },
		{ "", "+", "unsubscribe", true,
		    "listes+stop-ciaaaaacbablf3z2ck5diglt7ahxgmhu7koisra"
		    "@example.org",
		    NULL,
		    "mailto:listes+stop-ciaaaaacbablf3z2ck5diglt7ahxgmhu"
		    "7koisra@example.org" },
		{ "", "", "unsubscribe", true, "listes@example.org",
		    "unsubscribe ciaaaaacbablf3z2ck5diglt7ahxgmhu7koisra",
		    "mailto:listes@example.org?subject=unsubscribe%20ciaaaaacba"
		    "blf3z2ck5diglt7ahxgmhu7koisra" },
		{ "", "", "subscribe", false, "listes@example.org",
		    "subscribe lettre",
		    "mailto:listes@example.org?subject=subscribe%20lettre" },
		{ "", "", "owner", false, "owner@example.org", NULL,
		    "mailto:owner@example.org" },
	};
	struct conf *conf = support_site();
	struct conf_list *list = lettre(conf);
	char *delimiters[] = { list->delimiter, conf->site.delimiter };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena arena = { 0 };
		const char *proof = rows[i].token ? token : NULL;
		struct listaddr to;
		list->delimiter = arena_strdup(&arena, rows[i].delimiter);
		conf->site.delimiter = arena_strdup(&arena, rows[i].site);
		to = listaddr_for(&arena, conf, list, rows[i].verb, proof);
		assert_string_equal(to.address, rows[i].address);
		if (rows[i].subject == NULL)
			assert_null(to.subject);
		else
			assert_string_equal(to.subject, rows[i].subject);
		assert_string_equal(
		    listaddr_mailto(&arena, conf, list, rows[i].verb, proof),
		    rows[i].uri);
		arena_free(&arena);
	}
	list->delimiter = delimiters[0];
	conf->site.delimiter = delimiters[1];
	conf_free(conf);
}

/* A local part has at most 64 octets: a long name gives way to the site's. */
static void a_long_name(void **state)
{
	struct conf *conf = support_site();
	struct conf_list *list = lettre(conf);
	struct arena arena = { 0 };
	char *address = list->address;
	struct listaddr to;

	(void)state;
	list->address = arena_strdup(&arena,
	    "une-liste-au-nom-vraiment-tres-long-qui-ne-finit-pas@example.org");
	to = listaddr_for(&arena, conf, list, "unsubscribe", token);
	assert_true(str_starts(str_c(to.address), str_c("listes+stop-")));
	assert_null(to.subject);
	to = listaddr_for(&arena, conf, list, "unsubscribe", NULL);
	assert_true(str_starts(str_c(to.address), str_c("une-liste")));
	list->address = address;
	arena_free(&arena);
	conf_free(conf);
}

static void domain(void **state)
{
	struct conf *conf = support_site();

	(void)state;
	assert_string_equal(listaddr_domain(conf), "example.org");
	conf_free(conf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses),
		cmocka_unit_test(a_long_name),
		cmocka_unit_test(domain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
