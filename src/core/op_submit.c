#include "core/op_submit.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "core/op_check.h"
#include "core/order_tell.h"
#include "mail/draft.h"
#include "mail/header.h"
#include "mail/submission.h"
#include "news/render.h"

/* The edition that a mail without a Markdown file becomes. */
#define MESSAGE "message.md"

struct submitting {
	struct ctx *ctx;
	struct arena *arena;
	const struct op_submit *in;
	struct submission mail;
	const char *name;             /* of the edition */
	struct str message;           /* MESSAGE, made of the mail's words */
	const char *subject;          /* without the token */
	const struct conf_list *home; /* of who wrote it */
	const struct conf_list *list; /* to which the file has no say */
};

static struct str base_name(const char *name)
{
	const char *slash = strrchr(name, '/');

	return str_c(slash == NULL ? name : slash + 1);
}

/* By its last part: attachments have no folders. */
static enum err_code find_file(void *ctx, struct arena *arena, const char *name,
    struct str *out, struct err *err)
{
	const struct submitting *s = ctx;
	struct str wanted = base_name(name);

	(void)arena;
	if (s->message.p != NULL && strcmp(name, MESSAGE) == 0) {
		*out = s->message;
		return ERR_OK;
	}
	for (size_t i = 0; i < s->mail.file_count; i++)
		if (str_eq(wanted, str_c(s->mail.files[i].name))) {
			*out = s->mail.files[i].bytes;
			return ERR_OK;
		}
	return err_set(
	    err, ERR_NOT_FOUND, _("the mail has no attachment \"%s\""), name);
}

static struct news_source source_of(struct submitting *s)
{
	return (struct news_source){
		.name = s->name, .folder = "", .file = find_file, .ctx = s
	};
}

static bool is_markdown(const struct submission_file *file)
{
	return str_iends(str_c(file->name), str_c(".md"));
}

/* "lettre" of lettre.md, lettre.fr.md, lettre.en.md. */
static struct str stem_of(const char *name)
{
	struct str stem = str_sub(str_c(name), 0, strlen(name) - 3);

	for (int i = 0; i < LANG__MAX; i++) {
		const char *lang = lang_name((enum lang)i);
		if (stem.n > 3 && stem.p[stem.n - 3] == '.' &&
		    str_iends(stem, str_c(lang)))
			return str_sub(stem, 0, stem.n - 3);
	}
	return stem;
}

static enum err_code choose_file(struct submitting *s, struct err *err)
{
	s->name = NULL;
	for (size_t i = 0; i < s->mail.file_count; i++) {
		const struct submission_file *file = &s->mail.files[i];
		if (!is_markdown(file))
			continue;
		if (s->name == NULL)
			s->name = file->name;
		else if (!str_ieq(stem_of(s->name), stem_of(file->name)))
			return err_set(err, ERR_INPUT,
			    _("the mail holds several newsletters, %s and %s; "
			      "send one with its twin (lettre.fr.md, "
			      "lettre.en.md)"),
			    s->name, file->name);
	}
	return ERR_OK;
}

/* A value that is read as it is, whatever is in it. */
static const char *quoted(struct arena *arena, const char *value)
{
	struct buf out;
	const char *text;

	buf_init(&out, 2 * strlen(value) + 2);
	(void)buf_putc(&out, '"');
	for (const char *p = value; *p != '\0'; p++) {
		if (*p == '"' || *p == '\\')
			(void)buf_putc(&out, '\\');
		(void)buf_putc(&out, *p);
	}
	(void)buf_putc(&out, '"');
	text = arena_dup(arena, buf_get(&out));
	buf_clear(&out);
	return text;
}

/* The words of the mail, and its files beside them. */
static enum err_code formatted(
    struct submitting *s, const char **out, struct err *err)
{
	const char *files = submission_attachments(s->arena, &s->mail);
	const char *words = "";
	enum err_code rc = submission_markdown(s->arena, &s->mail, &words, err);

	*out = arena_printf(s->arena, "---\nsubject: %s\n%s%s%s---\n\n%s",
	    quoted(s->arena, s->subject),
	    files[0] == '\0' ? "" : "attachments: ", files,
	    files[0] == '\0' ? "" : "\n", words);
	return rc;
}

/* A text that begins with front matter is the file; else words are. */
static enum err_code make_message(struct submitting *s, struct err *err)
{
	const char *text = submission_text(s->arena, &s->mail);
	const char *made = "";
	enum err_code rc = ERR_OK;

	s->name = MESSAGE;
	text = arena_dup(s->arena, str_trim(str_c(text)));
	if (s->mail.hidden != NULL)
		return err_set(err, ERR_INPUT, _("the mail cannot be read: %s"),
		    _(s->mail.hidden));
	if (str_starts(str_c(text), str_c("---\n")))
		made = draft_words(s->arena, text);
	else if (s->subject[0] == '\0')
		return err_set(err, ERR_INPUT,
		    _("the mail has no Subject; it becomes the subject of the "
		      "newsletter"));
	else
		rc = formatted(s, &made, err);
	s->message = str_c(made);
	return rc;
}

/* The length of "Re: ", "TR : " or the like in front, 0 for none. */
static size_t prefix_length(struct str subject)
{
	static const char *const words[] = { "re", "fwd", "fw", "tr", "aw",
		"wg", "rv", "antw", "réf", "ref" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t n = strlen(words[i]);
		if (!str_istarts(subject, str_c(words[i])))
			continue;
		while (str_starts(str_from(subject, n), str_c(" ")) ||
		       str_starts(str_from(subject, n), str_c("\xc2\xa0")))
			n += subject.p[n] == ' ' ? 1 : 2;
		if (n < subject.n && subject.p[n] == ':')
			return n + 1;
	}
	return 0;
}

static struct str without_prefixes(struct str subject)
{
	size_t n;

	subject = str_trim(subject);
	while ((n = prefix_length(subject)) > 0)
		subject = str_trim(str_from(subject, n));
	return subject;
}

/* "[newsletter TOKEN] The subject" */
static const char *subject_of(
    struct arena *arena, const struct op_submit *submit)
{
	struct str subject = header_clean(arena, str_c(submit->subject));
	size_t at = submit->token == NULL
			? SIZE_MAX
			: str_ifind(subject, str_c(submit->token));
	struct str before;
	struct str after;

	if (at == SIZE_MAX)
		return arena_dup(arena, without_prefixes(subject));
	before = str_trim(str_sub(subject, 0, at));
	after = str_from(subject, at + strlen(submit->token));
	if (str_iends(before, str_c("newsletter")))
		before = str_trim(str_sub(before, 0, before.n - 10));
	if (before.n > 0 && before.p[before.n - 1] == '[')
		before.n--;
	if (after.n > 0 && after.p[0] == ']')
		after = str_from(after, 1);
	return arena_dup(
	    arena, without_prefixes(str_c(arena_printf(
		       arena, "%.*s%.*s", STR_ARG(before), STR_ARG(after)))));
}

/* Where the edition says which lists it is for. */
static const char *place_of_lists(struct submitting *s)
{
	const struct news_source source = source_of(s);
	struct op_newsletter *read = arena_calloc(s->arena, 1, sizeof(*read));
	struct err unused = { 0 };
	const struct news_value *value;

	if (op_newsletter_read(s->ctx, s->arena, &source, NULL, 0, clock_now(),
		read, &unused) != ERR_OK)
		return "";
	value = &news_edition_for(&read->news, read->site.language)
		     ->front[NEWS_LISTS];
	return arena_printf(
	    s->arena, "%s:%zu:%zu: ", s->name, value->line, value->column);
}

/* The lists of the file, if it names any; its address must be one of them. */
static enum err_code choose_list(struct submitting *s, struct err *err)
{
	const struct news_source source = source_of(s);
	const char *const *names = NULL;
	size_t count = 0;
	const char *why;
	enum err_code rc =
	    news_read_lists(s->arena, &source, &names, &count, err);

	s->list = rc == ERR_OK && count > 0 ? NULL : s->in->list;
	if (rc != ERR_OK || count == 0 || s->in->list == NULL)
		return rc;
	for (size_t i = 0; i < count; i++)
		if (conf_list(s->ctx->conf, names[i]) == s->in->list)
			return ERR_OK;
	why = arena_printf(s->arena,
	    _("it is for the list %s, but was sent to the address of %s; "
	      "send it there, or correct its list"),
	    names[0], s->in->list->name);
	return err_set(err, ERR_INPUT, "%s%s", place_of_lists(s), why);
}

static enum err_code place(struct submitting *s, struct err *err)
{
	const struct op_submit *in = s->in;
	const struct op_order order = {
		.source = source_of(s),
		.lists = &s->list,
		.list_count = s->list == NULL ? 0 : 1,
		.origin = arena_printf(s->arena, "mail %s %s", in->editor,
		    s->message.p == NULL ? "" : s->subject),
		.editor = in->editor,
		.proof = true,
	};
	struct op_ordered ordered;

	return op_order_place(s->ctx, s->arena, &order, &ordered, err);
}

/* The line that it is about, where its file is made of the mail. */
static const char *shown_line(
    struct submitting *s, const struct news_problem *problem)
{
	enum { SHOWN = 60 };
	struct str rest = s->message;
	struct str line = str_c("");

	for (size_t i = 0; i < problem->line; i++)
		if (!str_line(&rest, &line))
			return "";
	if (s->message.p == NULL || problem->source == NULL ||
	    str_trim(line).n == 0)
		return "";
	return arena_printf(
	    s->arena, "    %.*s\n", STR_ARG(utf8_cut(line, SHOWN)));
}

/* All that is wrong, not only what came first. */
static const char *sentences(struct submitting *s, const char *first)
{
	const struct news_source source = source_of(s);
	struct op_newsletter *read = arena_calloc(s->arena, 1, sizeof(*read));
	struct op_checked checked;
	struct err unused = { 0 };
	const char *out = "";

	if (op_newsletter_read(s->ctx, s->arena, &source, &s->list,
		s->list == NULL ? 0 : 1, clock_now(), read,
		&unused) != ERR_OK ||
	    op_check(s->ctx, s->arena, read, OP_CHECK_FILES, &checked,
		&unused) != ERR_OK)
		return first;
	for (size_t i = 0; i < read->news.problems.count; i++) {
		const struct news_problem *one = &read->news.problems.rows[i];
		if (one->level == NEWS_ERROR)
			out = arena_printf(s->arena, "%s%s%s\n%s", out,
			    news_problem_place(s->arena, one), one->text,
			    shown_line(s, one));
	}
	return out[0] == '\0' ? first : out;
}

static enum err_code answer(
    struct submitting *s, const char *why, struct err *err)
{
	const struct newsletter row = {
		.lists = s->home == NULL ? "" : s->home->name,
		.subject = s->subject,
		.editor = s->in->editor,
		.send_at = "",
		.zone = "",
	};
	const struct order_told told = {
		.template = "submitted",
		.what = "failed",
		.text = why,
		.message_id = s->in->message_id,
		.references = s->in->references,
	};
	struct order_people people;

	order_people(s->ctx, s->arena, row.lists, &people);
	return order_tell(
	    s->ctx, s->arena, &row, &people, s->in->editor, &told, err);
}

/* What its sender learns; the rest is tried again. */
static bool is_its_own(enum err_code code)
{
	return code == ERR_INPUT || code == ERR_NOT_FOUND ||
	       code == ERR_LIMIT || code == ERR_EXISTS || code == ERR_USAGE ||
	       code == ERR_CONFIG;
}

static enum err_code take(struct submitting *s, bool tell, struct err *err)
{
	enum err_code rc = submission_read(s->arena, s->in->raw, &s->mail, err);
	bool read = false;
	const char *why;

	if (rc == ERR_OK)
		rc = choose_file(s, err);
	if (rc == ERR_OK && s->name == NULL)
		rc = make_message(s, err);
	if (rc == ERR_OK)
		rc = choose_list(s, err);
	read = rc == ERR_OK;
	if (rc == ERR_OK)
		rc = place(s, err);
	if (rc == ERR_OK || !is_its_own(rc))
		return rc;
	if (!tell)
		return ERR_OK;
	why = arena_strdup(s->arena, err->text);
	return answer(s, read ? sentences(s, why) : why, err);
}

/* Of the lists that somebody edits the first. */
static const struct conf_list *list_of(
    struct ctx *ctx, struct arena *arena, const char *editor)
{
	for (size_t i = 0; i < ctx->conf->list_count; i++) {
		const struct conf_list *list = &ctx->conf->lists[i];
		struct order_people people;

		order_people(ctx, arena, list->name, &people);
		if (order_people_have(arena, &people, editor))
			return list;
	}
	return NULL;
}

/* What was noticed goes into mails: in the language of who reads them. */
enum err_code op_submit(struct ctx *ctx, struct arena *arena,
    const struct op_submit *submit, bool tell, struct err *err)
{
	struct submitting s = {
		.ctx = ctx,
		.arena = arena,
		.in = submit,
		.subject = subject_of(arena, submit),
		.home = submit->list != NULL
			    ? submit->list
			    : list_of(ctx, arena, submit->editor),
	};
	struct i18n_speech speech;
	enum err_code rc;

	i18n_speak(&speech, ctx_language(ctx, s.home));
	rc = take(&s, tell, err);
	i18n_back(&speech);
	return rc;
}
