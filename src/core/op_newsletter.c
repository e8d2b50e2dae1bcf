#include "core/op_newsletter.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "core/notify.h"
#include "mail/compose.h"
#include "store/ledger.h"
#include "store/subscription.h"
#include "tmpl/front.h"
#include "tmpl/markdown.h"
#include "tmpl/mustache.h"

enum key { KEY_SUBJECT, KEY_LANGUAGE, KEY_PREHEADER, KEY__MAX };

static enum err_code read_front(struct arena *arena,
    const struct conf_list *list, struct str file, struct op_newsletter *out,
    struct err *err)
{
	struct front_key keys[KEY__MAX] = {
		[KEY_SUBJECT] = { .name = "subject", .required = true },
		[KEY_LANGUAGE] = { .name = "language" },
		[KEY_PREHEADER] = { .name = "preheader" },
	};
	const char *source = out->issue.source;
	struct front front = { .keys = keys, .key_count = KEY__MAX };
	enum err_code rc = front_read(arena, source, file, &front, err);

	if (rc != ERR_OK)
		return rc;
	out->language = list->language;
	if (keys[KEY_LANGUAGE].value != NULL &&
	    !lang_parse(keys[KEY_LANGUAGE].value, &out->language))
		return err_set(err, ERR_INPUT,
		    "%s:%zu: \"%s\" is no language of liaison; write fr or en",
		    source, keys[KEY_LANGUAGE].line, keys[KEY_LANGUAGE].value);
	out->issue.first_line = front.body_line;
	out->issue.body = front.body;
	out->issue.subject = keys[KEY_SUBJECT].value;
	out->issue.preheader = keys[KEY_PREHEADER].value;
	out->issue.subject_line = keys[KEY_SUBJECT].line;
	out->issue.preheader_line = keys[KEY_PREHEADER].line;
	if (str_trim(front.body).n == 0)
		return err_set(err, ERR_INPUT,
		    "%s:%zu: there is no text after the front matter", source,
		    front.body_line);
	return ERR_OK;
}

/* The layout speaks the reader's language, the words are the editor's. */
static enum err_code render_variant(struct ctx *ctx, struct arena *arena,
    struct op_newsletter *n, enum lang language, struct err *err)
{
	struct tmpl_place place = notify_place(ctx, n->list, language);
	json_t *data = op_mailing_variables(ctx, arena, n->list, language);
	struct tmpl_mail *out = &n->mail[language];
	enum err_code rc =
	    tmpl_render_issue(arena, &place, &n->issue, data, out, err);

	json_decref(data);
	out->lang = n->language;
	return rc;
}

/* Its words alone, for nobody in particular: what a digest shows. */
static enum err_code plain_words(struct ctx *ctx, struct arena *arena,
    struct op_newsletter *n, struct err *err)
{
	const struct mustache_options options = {
		.escape = MUSTACHE_MARKDOWN,
	};
	json_t *data = notify_variables(ctx, arena, n->list, n->language);
	struct mustache *template;
	struct buf markdown;
	struct str text;
	enum err_code rc = mustache_compile(arena, n->issue.body,
	    n->issue.source, n->issue.first_line, &template, err);

	buf_init(&markdown, TMPL_OUT);
	if (rc == ERR_OK)
		rc = mustache_render(template, data, &options, &markdown, err);
	if (rc == ERR_OK)
		rc = markdown_text(arena, buf_get(&markdown), NULL, &text, err);
	if (rc == ERR_OK)
		n->text = arena_dup(arena, text);
	buf_clear(&markdown);
	json_decref(data);
	return rc;
}

enum err_code op_newsletter_read(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, const char *source, struct str file,
    struct op_newsletter *out, struct err *err)
{
	enum err_code rc;

	*out = (struct op_newsletter){ .list = list };
	out->issue.source = source;
	crypto_hash_hex(file, out->hash);
	if (!utf8_valid(file))
		return err_set(err, ERR_INPUT,
		    "%s: the file is not UTF-8; save it as UTF-8 text", source);
	rc = read_front(arena, list, compose_strip(arena, file), out, err);
	for (int i = 0; rc == ERR_OK && i < LANG__MAX; i++)
		rc = render_variant(ctx, arena, out, (enum lang)i, err);
	if (rc == ERR_OK)
		rc = plain_words(ctx, arena, out, err);
	return rc;
}

static enum err_code count_one(
    void *ctx, const struct subscription *sub, struct err *err)
{
	int64_t *counts = ctx;

	(void)err;
	if (sub->delivery == SUB_EACH && !sub_is_paused(sub, clock_now()))
		counts[sub->language]++;
	return ERR_OK;
}

enum err_code op_newsletter_count(struct ctx *ctx, const struct conf_list *list,
    int64_t counts[], struct err *err)
{
	int64_t id;
	enum err_code rc = ERR_NOT_FOUND;

	for (int i = 0; i < LANG__MAX; i++)
		counts[i] = 0;
	if (ctx->db != NULL)
		rc = list_find(ctx->db, list->name, &id, err);
	if (rc == ERR_NOT_FOUND) /* nobody was ever on it */
		return ERR_OK;
	if (rc != ERR_OK)
		return rc;
	return subscription_each(
	    ctx->db, id, SUB_ACTIVE, count_one, counts, err);
}

/* Running, in the archive and in the event log, by one commit. */
static enum err_code start(struct ctx *ctx, const struct op_newsletter *n,
    int64_t mailing, struct err *err)
{
	struct archived item = {
		.kind = "newsletter",
		.mailing = mailing,
		.author = notify_label(n->list, n->language),
		.subject = n->issue.subject,
		.language = n->language,
		.text = n->text,
	};
	int64_t digested = 0;
	int64_t now;
	enum err_code rc = db_begin(ctx->db, err);

	if (rc != ERR_OK)
		return rc;
	now = clock_now();
	rc = list_find(ctx->db, n->list->name, &item.list, err);
	if (rc == ERR_OK)
		rc =
		    occasion_last(ctx->db, item.list, "digest", &digested, err);
	/* A digest of this very second did not see it: the next one does. */
	item.at = now > digested ? now : digested;
	if (rc == ERR_OK)
		rc = op_mailing_start(ctx, mailing, err);
	if (rc == ERR_OK)
		rc = archive_add(ctx->db, &item, err);
	if (rc == ERR_OK)
		rc = event_add(ctx->db, ctx->actor, "newsletter", item.list,
		    item.subject, now, err);
	if (rc == ERR_OK)
		return db_commit(ctx->db, err);
	db_rollback(ctx->db);
	return rc;
}

enum err_code op_newsletter_send(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *newsletter, bool again,
    struct op_queued *queued, struct err *err)
{
	struct op_variant variants[LANG__MAX] = { 0 };
	struct op_mailing spec = {
		.list = newsletter->list,
		.variants = variants,
		.variant_count = LANG__MAX,
		.kind = MAILING_NEWSLETTER,
		.mode = SUB_EACH,
		.subject = newsletter->issue.subject,
		.content_hash = newsletter->hash,
		.once_a_day = !again,
		.progress = queued->progress,
		.progress_arg = queued->arg,
	};
	enum err_code rc;

	for (int i = 0; i < LANG__MAX; i++) {
		variants[i].language = (enum lang)i;
		variants[i].mail = newsletter->mail[i];
		variant_name((enum lang)i, 0, 0, variants[i].name);
	}
	rc = op_mailing_prepare(
	    ctx, arena, &spec, &queued->mailing, &queued->count, err);
	if (rc != ERR_OK)
		return rc;
	rc = start(ctx, newsletter, queued->mailing, err);
	if (rc != ERR_OK)
		op_mailing_abandon(ctx, queued->mailing);
	else
		db_wake(ctx->db, "sender");
	return rc;
}
