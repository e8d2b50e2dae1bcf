/* src/news/words.c, and whether liaison-newsletter(5) names them all. */
#include "news/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "news/reading.h"

enum { PAGE_MAX = 256 * 1024 };

static const struct news_words *const tables[] = { &news_front_words,
	&news_key_words, &news_kind_words };

static struct arena arena;

static void test_plain(void **state)
{
	(void)state;
	assert_string_equal(
	    news_word_plain(&arena, str_c("Répondre  à")), "repondre_a");
	assert_string_equal(
	    news_word_plain(&arena, str_c("reply-to")), "reply_to");
	/* Every word is found by what people write, and means one thing. */
	for (size_t t = 0; t < sizeof(tables) / sizeof(*tables); t++) {
		for (size_t i = 0; i < tables[t]->count; i++) {
			const struct news_word *row = &tables[t]->rows[i];
			assert_ptr_equal(
			    news_word_find(tables[t],
				news_word_plain(&arena, str_c(row->text))),
			    row);
		}
	}
}

static void test_every_meaning_has_words(void **state)
{
	(void)state;
	for (int i = 0; i < NEWS_FRONT__MAX; i++)
		assert_non_null(news_word_name(&news_front_words, i, false));
	for (int i = 0; i < NEWS_KEY__MAX; i++)
		assert_non_null(news_word_name(&news_key_words, i, false));
	for (int i = NEWS_ITEM; i < NEWS_KIND__MAX; i++)
		assert_non_null(news_word_name(&news_kind_words, i, false));
	assert_null(news_word_name(&news_kind_words, NEWS_MARKDOWN, false));
	assert_string_equal(
	    news_word_name(&news_key_words, NEWS_TITLE, true), "titre");
	/* A word of both languages stands where French has none. */
	assert_string_equal(
	    news_word_name(&news_kind_words, NEWS_IMAGE, true), "image");
}

static void test_nearest(void **state)
{
	(void)state;
	assert_string_equal(
	    news_word_nearest(&news_front_words, "sujbect", UINT32_MAX),
	    "subject");
	assert_string_equal(
	    news_word_nearest(&news_key_words, "debu", UINT32_MAX), "début");
	assert_null(
	    news_word_nearest(&news_key_words, "xyzzyxyzzy", UINT32_MAX));
	/* Only what the block may have. */
	assert_null(news_word_nearest(
	    &news_key_words, "start", UINT32_C(1) << NEWS_WIDTH));
}

static void test_answers(void **state)
{
	enum news_status status;
	enum lang language;
	bool yes = false;

	(void)state;
	assert_true(news_word_yes(&arena, "Oui", &yes) && yes);
	assert_true(news_word_yes(&arena, "no", &yes) && !yes);
	assert_false(news_word_yes(&arena, "maybe", &yes));
	assert_true(news_word_status(&arena, "À confirmer", &status));
	assert_int_equal(status, NEWS_TENTATIVE);
	assert_true(news_word_status(&arena, "annulée", &status));
	assert_int_equal(status, NEWS_CANCELLED);
	assert_false(news_word_status(&arena, "off", &status));
	assert_true(news_word_language(&arena, "Français", &language));
	assert_int_equal(language, LANG_FR);
	assert_true(news_word_language(&arena, "en-GB", &language));
	assert_int_equal(language, LANG_EN);
	assert_false(news_word_language(&arena, "deutsch", &language));
}

static bool is_title(struct str line)
{
	return str_starts(line, str_c(".It Cm ")) ||
	       str_starts(line, str_c(".Ss ")) ||
	       str_starts(line, str_c(".Cm "));
}

/* Does a line that names keys name this one? */
static bool named(struct str page, const char *word)
{
	struct str line;
	struct str part;

	while (str_line(&page, &line)) {
		bool title = is_title(line);
		while (title && str_split(&line, ' ', &part))
			if (str_is(part, word))
				return true;
	}
	return false;
}

/* The section of the page about this block. */
static struct str section(struct str page, const char *kind)
{
	size_t at =
	    str_find(page, str_c(arena_printf(&arena, "\n.Ss %s", kind)));
	struct str text;
	size_t end;

	if (at == SIZE_MAX)
		return str_c("");
	text = str_from(page, at + 1);
	end = str_find(text, str_c("\n.S"));
	return str_sub(text, 0, end);
}

static void check_block(struct str page, enum news_kind kind)
{
	const char *word = news_word_name(&news_kind_words, (int)kind, false);
	struct str text = section(page, word);
	uint32_t keys = news_block_keys(kind, false);

	/* All blocks have an id and topics. */
	for (int key = NEWS_TITLE; key < NEWS_KEY__MAX; key++)
		if ((keys >> key & 1) !=
		    named(text, news_word_name(&news_key_words, key, false)))
			fail_msg("%s: %s", word,
			    news_word_name(&news_key_words, key, false));
	assert_int_equal(news_block_keys(kind, true) & ~keys, 0);
}

static void test_manual(void **state)
{
	struct err err = { 0 };
	struct buf page;

	(void)state;
	buf_init(&page, PAGE_MAX);
	assert_int_equal(
	    file_read(
		TEST_SOURCE_DIR "/src/news/liaison-newsletter.5", &page, &err),
	    ERR_OK);
	for (size_t t = 0; t < sizeof(tables) / sizeof(*tables); t++)
		for (size_t i = 0; i < tables[t]->count; i++)
			if (!named(buf_get(&page), tables[t]->rows[i].text))
				fail_msg("%s", tables[t]->rows[i].text);
	for (size_t i = 0; i < news_default_words.count; i++)
		assert_true(
		    named(buf_get(&page), news_default_words.rows[i].text));
	for (int kind = NEWS_ITEM; kind < NEWS_KIND__MAX; kind++)
		check_block(buf_get(&page), (enum news_kind)kind);
	buf_clear(&page);
}

static int teardown(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_every_meaning_has_words),
		cmocka_unit_test(test_nearest),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_manual),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
