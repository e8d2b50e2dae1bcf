/*
 * Shows what becomes of the blocks of newsletter files, for
 * tests/e2e/test_agenda.py and test_blocks.py.
 *
 *	news_probe FILE LANG AS_OF TEMPLATES OUT
 *
 * Writes OUT.txt, OUT.html (the template "probe" of the folder TEMPLATES) and
 * OUT.ics.  Blocks of the other edition alone, by their ids, stand at the end
 * as borrowed ones.  LIAISON_SEQUENCE is that of all events.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "news/calendar.h"
#include "news/disk.h"
#include "tmpl/tmpl.h"

static const char *const topics[] = { "plateformes", "travail", "territoires",
	"gouvernance" };

static const struct news_site site = {
	.topics = topics,
	.topic_count = 4,
	.language = LANG_FR,
	.zone = "Europe/Paris",
	.domain = "example.org",
	.list = "lettre",
	.address = "lettre@example.org",
};

/* The blocks as a reader of this language sees them all. */
static struct news_block *choose(struct arena *arena, const struct news *news,
    enum lang language, size_t *count)
{
	const struct news_edition *own = &news->editions[language];
	const struct news_edition *other =
	    &news->editions[language == LANG_FR ? LANG_EN : LANG_FR];
	struct news_block *out = arena_calloc(
	    arena, own->block_count + other->block_count + 1, sizeof(*out));
	const char *sequence = getenv("LIAISON_SEQUENCE");
	size_t n = 0;

	for (size_t i = 0; i < own->block_count; i++)
		out[n++] = own->blocks[i];
	for (size_t i = 0; i < other->block_count; i++) {
		const char *id = other->blocks[i].values[NEWS_ID].text;
		bool there = id == NULL && own->source != NULL;
		for (size_t j = 0; !there && j < own->block_count; j++)
			there = str_is(str_c(id),
			    own->blocks[j].values[NEWS_ID].text == NULL
				? ""
				: own->blocks[j].values[NEWS_ID].text);
		if (there)
			continue;
		out[n] = other->blocks[i];
		out[n++].borrowed = true;
	}
	for (size_t i = 0; i < n; i++)
		out[i].event.sequence =
		    sequence == NULL ? 0 : (int)strtol(sequence, NULL, 10);
	*count = n;
	return out;
}

static enum err_code write_out(struct arena *arena, const char *out,
    const char *kind, struct str text, struct err *err)
{
	return file_write(
	    arena_printf(arena, "%s.%s", out, kind), text, 0600, err);
}

static enum err_code render(struct arena *arena, const struct news_view *view,
    const char *folder, json_t *rows, const char *out, struct err *err)
{
	const struct tmpl_place place = { .folder = folder,
		.lang = view->language,
		.fallback = view->language };
	json_t *data = json_pack("{s:O}", "blocks", rows);
	struct tmpl_mail mail;
	struct buf notes;
	enum err_code rc;

	buf_init(&notes, TMPL_OUT);
	plain_notes_list(&notes, view->notes);
	(void)json_object_set_new(
	    data, "notes", json_string(buf_get(&notes).p));
	buf_clear(&notes);
	rc = tmpl_render(arena, &place, "probe", data, &mail, err);
	json_decref(data);
	if (rc == ERR_OK)
		rc = write_out(arena, out, "txt", mail.text, err);
	if (rc == ERR_OK)
		rc = write_out(arena, out, "html", mail.html, err);
	return rc;
}

static enum err_code show(struct arena *arena, struct news *news,
    enum lang language, char *args[], struct err *err)
{
	json_t *fields = json_pack(
	    "{s:s}", "name", language == LANG_FR ? "Zoé *Martin*" : "Zoe <i>");
	struct plain_notes notes = { .arena = arena };
	const struct news_view view = {
		.news = news,
		.site = &site,
		.topic_labels = topics,
		.language = language,
		.data = fields,
		.as_of = strtoll(args[0], NULL, 10),
		.notes = &notes,
	};
	struct str calendar;
	json_t *rows = NULL;
	size_t count;
	struct news_block *blocks = choose(arena, news, language, &count);
	enum err_code rc = news_first_error(&news->problems, err);

	if (rc == ERR_OK)
		rc = news_blocks_json(arena, &view, blocks, count, &rows, err);
	if (rc == ERR_OK)
		rc = render(arena, &view, args[1], rows, args[2], err);
	if (rc == ERR_OK)
		rc = news_calendar(arena, &view, blocks, count, &calendar, err);
	if (rc == ERR_OK)
		rc = write_out(arena, args[2], "ics", calendar, err);
	json_decref(rows);
	json_decref(fields);
	return rc;
}

int main(int argc, char *argv[])
{
	struct arena arena = { 0 };
	struct news_disk disk;
	struct news_source source;
	struct news news;
	struct err err = { 0 };
	enum lang language;
	enum err_code rc;

	if (argc != 6 || !lang_parse(argv[2], &language)) {
		(void)fputs(
		    "news_probe FILE LANG AS_OF TEMPLATES OUT\n", stderr);
		return 64;
	}
	news_disk_source(&arena, argv[1], &disk, &source);
	rc = news_read(&arena, &site, &source, &news, &err);
	if (rc == ERR_OK)
		rc = show(&arena, &news, language, argv + 3, &err);
	if (rc != ERR_OK)
		(void)fprintf(stderr, "%s\n", err.text);
	arena_free(&arena);
	return err_exit(rc);
}
