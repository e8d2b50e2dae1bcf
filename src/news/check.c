/* What the values of one block say, and what is wrong with them. */
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "news/link.h"
#include "news/reading.h"
#include "news/table.h"

enum { WIDTH_MAX = 2000, ID_MAX = 100 };

struct check {
	struct news_lines *lines;
	struct news_block *block;
	bool french;
};

static void check_required(const struct check *c)
{
	uint32_t required = news_block_keys(c->block->kind, true);

	for (int key = 0; key < NEWS_KEY__MAX; key++) {
		const char *name =
		    news_word_name(&news_key_words, key, c->french);
		if ((required >> key & 1) == 0 ||
		    c->block->values[key].text != NULL)
			continue;
		news_tell(c->lines, NEWS_ERROR, c->block->line, 1,
		    _("\"%s\" is missing; write a line \"%s: %s\" below"), name,
		    name, key == NEWS_START ? "2026-12-07 18:00" : "...");
	}
	if (c->block->kind == NEWS_TABLE)
		table_check(c->lines, c->block);
	if (c->block->kind == NEWS_TABLE && c->block->body.n == 0)
		news_tell(c->lines, NEWS_ERROR, c->block->line, 1,
		    _("the table is empty; write rows such as \"| a | b |\" "
		      "below"));
	if ((c->block->kind == NEWS_BUTTON || c->block->kind == NEWS_IMAGE) &&
	    c->block->body.n > 0)
		news_tell(c->lines, NEWS_WARNING, c->block->body_line, 1,
		    _("this text is not shown; write it as \"%s\""),
		    news_word_name(&news_key_words,
			c->block->kind == NEWS_BUTTON ? NEWS_LINK_TEXT
						      : NEWS_CAPTION,
			c->french));
}

static void check_id(const struct check *c)
{
	const struct news_value *id = &c->block->values[NEWS_ID];

	if (id->text == NULL)
		return;
	if (strlen(id->text) > ID_MAX ||
	    strspn(id->text,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789-_.") != strlen(id->text))
		news_complain(c->lines, id,
		    _("\"%s\" is no id; it is made of letters without "
		      "accents, figures, - and _"),
		    id->text);
}

static void check_width(const struct check *c)
{
	const struct news_value *width = &c->block->values[NEWS_WIDTH];
	uint64_t pixels;

	if (width->text != NULL &&
	    (!str_u64(str_c(width->text), WIDTH_MAX, &pixels) || pixels == 0))
		news_complain(c->lines, width,
		    _("\"%s\" is no width; write a number of pixels such as "
		      "300"),
		    width->text);
}

static void check_link(const struct check *c)
{
	const struct news_value *link = &c->block->values[NEWS_LINK];
	struct str s = str_c(link->text);
	const char *fault = NULL;

	if (link->text == NULL)
		return;
	fault = link_fault(c->lines->problems->arena, s);
	if (fault != NULL)
		news_complain(c->lines, link, "%s", fault);
	else if (str_istarts(s, str_c("tel:")))
		news_complain(c->lines, link,
		    _("\"%s\" is no link of a block; write the number in its "
		      "text"),
		    link->text);
}

static void check_order(const struct check *c)
{
	const struct news_time *start = &c->block->event.start;
	const struct news_time *end = &c->block->event.end;
	const struct news_value *value = &c->block->values[NEWS_END];

	if (start->at == 0 || end->at == 0)
		return;
	if (start->day && !end->day)
		news_complain(c->lines, value,
		    _("\"%s\" has an hour and the start has none; give both "
		      "one, or none"),
		    value->text);
	else if (!start->day && end->day)
		news_complain(c->lines, value,
		    _("\"%s\" has no hour and the start has one; give both "
		      "one, or none"),
		    value->text);
	else if (!start->day && end->at == start->at)
		news_complain(c->lines, value,
		    _("\"%s\" is the start too; write when it ends, or take "
		      "this line out"),
		    value->text);
	else if (end->at < start->at)
		news_complain(c->lines, value,
		    _("\"%s\" is before the start; an hour alone is of the "
		      "same day, for another one write its date too"),
		    value->text);
}

static void check_times(const struct check *c, const char *zone)
{
	struct news_block *block = c->block;
	struct news_event *event = &block->event;
	const struct news_value *values = block->values;

	zone = news_zone(c->lines, &values[NEWS_KEY_ZONE], zone);
	if (values[NEWS_DEADLINE].text != NULL)
		(void)news_moment(c->lines, zone, &values[NEWS_DEADLINE], NULL,
		    &block->deadline);
	if (block->kind != NEWS_EVENT)
		return;
	event->zone = zone;
	if (values[NEWS_START].text != NULL)
		(void)news_moment(
		    c->lines, zone, &values[NEWS_START], NULL, &event->start);
	if (values[NEWS_END].text != NULL &&
	    (values[NEWS_START].text == NULL || event->start.at != 0))
		(void)news_moment(c->lines, zone, &values[NEWS_END],
		    &event->start, &event->end);
	check_order(c);
}

static void check_status(const struct check *c)
{
	const struct news_value *status = &c->block->values[NEWS_STATUS];

	if (status->text != NULL && !news_word_status(c->lines->arena,
					status->text, &c->block->event.status))
		news_complain(c->lines, status,
		    _("\"%s\" is no status; it can be confirmed, tentative "
		      "or cancelled"),
		    status->text);
}

void news_block_check(struct news_lines *lines, const struct news_site *site,
    const struct news_edition *edition, struct news_block *block, bool french)
{
	const struct check c = {
		.lines = lines,
		.block = block,
		.french = french,
	};
	const char *zone = edition->front[NEWS_ZONE].text;

	if (zone == NULL || !date_zone_exists(zone))
		zone = site->zone;
	check_required(&c);
	check_id(&c);
	check_times(&c, zone);
	check_status(&c);
	check_width(&c);
	check_link(&c);
}
