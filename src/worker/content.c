#include "worker/content.h"

#include <string.h>

static void drop(struct content *content, struct content_kept *kept)
{
	content->bytes -= kept->compiled.n;
	arena_free(&kept->arena);
	*kept = (struct content_kept){ 0 };
}

/* The one that was not needed for the longest time; NULL = none is kept. */
static struct content_kept *oldest(struct content *content)
{
	struct content_kept *found = NULL;

	for (size_t i = 0; i < CONTENT_KEPT; i++) {
		struct content_kept *kept = &content->kept[i];
		if (kept->variant != NULL &&
		    (found == NULL || kept->used < found->used))
			found = kept;
	}
	return found;
}

/* An empty place for so many bytes. */
static struct content_kept *make_room(struct content *content, size_t bytes)
{
	struct content_kept *kept;

	while (content->bytes + bytes > CONTENT_BYTES &&
	       (kept = oldest(content)) != NULL)
		drop(content, kept);
	for (size_t i = 0; i < CONTENT_KEPT; i++)
		if (content->kept[i].variant == NULL)
			return &content->kept[i];
	kept = oldest(content);
	drop(content, kept);
	return kept;
}

static struct content_kept *find(
    struct content *content, const struct delivery *delivery)
{
	for (size_t i = 0; i < CONTENT_KEPT; i++) {
		struct content_kept *kept = &content->kept[i];
		if (kept->variant != NULL &&
		    kept->mailing == delivery->mailing &&
		    strcmp(kept->variant, delivery->variant) == 0)
			return kept;
	}
	return NULL;
}

enum err_code content_get(struct content *content, const struct ctx *ctx,
    const struct delivery *delivery, struct str *out, struct err *err)
{
	struct content_kept *kept = find(content, delivery);
	struct arena arena = { 0 };

	if (kept == NULL) {
		enum err_code rc = mailing_content(ctx->db, &arena,
		    delivery->mailing, delivery->variant, out, err);
		if (rc != ERR_OK) {
			arena_free(&arena);
			return rc;
		}
		kept = make_room(content, out->n);
		*kept = (struct content_kept){ .arena = arena,
			.mailing = delivery->mailing,
			.compiled = *out };
		kept->variant = arena_strdup(&kept->arena, delivery->variant);
		content->bytes += out->n;
	}
	kept->used = ++content->uses;
	*out = kept->compiled;
	return ERR_OK;
}

void content_clear(struct content *content)
{
	for (size_t i = 0; i < CONTENT_KEPT; i++)
		arena_free(&content->kept[i].arena);
	*content = (struct content){ 0 };
}
