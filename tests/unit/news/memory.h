/* A newsletter in memory, for tests of src/news. */
#ifndef TESTS_NEWS_MEMORY_H
#define TESTS_NEWS_MEMORY_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "news/news.h"

struct memory_file {
	const char *name; /* NULL = the end */
	const char *text;
	size_t length; /* 0 = up to the NUL */
};

static enum err_code memory_file(void *ctx, struct arena *arena,
    const char *name, struct str *out, struct err *err)
{
	for (const struct memory_file *f = ctx; f->name != NULL; f++) {
		if (strcmp(f->name, name) != 0)
			continue;
		*out =
		    str_n(f->text, f->length > 0 ? f->length : strlen(f->text));
		(void)arena;
		return ERR_OK;
	}
	return err_set(err, ERR_NOT_FOUND, "%s: not there", name);
}

/* A grey PNG of 8 x 6 pixels. */
static const unsigned char memory_png[] = {
	0x89,
	0x50,
	0x4e,
	0x47,
	0x0d,
	0x0a,
	0x1a,
	0x0a,
	0x00,
	0x00,
	0x00,
	0x0d,
	0x49,
	0x48,
	0x44,
	0x52,
	0x00,
	0x00,
	0x00,
	0x08,
	0x00,
	0x00,
	0x00,
	0x06,
	0x08,
	0x00,
	0x00,
	0x00,
	0x00,
	0xdb,
	0x6e,
	0x80,
	0x27,
	0x00,
	0x00,
	0x00,
	0x0e,
	0x49,
	0x44,
	0x41,
	0x54,
	0x78,
	0x9c,
	0x63,
	0x68,
	0x80,
	0x02,
	0x06,
	0x52,
	0x18,
	0x00,
	0x88,
	0x54,
	0x18,
	0x01,
	0x8e,
	0x05,
	0xbd,
	0x1e,
	0x00,
	0x00,
	0x00,
	0x00,
	0x49,
	0x45,
	0x4e,
	0x44,
	0xae,
	0x42,
	0x60,
	0x82,
};

static const char *const memory_topics[] = { "plateformes", "travail",
	"gouvernance", "territoires", "santé" };
static const char *const memory_fields[] = { "ville", "adherent" };
static const struct news_site memory_site = {
	.topics = memory_topics,
	.topic_count = 5,
	.fields = memory_fields,
	.field_count = 2,
	.language = LANG_FR,
	.zone = "Europe/Paris",
	.domain = "example.org",
	.list = "lettre",
};

/* Reads the first file and what belongs to it. */
static inline enum err_code memory_read(struct arena *arena,
    struct memory_file *files, struct news *news, struct err *err)
{
	const struct news_source source = {
		.name = files[0].name,
		.folder = "",
		.file = memory_file,
		.ctx = files,
	};

	return news_read(arena, &memory_site, &source, news, err);
}

/* All problems as lines "error FILE:LINE:COLUMN: sentence". */
static inline const char *memory_problems(
    struct arena *arena, const struct news *news)
{
	struct buf all;
	const char *copy;

	buf_init(&all, 1024 * 1024);
	for (size_t i = 0; i < news->problems.count; i++) {
		const struct news_problem *p = &news->problems.rows[i];
		(void)buf_printf(&all, "%s %s:%zu:%zu: %s\n",
		    p->level == NEWS_ERROR ? "error" : "warning",
		    p->source == NULL ? "" : p->source, p->line, p->column,
		    p->text);
	}
	copy = arena_dup(arena, buf_get(&all));
	buf_clear(&all);
	return copy;
}

#endif
