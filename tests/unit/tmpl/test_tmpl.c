/* src/tmpl/tmpl.c, and the templates that are shipped. */
#include "tmpl/tmpl.h"

#include "base/asset.h"
#include "bench.h"
#include "tmpl/mustache.h"

static const char *const names[] = { "address-changed", "already-done",
	"already-subscribed", "announcement", "confirm-address",
	"confirm-change", "confirm-correct", "confirm-erase", "confirm-object",
	"confirm-subscribe", "confirm-unsubscribe", "correct-refused",
	"corrected", "data", "digest", "erased", "goodbye", "goodbye-bounced",
	"help", "invitation", "invite", "issue", "issue-unknown",
	"members-private", "newsletter", "not-subscribed", "not-understood",
	"objected", "order", "order-answer", "owner-alarm", "owner-bounces",
	"owner-forward", "owner-inbox", "owner-many-bounces", "owner-refusals",
	"owner-report", "probe", "proof", "proposal", "recurring", "settings",
	"submitted", "topics", "welcome", "welcome-back", "which-list" };

enum { NAMES = sizeof(names) / sizeof(*names) };

static const char *const data_text =
    "{\"site\": {\"name\": \"La Coop des Communs\", \"legal_address\":"
    " \"20 rue du Commandant Mouchotte, 75014 Paris\", \"website\":"
    " \"http://coopdescommuns.org/\", \"contact\": \"contact@example.org\","
    " \"director\": \"Anne Exemple\", \"rights\": \"Coopyright <libre>\","
    " \"address\": \"listes@example.org\"},"
    "\"list\": {\"name\": \"ess-communs\", \"label\": \"ESS-communs\","
    " \"address\": \"ess-communs@example.org\", \"description\":"
    " \"\\u00c9conomie sociale et solidaire & communs.\", \"footer\": \"\","
    " \"kind_newsletter\": false, \"subscribe_address\":"
    " \"ess-communs+subscribe@example.org\", \"unsubscribe_address\":"
    " \"ess-communs+unsubscribe@example.org\", \"help_address\":"
    " \"ess-communs+help@example.org\", \"owner_address\":"
    " \"ess-communs+owner@example.org\"},"
    "\"lists\": [{\"name\": \"ess-communs\", \"label\": \"ESS-communs\","
    " \"description\": \"La liste.\"}, {\"name\": \"lettre\", \"label\":"
    " \"La lettre des Communs\", \"description\": \"\"}],"
    "\"topics\": [{\"key\": \"travail\", \"label\": \"travail\"}],"
    "\"choices\": {\"delivery\": {\"digest\": true}, \"pause\": {\"date\":"
    " \"2026-12-31\"}, \"topics\": {\"all\": false, \"chosen\": [{\"key\":"
    " \"travail\", \"label\": \"travail\"}], \"others\": []},"
    " \"language\": {\"en\": true}, \"name\": \"Jean <b>\", \"address\":"
    " \"jean@example.net\"}, \"already\": true, \"refused\": true,"
    "\"old_address\": \"zoe@example.com\", \"number\": 3, \"title\":"
    " \"Avril <b>\", \"text\": \"Corps.\\n-- \\nPied.\", \"head\":"
    " \"<html><title>a</title><body>\", \"tail\": \"<p>20 rue du Commandant"
    " Mouchotte</p></body>\", \"issues\": [{\"number\": 2, \"title\":"
    " \"Mai\", \"date\": \"2026-05-01\"}], \"data\": {\"held\": true,"
    " \"address\": \"zoe@example.net\", \"subscriber\": {\"name\": \"Zo\","
    " \"since\": \"2026-01-01\"}, \"subscriptions\": [{\"label\": \"L\","
    " \"status_active\": true, \"since\": \"2026-01-01\", \"delivery_each\":"
    " true, \"language_fr\": true, \"topics\": [\"travail\"], \"consent\":"
    " [{\"at\": \"2026-01-01\", \"action_subscribe\": true,"
    " \"how_email-confirmed\": true}]}], \"requests\": [{\"at\": \"a\","
    " \"erased_at\": \"b\"}], \"mailings_count\": 4, \"suppressed\":"
    " [{\"at\": \"c\"}]},"
    "\"person\": {\"name\": \"Zo\\u00e9 <b>\", \"address\":"
    " \"zoe@example.net\"}, \"token\":"
    " \"abcdefghijklmnopqrstuvwxyz234567abcdefg\", \"days\": 7,"
    "\"message\": {\"sender\": \"x@example.net\", \"subject\": \"<Bonjour>\","
    " \"id\": 12}, \"messages\": [{\"id\": 12, \"sender\": \"x@example.net\", "
    "\"subject\":"
    " \"<Bonjour>\", \"date\": \"2026-11-22 08:05\", \"why\": \"no command\","
    " \"post\": false, \"failed\": false, \"proposal\": {\"command\":"
    " \"liaison subscriber remove lettre x@example.net --tell\", \"answer\":"
    " \"Bonjour.\", \"wants\": {\"unsubscribe\": true}}}, {\"id\": 13,"
    " \"sender\": \"\", \"subject\": \"\", \"date\": \"2026-11-22 08:06\","
    " \"why\": \"too large\", \"post\": false, \"failed\": true}],"
    " \"more\": 4, \"wants\": {\"erase\": true},"
    "\"waiting\": 3, \"limit\": 30,"
    "\"mailing\": {\"id\": 3, \"subject\": \"<Avril>\", \"total\": 10,"
    " \"sent\": 7, \"failed\": 2, \"held\": 1}, \"reasons\":"
    " [{\"count\": 2, \"address\": true}],"
    "\"date\": \"2026-11-22\", \"count\": 2, \"items\": [{\"number\": 1,"
    " \"subject\": \"Un <sujet>\", \"author\": \"Alice\", \"date\":"
    " \"2026-11-20\", \"text\": \"Bonjour <tous>.\\n\\nFin.\", \"html\":"
    " \"<p>Bonjour &lt;tous&gt;.</p>\"}, {\"number\": 2, \"subject\":"
    " \"Deux\", \"author\": \"Bob\", \"date\": \"2026-11-21\", \"text\":"
    " \"Oui.\", \"html\": \"<p>Oui.</p>\"}],"
    "\"subject\": \"Une lettre\", \"preheader\": \"Au sommaire\","
    "\"body_text\": \"Corps.\", \"body_html\": \"<p>Corps.</p>\","
    "\"order\": {\"id\": 7, \"subject\": \"<Décembre>\", \"editor\":"
    " \"anne@example.org\", \"who\": \"zoe@example.org\", \"zone\":"
    " \"Europe/Paris\", \"send_at\": \"2026-12-07 08:00\", \"hour\":"
    " \"2026-12-07 08:00\", \"expires\": \"2026-12-07\", \"lines\":"
    " [\"a.md:1: wrong\"], \"lists\": [{\"label\": \"L\", \"count\": 3}],"
    " \"count\": 3, \"fr\": 2, \"en\": 1, \"empty\": 4, \"has_warnings\":"
    " true, \"warnings\": [\"b.md:2: odd\"], \"why_approval\": true,"
    " \"why_late\": true, \"why_changed\": true, \"why_mail\": true,"
    " \"approved\": true, \"refused\": true, \"remark\": true, \"changed\":"
    " true, \"expired\": true, \"failed\": true, \"own\": true,"
    " \"was_approved\": true, \"was_sent\": true, \"was_refused\": true,"
    " \"was_withdrawn\": true, \"has_expired\": true, \"no_editor\": true,"
    " \"other_address\": true, \"nothing\": true, \"missed\": true,"
    " \"unreadable\": true},"
    "\"show_title\": true, \"name\": \"\\u0001A\\u0002\","
    "\"unsubscribe_address\": \"\\u0001C\\u0002\","
    "\"unsubscribe_uri\": \"\\u0001D\\u0002\"}";

static int setup(void **state)
{
	return bench_setup(state, data_text);
}

static bool holds(struct str text, const char *what)
{
	return str_find(text, str_c(what)) != SIZE_MAX;
}

/* For a look at them: LIAISON_SHOW=folder keeps what was rendered. */
static void show(struct bench *bench, const char *name, enum lang lang,
    const struct tmpl_mail *mail)
{
	const char *folder = getenv("LIAISON_SHOW");

	if (folder == NULL)
		return;
	assert_int_equal(
	    file_write(arena_printf(&bench->arena, "%s/%s.%s.txt", folder, name,
			   lang_name(lang)),
		str_c(arena_printf(&bench->arena, "Subject: %s\n\n%s",
		    mail->subject.p, mail->text.p)),
		0600, &bench->err),
	    ERR_OK);
	assert_int_equal(file_write(arena_printf(&bench->arena, "%s/%s.%s.html",
					folder, name, lang_name(lang)),
			     mail->html, 0600, &bench->err),
	    ERR_OK);
}

static void check_mail(const char *name, const struct tmpl_mail *mail)
{
	assert_true(mail->subject.n > 0);
	assert_true(str_findc(mail->subject, '\n') == SIZE_MAX);
	assert_true(holds(mail->text, "La Coop des Communs"));
	assert_true(holds(mail->text, "20 rue du Commandant Mouchotte"));
	assert_true(holds(mail->html, "20 rue du Commandant Mouchotte"));
	assert_true(holds(mail->html, "<title>"));
	assert_false(holds(mail->html, "src=\"http"));
	assert_false(holds(mail->html, "<b>"));
	assert_false(holds(mail->html, "<Bonjour>"));
	assert_false(holds(mail->text, "{{"));
	assert_false(holds(mail->html, "{{"));
	assert_true(holds(mail->text, "\n-- \n"));
	if (strncmp(name, "confirm", 7) == 0 || strcmp(name, "invite") == 0) {
		assert_true(str_ends(mail->subject,
		    str_c(
			"[confirm abcdefghijklmnopqrstuvwxyz234567abcdefg]")));
		assert_false(holds(mail->text, "Zoé"));
		assert_false(holds(mail->html, "Zoé"));
	}
}

static void test_shipped_templates_render(void **state)
{
	struct bench *bench = *state;

	for (size_t i = 0; i < NAMES * LANG__MAX; i++) {
		const enum lang lang = (enum lang)(i % LANG__MAX);
		const struct tmpl_place place = { .lang = lang,
			.fallback = lang };
		struct tmpl_mail mail;
		enum err_code code = tmpl_render(&bench->arena, &place,
		    names[i / LANG__MAX], bench->data, &mail, &bench->err);
		if (code != ERR_OK)
			fail_msg("%s", bench->err.text);
		assert_int_equal(mail.lang, lang);
		check_mail(names[i / LANG__MAX], &mail);
		show(bench, names[i / LANG__MAX], lang, &mail);
	}
}

/* The site's address takes commands that name no list. */
static void test_notices_without_a_list(void **state)
{
	static const char *const some[] = { "already-done", "help",
		"not-understood", "proposal", "which-list" };
	struct bench *bench = *state;

	(void)json_object_del(bench->data, "list");
	for (size_t i = 0; i < 2 * sizeof(some) / sizeof(*some); i++) {
		const enum lang lang = (enum lang)(i % 2);
		const struct tmpl_place place = { .lang = lang,
			.fallback = lang };
		struct tmpl_mail mail;
		assert_int_equal(tmpl_render(&bench->arena, &place, some[i / 2],
				     bench->data, &mail, &bench->err),
		    ERR_OK);
		check_mail(some[i / 2], &mail);
		assert_false(holds(mail.text, "«\u00a0\u00a0»"));
		assert_false(holds(mail.text, "“”"));
		assert_false(holds(mail.text, " ."));
	}
}

/* No line of French begins with a lonely sign. */
static void test_french_spaces_do_not_break(void **state)
{
	static const char *const wrong[] = { " ;", " !", " ?", " :", "« ",
		" »" };

	(void)state;
	for (size_t i = 0; i < asset_count; i++) {
		struct str path = str_c(asset_table[i].path);
		if (!str_starts(path, str_c("templates/fr/")) ||
		    !str_ends(path, str_c(".txt")))
			continue;
		for (size_t j = 0; j < sizeof(wrong) / sizeof(*wrong); j++)
			if (holds(asset_text(&asset_table[i]), wrong[j]))
				fail_msg("%s: \"%s\"", asset_table[i].path,
				    wrong[j]);
	}
}

/* The names in the {{tags}} of a template, in order, one a line. */
static char *tags(struct arena *arena, struct str text)
{
	char *out = arena_strdup(arena, "");
	size_t at;

	while ((at = str_find(text, str_c("{{"))) != SIZE_MAX) {
		text = str_from(text, at + 2);
		at = str_find(text, str_c("}}"));
		out = arena_printf(
		    arena, "%s%.*s\n", out, STR_ARG(str_sub(text, 0, at)));
	}
	return out;
}

static void test_languages_have_the_same_files_and_fields(void **state)
{
	struct bench *bench = *state;
	size_t seen = 0;

	for (size_t i = 0; i < asset_count; i++) {
		const struct asset *fr = &asset_table[i];
		const struct asset *en;
		if (strncmp(fr->path, "templates/fr/", 13) != 0)
			continue;
		en = asset_find(arena_printf(
		    &bench->arena, "templates/en/%s", fr->path + 13));
		if (en == NULL)
			fail_msg("%s has no English twin", fr->path);
		else if (strstr(fr->path, "/help.txt") == NULL)
			assert_string_equal(tags(&bench->arena, asset_text(fr)),
			    tags(&bench->arena, asset_text(en)));
		seen++;
	}
	for (size_t i = 0; i < asset_count; i++)
		if (strncmp(asset_table[i].path, "templates/en/", 13) == 0)
			seen--;
	assert_int_equal(seen, 0);
}

static void test_every_shipped_notice_is_tested(void **state)
{
	size_t notices = 0;

	(void)state;
	for (size_t i = 0; i < asset_count; i++) {
		struct str path = str_c(asset_table[i].path);
		if (str_starts(path, str_c("templates/fr/")) &&
		    str_ends(path, str_c(".txt")) &&
		    !str_ends(path, str_c("/foot.txt")) &&
		    !str_ends(path, str_c("/blocks.txt")) &&
		    !str_ends(path, str_c("/unsubscribe.txt")) &&
		    !str_ends(path, str_c("/trial.txt")) && /* ends another */
		    !str_ends(path, str_c("/choices.txt")))
			notices++;
	}
	assert_int_equal(notices, NAMES);
}

static void test_what_is_wrong_with_a_file(void **state)
{
	static const struct {
		const char *text;
		enum err_code code;
		const char *says;
	} rows[] = {
		{ "Bonjour\n", ERR_INPUT, "fr/notice.txt:1: a template" },
		{ "", ERR_INPUT, "fr/notice.txt:1: the line" },
		{ "Subject: a\nFrom: b\n\nc", ERR_INPUT, ":2: a template" },
		{ "Subject: {{a\n\nc", ERR_INPUT, ":1:2: this tag" },
		{ "Subject: a\n\nb\n{{#c}}", ERR_INPUT, ":4:1: \"c\"" },
		{ "Subject: a\n\n\xff", ERR_INPUT, "not UTF-8" },
		{ "Subject: a\n\n{{>self}}", ERR_LIMIT, "templates inside" },
	};
	struct bench *bench = *state;
	const struct tmpl_place place = {
		.folder = bench->folder, .lang = LANG_FR, .fallback = LANG_FR
	};
	struct tmpl_mail mail;

	write_file(bench, "fr/self.txt", "a {{>self}}");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		write_file(bench, "fr/notice.txt", rows[i].text);
		assert_int_equal(tmpl_render(&bench->arena, &place, "notice",
				     bench->data, &mail, &bench->err),
		    rows[i].code);
		if (strstr(bench->err.text, rows[i].says) == NULL)
			fail_msg("%s", bench->err.text);
	}
}

static void test_html_is_made_of_the_text(void **state)
{
	struct bench *bench = *state;
	const struct tmpl_place place = {
		.folder = bench->folder, .lang = LANG_FR, .fallback = LANG_FR
	};
	struct tmpl_mail mail;

	write_file(bench, "fr/notice.txt",
	    "Subject: Un {{person.name}}\n\nBonjour {{person.name}},\n\n"
	    "- un\n- deux\n\nVoir http://example.org/?a=1&b.\n-- \nPied\n");
	assert_int_equal(tmpl_render(&bench->arena, &place, "notice",
			     bench->data, &mail, &bench->err),
	    ERR_OK);
	assert_string_equal(mail.subject.p, "Un Zoé <b>");
	assert_string_equal(mail.text.p,
	    "Bonjour Zoé <b>,\n\n- un\n- deux\n\n"
	    "Voir http://example.org/?a=1&b.\n-- \nPied\n");
	assert_true(holds(mail.html, "Bonjour Zoé &lt;b&gt;,</p>"));
	assert_true(holds(mail.html, ">deux</li>\n</ul>"));
	assert_true(holds(mail.html, "href=\"http://example.org/?a=1&amp;b\">"
				     "http://example.org/?a=1&amp;b</a>."));
	assert_true(holds(mail.html, ">Pied</p>"));
}

static void test_a_part_alone(void **state)
{
	struct bench *bench = *state;
	const struct tmpl_place place = {
		.folder = bench->folder, .lang = LANG_FR, .fallback = LANG_FR
	};
	struct str out;

	write_file(bench, "fr/piece.txt", "Bonjour {{person.name}},\n\n\nici");
	write_file(bench, "fr/piece.html", "<p>{{person.name}}{{{name}}}</p>");
	assert_int_equal(tmpl_render_part(&bench->arena, &place, "piece", "txt",
			     bench->data, &out, &bench->err),
	    ERR_OK);
	assert_string_equal(out.p, "Bonjour Zoé <b>,\n\nici\n");
	assert_int_equal(tmpl_render_part(&bench->arena, &place, "piece",
			     "html", bench->data, &out, &bench->err),
	    ERR_OK);
	assert_string_equal(out.p, "<p>Zoé &lt;b&gt;\001A\002</p>");
	assert_int_equal(tmpl_render_part(&bench->arena, &place, "no-piece",
			     "html", bench->data, &out, &bench->err),
	    ERR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_what_is_wrong_with_a_file, setup, bench_teardown),
		cmocka_unit_test_setup_teardown(
		    test_html_is_made_of_the_text, setup, bench_teardown),
		cmocka_unit_test_setup_teardown(
		    test_a_part_alone, setup, bench_teardown),
		cmocka_unit_test_setup_teardown(
		    test_shipped_templates_render, setup, bench_teardown),
		cmocka_unit_test_setup_teardown(
		    test_languages_have_the_same_files_and_fields, setup,
		    bench_teardown),
		cmocka_unit_test(test_every_shipped_notice_is_tested),
		cmocka_unit_test_setup_teardown(
		    test_notices_without_a_list, setup, bench_teardown),
		cmocka_unit_test(test_french_spaces_do_not_break),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
