/* src/news/read.c: whole newsletters. */
#include "news/news.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "memory.h"

static char french[] = "---\n"
		       "subject: La lettre\n"
		       "list: lettre\n"
		       "topics: travail, gouvernance\n"
		       "attachments: plaquette.pdf\n"
		       "send_at: 2026-12-01 08:00\n"
		       "default_name: à vous\n"
		       "default_ville: votre ville\n"
		       "ready: oui\n"
		       "---\n"
		       "\n"
		       "Bonjour {{name}},\n"
		       "\n"
		       "![Un réseau](mon%20image.png)\n"
		       "\n"
		       "::: event\n"
		       "id: a\n"
		       "title: Séminaire\n"
		       "start: 2026-12-07 18:00\n"
		       "end: 20:00\n"
		       "topics: Sante\n"
		       "\n"
		       "Avec **Awa**.\n"
		       "\n"
		       ":::\n"
		       "Fin.\n";

static char english[] = "---\n"
			"subject: The letter\n"
			"attachments: [plaquette.pdf]\n"
			"---\n"
			"Hello\n";

static struct memory_file files[] = {
	{ "lettre.fr.md", french, 0 },
	{ "lettre.en.md", english, 0 },
	{ "plaquette.pdf", "%PDF-1.7", 0 },
	{ "mon image.png", (const char *)memory_png, sizeof(memory_png) },
	{ NULL, NULL, 0 },
};

static void test_whole(void **state)
{
	struct arena arena = { 0 };
	struct err err = { 0 };
	struct news news;
	const struct news_edition *fr;
	const struct news_edition *en;
	const struct news_block *event;

	(void)state;
	assert_int_equal(memory_read(&arena, files, &news, &err), ERR_OK);
	assert_string_equal(memory_problems(&arena, &news), "");
	fr = &news.editions[LANG_FR];
	en = &news.editions[LANG_EN];
	assert_string_equal(fr->front[NEWS_SUBJECT].text, "La lettre");
	assert_int_equal(fr->front[NEWS_SUBJECT].line, 2);
	assert_int_equal(fr->front[NEWS_SUBJECT].column, 10);
	assert_string_equal(en->front[NEWS_SUBJECT].text, "The letter");
	assert_string_equal(en->source, "lettre.en.md");
	assert_string_equal(fr->default_name, "à vous");
	assert_string_equal(fr->defaults[0], "votre ville");
	assert_null(fr->defaults[1]);
	assert_true(news.ready);
	assert_int_equal(news.list_count, 1);
	assert_string_equal(news.lists[0], "lettre");
	assert_int_equal(news.topics, 2 + 4 + 16);
	assert_int_equal(news.send_at.at, 1796108400);

	assert_int_equal(fr->block_count, 3);
	assert_int_equal(fr->blocks[0].kind, NEWS_MARKDOWN);
	assert_int_equal(fr->blocks[0].body_line, 12);
	assert_true(str_starts(fr->blocks[0].body, str_c("Bonjour {{name}}")));
	assert_true(str_ends(fr->blocks[0].body, str_c("(mon%20image.png)")));
	event = &fr->blocks[1];
	assert_int_equal(event->kind, NEWS_EVENT);
	assert_int_equal(event->line, 16);
	assert_int_equal(event->body_line, 23);
	assert_true(str_is(event->body, "Avec **Awa**."));
	assert_int_equal(event->topics, 16);
	assert_int_equal(event->event.start.at, 1796662800);
	assert_int_equal(event->event.end.at - event->event.start.at, 7200);
	assert_int_equal(event->event.end.hour, 20);
	assert_string_equal(event->event.zone, "Europe/Paris");
	assert_true(str_is(fr->blocks[2].body, "Fin."));

	assert_int_equal(news.file_count, 2);
	assert_string_equal(news.files[0].name, "plaquette.pdf");
	assert_string_equal(news.files[0].type, "application/pdf");
	assert_false(news.files[0].image);
	assert_string_equal(news.files[1].type, "image/png");
	assert_int_equal(news.files[1].width, 8);
	assert_int_equal(news.files[1].height, 6);
	assert_true(
	    str_ends(str_c(news.files[1].content_id), str_c("@example.org")));
	assert_ptr_equal(
	    news_file_find(&news, "mon%20image.png", true), &news.files[1]);
	assert_null(news_file_find(&news, "mon%20image.png", false));
	arena_free(&arena);
}

/* The same letter by either of its names, another one by another byte. */
static void test_hash(void **state)
{
	struct memory_file swapped[] = { files[1], files[0], files[2], files[3],
		files[4] };
	struct memory_file other[] = { files[0], files[1], files[2], files[3],
		files[4] };
	struct arena arena = { 0 };
	struct err err = { 0 };
	struct news a;
	struct news b;

	(void)state;
	other[2].text = "%PDF-1.8";
	assert_int_equal(memory_read(&arena, files, &a, &err), ERR_OK);
	assert_int_equal(memory_read(&arena, swapped, &b, &err), ERR_OK);
	assert_string_equal(a.hash, b.hash);
	assert_int_equal(memory_read(&arena, other, &b, &err), ERR_OK);
	assert_string_not_equal(a.hash, b.hash);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_hash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
