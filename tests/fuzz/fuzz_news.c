/*
 * A newsletter: an edition, and behind lines "=== NAME" the files beside it,
 * its twin among them.  What can be sent is shown: as text, HTML and calendar.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "news/borrow.h"
#include "news/calendar.h"
#include "tmpl/tmpl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const topics[] = { "travail", "gouvernance" };
static const char *const fields[] = { "ville" };

/* The file of this name among those in the input. */
static enum err_code find(void *ctx, struct arena *arena, const char *name,
    struct str *out, struct err *err)
{
	const struct str *input = ctx;
	const char *mark = arena_printf(arena, "\n=== %s\n", name);
	size_t at = str_find(*input, str_c(mark));
	struct str file = *input;

	if (str_is(str_c(name), "a.fr.md"))
		at = 0;
	else if (at != SIZE_MAX)
		file = str_from(*input, at + str_c(mark).n);
	if (at == SIZE_MAX)
		return err_set(err, ERR_NOT_FOUND, "not there");
	at = str_find(file, str_c("\n=== "));
	file = str_sub(file, 0, at == SIZE_MAX ? SIZE_MAX : at + 1);
	*out = str_n(arena_dup(arena, file), file.n);
	return ERR_OK;
}

/* What stands in an edition lies in it: no line is past its end. */
static void check(const struct news_edition *edition)
{
	for (size_t i = 0; i < edition->block_count; i++) {
		const struct news_block *block = &edition->blocks[i];
		if (block->topics >> 2 != 0 || block->body_line == 0 ||
		    (block->kind != NEWS_MARKDOWN && block->line == 0))
			abort();
	}
}

/* No line of a calendar is long or holds a control character. */
static void check_calendar(struct str calendar)
{
	struct str line;
	size_t open = 0;

	while (str_line(&calendar, &line)) {
		if (line.n > 75)
			abort();
		for (size_t i = 0; i < line.n; i++)
			if ((unsigned char)line.p[i] < ' ')
				abort();
		open += str_starts(line, str_c("BEGIN:"));
		open -= str_starts(line, str_c("END:"));
	}
	if (open != 0)
		abort();
}

/* What a reader is shown holds no event twice. */
static void check_names(struct arena *arena, const struct news *news)
{
	size_t count;
	const struct news_block *blocks = news_borrow(arena,
	    &news->editions[LANG_FR],
	    news->editions[LANG_EN].source == NULL ? NULL
						   : &news->editions[LANG_EN],
	    &count);

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < i; j++)
			if (blocks[i].kind == NEWS_EVENT &&
			    blocks[j].kind == NEWS_EVENT &&
			    str_is(str_c(blocks[i].event.uid),
				blocks[j].event.uid))
				abort();
}

static void show(struct arena *arena, const struct news_site *site,
    const struct news *news, enum lang language)
{
	const struct news_edition *edition = &news->editions[language];
	json_t *data = json_pack("{s:s, s:s}", "name",
	    "\001A\003\001A\002\001A\005\001A\004vous\001A\005", "ville",
	    "\001B\002");
	struct plain_notes notes = { .arena = arena };
	const struct news_view view = {
		.news = news,
		.site = site,
		.topic_labels = topics,
		.language = LANG_EN,
		.data = data,
		.as_of = 1,
		.notes = &notes,
	};
	const struct tmpl_place place = { .lang = LANG_EN };
	json_t *rows = NULL;
	struct err err = { 0 };
	struct str out = { "", 0 };

	if (news_blocks_json(arena, &view, edition->blocks,
		edition->block_count, &rows, &err) == ERR_OK) {
		(void)json_object_set_new(data, "blocks", rows);
		(void)tmpl_render_part(
		    arena, &place, "blocks", "txt", data, &out, &err);
		(void)tmpl_render_part(
		    arena, &place, "blocks", "html", data, &out, &err);
	}
	if (news_calendar(arena, &view, edition->blocks, edition->block_count,
		&out, &err) == ERR_OK)
		check_calendar(out);
	json_decref(data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct news_site site = { .topics = topics,
		.topic_count = 2,
		.fields = fields,
		.field_count = 1,
		.zone = "Europe/Paris",
		.domain = "example.org",
		.list = "lettre",
		.address = "lettre@example.org" };
	struct str input = str_n((const char *)data, size);
	const struct news_source source = {
		.name = "a.fr.md", .folder = "", .file = find, .ctx = &input
	};
	struct arena arena = { 0 };
	struct err err = { 0 };
	struct news news;

	if (news_read(&arena, &site, &source, &news, &err) == ERR_OK) {
		if (news_first_error(&news.problems, &err) == ERR_OK)
			check_names(&arena, &news);
		for (int i = 0; i < LANG__MAX; i++) {
			check(&news.editions[i]);
			if (news_first_error(&news.problems, &err) == ERR_OK)
				show(&arena, &site, &news, (enum lang)i);
		}
	}
	arena_free(&arena);
	return 0;
}
