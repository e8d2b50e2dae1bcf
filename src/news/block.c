#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "news/reading.h"

enum { MARKER = 3, FENCE_MAX_INDENT = 3 };

#define BIT(key) (UINT32_C(1) << (key))

#define COMMON   (BIT(NEWS_ID) | BIT(NEWS_KEY_TOPICS))
#define LINKED   (BIT(NEWS_LINK) | BIT(NEWS_LINK_TEXT))
#define CREDITED (BIT(NEWS_AUTHOR) | BIT(NEWS_KEY_RIGHTS))

/* The keys that each block may have and those that it must have. */
static const struct {
	uint32_t keys;
	uint32_t required;
} kinds[NEWS_KIND__MAX] = {
	[NEWS_ITEM] = { COMMON | LINKED | CREDITED | BIT(NEWS_TITLE),
	    BIT(NEWS_TITLE) },
	[NEWS_EVENT] = { COMMON | LINKED | BIT(NEWS_TITLE) | BIT(NEWS_START) |
			     BIT(NEWS_END) | BIT(NEWS_KEY_ZONE) |
			     BIT(NEWS_PLACE) | BIT(NEWS_ORGANISER) |
			     BIT(NEWS_KEY_LANGUAGE) | BIT(NEWS_REGISTRATION) |
			     BIT(NEWS_STATUS) | BIT(NEWS_KEY_RIGHTS),
	    BIT(NEWS_TITLE) | BIT(NEWS_START) },
	[NEWS_PUBLICATION] = { COMMON | LINKED | CREDITED | BIT(NEWS_TITLE) |
				   BIT(NEWS_KEY_DATE) | BIT(NEWS_PUBLISHER),
	    BIT(NEWS_TITLE) },
	[NEWS_CALL] = { COMMON | LINKED | CREDITED | BIT(NEWS_TITLE) |
			    BIT(NEWS_DEADLINE) | BIT(NEWS_KEY_ZONE),
	    BIT(NEWS_TITLE) },
	[NEWS_PARTNER] = { COMMON | BIT(NEWS_LINK) | BIT(NEWS_KEY_RIGHTS) |
			       BIT(NEWS_NAME),
	    BIT(NEWS_NAME) },
	[NEWS_TABLE] = { COMMON | BIT(NEWS_CAPTION), 0 },
	[NEWS_IMAGE] = { COMMON | BIT(NEWS_LINK) | BIT(NEWS_KEY_RIGHTS) |
			     BIT(NEWS_FILE) | BIT(NEWS_ALT) |
			     BIT(NEWS_CAPTION) | BIT(NEWS_WIDTH),
	    BIT(NEWS_FILE) | BIT(NEWS_ALT) },
	[NEWS_BUTTON] = { COMMON | LINKED, LINKED },
};

static const enum news_sort sorts[NEWS_KEY__MAX] = {
	[NEWS_ID] = NEWS_TOKEN,
	[NEWS_KEY_TOPICS] = NEWS_LIST,
	[NEWS_TITLE] = NEWS_WORDS,
	[NEWS_AUTHOR] = NEWS_WORDS,
	[NEWS_KEY_RIGHTS] = NEWS_WORDS,
	[NEWS_LINK] = NEWS_TOKEN,
	[NEWS_LINK_TEXT] = NEWS_WORDS,
	[NEWS_START] = NEWS_TOKEN,
	[NEWS_END] = NEWS_TOKEN,
	[NEWS_KEY_ZONE] = NEWS_TOKEN,
	[NEWS_PLACE] = NEWS_WORDS,
	[NEWS_ORGANISER] = NEWS_WORDS,
	[NEWS_KEY_LANGUAGE] = NEWS_WORDS,
	[NEWS_REGISTRATION] = NEWS_WORDS,
	[NEWS_STATUS] = NEWS_TOKEN,
	[NEWS_KEY_DATE] = NEWS_WORDS,
	[NEWS_PUBLISHER] = NEWS_WORDS,
	[NEWS_DEADLINE] = NEWS_TOKEN,
	[NEWS_NAME] = NEWS_WORDS,
	[NEWS_FILE] = NEWS_TOKEN,
	[NEWS_ALT] = NEWS_WORDS,
	[NEWS_CAPTION] = NEWS_WORDS,
	[NEWS_WIDTH] = NEWS_TOKEN,
};

struct reader {
	struct news_lines *lines;
	const struct news_site *site;
	struct news_edition *edition;
	size_t room; /* for blocks */
	bool full;   /* that was told */
	char fence;  /* of the code that is open: '`', '~' or 0 */
	size_t fence_length;
	size_t fence_line;
};

/* A block while its lines are read. */
struct open {
	struct news_block block;
	const struct news_word *word; /* NULL = a block that is not known */
	bool french;                  /* a word of it is */
	const char *start;            /* of its body; NULL = none yet */
	const char *end;
};

uint32_t news_block_keys(enum news_kind kind, bool required)
{
	return required ? kinds[kind].required : kinds[kind].keys;
}

static void add(struct reader *r, const struct news_block *block)
{
	struct news_edition *edition = r->edition;
	struct news_block *blocks = edition->blocks;

	if (edition->block_count == NEWS_BLOCKS_MAX) {
		if (!r->full)
			news_tell(r->lines, NEWS_ERROR, block->line, 1,
			    _("a newsletter can have %d blocks; send the rest "
			      "in another one"),
			    NEWS_BLOCKS_MAX);
		r->full = true;
		return;
	}
	if (edition->block_count == r->room) {
		r->room = r->room == 0 ? 16 : 2 * r->room;
		blocks =
		    arena_calloc(r->lines->arena, r->room, sizeof(*blocks));
		if (edition->block_count > 0)
			memcpy(blocks, edition->blocks,
			    edition->block_count * sizeof(*blocks));
		edition->blocks = blocks;
	}
	blocks[edition->block_count++] = *block;
}

/* The text from `start` to `end` without the blank lines around it. */
static struct str body_of(const char *start, const char *end, size_t *line)
{
	struct str text =
	    start == NULL ? str_c("") : str_n(start, (size_t)(end - start));
	struct str rest = text;
	struct str first;

	while (str_line(&rest, &first) && str_trim(first).n == 0 &&
	       rest.p != NULL) {
		text = rest;
		++*line;
	}
	while (text.n > 0 && str_is_space(text.p[text.n - 1]))
		text.n--;
	return text;
}

/* A line that opens or closes a fence of code, which may show ":::". */
static void follow_fence(struct reader *r, struct str line)
{
	size_t indent = 0;
	size_t n = 0;
	char mark;

	while (indent < line.n && line.p[indent] == ' ')
		indent++;
	line = str_from(line, indent);
	mark = line.n > 0 ? line.p[0] : '\0';
	if (indent > FENCE_MAX_INDENT || (mark != '`' && mark != '~'))
		return;
	while (n < line.n && line.p[n] == mark)
		n++;
	if (n < MARKER)
		return;
	if (r->fence == 0) {
		/* `code` in a line is no fence. */
		if (mark == '`' &&
		    str_findc(str_from(line, n), '`') != SIZE_MAX)
			return;
		r->fence = mark;
		r->fence_length = n;
		r->fence_line = r->lines->number;
	} else if (mark == r->fence && n >= r->fence_length && n == line.n) {
		r->fence = 0;
	}
}

static void close_fence(struct reader *r)
{
	if (r->fence != 0)
		news_tell(r->lines, NEWS_ERROR, r->fence_line, 1,
		    _("the code that begins here is not closed; write %c%c%c "
		      "on a line behind it"),
		    r->fence, r->fence, r->fence);
	r->fence = 0;
}

/* Is it a line of ":::"?  *word is what stands behind, if anything. */
static bool is_marker(const struct reader *r, struct str line, struct str *word)
{
	line = str_trim(line);
	if (r->fence != 0 || !str_starts(line, str_c(":::")))
		return false;
	while (line.n > 0 && line.p[0] == ':')
		line = str_from(line, 1);
	*word = news_trim(line);
	return true;
}

static void tell_kind(const struct reader *r, struct str word)
{
	struct news_lines *lines = r->lines;
	const char *plain = news_word_plain(lines->arena, word);
	const char *near =
	    news_word_nearest(&news_kind_words, plain, UINT32_MAX);
	size_t blank = str_findc(word, ' ');
	struct str first = str_sub(word, 0, blank);

	if (blank != SIZE_MAX &&
	    news_word_find(
		&news_kind_words, news_word_plain(lines->arena, first)) != NULL)
		news_tell(lines, NEWS_ERROR, lines->number, 1,
		    _("nothing stands behind \"::: %.*s\"; its keys are on "
		      "the lines below, such as \"title: ...\""),
		    STR_ARG(first));
	else if (near != NULL)
		news_tell(lines, NEWS_ERROR, lines->number, 1,
		    _("there is no block \"%.*s\"; did you mean \"%s\"?"),
		    STR_ARG(utf8_cut(word, 60)), near);
	else
		news_tell(lines, NEWS_ERROR, lines->number, 1,
		    _("there is no block \"%.*s\"; it can be %s"),
		    STR_ARG(utf8_cut(word, 60)),
		    news_word_list(lines->arena, &news_kind_words, UINT32_MAX,
			r->edition->language == LANG_FR));
}

static void tell_key(const struct reader *r, const struct open *open,
    const struct news_entry *entry)
{
	struct news_lines *lines = r->lines;
	uint32_t keys = kinds[open->block.kind].keys;
	const char *near =
	    news_word_nearest(&news_key_words, entry->plain, keys);

	if (near != NULL)
		news_complain(lines, &entry->key,
		    _("\"%s\" is no key of the block \"%s\"; did you mean "
		      "\"%s\"?"),
		    entry->key.text, open->word->text, near);
	else
		news_complain(lines, &entry->key,
		    _("\"%s\" is no key of the block \"%s\"; it can be %s; an "
		      "empty line ends the keys"),
		    entry->key.text, open->word->text,
		    news_word_list(
			lines->arena, &news_key_words, keys, open->french));
}

static void take_entry(
    struct reader *r, struct open *open, struct news_entry *entry)
{
	struct news_lines *lines = r->lines;
	const struct news_word *word =
	    news_word_find(&news_key_words, entry->plain);
	struct news_value *value;

	if (open->word == NULL)
		return;
	if (word == NULL ||
	    (kinds[open->block.kind].keys & BIT(word->meaning)) == 0) {
		tell_key(r, open, entry);
		return;
	}
	open->french = open->french || word->french;
	news_entry_value(lines, sorts[word->meaning], entry);
	if (entry->value.text == NULL)
		return;
	value = &open->block.values[word->meaning];
	if (value->text != NULL) {
		news_complain(lines, &entry->key,
		    _("\"%s\" is set already in line %zu; one of them must "
		      "go"),
		    entry->key.text, value->line);
		return;
	}
	*value = entry->value;
	if (word->meaning == NEWS_KEY_TOPICS)
		open->block.topics = news_topics(lines, r->site,
		    (struct news_names){ entry->items, entry->item_count });
}

/* The lines "key: value" up to an empty one, a row of a table or ":::". */
static void read_head(struct reader *r, struct open *open)
{
	struct news_lines *lines = r->lines;
	struct news_entry entry;
	struct str line;
	struct str word;

	while (news_line_peek(lines, &line) && line.n > 0 && line.p[0] != '|' &&
	       !is_marker(r, line, &word)) {
		(void)news_line_take(lines, &line);
		if (line.p[0] == '#')
			continue;
		if (news_entry_read(lines, line, &entry))
			take_entry(r, open, &entry);
		else if (open->word != NULL)
			news_tell(lines, NEWS_ERROR, lines->number, 1,
			    _("this should be \"key: value\"; an empty line "
			      "ends the keys of a block"));
	}
}

/* Do keys follow the next line, as they do when a block begins there? */
static bool begins_block(const struct reader *r)
{
	struct news_lines ahead = *r->lines;
	struct news_entry unused;
	struct str line;

	return news_line_take(&ahead, &line) && news_line_peek(&ahead, &line) &&
	       (news_entry_read(&ahead, line, &unused) ||
		   str_starts(line, str_c("|")));
}

/* What a line of ":::" says while a block is open; true when it closes it. */
static bool closes(
    const struct reader *r, const struct open *open, struct str word)
{
	const bool begins = word.n > 0 && begins_block(r);

	if (begins)
		news_tell(r->lines, NEWS_ERROR, r->lines->number + 1, 1,
		    _("the block of line %zu is still open; write ::: on a "
		      "line before this one, blocks do not hold blocks"),
		    open->block.line);
	else if (word.n > 0)
		news_tell(r->lines, NEWS_ERROR, r->lines->number + 1, 1,
		    _("a block ends with ::: alone; take \"%.*s\" out"),
		    STR_ARG(utf8_cut(word, 60)));
	return !begins;
}

/* "::", ": : :" or "- ::: item", which would be shown as they are. */
static bool is_near_marker(const struct reader *r, struct str line)
{
	const bool code = str_starts(line, str_c("    "));
	size_t colons = 0;

	line = str_trim(line);
	while (line.n > 0 && str_findc(str_c("-*> "), line.p[0]) != SIZE_MAX)
		line = str_from(line, 1);
	while (line.n > 0 && (line.p[0] == ':' || line.p[0] == ' ')) {
		colons += line.p[0] == ':';
		line = str_from(line, 1);
	}
	return r->fence == 0 && !code && colons > 1 &&
	       (line.n == 0 ||
		   news_word_find(&news_kind_words,
		       news_word_plain(r->lines->arena, line)) != NULL);
}

/* A line of Markdown. */
static void follow_line(struct reader *r, struct str line)
{
	if (is_near_marker(r, line))
		news_tell(r->lines, NEWS_ERROR, r->lines->number, 1,
		    _("this looks like the line of a block; write three "
		      "colons at its beginning, and nothing before or between "
		      "them"));
	follow_fence(r, line);
}

static void read_body(struct reader *r, struct open *open)
{
	struct news_lines *lines = r->lines;
	struct str line;
	struct str word;

	open->block.body_line = lines->number + 1;
	open->start = open->end = lines->rest.p;
	while (news_line_peek(lines, &line)) {
		open->end = line.p;
		if (is_marker(r, line, &word)) {
			if (closes(r, open, word))
				(void)news_line_take(lines, &line);
			return;
		}
		(void)news_line_take(lines, &line);
		follow_line(r, line);
		open->end = line.p + line.n;
	}
	close_fence(r);
	news_tell(lines, NEWS_ERROR, open->block.line, 1,
	    _("this block is not closed; write ::: on a line behind it"));
}

/* An id stands once in an edition. */
static void check_id(struct reader *r, const struct news_block *block)
{
	const struct news_value *id = &block->values[NEWS_ID];
	const struct news_edition *edition = r->edition;

	for (size_t i = 0; id->text != NULL && i < edition->block_count; i++) {
		const struct news_value *other =
		    &edition->blocks[i].values[NEWS_ID];
		if (other->text == NULL || strcmp(other->text, id->text) != 0)
			continue;
		news_complain(r->lines, id,
		    _("the id \"%s\" stands already in line %zu; give each "
		      "block its own"),
		    id->text, other->line);
		return;
	}
}

static void read_block(struct reader *r, struct str word)
{
	struct open open = {
		.word = news_word_find(
		    &news_kind_words, news_word_plain(r->lines->arena, word)),
		.block = { .line = r->lines->number,
		    .language = r->edition->language },
	};

	if (open.word == NULL) {
		tell_kind(r, word);
	} else {
		open.block.kind = (enum news_kind)open.word->meaning;
		open.french = open.word->french;
	}
	read_head(r, &open);
	read_body(r, &open);
	if (open.word == NULL)
		return;
	open.block.body = body_of(open.start, open.end, &open.block.body_line);
	news_block_check(
	    r->lines, r->site, r->edition, &open.block, open.french);
	check_id(r, &open.block);
	add(r, &open.block);
}

static void add_markdown(
    struct reader *r, const char *start, const char *end, size_t line)
{
	struct news_block block = {
		.kind = NEWS_MARKDOWN,
		.language = r->edition->language,
	};

	block.body = body_of(start, end, &line);
	block.line = block.body_line = line;
	if (block.body.n > 0)
		add(r, &block);
}

void news_blocks(struct news_lines *lines, const struct news_site *site,
    struct news_edition *edition)
{
	struct reader r = { .lines = lines, .site = site, .edition = edition };
	const char *start = lines->rest.p;
	const char *end = start;
	size_t first = lines->number + 1;
	struct str line;
	struct str word;

	while (!r.full && news_line_take(lines, &line)) {
		if (!is_marker(&r, line, &word)) {
			follow_line(&r, line);
			end = line.p + line.n;
			continue;
		}
		add_markdown(&r, start, end, first);
		if (word.n > 0)
			read_block(&r, word);
		else
			news_tell(lines, NEWS_ERROR, lines->number, 1,
			    _("no block is open that ::: could close"));
		start = end = lines->rest.p;
		first = lines->number + 1;
	}
	close_fence(&r);
	add_markdown(&r, start, end, first);
	if (edition->block_count == 0 && lines->number > 0)
		news_tell(lines, NEWS_ERROR, lines->number + 1, 1,
		    _("there is no text below the front matter"));
}
