/* A newsletter that is one text in memory. */
#ifndef TEST_CORE_NEWSLETTER_SUPPORT_H
#define TEST_CORE_NEWSLETTER_SUPPORT_H

#include "op_support.h"

#include "core/op_newsletter.h"

static inline enum err_code memory_file(void *ctx, struct arena *arena,
    const char *name, struct str *out, struct err *err)
{
	(void)arena;
	if (strcmp(name, "x.md") != 0)
		return err_set(err, ERR_NOT_FOUND, "%s", name);
	*out = str_c(ctx);
	return ERR_OK;
}

/* Reads and makes it. */
static inline struct op_newsletter made_for(struct op_site *site,
    const struct conf_list **lists, size_t count, const char *text)
{
	const struct news_source source = {
		.name = "x.md",
		.folder = "",
		.file = memory_file,
		.ctx = arena_strdup(&site->arena, text),
	};
	struct op_newsletter out;

	op_must(site, op_newsletter_read(&site->ctx, &site->arena, &source,
			  lists, count, clock_now(), &out, &site->err));
	op_must(site,
	    op_newsletter_make(&site->ctx, &site->arena, &out, &site->err));
	return out;
}

static inline struct op_newsletter made_newsletter(
    struct op_site *site, const struct conf_list *list, const char *text)
{
	return made_for(site, &list, 1, text);
}

/* Sends one with this subject. */
static inline enum err_code send_newsletter(
    struct op_site *site, const struct conf_list *list, const char *subject)
{
	const char *file = arena_printf(
	    &site->arena, "---\nsubject: %s\n---\n\nBonjour.\n", subject);
	const struct op_newsletter issue = made_newsletter(site, list, file);
	struct op_queued queued = { .again = true };

	return op_newsletter_send(
	    &site->ctx, &site->arena, &issue, &queued, &site->err);
}

#endif
