#include "core/op_submit.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/order_tell.h"
#include "mail/header.h"
#include "mail/html_markdown.h"
#include "mail/submission.h"

/* The edition that a mail without a Markdown file becomes. */
#define MESSAGE "message.md"

struct submitting {
	struct ctx *ctx;
	struct arena *arena;
	const struct op_submit *in;
	struct submission mail;
	const char *name;    /* of the edition */
	struct str message;  /* MESSAGE, made of the mail's words */
	const char *subject; /* without the token */
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

/* What stands in front of a signature. */
static const char *without_signature(struct arena *arena, const char *text)
{
	size_t at = str_find(str_c(text), str_c("\n-- \n"));

	return at == SIZE_MAX ? text
			      : arena_printf(arena, "%.*s\n", (int)at, text);
}

static const char *words_of(struct submitting *s)
{
	struct html_image *images =
	    arena_calloc(s->arena, s->mail.file_count + 1, sizeof(*images));
	size_t count = 0;

	if (s->mail.html[0] == '\0')
		return without_signature(s->arena, s->mail.text);
	for (size_t i = 0; i < s->mail.file_count; i++)
		if (s->mail.files[i].id[0] != '\0')
			images[count++] =
			    (struct html_image){ s->mail.files[i].id,
				    s->mail.files[i].name };
	return html_markdown(
	    s->arena, str_c(s->mail.html), images, count, SUBMISSION_TEXT);
}

/* A text that begins with front matter is the file; else words are. */
static enum err_code make_message(struct submitting *s, struct err *err)
{
	struct str text = str_trim(str_c(s->mail.text));
	const char *made;

	s->name = MESSAGE;
	if (str_starts(text, str_c("---\n")))
		made = without_signature(
		    s->arena, arena_printf(s->arena, "%.*s\n", STR_ARG(text)));
	else if (s->subject[0] == '\0')
		return err_set(err, ERR_INPUT,
		    _("the mail has no Subject; it becomes the subject of the "
		      "newsletter"));
	else
		made = arena_printf(s->arena, "---\nsubject: %s\n---\n\n%s",
		    s->subject, words_of(s));
	s->message = str_c(made);
	return ERR_OK;
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
		return arena_dup(arena, str_trim(subject));
	before = str_trim(str_sub(subject, 0, at));
	after = str_from(subject, at + strlen(submit->token));
	if (str_iends(before, str_c("newsletter")))
		before = str_trim(str_sub(before, 0, before.n - 10));
	if (before.n > 0 && before.p[before.n - 1] == '[')
		before.n--;
	if (after.n > 0 && after.p[0] == ']')
		after = str_from(after, 1);
	return arena_dup(arena, str_trim(str_c(arena_printf(arena, "%.*s%.*s",
				    STR_ARG(before), STR_ARG(after)))));
}

static enum err_code place(struct submitting *s, struct err *err)
{
	const struct op_submit *in = s->in;
	const struct op_order order = {
		.source = { .name = s->name,
		    .folder = "",
		    .file = find_file,
		    .ctx = s },
		.lists = &in->list,
		.list_count = in->list == NULL ? 0 : 1,
		.origin = arena_printf(s->arena, "mail %s %s", in->editor,
		    s->message.p == NULL ? "" : s->subject),
		.editor = in->editor,
		.proof = true,
	};
	struct op_ordered ordered;

	return op_order_place(s->ctx, s->arena, &order, &ordered, err);
}

/* All that is wrong, not only what came first. */
static const char *sentences(struct submitting *s, const char *first)
{
	const struct news_source source = {
		.name = s->name, .folder = "", .file = find_file, .ctx = s
	};
	struct op_newsletter *read = arena_calloc(s->arena, 1, sizeof(*read));
	struct err unused = { 0 };
	const char *out = "";

	if (s->name == NULL || op_newsletter_read(s->ctx, s->arena, &source,
				   &s->in->list, s->in->list == NULL ? 0 : 1,
				   clock_now(), read, &unused) != ERR_OK)
		return first;
	for (size_t i = 0; i < read->news.problems.count; i++) {
		const struct news_problem *one = &read->news.problems.rows[i];
		if (one->level == NEWS_ERROR)
			out = arena_printf(s->arena, "%s%s%s\n", out,
			    news_problem_place(s->arena, one), one->text);
	}
	return out[0] == '\0' ? first : out;
}

static enum err_code answer(
    struct submitting *s, const char *why, struct err *err)
{
	const struct newsletter row = {
		.lists = s->in->list == NULL ? "" : s->in->list->name,
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

static enum err_code take(struct ctx *ctx, struct arena *arena,
    const struct op_submit *submit, bool tell, struct err *err)
{
	struct submitting s = {
		.ctx = ctx,
		.arena = arena,
		.in = submit,
		.subject = subject_of(arena, submit),
	};
	enum err_code rc = submission_read(arena, submit->raw, &s.mail, err);

	if (rc == ERR_OK)
		rc = choose_file(&s, err);
	if (rc == ERR_OK && s.name == NULL)
		rc = make_message(&s, err);
	if (rc == ERR_OK)
		rc = place(&s, err);
	if (rc == ERR_OK || !is_its_own(rc))
		return rc;
	if (!tell)
		return ERR_OK;
	return answer(&s, sentences(&s, arena_strdup(arena, err->text)), err);
}

/* What was noticed goes into mails: in the language of who reads them. */
enum err_code op_submit(struct ctx *ctx, struct arena *arena,
    const struct op_submit *submit, bool tell, struct err *err)
{
	struct i18n_speech speech;
	enum err_code rc;

	i18n_speak(&speech, ctx_language(ctx, submit->list));
	rc = take(ctx, arena, submit, tell, err);
	i18n_back(&speech);
	return rc;
}
