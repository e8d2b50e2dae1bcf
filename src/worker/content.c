#include "worker/content.h"

#include <string.h>

enum err_code content_get(struct content *content, const struct ctx *ctx,
    const struct delivery *delivery, struct str *out, struct err *err)
{
	const char *variant = delivery->variant;
	size_t at = 0;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < CONTENT_KEPT; i++) {
		if (content->kept[i].variant != NULL &&
		    content->kept[i].mailing == delivery->mailing &&
		    strcmp(content->kept[i].variant, variant) == 0) {
			at = i;
			goto out;
		}
		if (content->kept[i].used < content->kept[at].used)
			at = i;
	}
	arena_free(&content->kept[at].arena);
	content->kept[at].variant = NULL;
	rc = mailing_content(ctx->db, &content->kept[at].arena,
	    delivery->mailing, variant, &content->kept[at].compiled, err);
	if (rc == ERR_OK) {
		content->kept[at].mailing = delivery->mailing;
		content->kept[at].variant =
		    arena_strdup(&content->kept[at].arena, variant);
	}
out:
	content->kept[at].used = ++content->uses;
	*out = content->kept[at].compiled;
	return rc;
}

void content_clear(struct content *content)
{
	for (size_t i = 0; i < CONTENT_KEPT; i++)
		arena_free(&content->kept[i].arena);
	*content = (struct content){ 0 };
}
