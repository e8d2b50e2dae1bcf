/* src/news/render.c: one variant as a mail, in the shipped templates. */
#include "news/render.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "memory.h"

enum { DECEMBER = 1796083200 /* 2026-12-01 00:00 UTC */ };

static struct arena arena;

static int clean(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static struct news read_files(struct memory_file *files)
{
	struct err err = { 0 };
	struct news news;

	assert_int_equal(memory_read(&arena, files, &news, &err), ERR_OK);
	assert_string_equal(memory_problems(&arena, &news), "");
	return news;
}

static struct news one(const char *text)
{
	struct memory_file files[] = { { "lettre.fr.md", text, 0 },
		{ "plan.pdf", "%PDF-1.7", 0 }, { "other.pdf", "%PDF-1.7", 0 },
		{ "a.png", (const char *)memory_png, sizeof(memory_png) },
		{ NULL, NULL, 0 } };

	return read_files(files);
}

static struct news two(const char *french, const char *english)
{
	struct memory_file files[] = { { "lettre.fr.md", french, 0 },
		{ "lettre.en.md", english, 0 }, { "plan.pdf", "%PDF-1.7", 0 },
		{ NULL, NULL, 0 } };

	return read_files(files);
}

/* For Zoé, who wants everything. */
static struct news_rendered render(const struct news *news, enum lang language)
{
	json_t *data = json_pack("{s:s, s:{s:s, s:s}}", "name", "Zoé", "site",
	    "name", "ESS", "rights", "Site's rights");
	const struct tmpl_place place = { .lang = language,
		.fallback = LANG_FR };
	const struct news_variant variant = {
		.news = news,
		.site = &memory_site,
		.topic_labels = memory_topics,
		.language = language,
		.topics = UINT64_MAX,
		.as_of = DECEMBER,
		.place = &place,
		.data = data,
	};
	struct news_rendered out;
	struct err err = { 0 };

	if (news_render(&arena, &variant, &out, &err) != ERR_OK)
		fail_msg("%s", err.text);
	json_decref(data);
	return out;
}

static bool says(struct str text, const char *words)
{
	return str_find(text, str_c(words)) != SIZE_MAX;
}

#define ITEM(title) "::: item\ntitle: " title "\n:::\n"

static void words_and_looks(void **state)
{
	struct news news =
	    one("---\nsubject: Pour {{name}}\n"
		"preheader: Aperçu de {{name}}\n"
		"date: 2026-12-03\nrights: CC BY\n---\n"
		"Bonjour, [ici même](https://a.example/).\n\n" ITEM("Un")
		    ITEM("Deux") ITEM("Trois") ITEM("Quatre"));
	struct news_rendered out = render(&news, LANG_FR);

	(void)state;
	assert_false(out.empty);
	assert_true(str_is(out.mail.subject, "Pour Zoé"));
	assert_int_equal(out.mail.lang, LANG_FR);
	assert_true(says(out.mail.html, "Aperçu de Zoé"));
	assert_true(says(out.mail.text, "3\u00a0décembre\u00a02026"));
	assert_true(says(out.mail.text, "Au sommaire"));
	assert_true(says(out.mail.text, "ici même [1]"));
	assert_true(says(out.mail.text, "[1] https://a.example/"));
	assert_true(says(out.mail.text, "CC BY"));
	assert_false(says(out.mail.text, "Site's rights"));
	assert_true(says(out.mail.html, "<h1"));
	assert_int_equal(out.calendar.n, 0);
	assert_int_equal(out.file_count, 0);
}

/* Three titles need no contents, an own title no other, no rights the site's.
 */
static void what_is_not_said(void **state)
{
	struct news news = one("---\nsubject: S\n---\n# Mon titre\n\n" ITEM(
	    "Un") ITEM("Deux") ITEM("Trois"));
	struct news_rendered out = render(&news, LANG_FR);

	(void)state;
	assert_false(says(out.mail.text, "Au sommaire"));
	assert_true(says(out.mail.text, "Mon titre\n=========\n"));
	assert_false(says(out.mail.text, "\nS\n"));
	assert_true(says(out.mail.text, "Site's rights"));
}

/* Images that the HTML shows, what is attached, and the calendar. */
static void what_goes_with_it(void **state)
{
	struct news news =
	    one("---\nsubject: S\nattachments: plan.pdf\n---\nA\n\n"
		"::: image\nfile: a.png\nalt: Un plan\ntopics: travail\n:::\n"
		"::: event\nid: e\ntitle: E\nstart: 2026-12-07 18:00\n:::\n");
	struct news_rendered out = render(&news, LANG_FR);

	(void)state;
	assert_int_equal(out.file_count, 2);
	assert_string_equal(out.files[0]->name, "plan.pdf");
	assert_string_equal(out.files[1]->name, "a.png");
	assert_true(says(out.calendar, "UID:e.lettre@example.org"));
}

/* What one edition does not say is as its twin has it. */
static void what_the_twin_says(void **state)
{
	struct news news = two(
	    "---\nsubject: La lettre\nattachments: plan.pdf\nrights: CC BY\n"
	    "date: 2026-12-03\ntemplate: announcement\n---\nBonjour\n",
	    "---\nsubject: The letter\n---\nHello\n\n" ITEM("News"));
	struct news_rendered fr = render(&news, LANG_FR);
	struct news_rendered en = render(&news, LANG_EN);

	(void)state;
	assert_true(str_is(en.mail.subject, "The letter"));
	assert_int_equal(en.mail.lang, LANG_EN);
	assert_true(says(en.mail.text, "CC BY"));
	assert_true(says(en.mail.text, "3\u00a0December\u00a02026"));
	assert_int_equal(en.file_count, 1);
	assert_int_equal(fr.file_count, 1);
	assert_true(says(fr.mail.text, "News (en\u00a0anglais)"));
	assert_false(says(fr.mail.text, "Hello"));
	assert_string_equal(
	    news_front_of(&news, LANG_EN, NEWS_TEMPLATE)->text, "announcement");
	assert_string_equal(
	    news_front_of(&news, LANG_EN, NEWS_SUBJECT)->text, "The letter");
	assert_null(news_front_of(&news, LANG_EN, NEWS_REPLY_TO)->text);
}

/* Who reads a language without an edition gets the other's words. */
static void words_of_another_language(void **state)
{
	struct news news = one("---\nsubject: La lettre\n---\nBonjour\n");
	struct news_rendered out = render(&news, LANG_EN);

	(void)state;
	assert_int_equal(out.mail.lang, LANG_FR);
	assert_true(says(out.mail.text, "Bonjour"));
	assert_true(says(out.mail.html, "lang=\"fr\""));
}

/* Nothing is made of what shows nothing. */
static void nothing(void **state)
{
	struct news news =
	    one("---\nsubject: S\n---\n"
		"::: event\nid: e\ntitle: E\nstart: 2026-11-07 18:00\n:::\n");
	struct news_rendered out = render(&news, LANG_FR);

	(void)state;
	assert_true(out.empty);
	assert_true(out.past);
	assert_int_equal(out.mail.text.n, 0);
	assert_int_equal(out.calendar.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(words_and_looks, clean),
		cmocka_unit_test_teardown(what_is_not_said, clean),
		cmocka_unit_test_teardown(what_goes_with_it, clean),
		cmocka_unit_test_teardown(what_the_twin_says, clean),
		cmocka_unit_test_teardown(words_of_another_language, clean),
		cmocka_unit_test_teardown(nothing, clean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
