#include <string.h>

#include "base/i18n.h"
#include "mail/addr.h"
#include "news/reading.h"

enum { BAD_LINES_MAX = 3 };

static const enum news_sort sorts[NEWS_FRONT__MAX] = {
	[NEWS_SUBJECT] = NEWS_WORDS,
	[NEWS_PREHEADER] = NEWS_WORDS,
	[NEWS_LISTS] = NEWS_LIST,
	[NEWS_LANGUAGE] = NEWS_TOKEN,
	[NEWS_TOPICS] = NEWS_LIST,
	[NEWS_DATE] = NEWS_TOKEN,
	[NEWS_SEND_AT] = NEWS_TOKEN,
	[NEWS_ZONE] = NEWS_TOKEN,
	[NEWS_TEMPLATE] = NEWS_TOKEN,
	[NEWS_RIGHTS] = NEWS_WORDS,
	[NEWS_REPLY_TO] = NEWS_TOKEN,
	[NEWS_ATTACHMENTS] = NEWS_LIST,
	[NEWS_READY] = NEWS_TOKEN,
};

struct reader {
	struct news_lines *lines;
	const struct news_site *site;
	struct news_edition *edition;
	struct news_head *head;
	struct news_names topics;
	const char **defaults;
};

static void tell_unknown(const struct reader *r, const struct news_entry *entry)
{
	struct news_lines *lines = r->lines;
	const char *near =
	    news_word_nearest(&news_front_words, entry->plain, UINT32_MAX);

	if (near != NULL)
		news_complain(lines, &entry->key,
		    _("\"%s\" is no key of the front matter; did you mean "
		      "\"%s\"?"),
		    entry->key.text, near);
	else
		news_complain(lines, &entry->key,
		    _("\"%s\" is no key of the front matter; it can be %s"),
		    entry->key.text,
		    news_word_list(lines->arena, &news_front_words, UINT32_MAX,
			r->head->french));
}

/* "ville, adherent or name" */
static void tell_no_field(
    const struct reader *r, const struct news_entry *entry, const char *field)
{
	const struct news_site *site = r->site;
	const char **names;

	/* Of a list that is not there another problem tells. */
	if (*site->list == '\0')
		return;
	names = arena_calloc(
	    r->lines->arena, site->field_count + 1, sizeof(*names));
	for (size_t i = 0; i < site->field_count; i++)
		names[i] = site->fields[i];
	names[site->field_count] = "name";
	news_complain(r->lines, &entry->key,
	    _("there is no field \"%s\" to have a default; it can be %s"),
	    field, arena_choice(r->lines->arena, names, site->field_count + 1));
}

/* "default_FIELD: ..."; false when it is something else. */
static bool take_default(struct reader *r, struct news_entry *entry)
{
	const char *field = NULL;
	const char **slot = NULL;

	for (size_t i = 0; i < news_default_words.count; i++) {
		const struct news_word *row = &news_default_words.rows[i];
		const char *plain = row->plain != NULL ? row->plain : row->text;
		if (strncmp(entry->plain, plain, strlen(plain)) == 0)
			field = entry->plain + strlen(plain);
	}
	if (field == NULL)
		return false;
	if (strcmp(field, "name") == 0 || strcmp(field, "nom") == 0)
		slot = &r->edition->default_name;
	for (size_t i = 0; slot == NULL && i < r->site->field_count; i++)
		if (strcmp(field, news_word_plain(r->lines->arena,
				      str_c(r->site->fields[i]))) == 0)
			slot = &r->defaults[i];
	news_entry_value(r->lines, NEWS_WORDS, entry);
	if (slot == NULL)
		tell_no_field(r, entry, field);
	else if (*slot != NULL)
		news_complain(r->lines, &entry->key,
		    _("\"%s\" stands here twice"), entry->key.text);
	else
		*slot = entry->value.text;
	return true;
}

static void take_entry(struct reader *r, struct news_entry *entry)
{
	const struct news_word *word =
	    news_word_find(&news_front_words, entry->plain);
	struct news_value *value;

	if (word == NULL) {
		if (!take_default(r, entry))
			tell_unknown(r, entry);
		return;
	}
	r->head->french = r->head->french || word->french;
	news_entry_value(r->lines, sorts[word->meaning], entry);
	if (entry->value.text == NULL)
		return;
	value = &r->edition->front[word->meaning];
	if (value->text != NULL) {
		news_complain(r->lines, &entry->key,
		    _("\"%s\" is set already in line %zu; one of them must "
		      "go"),
		    entry->key.text, value->line);
		return;
	}
	*value = entry->value;
	if (word->meaning == NEWS_LISTS)
		r->head->lists =
		    (struct news_names){ entry->items, entry->item_count };
	if (word->meaning == NEWS_ATTACHMENTS)
		r->head->attachments =
		    (struct news_names){ entry->items, entry->item_count };
	if (word->meaning == NEWS_TOPICS)
		r->topics =
		    (struct news_names){ entry->items, entry->item_count };
}

/* Is there a line --- ahead? */
static bool ends(const struct news_lines *lines)
{
	struct news_lines ahead = *lines;
	struct str line;

	while (news_line_take(&ahead, &line))
		if (str_is(line, "---"))
			return true;
	return false;
}

/* Without a line --- the first one that is no "key: value" ends the keys. */
static void read_keys(struct reader *r)
{
	bool closed = ends(r->lines);
	struct news_entry entry;
	struct str line;
	size_t bad = 0;
	bool more;

	while (news_line_peek(r->lines, &line) && (closed || line.n > 0)) {
		if (!closed && line.p[0] != '#' &&
		    !news_entry_read(r->lines, line, &entry))
			break;
		(void)news_line_take(r->lines, &line);
		if (str_is(line, "---"))
			return;
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (news_entry_read(r->lines, line, &entry))
			take_entry(r, &entry);
		else if (++bad <= BAD_LINES_MAX)
			news_tell(r->lines, NEWS_ERROR, r->lines->number, 1,
			    _("this should be \"key: value\", or --- at the "
			      "end of the keys"));
	}
	/* No editor shows a line behind the last one. */
	more = news_line_peek(r->lines, &line);
	news_tell(r->lines, NEWS_ERROR, r->lines->number + (more ? 1 : 0), 1,
	    _("the line --- that ends the keys is missing here"));
}

static void check_language(struct reader *r, enum lang by_name)
{
	const struct news_value *value = &r->edition->front[NEWS_LANGUAGE];
	enum lang language = by_name;

	if (value->text != NULL &&
	    !news_word_language(r->lines->arena, value->text, &language))
		news_complain(r->lines, value,
		    _("\"%s\" is no language of liaison; write fr or en"),
		    value->text);
	else if (by_name != LANG__MAX && language != by_name)
		news_complain(r->lines, value,
		    _("the name of the file says %s; write %s here or give "
		      "the file another name"),
		    lang_name(by_name), lang_name(by_name));
	if (by_name != LANG__MAX)
		language = by_name;
	r->edition->language =
	    language == LANG__MAX ? r->site->language : language;
}

static void check_address(struct reader *r)
{
	struct news_value *value = &r->edition->front[NEWS_REPLY_TO];
	struct err unused;
	char *address;

	if (value->text == NULL)
		return;
	if (addr_normalise(r->lines->arena, str_c(value->text), &address,
		&unused) == ERR_OK)
		value->text = address;
	else
		news_complain(r->lines, value,
		    _("\"%s\" is no e-mail address; write one such as "
		      "letter@example.org"),
		    value->text);
}

static void check_values(struct reader *r)
{
	struct news_edition *edition = r->edition;
	const struct news_value *front = edition->front;
	const struct news_value *ready = &front[NEWS_READY];
	const char *zone =
	    news_zone(r->lines, &front[NEWS_ZONE], r->site->zone);

	if (front[NEWS_DATE].text != NULL)
		(void)news_moment(
		    r->lines, zone, &front[NEWS_DATE], NULL, &edition->date);
	if (front[NEWS_SEND_AT].text != NULL)
		(void)news_moment(r->lines, zone, &front[NEWS_SEND_AT], NULL,
		    &r->head->send_at);
	check_address(r);
	if (ready->text != NULL &&
	    !news_word_yes(r->lines->arena, ready->text, &r->head->ready))
		news_complain(r->lines, ready,
		    _("\"%s\" is neither yes nor no"), ready->text);
	r->edition->topics = news_topics(r->lines, r->site, r->topics);
	r->head->topics = r->edition->topics;
}

void news_front(struct news_lines *lines, const struct news_site *site,
    enum lang language, struct news_edition *edition, struct news_head *head)
{
	struct reader r = {
		.lines = lines, .site = site, .edition = edition, .head = head
	};
	struct str line;

	r.defaults = arena_calloc(
	    lines->arena, site->field_count + 1, sizeof(*r.defaults));
	edition->defaults = r.defaults;
	while (news_line_peek(lines, &line) && line.n == 0)
		(void)news_line_take(lines, &line);
	if (!news_line_peek(lines, &line) || !str_is(line, "---")) {
		news_tell(lines, NEWS_ERROR, 1, 1,
		    _("the file should begin with a line ---, then "
		      "\"subject: ...\" and another line ---"));
	} else {
		(void)news_line_take(lines, &line);
		read_keys(&r);
		if (edition->front[NEWS_SUBJECT].text == NULL)
			news_tell(lines, NEWS_ERROR, lines->number, 1,
			    _("\"%s\" is missing before this line"),
			    news_word_name(
				&news_front_words, NEWS_SUBJECT, head->french));
	}
	check_language(&r, language);
	check_values(&r);
}
