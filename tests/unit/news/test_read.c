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

/* As editors of Markdown write them, and as a Mac names them. */
static void test_file_names(void **state)
{
	static const char text[] = "---\nsubject: A\n"
				   "attachments: ./plan.pdf, plan.pdf, "
				   "./d\xc3\xa9"
				   "cor.pdf\n---\n\n"
				   "![A](./a.png) ![A](a.png) ![A](%2E/a.png)"
				   "\n\n::: image\nfile: ././b/\xc3\xa9.png\n"
				   "alt: B\n:::\n\n![No](./../a.png)\n";
	struct memory_file beside[] = {
		{ "a.fr.md", text, 0 },
		{ "plan.pdf", "%PDF-1.7", 0 },
		{ "de\xcc\x81"
		  "cor.pdf",
		    "%PDF-1.7", 0 },
		{ "a.png", (const char *)memory_png, sizeof(memory_png) },
		{ "b/e\xcc\x81.png", (const char *)memory_png,
		    sizeof(memory_png) },
		{ NULL, NULL, 0 },
	};
	struct arena arena = { 0 };
	struct err err = { 0 };
	struct news news;

	(void)state;
	assert_int_equal(memory_read(&arena, beside, &news, &err), ERR_OK);
	assert_string_equal(memory_problems(&arena, &news),
	    "error a.fr.md:13:1: \"../a.png\" is no name of a file beside the "
	    "newsletter, such as photo.jpg or images/photo.jpg\n");
	assert_int_equal(news.file_count, 4);
	assert_string_equal(news.files[0].name, "plan.pdf");
	assert_string_equal(news.files[1].name, "d\xc3\xa9"
						"cor.pdf");
	assert_string_equal(news.files[2].name, "a.png");
	assert_string_equal(news.files[3].name, "b/\xc3\xa9.png");
	assert_ptr_equal(
	    news_file_find(&news, "./a.png", true), &news.files[2]);
	assert_ptr_equal(
	    news_file_find(&news, "./plan.pdf", false), &news.files[0]);
	arena_free(&arena);
}

/* What is told of it goes into mails and JSON. */
static void test_name_is_no_text(void **state)
{
	struct memory_file beside[] = {
		{ "a.fr.md",
		    "---\nsubject: A\n---\n![A](%fe.png)\n\n"
		    "![A](%c3%a9.png)\n",
		    0 },
		{ "\xfe.png", (const char *)memory_png, sizeof(memory_png) },
		{ "\xc3\xa9.png", (const char *)memory_png,
		    sizeof(memory_png) },
		{ NULL, NULL, 0 },
	};
	struct arena arena = { 0 };
	struct err err = { 0 };
	struct news news;

	(void)state;
	assert_int_equal(memory_read(&arena, beside, &news, &err), ERR_OK);
	assert_string_equal(memory_problems(&arena, &news),
	    "error a.fr.md:4:1: there is no file \"%fe.png\"; it must lie "
	    "beside the newsletter\n");
	assert_int_equal(news.file_count, 1);
	arena_free(&arena);
}

/* The same letter by either of its names, another one by another byte. */
static void test_hash(void **state)
{
	struct arena arena = { 0 };
	static const char dot[] = "GIF89a\1\0\1\0\200\0\0\377\377\377\0\0\0"
				  ",\0\0\0\0\1\0\1\0\0\2\2D\1\0;";
	struct memory_file swapped[] = { files[1], files[0], files[2], files[3],
		files[4] };
	struct memory_file other[] = { files[0], files[1], files[2], files[3],
		files[4] };
	const struct memory_file changed[] = {
		{ "lettre.fr.md",
		    arena_printf(&arena, "%sEt encore.\n", french), 0 },
		{ "lettre.en.md", arena_printf(&arena, "%s!\n", english), 0 },
		{ "plaquette.pdf", "%PDF-1.8", 0 },
		{ "mon image.png", dot, sizeof(dot) - 1 },
	};
	struct err err = { 0 };
	struct news a;
	struct news b;

	(void)state;
	assert_int_equal(memory_read(&arena, files, &a, &err), ERR_OK);
	assert_int_equal(memory_read(&arena, swapped, &b, &err), ERR_OK);
	assert_string_equal(a.hash, b.hash);
	for (size_t i = 0; i < sizeof(changed) / sizeof(*changed); i++) {
		other[i] = changed[i];
		assert_int_equal(memory_read(&arena, other, &b, &err), ERR_OK);
		assert_string_not_equal(a.hash, b.hash);
		other[i] = files[i];
	}
	assert_int_equal(memory_read(&arena, other, &b, &err), ERR_OK);
	assert_string_equal(a.hash, b.hash);
	arena_free(&arena);
}

/* An edition that is none is an error; what it names is a problem. */
static void test_bounds(void **state)
{
	struct arena arena = { 0 };
	char *large = arena_alloc(&arena, NEWS_FILES_MAX + 2);
	struct memory_file many[] = { { "a.md", large, NEWS_FILE_MAX + 1 },
		{ "a.pdf", large, NEWS_FILES_MAX - 10 }, { "b.pdf", large, 11 },
		{ NULL, NULL, 0 } };
	struct err err = { 0 };
	struct news news;

	(void)state;
	memset(large, 'a', NEWS_FILES_MAX + 1);
	assert_int_equal(memory_read(&arena, many, &news, &err), ERR_LIMIT);
	many[0] = (struct memory_file){ "a.md",
		"---\nsubject: A\nattachments: a.pdf, b.pdf\n---\nb", 0 };
	assert_int_equal(memory_read(&arena, many, &news, &err), ERR_OK);
	assert_int_equal(news.file_count, 1);
	assert_non_null(strstr(memory_problems(&arena, &news),
	    "a.md:3:21: \"b.pdf\" is too large: all files of a newsletter may "
	    "have 16 MB together"));
	arena_free(&arena);
}

/* What takes much time in every variant is refused where it is too much. */
static void test_signs(void **state)
{
	static const char front[] = "---\nsubject: s\nlist: a\n---\n";
	static const char *const pieces[] = { "[", "*a", "é_", "1. ", "> ",
		"- ", "x\n", "<", "&", "\\" };

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(pieces) / sizeof(*pieces); i++) {
		const char *piece = pieces[i / 2];
		const bool fits = i % 2 == 0;
		struct memory_file file[] = { { "a.md", NULL, 0 },
			{ NULL, NULL, 0 } };
		struct arena arena = { 0 };
		struct err err;
		struct news news;
		struct buf text;
		size_t count = NEWS_SIGNS_MAX - 10; /* of the front matter */
		buf_init(&text, NEWS_FILE_MAX);
		(void)buf_puts(&text, front);
		for (size_t n = 0; n < count + (fits ? 0 : 1000); n++)
			(void)buf_puts(&text, piece);
		file[0].text = buf_get(&text).p;
		assert_int_equal(
		    memory_read(&arena, file, &news, &err), ERR_OK);
		assert_int_equal(news.problems.count, fits ? 0 : 1);
		if (!fits)
			assert_non_null(strstr(news.problems.rows[0].text,
			    "can have 100000 brackets"));
		if (strcmp(piece, "*a") == 0 && !fits) {
			assert_int_equal(news.problems.rows[0].line, 5);
			assert_int_equal(news.problems.rows[0].column,
			    2 * (NEWS_SIGNS_MAX - 10) + 1);
		}
		buf_clear(&text);
		arena_free(&arena);
	}
}

static void test_names(void **state)
{
	static const struct {
		const char *name;
		const char *twin; /* NULL = it has none */
		enum lang language;
	} rows[] = {
		{ "a.fr.md", "a.en.md", LANG_FR },
		{ "a.en.md", "a.fr.md", LANG_EN },
		{ "a.EN.markdown", "a.fr.markdown", LANG_EN },
		{ "2026.12.en.md", "2026.12.fr.md", LANG_EN },
		{ "a.md", NULL, LANG_FR },
		{ "a.de.md", NULL, LANG_FR },
		{ "a.fr", NULL, LANG_FR },
		{ "en.md", NULL, LANG_FR },
		{ "a-en.md", NULL, LANG_FR },
		{ "x.en.md/a", NULL, LANG_FR },
		{ ".en.md", ".fr.md", LANG_EN },
	};
	static const char text[] = "---\nsubject: A\n---\nb";
	struct arena arena = { 0 };
	struct err err = { 0 };
	struct news news;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct memory_file two[] = { { rows[i].name, text, 0 },
			{ rows[i].twin, text, 0 }, { NULL, NULL, 0 } };
		const enum lang other =
		    rows[i].language == LANG_FR ? LANG_EN : LANG_FR;
		assert_int_equal(memory_read(&arena, two, &news, &err), ERR_OK);
		assert_string_equal(
		    news.editions[rows[i].language].source, rows[i].name);
		if (rows[i].twin == NULL)
			assert_null(news.editions[other].source);
		else
			assert_string_equal(
			    news.editions[other].source, rows[i].twin);
	}
	arena_free(&arena);
}

static void test_lists_alone(void **state)
{
	struct news_source source = { .name = "lettre.en.md",
		.folder = "",
		.file = memory_file,
		.ctx = files };
	struct arena arena = { 0 };
	struct err err = { 0 };
	const char *const *lists;
	size_t count;

	(void)state;
	assert_int_equal(
	    news_read_lists(&arena, &source, &lists, &count, &err), ERR_OK);
	assert_int_equal(count, 1);
	assert_string_equal(lists[0], "lettre");
	source.name = "missing.md";
	assert_int_equal(news_read_lists(&arena, &source, &lists, &count, &err),
	    ERR_NOT_FOUND);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_file_names),
		cmocka_unit_test(test_name_is_no_text),
		cmocka_unit_test(test_hash),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_signs),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_lists_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
