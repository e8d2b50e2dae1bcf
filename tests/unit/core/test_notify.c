/* Every notice, in both languages, for a list and for the site. */
#include "op_support.h"

#include "core/notify.h"
#include "core/personal.h"
#include "store/mailing.h"
#include "store/subscription.h"

static const struct {
	const char *template;
	bool site;  /* also sent where no list is meant */
	bool token; /* asks for a confirmation */
} notices[] = {
	{ "address-changed", true, false },
	{ "already-done", true, false },
	{ "already-subscribed", false, false },
	{ "confirm-address", true, true },
	{ "confirm-change", false, true },
	{ "confirm-correct", true, true },
	{ "confirm-erase", true, true },
	{ "confirm-object", true, true },
	{ "confirm-subscribe", false, true },
	{ "confirm-unsubscribe", false, true },
	{ "correct-refused", true, false },
	{ "corrected", true, false },
	{ "data", true, false },
	{ "erased", true, false },
	{ "goodbye", false, false },
	{ "help", true, false },
	{ "invite", false, true },
	{ "issue-unknown", false, false },
	{ "members-private", true, false },
	{ "not-subscribed", true, false },
	{ "not-understood", true, false },
	{ "objected", true, false },
	{ "owner-alarm", false, false },
	{ "owner-forward", false, false },
	{ "owner-inbox", false, false },
	{ "settings", false, false },
	{ "topics", false, false },
	{ "welcome", false, false },
	{ "which-list", true, false },
};

static const char token[] = "ciaaaaacbablf3z2ck5diglt7ahxgmhu7koisra";

/* The mail of the newest delivery, as it goes out. */
static struct str sent(struct op_site *site, struct buf *wire)
{
	static char none[] = " ";
	const struct mailing_scope all = { .relay = "", .lists = none };
	struct delivery_claim claim = { .max = 1, .lease_seconds = 60 };
	const struct delivery *row;
	struct personalised personal = { 0 };
	struct runnables due;
	struct str compiled;

	op_must(site, mailing_runnable(site->ctx.db, &site->arena, &all,
			  clock_now(), &due, &site->err));
	assert_int_equal(due.count, 1);
	claim.mailing = due.rows[0].mailing;
	op_must(site, delivery_claim(site->ctx.db, &site->arena, &claim,
			  clock_now(), &site->err));
	assert_int_equal(claim.count, 1);
	row = &claim.rows[0];
	op_must(site, mailing_content(site->ctx.db, &site->arena, row->mailing,
			  row->variant, &compiled, &site->err));
	personal_make(&site->ctx, &site->arena, row, &personal);
	op_must(site, personal_render(&personal, compiled, wire, &site->err));
	assert_string_equal(personal.sender, "");
	return buf_get(wire);
}

static bool holds(struct str text, const char *word)
{
	return str_find(text, str_c(word)) != SIZE_MAX;
}

static void check(
    struct op_site *site, size_t i, bool with_list, enum lang lang)
{
	struct notify mail = {
		.template = notices[i].template,
		.list = with_list ? conf_list(site->conf, "lettre") : NULL,
		.language = lang,
		.to = "anne@example.net",
		.token = notices[i].token ? token : NULL,
		.message_id = "1@example.net",
		.answer = true,
	};
	struct buf wire;
	struct str text;

	buf_init(&wire, 1024 * 1024);
	op_must(site, db_begin(site->ctx.db, &site->err));
	op_must(
	    site, notify_queue(&site->ctx, &site->arena, &mail, &site->err));
	op_must(site, db_commit(site->ctx.db, &site->err));
	text = sent(site, &wire);
	if (holds(text, "{{") || holds(text, "}}"))
		fail_msg("%s: a field is left: %s", mail.template, text.p);
	/* Quotation marks around the name of no list. */
	assert_false(holds(text, "=C2=A0=C2=A0=C2=BB"));
	assert_false(holds(text, "=E2=80=9C=E2=80=9D"));
	assert_true(holds(text, "\r\nAuto-Submitted: auto-replied\r\n"));
	assert_true(holds(text, "\r\nX-Loop: listes@example.org\r\n"));
	assert_true(holds(text, "\r\nTo: anne@example.net\r\n"));
	assert_true(holds(text, "\r\nIn-Reply-To: <1@example.net>\r\n"));
	assert_true(
	    holds(text, lang == LANG_FR ? "\r\nContent-Language: fr\r\n"
					: "\r\nContent-Language: en\r\n"));
	assert_true(
	    holds(text, "\r\nList-Id: <lettre.example.org>\r\n") == with_list);
	assert_true(holds(text, token) == notices[i].token);
	buf_clear(&wire);
}

static void every_notice(void **state)
{
	struct op_site site;

	(void)state;
	op_site_open(&site);
	for (size_t i = 0; i < sizeof(notices) / sizeof(*notices); i++) {
		for (int lang = 0; lang < LANG__MAX; lang++) {
			check(&site, i, true, (enum lang)lang);
			if (notices[i].site)
				check(&site, i, false, (enum lang)lang);
		}
	}
	op_site_close(&site);
}

/* The version names template, language and text: another text, another one. */
static void text_version(void **state)
{
	const struct conf_list *list;
	struct op_site site;
	const char *french;
	const char *english;

	(void)state;
	op_site_open(&site);
	list = conf_list(site.conf, "lettre");
	french = notify_text_version(
	    &site.ctx, &site.arena, list, "confirm-subscribe", LANG_FR);
	english = notify_text_version(
	    &site.ctx, &site.arena, list, "confirm-subscribe", LANG_EN);
	assert_true(str_starts(str_c(french), str_c("confirm-subscribe/fr/")));
	assert_true(str_starts(str_c(english), str_c("confirm-subscribe/en/")));
	assert_string_not_equal(french + strlen("confirm-subscribe/fr/"),
	    english + strlen("confirm-subscribe/en/"));
	op_site_close(&site);
}

/* What is personal is the same at each try. */
static void personal(void **state)
{
	const struct delivery delivery = {
		.id = 7,
		.mailing = 3,
		.subscription = 5,
		.list = 1,
		.list_name = "lettre",
		.envelope = MAILING_VERP,
		.address = "Anne@example.net",
		.address_key = "anne@example.net",
		.name = "Anne",
		.created = OP_NOW,
	};
	struct op_site site;
	struct personalised first = { 0 };
	struct personalised again = { 0 };
	int64_t list;

	(void)state;
	op_site_open(&site);
	op_must(&site, db_begin(site.ctx.db, &site.err));
	op_must(&site,
	    list_ensure(site.ctx.db, "lettre", OP_NOW, &list, &site.err));
	op_must(&site, db_commit(site.ctx.db, &site.err));
	assert_int_equal(list, delivery.list);
	personal_make(&site.ctx, &site.arena, &delivery, &first);
	clock_pretend(OP_NOW + 4 * CLOCK_DAY);
	personal_make(&site.ctx, &site.arena, &delivery, &again);
	for (size_t i = 0; i < PERSONAL__MAX; i++) {
		if (first.values[i] == NULL)
			continue;
		assert_string_equal(first.values[i], again.values[i]);
	}
	assert_string_equal(first.values[PERSONAL_NAME], "Anne");
	assert_string_equal(first.values[PERSONAL_UNSUBSCRIBE_SUBJECT], "");
	assert_true(str_starts(str_c(first.values[PERSONAL_UNSUBSCRIBE_URI]),
	    str_c("mailto:lettre+stop-")));
	assert_true(str_starts(str_c(first.sender), str_c("lettre+bounce-")));
	op_site_close(&site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_notice),
		cmocka_unit_test(text_version),
		cmocka_unit_test(personal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
