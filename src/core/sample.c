#include "core/sample.h"

#include "base/asset.h"
#include "core/logo.h"
#include "core/notify.h"

json_t *sample_variables(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, enum lang language)
{
	const struct asset *asset = asset_find(arena_printf(
	    arena, "templates/sample.%s.json", lang_name(language)));
	json_t *sample = asset == NULL ? NULL
				       : json_loadb((const char *)asset->bytes,
					     asset->length, 0, NULL);
	json_t *out;

	if (list == NULL && ctx->conf->list_count > 0)
		list = &ctx->conf->lists[0];
	out = notify_variables(ctx, arena, list, language);
	(void)json_object_set_new(
	    out, "logo", logo_variables(ctx->conf, arena, list));
	(void)json_object_update_missing(out, sample);
	json_decref(sample);
	return out;
}
