#include "news/review.h"

#include "base/i18n.h"
#include "base/utf8.h"
#include "news/blocks.h"

enum {
	SUBJECT_WIDTH = 70,
	PREHEADER_WIDTH = 110,
	CAPITALS = 8,    /* fewer may be an acronym */
	OLD = 31 * 86400 /* seconds: the date of an issue before this one */
};

/* One edition. */
struct review {
	const struct news_review *of;
	const struct news_edition *edition;
	struct news_problems *problems;
};

static void warn(
    const struct review *r, size_t line, size_t column, const char *text)
{
	news_problem(
	    r->problems, NEWS_WARNING, r->edition->source, line, column, text);
}

static void warn_at(
    const struct review *r, const struct news_value *value, const char *text)
{
	warn(r, value->line, value->column, text);
}

/* Its columns, without those of fields. */
static size_t width_of(struct str text)
{
	size_t width = 0;

	for (;;) {
		size_t open = str_find(text, str_c("{{"));
		size_t close;
		width += utf8_width(str_sub(text, 0, open));
		if (open == SIZE_MAX)
			return width;
		text = str_from(text, open);
		close = str_find(text, str_c("}}"));
		text = str_from(text, close == SIZE_MAX ? text.n : close + 2);
	}
}

/* Letters, and none of them small: of ASCII and Latin-1. */
static bool is_shouted(struct str text)
{
	size_t capitals = 0;

	for (size_t i = 0; i < text.n; i++) {
		const unsigned char c = (unsigned char)text.p[i];
		const bool after =
		    i > 0 && (unsigned char)text.p[i - 1] == 0xc3;
		if ((c >= 'a' && c <= 'z') || (after && c >= 0x9f))
			return false;
		capitals += (c >= 'A' && c <= 'Z') || (after && c >= 0x80);
	}
	return capitals >= CAPITALS;
}

static bool is_quote_open(struct str text)
{
	bool open = false;

	for (size_t i = 0; i < text.n; i++)
		open ^= text.p[i] == '"';
	return open;
}

static bool is_answer(struct arena *arena, struct str text)
{
	static const char *const marks[] = {
		"re:", "re :", "fwd:", "fwd :", "fw:", "tr:", "tr :", NULL
	};
	struct str folded = str_c(utf8_fold(arena, text));

	for (size_t i = 0; marks[i] != NULL; i++)
		if (str_starts(folded, str_c(marks[i])))
			return true;
	return false;
}

static void review_subject(const struct review *r)
{
	const struct news_value *value = &r->edition->front[NEWS_SUBJECT];
	struct arena *arena = r->problems->arena;
	struct str text = str_c(value->text);
	size_t width = width_of(text);

	if (width > SUBJECT_WIDTH)
		warn_at(r, value,
		    arena_printf(arena,
			_("the subject is %zu characters long and is cut in "
			  "many inboxes; shorten it to %d, with what matters "
			  "first"),
			width, SUBJECT_WIDTH));
	if (is_shouted(text))
		warn_at(r, value,
		    _("the subject is all in capitals, as spam is; write it "
		      "in small letters"));
	if (is_quote_open(text))
		warn_at(r, value,
		    _("a quotation mark of the subject is not closed; write "
		      "its other half, or take it out"));
	if (is_answer(arena, text))
		warn_at(r, value,
		    _("the subject pretends to be an answer or a forwarded "
		      "mail; take the first word out"));
}

static void review_preheader(const struct review *r)
{
	const struct news_value *value = &r->edition->front[NEWS_PREHEADER];
	const struct news_value *subject = &r->edition->front[NEWS_SUBJECT];
	size_t width = width_of(str_c(value->text));

	if (value->text == NULL)
		return;
	if (width > PREHEADER_WIDTH)
		warn_at(r, value,
		    arena_printf(r->problems->arena,
			_("the preheader is %zu characters long and inboxes "
			  "show about %d of it; shorten it"),
			width, PREHEADER_WIDTH));
	if (subject->text != NULL && str_is(str_c(value->text), subject->text))
		warn_at(r, value,
		    _("the preheader says the same as the subject; write what "
		      "else is in the mail, or leave it out"));
}

/* When it leaves: now, or later. */
static int64_t leaving(const struct review *r)
{
	int64_t at = r->of->news->send_at.at;

	return at > r->of->now ? at : r->of->now;
}

static void review_dates(const struct review *r)
{
	const struct news_value *value = &r->edition->front[NEWS_SEND_AT];
	const struct news_value *date = &r->edition->front[NEWS_DATE];
	const int64_t at = r->of->news->send_at.at;
	const int64_t day = r->edition->date.at;

	if (value->text != NULL && at != 0 && at < r->of->now)
		warn_at(r, value,
		    arena_printf(r->problems->arena,
			_("\"%s\" is over; write when it shall leave, or take "
			  "the line out"),
			value->text));
	if (date->text != NULL && day != 0 && day < leaving(r) - OLD)
		warn_at(r, date,
		    arena_printf(r->problems->arena,
			_("\"%s\" is more than a month before the newsletter "
			  "leaves; correct the date of this issue"),
			date->text));
}

static void review_block_dates(
    const struct review *r, const struct news_block *block)
{
	const struct news_value *deadline = &block->values[NEWS_DEADLINE];
	const struct news_value *start = &block->values[NEWS_START];
	struct arena *arena = r->problems->arena;

	if (block->kind == NEWS_EVENT && block->event.start.at != 0 &&
	    news_event_over(&block->event, leaving(r)))
		warn_at(r, start,
		    arena_printf(arena,
			_("this event is over when the newsletter leaves, and "
			  "nobody is shown it; correct \"%s\", or take the "
			  "event out"),
			start->text));
	if (block->deadline.at != 0 &&
	    news_time_over(&block->deadline, leaving(r)))
		warn_at(r, deadline,
		    arena_printf(arena,
			_("the deadline \"%s\" is over when the newsletter "
			  "leaves; correct it, or take the block out"),
			deadline->text));
}

static void review_rights(
    const struct review *r, const struct news_block *block)
{
	const bool work =
	    block->kind == NEWS_ITEM || block->kind == NEWS_PUBLICATION;

	if (!work || r->of->has_rights ||
	    r->edition->front[NEWS_RIGHTS].text != NULL ||
	    block->values[NEWS_KEY_RIGHTS].text != NULL)
		return;
	warn(r, block->line, 1,
	    _("nothing says under which rights this text may be used; write "
	      "\"rights: ...\" here or for the whole in the front matter"));
}

/* "photo.jpg" tells nobody what a picture shows. */
static void review_alt(const struct review *r, const struct news_block *block)
{
	static const char *const ends[] = { ".jpg", ".jpeg", ".png", ".gif",
		".webp", ".svg", NULL };
	const struct news_value *alt = &block->values[NEWS_ALT];

	for (size_t i = 0; alt->text != NULL && ends[i] != NULL; i++)
		if (str_iends(str_c(alt->text), str_c(ends[i])))
			warn_at(r, alt,
			    _("this is the name of a file; write what the "
			      "picture shows, for those who do not see it"));
}

static void review_edition(
    const struct news_review *of, size_t i, struct news_problems *problems)
{
	const struct review r = { of, &of->news->editions[i], problems };

	if (r.edition->source == NULL)
		return;
	if (r.edition->front[NEWS_SUBJECT].text != NULL)
		review_subject(&r);
	review_preheader(&r);
	review_dates(&r);
	for (size_t b = 0; b < r.edition->block_count; b++) {
		const struct news_block *block = &r.edition->blocks[b];
		review_block_dates(&r, block);
		review_rights(&r, block);
		review_alt(&r, block);
	}
}

void news_review(
    const struct news_review *review, struct news_problems *problems)
{
	for (size_t i = 0; i < LANG__MAX; i++)
		review_edition(review, i, problems);
	news_review_unwritten(review, problems);
	news_review_fields(review, problems);
	news_review_links(review, problems);
	news_review_twins(review, problems);
}
