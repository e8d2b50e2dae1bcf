#include <string.h>

#include "base/buf.h"
#include "base/crypto.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "news/calendar.h"
#include "news/reading.h"
#include "news/twin.h"
#include "news/zone.h"

enum { HASHES_MAX = 64 * 1024 };

struct reader {
	struct arena *arena;
	const struct news_site *site;
	const struct news_source *source;
	struct news *news;
	struct news_head heads[LANG__MAX];
	char hashes[LANG__MAX][CRYPTO_HEX];
	char issues[LANG__MAX][CRYPTO_HEX];
};

_Static_assert(
    sizeof(((struct news *)NULL)->issue) == (size_t)LANG__MAX * CRYPTO_HEX,
    "a hash of each edition");

/* "lettre.fr.md": where the language stands; SIZE_MAX when it has none. */
static size_t suffix(struct str name, enum lang *language)
{
	for (size_t dot = name.n; dot-- > 3;) {
		if (name.p[dot] == '/')
			return SIZE_MAX;
		if (name.p[dot] != '.')
			continue;
		if (name.p[dot - 3] != '.')
			return SIZE_MAX;
		for (int i = 0; i < LANG__MAX; i++) {
			if (!str_iis(str_sub(name, dot - 2, 2),
				lang_name((enum lang)i)))
				continue;
			*language = (enum lang)i;
			return dot - 2;
		}
		return SIZE_MAX;
	}
	return SIZE_MAX;
}

/* Bytes of the character that the text begins with; 0 = it is none. */
static size_t character(struct str text)
{
	unsigned char c = (unsigned char)text.p[0];
	size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	return n <= text.n && utf8_valid(str_sub(text, 0, n)) ? n : 0;
}

/* What is wrong with the first character that is no text; NULL = all is. */
static const char *not_text(struct str line, size_t *column)
{
	for (*column = 1; line.n > 0; ++*column) {
		unsigned char c = (unsigned char)line.p[0];
		size_t length = c < 0x80 ? 1 : character(line);
		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return _("there is a control character here; delete "
				 "it");
		if (length == 0)
			return _("this is not UTF-8; save the file as UTF-8");
		line = str_from(line, length);
	}
	return NULL;
}

/*
 * Does Markdown make a piece of it?  Each takes memory and time, in every
 * variant: what brackets, stars and lines cost is far more than words do.
 */
static bool is_sign(struct str text, size_t i)
{
	const char c = text.p[i];
	const bool number = i > 0 && str_is_digit(text.p[i - 1]);

	return (c != '\0' && strchr("[]*_`<>&\\!+-\n", c) != NULL) ||
	       (number && (c == '.' || c == ')'));
}

/* More than fit?  Then that is told where the first one is too many. */
static bool is_too_much(const struct news_lines *lines, struct str text)
{
	size_t count = 0;
	size_t line = 1;
	size_t column = 1;

	for (size_t i = 0; i < text.n; i++) {
		count += is_sign(text, i);
		if (count > NEWS_SIGNS_MAX) {
			news_tell(lines, NEWS_ERROR, line, column,
			    _("a newsletter can have %d brackets, stars, "
			      "lines and other signs of Markdown, and here "
			      "are more; put long texts on a site and write "
			      "a link"),
			    NEWS_SIGNS_MAX);
			return true;
		}
		column += ((unsigned char)text.p[i] & 0xc0) != 0x80;
		if (text.p[i] == '\n') {
			line++;
			column = 1;
		}
	}
	return false;
}

/* Is it all text?  Else a problem at the first place that is not. */
static bool is_clean(const struct news_lines *lines, struct str text)
{
	struct str line;

	for (size_t n = 1; str_line(&text, &line); n++) {
		size_t column;
		const char *sentence = not_text(line, &column);
		if (sentence == NULL)
			continue;
		news_tell(lines, NEWS_ERROR, n, column, "%s", sentence);
		return false;
	}
	return true;
}

/* The text with LF line ends, without a byte order mark and other signs. */
static struct str tidy(struct arena *arena, struct str text, bool clean)
{
	char *copy;
	size_t n = 0;

	if (!clean)
		text = str_c(utf8_clean(arena, text));
	if (str_starts(text, str_c("\ufeff")))
		text = str_from(text, 3);
	copy = arena_alloc(arena, text.n + 1);
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if ((c >= 0x20 && c != 0x7f) || c == '\n' || c == '\t')
			copy[n++] = text.p[i];
	}
	return str_n(copy, n);
}

/* Of what is read, and not of when, to whom and how it leaves. */
static void hash_issue(
    struct reader *r, const struct news_edition *edition, struct str body)
{
	const char *subject = edition->front[NEWS_SUBJECT].text;
	struct str all = str_c(arena_printf(r->arena, "%s\n%.*s",
	    subject == NULL ? "" : subject, STR_ARG(str_trim(body))));

	crypto_hash_hex(all, r->issues[edition->language]);
}

/* Line ends of old, CR alone, as LF. */
static struct str with_lines(struct arena *arena, struct str text)
{
	char *copy;

	if (str_findc(text, '\n') != SIZE_MAX ||
	    str_findc(text, '\r') == SIZE_MAX)
		return text;
	copy = arena_dup(arena, text);
	for (size_t i = 0; i < text.n; i++)
		if (copy[i] == '\r')
			copy[i] = '\n';
	return str_n(copy, text.n);
}

/* Another kind of file: no keys in front, and what is no text. */
static bool is_foreign(const struct news_lines *lines, struct str text)
{
	struct news_lines ahead = *lines;
	struct news_problems unused = { .arena = lines->arena };
	struct str line = { "", 0 };

	if (str_starts(text, str_c("\ufeff")))
		text = str_from(text, 3);
	ahead.rest = text;
	ahead.problems = &unused;
	while (news_line_take(&ahead, &line) && line.n == 0)
		;
	return !str_is(line, "---") && !is_clean(&ahead, text);
}

static void read_edition(
    struct reader *r, const char *name, enum lang by_name, struct str text)
{
	struct news_lines lines = {
		.arena = r->arena,
		.problems = &r->news->problems,
		.source =
		    arena_printf(r->arena, "%s%s", r->source->folder, name),
	};
	struct news_edition edition = {
		.source = lines.source,
		.language = by_name == LANG__MAX ? r->site->language : by_name,
	};
	struct news_head head = { 0 };
	struct str content = with_lines(r->arena, text);
	bool many;

	if (is_foreign(&lines, content)) {
		r->news->bare = true;
		news_tell(&lines, NEWS_ERROR, 1, 1,
		    _("this file is no text in UTF-8; save it as plain text, "
		      "encoded as UTF-8"));
	} else {
		lines.rest = tidy(r->arena, content, is_clean(&lines, content));
		many = is_too_much(&lines, lines.rest);
		news_front(&lines, r->site, by_name, &edition, &head);
		hash_issue(r, &edition, lines.rest);
		if (!many)
			news_blocks(&lines, r->site, &edition);
	}
	r->news->editions[edition.language] = edition;
	r->heads[edition.language] = head;
	crypto_hash_hex(text, r->hashes[edition.language]);
}

static enum err_code load(
    struct reader *r, const char *name, struct str *text, struct err *err)
{
	enum err_code code =
	    r->source->file(r->source->ctx, r->arena, name, text, err);

	if (code == ERR_OK && text->n > NEWS_FILE_MAX)
		code = err_set(err, ERR_LIMIT,
		    "%s%s: the file is over %d kB; it is no newsletter",
		    r->source->folder, name, NEWS_FILE_MAX / 1024);
	return code;
}

static void read_twin(struct reader *r, size_t at, enum lang other)
{
	char *name = arena_strdup(r->arena, r->source->name);
	struct err err = { 0 };
	struct str text;
	enum err_code code;

	memcpy(name + at, lang_name(other), 2);
	code = load(r, name, &text, &err);
	if (code == ERR_OK)
		read_edition(r, name, other, text);
	else if (code != ERR_NOT_FOUND)
		news_problem(
		    &r->news->problems, NEWS_ERROR, NULL, 0, 0, err.text);
}

static bool has_name(struct news_names names, const char *name)
{
	for (size_t i = 0; i < names.n; i++)
		if (strcmp(names.v[i].text, name) == 0)
			return true;
	return false;
}

/* Do both editions say the same, however they write it? */
static bool agree(const struct reader *r, enum news_front key, int a, int b)
{
	const struct news_head *x = &r->heads[a];
	const struct news_head *y = &r->heads[b];
	bool all = true;

	if (key == NEWS_TOPICS)
		return x->topics == y->topics;
	if (key == NEWS_SEND_AT)
		return x->send_at.at == y->send_at.at;
	if (key != NEWS_LISTS)
		return strcmp(r->news->editions[a].front[key].text,
			   r->news->editions[b].front[key].text) == 0;
	for (size_t i = 0; i < x->lists.n; i++)
		all = all && has_name(y->lists, x->lists.v[i].text);
	for (size_t i = 0; i < y->lists.n; i++)
		all = all && has_name(x->lists, y->lists.v[i].text);
	return all;
}

/* One value of the whole newsletter, said by one edition or both. */
static void check_shared(struct reader *r, enum news_front key)
{
	const struct news_edition *editions = r->news->editions;
	int first = LANG__MAX;

	for (int i = 0; i < LANG__MAX; i++) {
		const struct news_value *value = &editions[i].front[key];
		if (value->text == NULL)
			continue;
		if (first == LANG__MAX)
			first = i;
		else if (!agree(r, key, first, i))
			news_problem(&r->news->problems, NEWS_ERROR,
			    editions[i].source, value->line, value->column,
			    arena_printf(r->arena,
				_("%s says \"%s\" here; both must say the "
				  "same"),
				editions[first].source,
				editions[first].front[key].text));
	}
}

static void join(struct reader *r)
{
	static const enum news_front shared[] = { NEWS_LISTS, NEWS_TOPICS,
		NEWS_SEND_AT, NEWS_TEMPLATE, NEWS_REPLY_TO };
	struct news *news = r->news;
	bool not_ready = false;

	for (size_t i = 0; i < sizeof(shared) / sizeof(*shared); i++)
		check_shared(r, shared[i]);
	for (int i = 0; i < LANG__MAX; i++) {
		const struct news_edition *edition = &news->editions[i];
		const struct news_head *head = &r->heads[i];
		bool said = edition->front[NEWS_READY].text != NULL;
		news->ready = news->ready || head->ready;
		not_ready = not_ready || (said && !head->ready);
		if (news->send_at.at == 0)
			news->send_at = head->send_at;
		news->topics |= head->topics;
		for (size_t k = 0; k < edition->block_count; k++)
			news->topics |= edition->blocks[k].topics;
		if (news->list_count > 0 || head->lists.n == 0)
			continue;
		news->lists =
		    arena_calloc(r->arena, head->lists.n, sizeof(*news->lists));
		for (size_t k = 0; k < head->lists.n; k++)
			news->lists[news->list_count++] = head->lists.v[k].text;
	}
	news->ready = news->ready && !not_ready;
}

static void check_topics(struct reader *r)
{
	const uint64_t topics = r->news->topics;
	int count = 0;

	for (uint64_t rest = topics; rest != 0; rest &= rest - 1)
		count++;
	if (count > NEWS_TOPICS_MAX)
		news_problem(&r->news->problems, NEWS_ERROR, NULL, 0, 0,
		    arena_printf(r->arena,
			_("the newsletter uses %d topics (%s); it can use %d, "
			  "leave the others without topics"),
			count,
			news_chosen_names(r->arena, r->site->topics,
			    r->site->topic_count, topics),
			NEWS_TOPICS_MAX));
}

/* Of the content alone: not of names of editions or of problems. */
static void hash(struct reader *r)
{
	struct buf all;
	char one[CRYPTO_HEX];

	buf_init(&all, HASHES_MAX);
	for (int i = 0; i < LANG__MAX; i++)
		if (r->news->editions[i].source != NULL)
			(void)buf_printf(&all, "%s %s\n",
			    lang_name((enum lang)i), r->hashes[i]);
	for (size_t i = 0; i < r->news->file_count; i++) {
		const struct news_file *file = &r->news->files[i];
		crypto_hash_hex(file->bytes, one);
		(void)buf_printf(&all, "%s %s %s\n",
		    file->image ? "image" : "attachment", one, file->name);
	}
	crypto_hash_hex(buf_get(&all), r->news->hash);
	buf_reset(&all);
	for (int i = 0; i < LANG__MAX; i++)
		if (r->news->editions[i].source != NULL)
			(void)buf_printf(
			    &all, "%s%s", all.len > 0 ? " " : "", r->issues[i]);
	memcpy(r->news->issue, buf_get(&all).p, all.len + 1);
	buf_clear(&all);
}

/* The edition and its twin, as far as they go without other files. */
static enum err_code read_editions(struct reader *r, struct err *err)
{
	enum lang language = LANG__MAX;
	size_t at = suffix(str_c(r->source->name), &language);
	struct str text;
	enum err_code code;

	*r->news = (struct news){ .problems = { .arena = r->arena } };
	code = load(r, r->source->name, &text, err);
	if (code != ERR_OK)
		return code;
	read_edition(r, r->source->name, language, text);
	for (int i = 0; at != SIZE_MAX && i < LANG__MAX; i++)
		if ((enum lang)i != language)
			read_twin(r, at, (enum lang)i);
	join(r);
	return ERR_OK;
}

enum err_code news_read(struct arena *arena, const struct news_site *site,
    const struct news_source *source, struct news *out, struct err *err)
{
	struct reader r = {
		.arena = arena, .site = site, .source = source, .news = out
	};
	struct zone_hold *held = zone_hold(site->zone);
	enum err_code code = read_editions(&r, err);

	zone_release(held);
	if (code != ERR_OK)
		return code;
	news_uids(arena, site, out);
	check_topics(&r);
	news_twin_check(site, out);
	news_files(arena, source, site, r.heads, out);
	hash(&r);
	news_problems_sort(&out->problems);
	return ERR_OK;
}

enum err_code news_read_lists(struct arena *arena,
    const struct news_source *source, const char *const **lists, size_t *count,
    struct err *err)
{
	const struct news_site nowhere = { .list = "", .domain = "" };
	struct news news;
	struct reader r = { .arena = arena,
		.site = &nowhere,
		.source = source,
		.news = &news };
	enum err_code code = read_editions(&r, err);

	if (code != ERR_OK)
		return code;
	*lists = news.lists;
	*count = news.list_count;
	return ERR_OK;
}
