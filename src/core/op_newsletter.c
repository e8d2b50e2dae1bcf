#include "core/op_newsletter.h"

#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "core/news_site.h"
#include "core/notify.h"
#include "core/op_agenda.h"
#include "news/media.h"
#include "news/render.h"

enum { SEEN_MAX = 16 * 1024 * 1024 };

static const char calendar_type[] = "text/calendar";

static void problem_of_lists(struct op_newsletter *n, const char *text)
{
	const struct news_edition *edition =
	    news_edition_for(&n->news, n->site.language);
	const struct news_value *value = &edition->front[NEWS_LISTS];

	news_problem(&n->news.problems, NEWS_ERROR, edition->source,
	    value->text == NULL ? 1 : value->line,
	    value->text == NULL ? 1 : value->column, text);
}

/* Those of the lists that it names that there are, each once. */
static size_t known_lists(struct ctx *ctx, const char *const *names,
    size_t name_count, const struct conf_list *lists[OP_LISTS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < name_count; i++) {
		const struct conf_list *list = conf_list(ctx->conf, names[i]);
		bool there = list == NULL;
		for (size_t j = 0; j < count; j++)
			there = there || lists[j] == list;
		if (!there && count < OP_LISTS_MAX)
			lists[count++] = list;
	}
	return count;
}

/* What is wrong with the lists that it names. */
static void tell_of_lists(
    struct ctx *ctx, struct arena *arena, struct op_newsletter *n)
{
	for (size_t i = 0; i < n->news.list_count; i++) {
		const struct conf_list *list;
		struct err err = { 0 };

		if (conf_need_list(ctx->conf, n->news.lists[i], &list, &err) !=
		    ERR_OK)
			problem_of_lists(n, arena_strdup(arena, err.text));
	}
	if (n->news.list_count > OP_LISTS_MAX)
		problem_of_lists(
		    n, arena_printf(arena,
			   _("a newsletter can go to %d lists at once"),
			   OP_LISTS_MAX));
	if (n->news.list_count == 0 && !n->news.bare)
		problem_of_lists(
		    n, _("say which list it goes to: \"list: LIST\", or --list "
			 "LIST"));
}

/* The topics that it uses, and whose bits they are. */
static void note_topics(struct op_newsletter *n)
{
	for (size_t i = 0; i < n->site.topic_count; i++)
		if (n->news.topics >> i & 1 && n->topic_count < NEWS_TOPICS_MAX)
			n->topics[n->topic_count++] = n->site.topics[i];
}

static enum err_code read_for(struct ctx *ctx, struct arena *arena,
    const struct news_source *source, const struct conf_list *const *lists,
    size_t count, struct op_newsletter *out, struct err *err)
{
	const struct news_edition *edition;
	enum err_code rc;

	news_site_of(arena, ctx->conf, lists, count, &out->site);
	rc = news_read(arena, &out->site, source, &out->news, err);
	if (rc != ERR_OK)
		return rc;
	for (size_t i = 0; i < count && i < OP_LISTS_MAX; i++)
		out->targets[out->target_count++].list = lists[i];
	note_topics(out);
	edition = news_edition_for(&out->news, out->site.language);
	out->source = edition->source;
	out->language = edition->language;
	memcpy(out->hash, out->news.hash, sizeof(out->hash));
	return ERR_OK;
}

enum err_code op_newsletter_read(struct ctx *ctx, struct arena *arena,
    const struct news_source *source, const struct conf_list *const *lists,
    size_t count, int64_t as_of, struct op_newsletter *out, struct err *err)
{
	const struct conf_list *named[OP_LISTS_MAX];
	const char *const *names;
	size_t name_count;
	enum err_code rc = ERR_OK;

	*out = (struct op_newsletter){ .as_of = as_of };
	if (count > 0)
		return read_for(ctx, arena, source, lists, count, out, err);
	rc = news_read_lists(arena, source, &names, &name_count, err);
	if (rc != ERR_OK)
		return rc;
	count = known_lists(ctx, names, name_count, named);
	rc = read_for(ctx, arena, source, named, count, out, err);
	if (rc == ERR_OK)
		tell_of_lists(ctx, arena, out);
	return rc;
}

/* From the bits of used topics to those of the site's. */
static uint64_t site_topics(const struct op_newsletter *n, unsigned mask)
{
	uint64_t out = 0;

	for (size_t i = 0; i < n->site.topic_count; i++)
		for (size_t j = 0; j < n->topic_count; j++)
			if (n->site.topics[i] == n->topics[j] && mask >> j & 1)
				out |= UINT64_C(1) << i;
	return out;
}

/* What goes with it. */
static void take_files(struct arena *arena,
    const struct news_rendered *rendered, struct op_variant *out)
{
	struct compose_attachment *files =
	    arena_calloc(arena, rendered->file_count + 1, sizeof(*files));

	for (size_t i = 0; i < rendered->file_count; i++) {
		const struct news_file *file = rendered->files[i];
		files[out->file_count++] = (struct compose_attachment){
			.name = file->image
				    ? media_name(arena, file->name, file->type)
				    : file->name,
			.type = file->type,
			.bytes = file->bytes,
			.content_id = file->image ? file->content_id : NULL,
		};
	}
	if (rendered->calendar.n > 0)
		files[out->file_count++] = (struct compose_attachment){
			.name = "agenda.ics",
			.type = calendar_type,
			.bytes = rendered->calendar,
		};
	out->files = files;
}

/* The default of a field of this list: the edition has those of the site's. */
static const char *default_of(const struct op_newsletter *n,
    const struct news_edition *edition, const char *field)
{
	for (size_t i = 0; i < n->site.field_count; i++)
		if (edition->defaults != NULL &&
		    strcmp(n->site.fields[i], field) == 0)
			return edition->defaults[i];
	return NULL;
}

/* The variables, with the holes for what is personal. */
static json_t *person(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *n, const struct conf_list *list,
    enum lang language)
{
	const struct news_edition *edition =
	    news_edition_for(&n->news, language);
	json_t *out = op_mailing_variables(ctx, arena, list, language);
	const char **defaults =
	    arena_calloc(arena, list->fields.n + 1, sizeof(*defaults));

	for (size_t i = 0; i < list->fields.n; i++)
		defaults[i] = default_of(n, edition, list->fields.v[i]);
	op_mailing_defaults(arena, out, list, edition->default_name, defaults);
	return out;
}

static const char *text(const char *s)
{
	return s == NULL ? "" : s;
}

/* Of nobody in particular: the defaults stand where a person's fields would. */
static json_t *nobody(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *n, const struct conf_list *list,
    enum lang language)
{
	const struct news_edition *edition =
	    news_edition_for(&n->news, language);
	json_t *out = notify_variables(ctx, arena, list, language);
	const char *name = text(edition->default_name);

	(void)json_object_set_new(out, "name", json_string(name));
	(void)json_object_set_new(out, "address", json_string(""));
	(void)json_object_set_new(out, "person",
	    json_pack("{s:s, s:s}", "name", name, "address", ""));
	(void)json_object_set_new(out, "unsubscribe_address", json_string(""));
	(void)json_object_set_new(out, "unsubscribe_uri", json_string(""));
	(void)json_object_set_new(out, "unsubscribe_subject", json_string(""));
	for (size_t i = 0; i < list->fields.n; i++)
		(void)json_object_set_new(out, list->fields.v[i],
		    json_string(
			text(default_of(n, edition, list->fields.v[i]))));
	return out;
}

static struct str keep(struct arena *arena, struct str text)
{
	return str_n(arena_dup(arena, text), text.n);
}

/* Out of the arena of its making. */
static void keep_variant(struct arena *arena,
    const struct news_rendered *rendered, struct op_variant *out)
{
	struct news_rendered kept = *rendered;

	out->empty = rendered->empty;
	out->past = rendered->past;
	if (out->empty)
		return;
	out->mail.lang = rendered->mail.lang;
	out->mail.subject = keep(arena, rendered->mail.subject);
	out->mail.text = keep(arena, rendered->mail.text);
	out->mail.html = keep(arena, rendered->mail.html);
	kept.calendar = keep(arena, rendered->calendar);
	take_files(arena, &kept, out);
}

static enum err_code make_variant(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *n, const struct op_target *target,
    struct op_variant *out, struct err *err)
{
	struct arena work = { 0 };
	struct tmpl_place place =
	    notify_place(ctx, target->list, out->language);
	json_t *data = person(ctx, &work, n, target->list, out->language);
	const struct news_variant variant = {
		.news = &n->news,
		.site = &n->site,
		.topic_labels = news_site_labels(
		    &work, &n->site, &target->list, 1, out->language),
		.language = out->language,
		.topics = site_topics(n, out->topics),
		.as_of = n->as_of,
		.place = &place,
		.data = data,
	};
	struct news_rendered rendered;
	enum err_code rc = news_render(&work, &variant, &rendered, err);

	if (rc == ERR_OK)
		keep_variant(arena, &rendered, out);
	json_decref(data);
	arena_free(&work);
	return rc;
}

static enum err_code make_target(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *n, struct op_target *target, struct err *err)
{
	unsigned masks = 1U << n->topic_count;
	enum err_code rc = ERR_OK;

	target->variants = arena_calloc(
	    arena, (size_t)LANG__MAX * masks, sizeof(*target->variants));
	target->variant_count = 0;
	for (int i = 0; i < LANG__MAX; i++)
		for (unsigned mask = 0; rc == ERR_OK && mask < masks; mask++) {
			struct op_variant *v =
			    &target->variants[target->variant_count++];
			v->language = (enum lang)i;
			v->topics = mask;
			variant_name(
			    v->language, n->topic_count, mask, v->name);
			rc = make_variant(ctx, arena, n, target, v, err);
		}
	return rc;
}

static void add_hash(struct buf *out, const char *what, struct str bytes)
{
	char hash[CRYPTO_HEX];

	crypto_hash_hex(bytes, hash);
	(void)buf_printf(out, "%s %s\n", what, hash);
}

/* The numbers of events are the calendars' own affair: op_agenda.h. */
static void add_calendar(struct buf *out, struct str calendar)
{
	struct str line;
	struct buf rest;

	buf_init(&rest, calendar.n + 1);
	while (str_line(&calendar, &line))
		if (!str_starts(line, str_c("SEQUENCE:"))) {
			(void)buf_str(&rest, line);
			(void)buf_putc(&rest, '\n');
		}
	add_hash(out, "calendar", buf_get(&rest));
	buf_clear(&rest);
}

static void add_file(struct buf *out, const struct compose_attachment *file)
{
	(void)buf_printf(out, "%s ", file->type);
	if (str_is(str_c(file->type), calendar_type))
		add_calendar(out, file->bytes);
	else
		add_hash(out, file->name, file->bytes);
}

static void add_variant(struct buf *out, const struct op_variant *variant)
{
	(void)buf_printf(out, "%s %d %s\n", variant->name, variant->empty,
	    lang_name(variant->mail.lang));
	if (variant->empty)
		return;
	add_hash(out, "subject", variant->mail.subject);
	add_hash(out, "text", variant->mail.text);
	add_hash(out, "html", variant->mail.html);
	for (size_t i = 0; i < variant->file_count; i++)
		add_file(out, &variant->files[i]);
}

/* Who writes to its readers. */
static void add_sender(struct buf *out, const struct conf_list *list)
{
	(void)buf_printf(out, "list %s\n", list->name);
	add_hash(out, "from", str_c(list->address));
	for (int i = 0; i < LANG__MAX; i++)
		add_hash(out, "label", str_c(notify_label(list, (enum lang)i)));
}

/* Of everything that any reader will see of it. */
static enum err_code hash_seen(struct op_newsletter *n, struct err *err)
{
	const struct news_value *reply_to =
	    news_front_of(&n->news, n->language, NEWS_REPLY_TO);
	struct buf all;
	enum err_code rc;

	buf_init(&all, SEEN_MAX);
	add_hash(&all, "reply-to", str_c(reply_to->text));
	for (size_t i = 0; i < n->target_count; i++) {
		add_sender(&all, n->targets[i].list);
		for (size_t j = 0; j < n->targets[i].variant_count; j++)
			add_variant(&all, &n->targets[i].variants[j]);
	}
	rc = buf_ok(&all, n->source, err);
	if (rc == ERR_OK)
		crypto_hash_hex(buf_get(&all), n->seen);
	buf_clear(&all);
	return rc;
}

/* The words alone: what a digest shows. */
static enum err_code make_words(struct ctx *ctx, struct arena *arena,
    struct op_newsletter *n, enum lang language, struct err *err)
{
	const struct conf_list *list = n->targets[0].list;
	struct tmpl_place place = notify_place(ctx, list, language);
	json_t *data = nobody(ctx, arena, n, list, language);
	const struct news_variant variant = {
		.news = &n->news,
		.site = &n->site,
		.topic_labels =
		    news_site_labels(arena, &n->site, &list, 1, language),
		.language = language,
		.topics = n->news.topics,
		.as_of = n->as_of,
		.place = &place,
		.data = data,
	};
	struct str subject = { 0 };
	struct str text = { 0 };
	enum err_code rc = news_words(arena, &variant, &subject, &text, err);

	json_decref(data);
	if (rc != ERR_OK)
		return rc;
	n->text[language] = arena_dup(arena, text);
	n->subjects[language] = arena_dup(arena, subject);
	if (language == n->language)
		n->subject = n->subjects[language];
	return ERR_OK;
}

enum err_code op_newsletter_make(struct ctx *ctx, struct arena *arena,
    struct op_newsletter *newsletter, struct err *err)
{
	enum err_code rc = news_first_error(&newsletter->news.problems, err);

	if (rc == ERR_OK && newsletter->target_count > 0)
		rc = op_agenda_sequences(ctx, newsletter->targets[0].list->name,
		    &newsletter->news, err);
	for (size_t i = 0; rc == ERR_OK && i < newsletter->target_count; i++)
		rc = make_target(
		    ctx, arena, newsletter, &newsletter->targets[i], err);
	for (int i = 0; rc == ERR_OK && i < LANG__MAX; i++)
		rc = make_words(ctx, arena, newsletter, (enum lang)i, err);
	return rc == ERR_OK ? hash_seen(newsletter, err) : rc;
}
