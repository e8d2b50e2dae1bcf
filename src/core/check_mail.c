#include "core/check_mail.h"

#include <string.h>

#include "base/i18n.h"
#include "mail/addr.h"
#include "mail/html_text.h"
#include "mail/mime.h"
#include "tmpl/html_lint.h"

enum {
	MAIL_MAX = 64 * 1024 * 1024,
	TEXT_MAX = 1024 * 1024,
	LABELS =
	    5, /* words that blocks have in one part alone: "Inscription" */
	STRANGE = 20 /* and templates */
};

struct look {
	struct ctx *ctx;
	struct op_newsletter *n;
	struct op_checked *out;
	struct arena *arena;
	char (*hashes)[CRYPTO_HEX]; /* of the variants that differ */
};

static void warn(const struct look *look, const char *text)
{
	struct news_problems *problems = &look->n->news.problems;

	for (size_t i = 0; i < problems->count; i++)
		if (strcmp(problems->rows[i].text, text) == 0)
			return;
	news_problem(problems, NEWS_WARNING, NULL, 0, 0, text);
}

static bool is_new(struct look *look, const struct op_variant *variant)
{
	const struct tmpl_mail *mail = &variant->mail;
	char *hash = look->hashes[look->out->variants];
	struct buf all;

	buf_init(&all, MAIL_MAX);
	(void)buf_str(&all, mail->subject);
	(void)buf_putc(&all, '\0');
	(void)buf_str(&all, mail->text);
	(void)buf_putc(&all, '\0');
	(void)buf_str(&all, mail->html);
	crypto_hash_hex(buf_get(&all), hash);
	buf_clear(&all);
	for (size_t i = 0; i < look->out->variants; i++)
		if (strcmp(look->hashes[i], hash) == 0)
			return false;
	return true;
}

static enum err_code lint(
    struct look *look, const struct op_variant *variant, struct err *err)
{
	struct arena arena = { 0 };
	struct html_problem *rows;
	size_t count = 0;
	enum err_code rc =
	    html_lint(&arena, variant->mail.html, &rows, &count, err);

	for (size_t i = 0; rc == ERR_OK && i < count; i++)
		warn(look, arena_printf(look->arena,
			       _("the HTML of the mail: %s"), rows[i].text));
	arena_free(&arena);
	return rc;
}

static void tell_words(const struct look *look, const char *sentence,
    struct str some, struct str all, size_t allowed)
{
	struct arena arena = { 0 };
	const char *first;

	if (check_words_missing(&arena, some, all, &first) > allowed)
		warn(look,
		    arena_printf(look->arena, "%s (%s)", sentence, first));
	arena_free(&arena);
}

/* The texts of a finished mail; "" for what it has not. */
static void read_parts(
    struct arena *arena, struct str mail, struct str *text, struct str *html)
{
	struct mime mime;

	*text = *html = str_c("");
	mime_open(arena, mail, &mime);
	for (size_t i = 0; i < mime.leaf_count; i++) {
		const struct mime_leaf *leaf = &mime.leaf[i];
		if (leaf->attachment)
			continue;
		if (str_is(str_c(leaf->type), "text/plain"))
			*text = str_c(mime_text(arena, leaf, TEXT_MAX));
		else if (str_is(str_c(leaf->type), "text/html"))
			*html = str_c(mime_text(arena, leaf, TEXT_MAX));
	}
	mime_close(&mime);
}

/*
 * Both parts say what the editor wrote; what one has besides, a button's
 * words or so, is the template's.
 */
static void compare_parts(
    struct look *look, const struct op_variant *variant, struct str mail)
{
	const char *written = look->n->text[variant->language];
	struct arena arena = { 0 };
	struct str text;
	struct str html;
	struct str seen;

	read_parts(&arena, mail, &text, &html);
	if (written == NULL || html.n == 0)
		goto out;
	seen = str_c(html_text(&arena, html, TEXT_MAX));
	tell_words(look,
	    _("the text part of the mail lacks words that you wrote; show all "
	      "blocks in the template's .txt"),
	    str_c(written), text, LABELS);
	tell_words(look,
	    _("the HTML part of the mail lacks words that you wrote; show all "
	      "blocks in the template's .html"),
	    str_c(written), html, LABELS);
	tell_words(look,
	    _("the HTML part of the mail says what its text part does not; "
	      "say the same in both of the template's files"),
	    seen, text, STRANGE);
	tell_words(look,
	    _("the text part of the mail says what its HTML part does not; "
	      "say the same in both of the template's files"),
	    text, html, STRANGE);
out:
	arena_free(&arena);
}

/* As somebody gets it who wants all topics. */
static enum err_code look_at_whole(struct look *look,
    const struct op_target *target, const struct op_variant *variant, bool spam,
    struct err *err)
{
	const char *address = look->ctx->conf->site.address;
	const struct op_reader reader = {
		.target = target,
		.variant = variant,
		.reach = OP_REACHED,
		.sub = { .address = address,
		    .address_key = addr_key(look->arena, address),
		    .name = "",
		    .topics = "",
		    .fields = "",
		    .language = variant->language },
	};
	struct buf mail;
	enum err_code rc;

	buf_init(&mail, MAIL_MAX);
	rc = op_newsletter_one(
	    look->ctx, look->arena, look->n, &reader, &mail, err);
	if (rc == ERR_OK) {
		if (mail.len > look->out->whole)
			look->out->whole = mail.len;
		compare_parts(look, variant, buf_get(&mail));
		if (spam)
			check_spam(look->n, buf_get(&mail), look->out);
	}
	buf_clear(&mail);
	return rc;
}

static enum err_code look_at(struct look *look, const struct op_target *target,
    const struct op_variant *variant, bool spam, struct err *err)
{
	const unsigned all = (1U << look->n->topic_count) - 1;
	enum err_code rc = ERR_OK;

	if (variant->empty)
		return ERR_OK;
	if (is_new(look, variant)) {
		look->out->variants++;
		if (variant->mail.html.n > look->out->html)
			look->out->html = variant->mail.html.n;
		rc = lint(look, variant, err);
	}
	if (rc == ERR_OK && variant->topics == all)
		rc = look_at_whole(look, target, variant, spam, err);
	return rc;
}

static void check_size(const struct look *look, const struct conf_smtp *relay)
{
	const size_t kb = (size_t)relay->message_max_kb;

	if (kb > 0 && look->out->whole > kb * 1024)
		news_problem(&look->n->news.problems, NEWS_ERROR, NULL, 0, 0,
		    arena_printf(look->arena,
			_("the mail has %zu kB and the relay takes %zu kB "
			  "(%s.message_max_kb); make the files smaller, or "
			  "put them on a site and write links"),
			look->out->whole / 1024 + 1, kb, relay->section));
}

/* Of a mail that gets a warning. */
enum { MAIL_LARGE = 1024 * 1024 };

/* Of every relay that it leaves through. */
static void check_sizes(const struct look *look)
{
	const struct op_newsletter *n = look->n;
	const struct conf *conf = look->ctx->conf;

	if (look->out->whole > MAIL_LARGE)
		warn(look,
		    arena_printf(look->arena,
			_("the mail has %zu kB, which is much for a telephone "
			  "and for a relay, once for each reader; write links "
			  "instead of attachments"),
			look->out->whole / 1024));
	for (size_t t = 0; t < n->target_count; t++) {
		const struct conf_smtp *relay =
		    conf_relay_of(conf, n->targets[t].list);
		bool known = false;
		for (size_t i = 0; i < t; i++)
			known = known || conf_relay_of(
					     conf, n->targets[i].list) == relay;
		if (!known)
			check_size(look, relay);
	}
}

enum err_code check_mails(struct ctx *ctx, struct arena *arena,
    struct op_newsletter *newsletter, bool spam, struct op_checked *out,
    struct err *err)
{
	struct look look = {
		.ctx = ctx,
		.n = newsletter,
		.out = out,
		.arena = arena,
	};
	size_t count = 0;
	enum err_code rc = ERR_OK;

	for (size_t t = 0; t < newsletter->target_count; t++)
		count += newsletter->targets[t].variant_count;
	look.hashes = arena_calloc(arena, count + 1, sizeof(*look.hashes));
	for (size_t t = 0; t < newsletter->target_count; t++) {
		const struct op_target *target = &newsletter->targets[t];
		for (size_t v = 0; rc == ERR_OK && v < target->variant_count;
		     v++)
			rc = look_at(&look, target, &target->variants[v],
			    spam && t == 0, err);
	}
	if (rc == ERR_OK && count > 0 && out->variants == 0)
		news_problem(&newsletter->news.problems, NEWS_ERROR,
		    newsletter->source, 0, 0,
		    _("there is nothing in it that anybody would be shown"));
	if (rc == ERR_OK)
		check_sizes(&look);
	return rc;
}
