/*
 * Every sentence about a mistake: tests/golden/news/NAME.md is read, and
 * NAME.txt is what is told of it.  LIAISON_GOLDEN=write writes those anew.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/file.h"
#include "memory.h"
#include "news/disk.h"

#define GOLDEN TEST_SOURCE_DIR "/tests/golden/news/"

enum { GOLDEN_MAX = 64 * 1024 };

static const char *const names[] = { "front.md", "french.md", "blocks.md",
	"events.md", "files.md", "letter.fr.md", "topics.md", "no-front.md",
	"open-front.md", "empty.md", "no-text.md", "open-block.md",
	"open-code.md", "twins.fr.md", "latin1.md", "control.md", "nul.md",
	"table.md", "mistyped.md", "quotes.md", "utf16.md", "mac.md" };

static const char *told(struct arena *arena, const char *name)
{
	static const char *const topics[] = { "plateformes", "travail",
		"gouvernance", "territoires", "santé", "eau", "climat" };
	struct news_site site = memory_site;
	struct news_source source;
	struct news_disk disk;
	struct err err = { 0 };
	struct news news;

	if (strcmp(name, "topics.md") == 0) {
		site.topics = topics;
		site.topic_count = 7;
	}
	if (strcmp(name, "french.md") == 0)
		site.topic_count = 0;
	news_disk_source(
	    arena, arena_printf(arena, GOLDEN "%s", name), &disk, &source);
	source.folder = disk.shown = "";
	if (news_read(arena, &site, &source, &news, &err) != ERR_OK)
		fail_msg("%s", err.text);
	return memory_problems(arena, &news);
}

static void test_golden(void **state)
{
	const char *mode = getenv("LIAISON_GOLDEN");
	struct arena arena = { 0 };
	struct err err = { 0 };
	struct buf expected;

	(void)state;
	buf_init(&expected, GOLDEN_MAX);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *got = told(&arena, names[i]);
		const char *path = arena_printf(&arena, GOLDEN "%.*s.txt",
		    (int)(strlen(names[i]) - 3), names[i]);
		if (mode != NULL && strcmp(mode, "write") == 0)
			assert_int_equal(
			    file_write(path, str_c(got), 0644, &err), ERR_OK);
		buf_reset(&expected);
		if (file_read(path, &expected, &err) != ERR_OK)
			fail_msg("%s", err.text);
		if (!str_is(buf_get(&expected), got))
			fail_msg("%s: now it is\n%s", path, got);
	}
	buf_clear(&expected);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_golden) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
