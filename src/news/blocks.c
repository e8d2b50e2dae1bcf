#include "news/blocks.h"

#include <string.h>

#include "base/url.h"
#include "base/utf8.h"
#include "mail/addr.h"
#include "news/block_show.h"
#include "news/spoken.h"
#include "news/zone.h"
#include "tmpl/french.h"
#include "tmpl/markdown.h"
#include "tmpl/plain.h"
#include "tmpl/tmpl.h"

/* A title stands below the heading of its section. */
enum { LEVEL_MIN = 2, LEVEL_MAX = 4, LEVEL_RULED = 2 };

/* Under which name templates see a key. */
static const char *const key_names[NEWS_KEY__MAX] = {
	[NEWS_ID] = "id",
	[NEWS_KEY_TOPICS] = NULL,
	[NEWS_TITLE] = "title",
	[NEWS_AUTHOR] = "author",
	[NEWS_KEY_RIGHTS] = "rights",
	[NEWS_LINK] = "link",
	[NEWS_LINK_TEXT] = "link_text",
	[NEWS_START] = NULL,
	[NEWS_END] = NULL,
	[NEWS_KEY_ZONE] = NULL,
	[NEWS_PLACE] = "place",
	[NEWS_ORGANISER] = "organiser",
	[NEWS_KEY_LANGUAGE] = "language",
	[NEWS_REGISTRATION] = "registration",
	[NEWS_STATUS] = NULL,
	[NEWS_KEY_DATE] = "date",
	[NEWS_PUBLISHER] = "publisher",
	[NEWS_DEADLINE] = "deadline",
	[NEWS_NAME] = "name",
	[NEWS_FILE] = NULL,
	[NEWS_ALT] = "alt",
	[NEWS_CAPTION] = "caption",
	[NEWS_WIDTH] = NULL,
};

/* Those that are words, and not addresses, hours or names. */
static const bool is_words[NEWS_KEY__MAX] = {
	[NEWS_TITLE] = true,
	[NEWS_AUTHOR] = true,
	[NEWS_KEY_RIGHTS] = true,
	[NEWS_LINK_TEXT] = true,
	[NEWS_PLACE] = true,
	[NEWS_ORGANISER] = true,
	[NEWS_REGISTRATION] = true,
	[NEWS_PUBLISHER] = true,
	[NEWS_NAME] = true,
	[NEWS_CAPTION] = true,
};

static const char *const kind_names[NEWS_KIND__MAX] = {
	[NEWS_MARKDOWN] = "markdown",
	[NEWS_ITEM] = "item",
	[NEWS_EVENT] = "agenda",
	[NEWS_PUBLICATION] = "publication",
	[NEWS_CALL] = "call",
	[NEWS_PARTNER] = "partner",
	[NEWS_TABLE] = "table",
	[NEWS_IMAGE] = "image",
	[NEWS_BUTTON] = "button",
};

void show_set(json_t *row, const char *key, const char *value)
{
	(void)json_object_set_new(
	    row, key, json_string(value == NULL ? "" : value));
}

void show_str(json_t *row, const char *key, struct str value)
{
	(void)json_object_set_new(row, key, json_stringn(value.p, value.n));
}

const char *show_get(
    struct block_show *show, const json_t *row, const char *key)
{
	return arena_strdup(
	    show->arena, json_string_value(json_object_get(row, key)));
}

const char *show_address(struct arena *arena, struct str text)
{
	struct err unused;
	char *address;

	return addr_normalise(arena, text, &address, &unused) == ERR_OK
		   ? address
		   : NULL;
}

/* A mailbox is its own words; other addresses stand in a note. */
static const char *link_mark(struct block_show *show, struct str url)
{
	struct str address = str_from(url, strlen("mailto:"));
	size_t note;

	if (str_istarts(url, str_c("mailto:"))) {
		address.n = str_findc(address, '?') < address.n
				? str_findc(address, '?')
				: address.n;
		return arena_dup(show->arena, address);
	}
	note =
	    show->view->notes == NULL ? 0 : plain_note(show->view->notes, url);
	return note == 0 ? arena_printf(show->arena, "<%.*s>", STR_ARG(url))
			 : arena_printf(show->arena, "[%zu]", note);
}

void show_link(
    struct block_show *show, json_t *row, const char *key, const char *url)
{
	bool ok = url_is_link(str_c(url));

	show_set(row, key, ok ? url : "");
	show_set(row, arena_printf(show->arena, "%s_mark", key),
	    ok ? link_mark(show, str_c(url)) : "");
}

static enum err_code fill(struct block_show *show,
    const struct news_block *block, struct str text, size_t line,
    enum mustache_escape escape, struct str *out)
{
	const struct news_view *view = show->view;
	const struct tmpl_part part = {
		.source = view->news->editions[block->language].source,
		.line = line,
		.text = text,
	};

	return tmpl_fill(
	    show->arena, &part, view->data, escape, out, show->err);
}

enum err_code show_filled(
    struct block_show *show, const struct news_block *block, struct str *out)
{
	return fill(
	    show, block, block->body, block->body_line, MUSTACHE_MARKDOWN, out);
}

enum err_code show_body(
    struct block_show *show, const struct news_block *block, json_t *row)
{
	struct str markdown;
	struct str html = { "", 0 };
	struct str text = { "", 0 };
	enum err_code code = show_filled(show, block, &markdown);

	if (code == ERR_OK)
		code = show_html(show, block, markdown, &html);
	if (code == ERR_OK)
		code = markdown_text(show->arena, markdown, block->language,
		    show->view->notes, &text, show->err);
	show_str(row, "html", html);
	show_str(row, "text", text);
	return code;
}

/* The line under a title, as one stands under headings of the text. */
static const char *rule(struct block_show *show, const struct news_block *block,
    const char *mark, int level)
{
	const enum news_key key =
	    block->kind == NEWS_PARTNER ? NEWS_NAME : NEWS_TITLE;
	const char *title = block->values[key].text;
	size_t width = utf8_width(str_c(title)) + utf8_width(str_c(mark));
	char *line;

	if (title == NULL || level > LEVEL_RULED)
		return "";
	if (width > PLAIN_WIDTH)
		width = PLAIN_WIDTH;
	line = arena_alloc(show->arena, width + 1);
	for (size_t i = 0; i < width; i++)
		line[i] = '-';
	return line;
}

/* Two texts with this between them, if both are there. */
static const char *joined(
    struct arena *arena, const char *a, const char *between, const char *b)
{
	if (*a == '\0' || *b == '\0')
		return *a == '\0' ? b : a;
	return arena_printf(arena, "%s%s%s", a, between, b);
}

/* "Author, publisher, date · topics". */
static void set_byline(
    struct block_show *show, const struct news_block *block, json_t *row)
{
	struct arena *arena = show->arena;
	const struct news_view *view = show->view;
	const char *topics = news_chosen_names(
	    arena, view->topic_labels, view->site->topic_count, block->topics);
	const char *words = show_get(show, row, "author");
	const char *date = spoken_published(
	    arena, show_get(show, row, "date"), view->language);

	show_set(row, "date", date);
	if (block->kind == NEWS_PUBLICATION) {
		words = joined(
		    arena, words, ", ", show_get(show, row, "publisher"));
		words = joined(arena, words, ", ", date);
	}
	show_set(row, "byline", joined(arena, words, " · ", topics));
}

static void set_marks(
    struct block_show *show, const struct news_block *block, json_t *row)
{
	const char *mark = "";
	int level = show->level + 1;

	if (level < LEVEL_MIN)
		level = LEVEL_MIN;
	if (level > LEVEL_MAX)
		level = LEVEL_MAX;
	if (block->borrowed)
		mark = spoken_foreign(block->language, show->view->language);
	show_set(row, "foreign",
	    block->language == show->view->language
		? ""
		: lang_name(block->language));
	show_set(row, "foreign_mark", mark);
	show_set(row, "reader", lang_name(show->view->language));
	show_set(row, "rule", rule(show, block, mark, level));
	(void)json_object_set_new(row, "level", json_integer(level));
}

enum err_code show_keys(
    struct block_show *show, const struct news_block *block, json_t *row)
{
	enum err_code code = ERR_OK;

	for (int i = 0; code == ERR_OK && i < NEWS_KEY__MAX; i++) {
		const struct news_value *value = &block->values[i];
		struct str text = { "", 0 };
		if (key_names[i] == NULL)
			continue;
		if (value->text != NULL)
			code = fill(show, block, str_c(value->text),
			    value->line, MUSTACHE_TEXT, &text);
		if (is_words[i] && block->language == LANG_FR)
			text = french_spaces(show->arena, text);
		show_str(row, key_names[i], text);
	}
	if (code != ERR_OK)
		return code;
	if (block->deadline.at != 0)
		show_set(row, "deadline",
		    spoken_moment(
			show->arena, &block->deadline, show->view->language));
	set_byline(show, block, row);
	set_marks(show, block, row);
	return ERR_OK;
}

/* The level of the last heading in this HTML, or what it was. */
static int last_level(struct str html, int level)
{
	size_t at;

	while ((at = str_find(html, str_c("<h"))) != SIZE_MAX) {
		html = str_from(html, at + 2);
		if (html.n > 0 && html.p[0] >= '1' && html.p[0] <= '6')
			level = html.p[0] - '0';
	}
	return level;
}

static enum err_code show_block(
    struct block_show *show, const struct news_block *block, json_t *row)
{
	enum err_code code = show_keys(show, block, row);

	/* Notes are numbered as they are read: a partner's name is first. */
	if (code == ERR_OK && block->kind == NEWS_PARTNER)
		show_link(show, row, "link", show_get(show, row, "link"));
	if (code == ERR_OK)
		code = block->kind == NEWS_TABLE ? show_table(show, block, row)
						 : show_body(show, block, row);
	if (code != ERR_OK)
		return code;
	if (block->kind != NEWS_PARTNER)
		show_link(show, row, "link", show_get(show, row, "link"));
	if (block->kind == NEWS_IMAGE)
		show_image(show, block, row);
	if (block->kind == NEWS_MARKDOWN)
		show->level =
		    last_level(str_c(show_get(show, row, "html")), show->level);
	return ERR_OK;
}

/* A row of the array, with the key of its kind. */
static json_t *add_row(json_t *rows, enum news_kind kind)
{
	json_t *row = json_object();
	json_t *inner = json_object();

	for (int i = 0; i < NEWS_KIND__MAX; i++)
		(void)json_object_set_new(row, kind_names[i], json_false());
	(void)json_object_set_new(row, kind_names[kind], inner);
	(void)json_array_append_new(rows, row);
	return inner;
}

/* How many blocks from here on are one row. */
static size_t run_length(const struct news_block *blocks, size_t count)
{
	size_t n = 0;

	while (n < count && blocks[n].kind == NEWS_EVENT)
		n++;
	return n == 0 ? 1 : n;
}

enum err_code news_blocks_json(struct arena *arena,
    const struct news_view *view, const struct news_block *blocks, size_t count,
    json_t **out, struct err *err)
{
	struct block_show show = {
		.arena = arena,
		.view = view,
		.err = err,
	};
	struct zone_hold *held = zone_hold(view->site->zone);
	enum err_code code = ERR_OK;
	size_t n;

	*out = json_array();
	for (size_t i = 0; code == ERR_OK && i < count; i += n) {
		json_t *row = add_row(*out, blocks[i].kind);
		n = run_length(blocks + i, count - i);
		code = blocks[i].kind == NEWS_EVENT
			   ? show_agenda(&show, blocks + i, n, row)
			   : show_block(&show, blocks + i, row);
		/* An agenda of which all is over is none. */
		if (json_array_size(json_object_get(row, "events")) == 0 &&
		    blocks[i].kind == NEWS_EVENT)
			(void)json_array_remove(
			    *out, json_array_size(*out) - 1);
	}
	zone_release(held);
	if (code == ERR_OK)
		return ERR_OK;
	json_decref(*out);
	*out = NULL;
	return code;
}
