/*
 * src/news/review*.c and link.c: each rule fires by itself, at its place, and
 * a newsletter that is as it should be gives nothing at all.
 */
#include "news/review.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "memory.h"
#include "news/link.h"

#define NOW     INT64_C(1795000000) /* 2026-11-18 */

#define FRONT   "---\nsubject: La lettre de décembre\nrights: CC BY\n"
#define NAMES   "default_name: à vous\ndefault_ville: chez vous\n"
#define PLAIN   FRONT NAMES "---\n"
#define ENGLISH "---\nsubject: The letter\nrights: CC BY\n" NAMES "---\n"

static char clean[] = FRONT NAMES
    "preheader: Un séminaire, deux publications\n"
    "send_at: 2026-12-01 08:00\n"
    "default_adherent: 0\n"
    "---\n"
    "Bonjour {{name}} de {{ville}}{{#adherent}}, no "
    "{{adherent}}{{/adherent}},\n"
    "\n"
    "## Les nouvelles\n"
    "\n"
    "Lisez [notre étude](https://example.org/etude?a=1&b=2#c) ou\n"
    "[écrivez-nous](mailto:lettre@example.org?subject=x), <https://élan.org>.\n"
    "Encore [notre étude](https://example.org/etude?a=1&b=2#c).\n"
    "\n"
    "### Plus petit\n"
    "\n"
    "::: event\n"
    "id: e\n"
    "title: Séminaire\n"
    "start: 2026-12-07\n"
    "place: https://visio.example.org/x\n"
    "registration: tel. 01\n"
    ":::\n"
    "::: item\n"
    "id: i\n"
    "title: Une nouvelle\n"
    "link: https://example.org/{{ville}}\n"
    "link_text: Lire le récit\n"
    ":::\n"
    "::: call\n"
    "id: c\n"
    "title: Appel\n"
    "deadline: 2026-12-01\n"
    ":::\n";

static char clean_english[] =
    ENGLISH "Hello, read `[this](x` in code.\n"
	    "\n"
	    "::: event\nid: e\ntitle: Seminar\nstart: 2026-12-07\n:::\n"
	    "::: item\nid: i\ntitle: News\n:::\n"
	    "::: call\nid: c\ntitle: Call\ndeadline: 2026-12-01\n:::\n";

static void review(struct arena *arena, struct memory_file *files,
    struct news *news, struct news_review *r)
{
	struct err err;
	json_t *data = json_pack("{s:s, s:s, s:s, s:s, s:{s:s}, s:{s:s}}",
	    "name", "", "address", "", "ville", "", "adherent", "", "site",
	    "name", "x", "person", "name", "");

	assert_int_equal(memory_read(arena, files, news, &err), ERR_OK);
	if (news->problems.count > 0)
		fail_msg("%s", memory_problems(arena, news));
	r->news = news;
	r->site = &memory_site;
	r->data = data;
	r->now = NOW;
	news_review(r, &news->problems);
	json_decref(data);
}

static void nothing_is_said_of_a_clean_one(void **state)
{
	struct memory_file files[] = { { "lettre.fr.md", clean, 0 },
		{ "lettre.en.md", clean_english, 0 }, { NULL, NULL, 0 } };
	struct arena arena = { 0 };
	struct news_review r = { .readers = { 5, 5 } };
	struct news news;

	(void)state;
	review(&arena, files, &news, &r);
	assert_string_equal(memory_problems(&arena, &news), "");
	arena_free(&arena);
}

/* One file, and what is said of it: a part of each line. */
static const struct {
	const char *file;
	const char *said[4];
} rows[] = {
	{ FRONT "---\nBonjour {{name}} !\n",
	    { "warning lettre.fr.md:5:9: who has no such value" } },
	{ PLAIN "Bonjour {{name}} de {{nmae}}\n",
	    { "error lettre.fr.md:7:21: there is no field {{nmae}}; did you "
	      "mean {{name}}?" } },
	{ PLAIN "a\n\nb {{#vile}}x{{/vile}}\n",
	    { "error lettre.fr.md:9:3: there is no field {{vile}}; did you "
	      "mean {{ville}}?" } },
	{ PLAIN "{{xyzuvw}}\n",
	    { "error lettre.fr.md:7:1: there is no field {{xyzuvw}}; it can "
	      "be name, ville, adherent or address" } },
	{ PLAIN "a {{#name}}x\n", { "error lettre.fr.md:7:3: " } },
	{ "---\nsubject: \"Une lettre\nrights: x\n---\nx\n",
	    { "warning lettre.fr.md:2:10: a quotation mark" } },
	{ "---\nsubject: De \"x\" et \"y\"\nrights: x\n---\nx\n", { NULL } },
	/* What is to be written: told once, whatever else it is not. */
	{ PLAIN "é [[qui ?]] et\n[[a\nb]] [[c]]\n",
	    { "error lettre.fr.md:7:3: \"[[qui ?]]\" is still to be written",
		"error lettre.fr.md:8:1: \"[[a b]]\" is still",
		"error lettre.fr.md:9:5: \"[[c]]\" is still" } },
	{ PLAIN "[x]([[https://...]])\n\n::: table\n| a | [[b c]] |\n:::\n",
	    { "error lettre.fr.md:7:1: \"[[https://...]]\" is still",
		"error lettre.fr.md:10:7: \"[[b c]]\" is still" } },
	{ PLAIN "::: event\ntitle: [[Titre]]\nstart: [[quand]]\n"
		"link: [[https://...]]\n:::\n",
	    { "error lettre.fr.md:8:8: \"[[Titre]]\" is still",
		"error lettre.fr.md:9:8: \"[[quand]]\" is still",
		"error lettre.fr.md:10:7: \"[[https://...]]\" is still" } },
	{ PLAIN "a[[i]] [[1]](https://example.org/1) `[[x]]` [[]] [[ - ]]\n"
		"[[a\n\nb]]\n\n    [[ -f x ]]\n\n~~~\n[[y]]\n~~~\n",
	    { NULL } },
	{ "---\nsubject: De {{nom}}\n---\nx\n",
	    { "error lettre.fr.md:2:13: there is no field {{nom}}" } },
	{ FRONT "---\nx {{#name}}{{name}}{{/name}}"
		"{{ville}}{{^ville}}-{{/ville}}\n",
	    { NULL } },
	{ PLAIN "::: item\ntitle: De {{pays}}\n:::\n",
	    { "error lettre.fr.md:8:11: there is no field {{pays}}" } },
	{ PLAIN "a\n\nlisez [ceci](javascript:alert(1)) b\n",
	    { "error lettre.fr.md:9:7: the link \"javascript:alert(1)\"" } },
	{ PLAIN "[là-bas](www.example.org)\n",
	    { "error lettre.fr.md:7:1: \"www.example.org\" is no link; write "
	      "https://" } },
	{ PLAIN "[Anne](anne@example.org)\n",
	    { "error lettre.fr.md:7:1: \"anne@example.org\" is no link; write "
	      "mailto:" } },
	{ PLAIN "[Anne](mailto:anne)\n", { "error lettre.fr.md:7:1: the link "
					   "\"mailto:anne\" leads to no" } },
	{ PLAIN "[site](https://exemple)\n",
	    { "error lettre.fr.md:7:1: the link \"https://exemple\" names" } },
	{ PLAIN "[site](https:/example.org)\n", { "lacks a /" } },
	{ PLAIN "[site](https://u:p@example.org)\n", { "login name" } },
	{ PLAIN "[haut](#haut)\n", { "leads to a place in the mail" } },
	{ PLAIN "[vide]()\n", { "leads nowhere" } },
	{ PLAIN "[un blanc](<https://example.org/a b>)\n",
	    { "holds a blank; write %20" } },
	{ PLAIN "a\n[ouvert](https://example.org\nb\n",
	    { "error lettre.fr.md:8:8: this looks like a link" } },
	{ PLAIN "[deux mots](https://example.org/a b)\n",
	    { "error lettre.fr.md:7:11: this looks like a link" } },
	{ PLAIN "avant\n\n| a | b |\n|:--|--:|\n| 1 | 2 |\n",
	    { "warning lettre.fr.md:10:1: this is not shown as a table" } },
	{ PLAIN "a\n\nun <b>mot</b> et\n<br>\n",
	    { "warning lettre.fr.md:9:4: HTML is left out" } },
	{ PLAIN "a\n\n<div>\nb\n</div>\n",
	    { "warning lettre.fr.md:9:1: HTML is left out" } },
	{ PLAIN "un\nlien https://example.org/a et\n`https://b.org` "
		"<https://c.org>\n",
	    { "warning lettre.fr.md:8:6: many mail programs do not make" } },
	{ PLAIN "- a <i>b</i>\n- <u>c</u>\n",
	    { "warning lettre.fr.md:7:5: HTML is left out",
		"warning lettre.fr.md:8:3: HTML is left out" } },
	{ PLAIN "[écart] (https://example.org/)\n",
	    { "error lettre.fr.md:7:7: this looks like a link" } },
	{ PLAIN "Pour lire, [cliquez ici](https://example.org/).\n",
	    { "warning lettre.fr.md:7:12: \"cliquez ici\" does not say" } },
	{ PLAIN "[Click **here**!](https://example.org/)\n",
	    { "warning lettre.fr.md:7:1: \"Click here!\" does not say" } },
	{ PLAIN
	    "[a b](https://example.org/1)\n\n[A  b](https://example.org/2)\n",
	    { "warning lettre.fr.md:9:1: the words \"A  b\" lead elsewhere in "
	      "line 7" } },
	{ PLAIN "# Un\n\ntexte\n\n### Trois\n",
	    { "warning lettre.fr.md:11:1: this heading skips a level" } },
	{ PLAIN "### Trois\n", { "write it with 2 #" } },
	{ "---\nsubject: a\n---\n::: item\ntitle: t\n:::\n",
	    { "warning lettre.fr.md:4:1: nothing says under which rights" } },
	{ "---\nsubject: Une lettre dont le sujet est si long que personne ne "
	  "le lira jamais en entier\n---\nx\n",
	    { "warning lettre.fr.md:2:10: the subject is 7" } },
	{ "---\nsubject: LA GRANDE LETTRE D’ÉTÉ\n---\nx\n",
	    { "warning lettre.fr.md:2:10: the subject is all in capitals" } },
	{ "---\nsubject: RE : la lettre\n---\nx\n", { "pretends" } },
	{ "---\nsubject: Re: la lettre\n---\nx\n", { "pretends" } },
	{ "---\nsubject: {{name}} {{name}} {{name}} {{name}} {{name}} {{name}} "
	  "{{name}} {{name}} {{name}}\ndefault_name: vous\n---\nx\n",
	    { NULL } },
	{ PLAIN "{{ville}} {{adherent}}\n",
	    { "warning lettre.fr.md:7:11: who has no such value reads nothing "
	      "for {{adherent}}" } },
	{ "---\nsubject: a\npreheader: a\n---\nx\n",
	    { "warning lettre.fr.md:3:12: the preheader says the same" } },
	{ "---\nsubject: a\npreheader: Il y a ici beaucoup trop de mots pour "
	  "ce "
	  "qui doit seulement donner envie d’ouvrir la lettre, et qui est "
	  "coupé par toutes les boîtes\n---\nx\n",
	    { "the preheader is 1" } },
	{ FRONT "send_at: 2026-11-01 08:00\n---\nx\n",
	    { "warning lettre.fr.md:4:10: \"2026-11-01 08:00\" is over" } },
	{ FRONT "date: 2026-10-01\n---\nx\n",
	    { "warning lettre.fr.md:4:7: \"2026-10-01\" is more than a "
	      "mont" } },
	{ FRONT "date: 2026-12-01\nsend_at: 2027-02-08 08:00\n---\nx\n",
	    { "warning lettre.fr.md:4:7: \"2026-12-01\" is more than a "
	      "mont" } },
	{ PLAIN "::: event\ntitle: t\nstart: 2026-11-01 18:00\n:::\n",
	    { "warning lettre.fr.md:9:8: this event is over" } },
	{ FRONT "send_at: 2026-12-08 08:00\n---\n"
		"::: event\ntitle: t\nstart: 2026-12-07 18:00\n:::\n",
	    { "warning lettre.fr.md:8:8: this event is over" } },
	{ PLAIN "{{xééééééééééééééééééééééééééééééééééééé}}\n",
	    { "error lettre.fr.md:7:1: there is no field {{xé" } },
	{ PLAIN "::: call\ntitle: t\ndeadline: 2026-11-01\n:::\n",
	    { "warning lettre.fr.md:9:11: the deadline" } },
};

static void each_rule_fires_alone(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct memory_file files[] = {
			{ "lettre.fr.md", rows[i].file, 0 }, { NULL, NULL, 0 }
		};
		struct arena arena = { 0 };
		struct news_review r = { 0 };
		struct news news;
		size_t n = 0;
		const char *said;
		review(&arena, files, &news, &r);
		said = memory_problems(&arena, &news);
		for (; rows[i].said[n] != NULL; n++)
			if (strstr(said, rows[i].said[n]) == NULL)
				fail_msg("row %zu: [%s] lacks [%s]", i, said,
				    rows[i].said[n]);
		if (news.problems.count != n || !utf8_valid(str_c(said)))
			fail_msg("row %zu: [%s]", i, said);
		arena_free(&arena);
	}
}

/* A picture's words, and the twin: these need other files. */
static void pictures_and_twins(void **state)
{
	char image[] = PLAIN "::: image\nfile: a.png\nalt: IMG_1.png\n:::\n";
	char two[] = PLAIN "::: item\nid: a\ntitle: t\n:::\n"
			   "::: item\nid: b\ntitle: t\n:::\n";
	char one[] = ENGLISH "::: item\nid: a\ntitle: t\n:::\n";
	struct memory_file pictured[] = { { "lettre.fr.md", image, 0 },
		{ "a.png", (const char *)memory_png, sizeof(memory_png) },
		{ NULL, NULL, 0 } };
	struct memory_file twins[] = { { "lettre.fr.md", two, 0 },
		{ "lettre.en.md", one, 0 }, { NULL, NULL, 0 } };
	struct arena arena = { 0 };
	struct news_review r = { .readers = { [LANG_EN] = 12 } };
	struct news news;

	(void)state;
	review(&arena, pictured, &news, &r);
	assert_int_equal(news.problems.count, 2);
	assert_non_null(strstr(
	    memory_problems(&arena, &news), "9:6: this is the name of a file"));
	assert_non_null(strstr(memory_problems(&arena, &news),
	    "warning lettre.fr.md:0:0: 12 subscribers read English and get "
	    "this one; write lettre.en.md for them"));
	review(&arena, twins, &news, &r);
	assert_int_equal(news.problems.count, 1);
	assert_non_null(strstr(memory_problems(&arena, &news),
	    "warning lettre.fr.md:11:1: this block stands in French alone"));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_said_of_a_clean_one),
		cmocka_unit_test(each_rule_fires_alone),
		cmocka_unit_test(pictures_and_twins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
