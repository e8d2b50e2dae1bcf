#include "core/op_archive.h"

#include <string.h>

#include "base/i18n.h"
#include "core/personal.h"
#include "store/variant.h"

enum { OWN = VARIANT_TOPICS + 1 }; /* more than all topics */

static int bits(unsigned mask)
{
	int n = 0;

	for (; mask != 0; mask &= mask - 1)
		n++;
	return n;
}

/* The one with most topics; `only`: no other language will do. */
static const char *fullest(
    const char *const *variants, size_t count, enum lang language, bool only)
{
	const char *best = NULL;
	int most = -1;

	for (size_t i = 0; i < count; i++) {
		enum lang of;
		unsigned mask;
		if (!variant_parse(variants[i], &of, &mask) ||
		    (only && of != language))
			continue;
		int score = bits(mask) + (of == language ? OWN : 0);
		if (score > most) {
			most = score;
			best = variants[i];
		}
	}
	return best;
}

const char *op_archive_variant(
    const char *const *variants, size_t count, enum lang language)
{
	return fullest(variants, count, language, false);
}

enum err_code op_archive_named(struct arena *arena, const char *const *variants,
    size_t count, const char *name, const char **out, struct err *err)
{
	*out = NULL;
	for (size_t i = 0; *out == NULL && i < count; i++)
		if (strcmp(variants[i], name) == 0)
			*out = variants[i];
	for (int i = 0; *out == NULL && i < LANG__MAX; i++)
		if (strcmp(lang_name((enum lang)i), name) == 0)
			*out = fullest(variants, count, (enum lang)i, true);
	if (*out != NULL)
		return ERR_OK;
	return err_set(err, ERR_NOT_FOUND,
	    _("there is no variant %s; there are %s"), name,
	    arena_join(arena, variants, count, ", "));
}

enum err_code op_archive_mail(struct ctx *ctx, struct arena *arena,
    const struct mailing *mailing, const char *variant, struct buf *out,
    struct err *err)
{
	const struct conf_list *list;
	struct delivery nobody = {
		.mailing = mailing->id,
		.list = mailing->list,
		.envelope = mailing->envelope,
		.created = mailing->created,
		.address = ctx->conf->site.address,
		.name = "",
	};
	struct personalised personal = { 0 };
	struct str compiled = { 0 };
	char *name = NULL;
	enum err_code rc = mailing_content(
	    ctx->db, arena, mailing->id, variant, &compiled, err);

	if (rc == ERR_NOT_FOUND)
		return err_set(err, ERR_NOT_FOUND,
		    _("mailing %lld has no variant %s"), (long long)mailing->id,
		    variant);
	if (rc == ERR_OK)
		rc = list_name(ctx->db, arena, mailing->list, &name, err);
	if (rc != ERR_OK)
		return rc;
	nobody.list_name = name;
	list = conf_list(ctx->conf, name);
	if (list != NULL)
		nobody.address = list->address;
	else
		nobody.list = 0;
	personal_make(ctx, arena, &nobody, &personal);
	return personal_render(&personal, compiled, out, err);
}
