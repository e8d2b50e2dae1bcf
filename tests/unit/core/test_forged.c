/* src/core/forged.c: threat T2 */
#include "core/forged.h"

#include "decide_support.h"

/* One row a place where a token may stand. */
static const struct claim {
	const char *subject;
	const char *own;
	const char *in_reply_to;
	const char *reference;
	const char *want; /* NULL: nothing is claimed */
} claims[] = {
	{ "confirm abcd1234efgh", "", "", "", "abcd1234efgh" },
	{ "Re: CONFIRM: 0a1b", "", "", "", "0a1b" },
	{ "confirm 012", "", "", "", NULL }, /* too short for a token */
	{ "confirm subscription", "", "", "", NULL }, /* words */
	{ "confirm my subscription 2026", "", "", "", NULL },
	{ "confirm aaaaaaaaaaaaaaaa", "", "", "", "aaaaaaaaaaaaaaaa" },
	{ "confirm aaaaaaaaaaaaaaa", "", "", "", NULL },
	{ "reconfirm a1b2c3d4", "", "", "", NULL },
	{ "confirmation a1b2c3d4", "", "", "", NULL },
	{ "please confirm", "", "", "", NULL },
	{ "confirm", "", "", "", NULL },
	{ "confirm it: confirm a1b2c3d4", "", "", "", "a1b2c3d4" },
	{ "confirm a1-b2_c3.rest", "", "", "", "a1-b2_c3" },
	{ "", "confirm a1b2c3d4\nBob", "", "", "a1b2c3d4" },
	{ "", "\n\n  confirm a1b2c3d4", "", "", "a1b2c3d4" },
	{ "", "Bonjour,\nconfirm a1b2c3d4", "", "", NULL },
	{ "", "", "confirm.x1@SITE", "", "x1" },
	{ "", "", "Confirm.x1@SITE", "", "x1" },
	{ "", "", "confirm.x1@elsewhere.example", "", NULL },
	{ "", "", "welcome.x1@SITE", "", NULL },
	{ "", "", "confirm.@SITE", "", NULL },
	{ "", "", "confirm.x1", "", NULL },
	{ "", "", "", "confirm.x2@SITE", "x2" },
	{ "confirm a1b2c3d4", "", "confirm.x1@SITE", "", "a1b2c3d4" },
	{ "", "confirm a1b2c3d4", "", "confirm.x2@SITE", "x2" },
};

/* The identifier with our domain for SITE. */
static char *identifier(
    struct arena *arena, const char *text, const struct conf *conf)
{
	struct str s = str_c(text);

	if (!str_ends(s, str_c("SITE")))
		return arena_strdup(arena, text);
	return arena_printf(
	    arena, "%.*s%s", (int)(s.n - 4), s.p, decide_site_id(conf));
}

static void what_claims_to_confirm(void **state)
{
	struct conf *conf = support_site();
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(claims) / sizeof(*claims); i++) {
		const struct claim *row = &claims[i];
		struct support_mail mail;
		struct weighing weighing = { .arena = &arena };
		const struct fact_token *token;
		char *reference = identifier(&arena, row->reference, conf);
		support_mail(&mail, &arena, conf, conf->site.address);
		mail.message.subject = arena_strdup(&arena, row->subject);
		mail.message.own = arena_strdup(&arena, row->own);
		mail.message.in_reply_to =
		    identifier(&arena, row->in_reply_to, conf);
		mail.message.references = &reference;
		mail.message.reference_count = 1;
		weighing.message = &mail.message;
		weighing.facts = &mail.facts;
		token = forged_confirmation(&weighing);
		if ((token == NULL) != (row->want == NULL))
			fail_msg("row %zu: %s", i,
			    token == NULL ? "nothing" : token->text);
		if (token == NULL)
			continue;
		assert_string_equal(token->text, row->want);
		assert_int_equal(token->purpose, TOKEN_CONFIRM);
	}
	arena_free(&arena);
	conf_free(conf);
}

/* +confirm-X in the address comes before everything else. */
static void the_address_claims_first(void **state)
{
	struct conf *conf = support_site();
	struct arena arena = { 0 };
	struct support_mail mail;
	struct weighing weighing = { .arena = &arena };
	const struct fact_token *token;

	(void)state;
	support_mail(&mail, &arena, conf, conf->site.address);
	mail.message.subject = arena_strdup(&arena, "confirm a1b2c3d4");
	weighing.message = &mail.message;
	weighing.facts = &mail.facts;
	weighing.route.verb = ROUTE_CONFIRM;
	weighing.route.token = str_c("nonsense");
	token = forged_confirmation(&weighing);
	assert_non_null(token);
	assert_string_equal(token->text, "nonsense");
	weighing.route.token = str_c("");
	token = forged_confirmation(&weighing);
	assert_non_null(token);
	assert_string_equal(token->text, "a1b2c3d4");
	arena_free(&arena);
	conf_free(conf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_claims_to_confirm),
		cmocka_unit_test(the_address_claims_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
