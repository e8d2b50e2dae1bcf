/* src/news/blocks.c and the templates blocks.html and blocks.txt. */
#include "news/blocks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "tmpl/tmpl.h"

static struct arena arena;
static struct plain_notes notes;

static const char *const topics[] = { "plateformes", "travail" };
static const char *const labels[] = { "plateformes", "travail & emploi" };

static const struct news_site site = {
	.topics = topics,
	.topic_count = 2,
	.language = LANG_FR,
	.zone = "Europe/Paris",
	.domain = "example.org",
	.list = "lettre",
};

static struct news news = {
	.editions = { [LANG_FR] = { .source = "lettre.fr.md" },
	    [LANG_EN] = { .source = "lettre.en.md" } },
};

static int clean(void **state)
{
	(void)state;
	arena_free(&arena);
	notes = (struct plain_notes){ .arena = &arena };
	return 0;
}

/* The blocks as an array, in French, on the first of December 2026. */
static enum err_code make(const struct news_block *blocks, size_t count,
    json_t **out, struct err *err)
{
	json_t *data = json_pack("{s:s}", "name", "Zoé *|*");
	const struct news_view view = {
		.news = &news,
		.site = &site,
		.topic_labels = labels,
		.language = LANG_FR,
		.data = data,
		.as_of = 1796083200, /* 2026-12-01 00:00 UTC */
		.notes = &notes,
	};
	enum err_code code =
	    news_blocks_json(&arena, &view, blocks, count, out, err);

	json_decref(data);
	return code;
}

static json_t *made(const struct news_block *blocks, size_t count)
{
	struct err err = { 0 };
	json_t *out = NULL;

	if (make(blocks, count, &out, &err) != ERR_OK)
		fail_msg("%s", err.text);
	return out;
}

static const char *get(
    const json_t *rows, size_t i, const char *kind, const char *key)
{
	const json_t *row = json_object_get(json_array_get(rows, i), kind);
	const char *value = json_string_value(json_object_get(row, key));

	if (value == NULL)
		fail_msg("row %zu has no %s.%s", i, kind, key);
	return value;
}

static void test_item(void **state)
{
	const struct news_block blocks[] = {
		{ .kind = NEWS_MARKDOWN, .body = str_c("# Titre\n\n## Deux") },
		{ .kind = NEWS_ITEM,
		    .values = { [NEWS_TITLE] = { "Un <titre>", 3, 8 },
			[NEWS_AUTHOR] = { "Inès", 4, 9 },
			[NEWS_LINK] = { "https://example.org/a?b=1&c", 5, 7 } },
		    .topics = 2,
		    .body = str_c("Bonjour {{name}}, "
				  "**[lisez](https://example.org/)**.") },
	};
	json_t *rows = made(blocks, 2);

	(void)state;
	assert_int_equal(json_array_size(rows), 2);
	assert_string_equal(get(rows, 1, "item", "title"), "Un <titre>");
	assert_string_equal(
	    get(rows, 1, "item", "byline"), "Inès · travail & emploi");
	assert_string_equal(
	    get(rows, 1, "item", "text"), "Bonjour Zoé *|*, *lisez [1]*.\n");
	assert_non_null(
	    strstr(get(rows, 1, "item", "html"), "Zoé *|*, <strong><a "));
	assert_string_equal(get(rows, 1, "item", "link_mark"), "[2]");
	assert_string_equal(notes.urls[1], "https://example.org/a?b=1&c");
	assert_string_equal(get(rows, 1, "item", "rights"), "");
	assert_string_equal(get(rows, 1, "item", "foreign"), "");
	assert_int_equal(
	    json_integer_value(json_object_get(
		json_object_get(json_array_get(rows, 1), "item"), "level")),
	    3);
	json_decref(rows);
}

static void test_links_that_run_code_are_none(void **state)
{
	static const char *const bad[] = { "javascript:alert(1)", "//x.example",
		"data:text/html,x", "photo.jpg", " https://x.example" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		const struct news_block block = { .kind = NEWS_BUTTON,
			.values = { [NEWS_LINK] = { bad[i], 1, 1 },
			    [NEWS_LINK_TEXT] = { "x", 1, 1 } } };
		json_t *rows = made(&block, 1);
		assert_string_equal(get(rows, 0, "button", "link"), "");
		assert_string_equal(get(rows, 0, "button", "link_mark"), "");
		json_decref(rows);
	}
}

static void test_unknown_field(void **state)
{
	const struct news_block block = { .kind = NEWS_ITEM,
		.language = LANG_EN,
		.body = str_c("one\ntwo {{town}}\n"),
		.body_line = 40 };
	struct err err = { 0 };
	json_t *rows = NULL;

	(void)state;
	assert_int_equal(make(&block, 1, &rows, &err), ERR_INPUT);
	assert_null(rows);
	assert_string_equal(
	    err.text, "lettre.en.md:41:5: there is no such field as \"town\"");
}

static const struct news_event soon = {
	.zone = "Europe/Paris",
	.start = { 1797526800, false, 2026, 12, 17, 18, 0 },
	.end = { 1797534000, false, 2026, 12, 17, 20, 0 },
};

static const struct news_event past = {
	.zone = "Europe/Paris",
	.start = { 1795798800, false, 2026, 11, 27, 18, 0 },
	.end = { 1795806000, false, 2026, 11, 27, 20, 0 },
};

static const struct news_event later = {
	.zone = "America/New_York",
	.start = { 1801440000, true, 2027, 1, 30, 0, 0 },
	.end = { 1801526400, true, 2027, 1, 31, 0, 0 },
	.status = NEWS_CANCELLED,
};

static void test_agenda(void **state)
{
	const struct news_block blocks[] = {
		{ .kind = NEWS_EVENT,
		    .values = { [NEWS_TITLE] = { "b", 1, 1 } },
		    .event = later },
		{ .kind = NEWS_EVENT,
		    .values = { [NEWS_TITLE] = { "a", 1, 1 },
			[NEWS_PLACE] = { "https://visio.example.org", 1, 1 } },
		    .language = LANG_EN,
		    .borrowed = true,
		    .event = soon },
		{ .kind = NEWS_EVENT,
		    .values = { [NEWS_TITLE] = { "old", 1, 1 } },
		    .event = past },
		{ .kind = NEWS_MARKDOWN, .body = str_c("Entre deux") },
		{ .kind = NEWS_EVENT,
		    .values = { [NEWS_TITLE] = { "old", 1, 1 } },
		    .event = past },
	};
	json_t *rows = made(blocks, 5);
	json_t *events = json_object_get(
	    json_object_get(json_array_get(rows, 0), "agenda"), "events");
	json_t *first = json_array_get(events, 0);

	(void)state;
	assert_int_equal(json_array_size(rows), 2);
	assert_int_equal(json_array_size(events), 2);
	assert_string_equal(
	    json_string_value(json_object_get(first, "title")), "a");
	assert_string_equal(json_string_value(json_object_get(first, "when")),
	    "jeudi 17\u00a0décembre\u00a02026, 18\u00a0h\u00a0– 20\u00a0h "
	    "(heure de Paris)");
	assert_string_equal(
	    json_string_value(json_object_get(first, "place")), "");
	assert_string_equal(
	    json_string_value(json_object_get(first, "foreign_mark")),
	    " (en\u00a0anglais)");
	assert_true(json_is_true(
	    json_object_get(json_array_get(events, 1), "cancelled")));
	json_decref(rows);
}

/* Where the hour is plain no zone is named, elsewhere both are. */
static void test_hours(void **state)
{
	static const struct {
		const char *place;
		bool away;
		const char *when;
	} rows[] = {
		{ "12 rue de l’Exemple", false,
		    "jeudi 17\u00a0décembre\u00a02026, 18\u00a0h\u00a0– "
		    "20\u00a0h" },
		{ "En ligne", false,
		    "jeudi 17\u00a0décembre\u00a02026, 18\u00a0h\u00a0– "
		    "20\u00a0h "
		    "(heure de Paris)" },
		{ NULL, false,
		    "jeudi 17\u00a0décembre\u00a02026, 18\u00a0h\u00a0– "
		    "20\u00a0h "
		    "(heure de Paris)" },
		{ "12 rue de l’Exemple", true,
		    "jeudi 17\u00a0décembre\u00a02026, 12\u00a0h\u00a0– "
		    "14\u00a0h "
		    "(heure de New York), soit 18\u00a0h\u00a0– 20\u00a0h "
		    "(heure de Paris)" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct news_block block = { .kind = NEWS_EVENT,
			.values = { [NEWS_TITLE] = { "a", 1, 1 },
			    [NEWS_PLACE] = { rows[i].place, 1, 1 } },
			.event = soon };
		json_t *made_rows;
		json_t *events;
		if (rows[i].away) {
			block.event.zone = "America/New_York";
			block.event.start.hour = 12;
			block.event.end.hour = 14;
		}
		made_rows = made(&block, 1);
		events = json_object_get(
		    json_object_get(json_array_get(made_rows, 0), "agenda"),
		    "events");
		assert_string_equal(json_string_value(json_object_get(
					json_array_get(events, 0), "when")),
		    rows[i].when);
		json_decref(made_rows);
	}
}

/* A link, an address or words: each stands under its own key. */
static void test_registration(void **state)
{
	static const char *const keys[] = { "registration_link",
		"registration_address", "registration" };
	static const char *const written[] = { "https://example.org/i",
		"a@example.org", "à l’accueil" };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const struct news_block block = { .kind = NEWS_EVENT,
			.values = { [NEWS_TITLE] = { "a", 1, 1 },
			    [NEWS_REGISTRATION] = { written[i], 1, 1 } },
			.event = soon };
		json_t *rows = made(&block, 1);
		json_t *event = json_array_get(
		    json_object_get(
			json_object_get(json_array_get(rows, 0), "agenda"),
			"events"),
		    0);
		for (size_t k = 0; k < 3; k++)
			assert_string_equal(
			    json_string_value(json_object_get(event, keys[k])),
			    k == i ? written[i] : "");
		json_decref(rows);
	}
}

static void test_publication_and_call(void **state)
{
	const struct news_block blocks[] = {
		{ .kind = NEWS_PUBLICATION,
		    .values = { [NEWS_TITLE] = { "Un livre", 1, 1 },
			[NEWS_AUTHOR] = { "Inès", 1, 1 },
			[NEWS_PUBLISHER] = { "Les Éditions", 1, 1 },
			[NEWS_KEY_DATE] = { "2026-11", 1, 1 } },
		    .topics = 1 },
		{ .kind = NEWS_CALL,
		    .values = { [NEWS_TITLE] = { "Un appel", 1, 1 },
			[NEWS_DEADLINE] = { "2026-12-17", 1, 1 },
			[NEWS_LINK] = { "https://example.org/c", 1, 1 } },
		    .deadline = { .at = 1797526800,
			.day = true,
			.year = 2026,
			.month = 12,
			.day_of_month = 17 } },
	};
	json_t *rows = made(blocks, 2);

	(void)state;
	assert_string_equal(get(rows, 0, "publication", "byline"),
	    "Inès, Les Éditions, novembre\u00a02026 · plateformes");
	assert_string_equal(get(rows, 0, "publication", "rule"), "--------");
	assert_string_equal(get(rows, 0, "publication", "link"), "");
	assert_string_equal(get(rows, 1, "call", "deadline"),
	    "jeudi 17\u00a0décembre\u00a02026");
	assert_string_equal(get(rows, 1, "call", "byline"), "");
	assert_string_equal(
	    get(rows, 1, "call", "link"), "https://example.org/c");
	json_decref(rows);
}

static void test_table(void **state)
{
	const struct news_block block = { .kind = NEWS_TABLE,
		.body = str_c("| Qui | Combien |\n|:--|--:|\n"
			      "| *Elle* | 1 \\| 2 |\n| Lui | 12345 |\n") };
	json_t *rows = made(&block, 1);
	json_t *table = json_object_get(json_array_get(rows, 0), "table");

	(void)state;
	assert_string_equal(get(rows, 0, "table", "text"),
	    "Qui     Combien\n------  -------\n_Elle_    1 | 2\n"
	    "Lui       12345\n");
	assert_int_equal(json_array_size(json_object_get(table, "rows")), 2);
	assert_true(json_is_false(json_object_get(table, "wide")));
	json_decref(rows);
}

/* What a phone shows as it is: three columns whose words have room. */
static void test_wide_tables(void **state)
{
	static const struct {
		const char *text;
		bool wide;
		bool stacked;
	} cases[] = {
		{ "|a|b|c|\n|1|2|3|\n", false, false },
		{ "|a|b|c|d|\n|1|2|3|4|\n", true, false },
		{ "|Statut|Réponses|Part|\n|Indépendantes|80|17 %|\n", false,
		    false },
		{ "|Statut|Réponses reçues|Pourcentages|\n|Indépendantes|80|\n",
		    true, false },
		{ "|Site|\n|https://example.org/a/page|\n", false, false },
		{ "|Site|\n|https://example.org/a/long/page|\n", true, false },
		{ "|de nombreux mots bien courts|et d’autres aussi courts|\n",
		    false, false },
		{ "|Courriel|Site|\n|quelqu-un@reseau.example.org|"
		  "https://reseau.example.org/ici|\n",
		    true, false },
		{ "|Courriel|Site|\n|quelqu-une@reseau.example.org|"
		  "https://reseau.example.org/ici/\n",
		    true, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct news_block block = { .kind = NEWS_TABLE,
			.body = str_c(cases[i].text) };
		json_t *rows = made(&block, 1);
		json_t *table =
		    json_object_get(json_array_get(rows, 0), "table");
		assert_int_equal(json_is_true(json_object_get(table, "wide")),
		    cases[i].wide);
		assert_int_equal(
		    json_is_true(json_object_get(table, "stacked")),
		    cases[i].stacked);
		json_decref(rows);
	}
}

/* A poster fills the column; what is taller is not over its height. */
static void test_tall_images(void **state)
{
	static const struct {
		int width;
		int height;
		const char *asked;
		int shown[2];
	} cases[] = {
		{ 1200, 480, NULL, { 536, 214 } },
		{ 200, 300, NULL, { 200, 300 } },
		{ 1000, 1414, NULL, { 536, 757 } },
		{ 600, 1400, NULL, { 325, 758 } },
		{ 600, 1400, "536", { 536, 1250 } },
		{ 1, 9000, NULL, { 1, 9000 } },
	};
	struct news_file file = {
		.name = "a.png", .image = true, .content_id = "abc@example.org"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct news_block block = { .kind = NEWS_IMAGE,
			.values = { [NEWS_FILE] = { "a.png", 1, 1 },
			    [NEWS_ALT] = { "Dessin", 1, 1 } } };
		json_t *image;
		json_t *rows;
		block.values[NEWS_WIDTH].text = cases[i].asked;
		file.width = cases[i].width;
		file.height = cases[i].height;
		news.files = &file;
		news.file_count = 1;
		rows = made(&block, 1);
		news.file_count = 0;
		image = json_object_get(json_array_get(rows, 0), "image");
		assert_int_equal(
		    json_integer_value(json_object_get(image, "width")),
		    cases[i].shown[0]);
		assert_int_equal(
		    json_integer_value(json_object_get(image, "height")),
		    cases[i].shown[1]);
		json_decref(rows);
	}
}

static void test_image(void **state)
{
	struct news_file file = { .name = "a.png",
		.image = true,
		.width = 1200,
		.height = 480,
		.content_id = "abc@example.org" };
	const struct news_block blocks[] = {
		{ .kind = NEWS_IMAGE,
		    .values = { [NEWS_FILE] = { "a.png", 1, 1 },
			[NEWS_ALT] = { "Dessin", 1, 1 } } },
		{ .kind = NEWS_MARKDOWN,
		    .body = str_c("![Dessin](a.png) ![Perdu](b.png)") },
	};
	const char *html;
	json_t *rows;

	(void)state;
	news.files = &file;
	news.file_count = 1;
	rows = made(blocks, 2);
	news.file_count = 0;
	assert_string_equal(
	    get(rows, 0, "image", "src"), "cid:abc@example.org");
	assert_int_equal(
	    json_integer_value(json_object_get(
		json_object_get(json_array_get(rows, 0), "image"), "height")),
	    214);
	html = get(rows, 1, "markdown", "html");
	assert_non_null(strstr(html,
	    "src=\"cid:abc@example.org\" alt=\"Dessin\" width=\"536\" "
	    "height=\"214\" /> [Perdu]<"));
	json_decref(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_item, clean, clean),
		cmocka_unit_test_teardown(
		    test_links_that_run_code_are_none, clean),
		cmocka_unit_test_teardown(test_unknown_field, clean),
		cmocka_unit_test_teardown(test_agenda, clean),
		cmocka_unit_test_teardown(test_hours, clean),
		cmocka_unit_test_teardown(test_registration, clean),
		cmocka_unit_test_teardown(test_publication_and_call, clean),
		cmocka_unit_test_teardown(test_table, clean),
		cmocka_unit_test_teardown(test_wide_tables, clean),
		cmocka_unit_test_teardown(test_tall_images, clean),
		cmocka_unit_test_teardown(test_image, clean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
