#include "core/logo.h"

#include <string.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "core/listaddr.h"
#include "news/image_read.h"

enum { ID_HEX = 16 };

/* Its name and type are ours: the file may be called anything. */
static const char *name_of(enum image_type type)
{
	return type == IMAGE_PNG ? "logo.png" : "logo.jpg";
}

/* As large as fits, never larger than it is. */
static void fit(const struct image_facts *facts, int *width, int *height)
{
	int64_t w = facts->width;
	int64_t h = facts->height;

	if (w > LOGO_WIDTH) {
		h = h * LOGO_WIDTH / w;
		w = LOGO_WIDTH;
	}
	if (h > LOGO_HEIGHT) {
		w = w * LOGO_HEIGHT / h;
		h = LOGO_HEIGHT;
	}
	*width = w < 1 ? 1 : (int)w;
	*height = h < 1 ? 1 : (int)h;
}

static enum err_code take(const struct conf *conf, struct arena *arena,
    const char *path, struct str bytes, struct compose_attachment *out,
    struct image_facts *facts, struct err *err)
{
	struct buf clean;
	struct buf profile;
	char hash[CRYPTO_HEX];
	enum err_code rc = ERR_OK;

	buf_init(&clean, LOGO_MAX);
	buf_init(&profile, LOGO_MAX);
	image_read(bytes, facts, &clean, &profile);
	if (!facts->whole || facts->width < 1 || facts->height < 1 ||
	    (facts->type != IMAGE_PNG && facts->type != IMAGE_JPEG))
		rc = err_set(err, ERR_INPUT,
		    _("the logo %s is no PNG or JPEG image"), path);
	if (rc == ERR_OK) {
		crypto_hash_hex(buf_get(&clean), hash);
		hash[ID_HEX] = '\0';
		*out = (struct compose_attachment){
			.name = name_of(facts->type),
			.type = facts->type == IMAGE_PNG ? "image/png"
							 : "image/jpeg",
			.bytes =
			    str_n(arena_dup(arena, buf_get(&clean)), clean.len),
			.content_id = arena_printf(
			    arena, "logo.%s@%s", hash, listaddr_domain(conf)),
		};
	}
	buf_clear(&clean);
	buf_clear(&profile);
	return rc;
}

enum err_code logo_read(const struct conf *conf, struct arena *arena,
    const struct conf_list *list, struct compose_attachment *out, int *width,
    int *height, struct err *err)
{
	struct image_facts facts = { 0 };
	struct buf bytes;
	enum err_code rc;

	*out = (struct compose_attachment){ 0 };
	if (list == NULL || list->logo == NULL)
		return ERR_OK;
	buf_init(&bytes, LOGO_MAX);
	rc = file_read(list->logo, &bytes, err);
	if (rc == ERR_OK)
		rc = take(
		    conf, arena, list->logo, buf_get(&bytes), out, &facts, err);
	if (rc == ERR_OK)
		fit(&facts, width, height);
	buf_clear(&bytes);
	return rc;
}

/* What the picture stands for: who writes. */
static const char *words(const struct conf *conf)
{
	return conf->site.name == NULL ? "" : conf->site.name;
}

json_t *logo_variables(
    const struct conf *conf, struct arena *arena, const struct conf_list *list)
{
	struct compose_attachment logo;
	struct err err = { 0 };
	int width = 0;
	int height = 0;

	if (logo_read(conf, arena, list, &logo, &width, &height, &err) !=
	    ERR_OK) {
		log_event(LOG_WARN, "logo", "%s", err.text);
		return json_false();
	}
	if (logo.content_id == NULL)
		return json_false();
	return json_pack("{s:s, s:s, s:i, s:i}", "src",
	    arena_printf(arena, "cid:%s", logo.content_id), "alt", words(conf),
	    "width", width, "height", height);
}

enum err_code logo_attach(const struct conf *conf, struct arena *arena,
    const struct conf_list *list, struct str html,
    const struct compose_attachment **files, size_t *count, struct err *err)
{
	struct compose_attachment *all;
	struct compose_attachment logo;
	int width;
	int height;
	enum err_code rc;

	if (str_find(html, str_c("\"cid:logo.")) == SIZE_MAX)
		return ERR_OK;
	rc = logo_read(conf, arena, list, &logo, &width, &height, err);
	if (rc != ERR_OK || logo.content_id == NULL)
		return rc;
	all = arena_calloc(arena, *count + 1, sizeof(*all));
	if (*count > 0)
		memcpy(all, *files, *count * sizeof(*all));
	all[(*count)++] = logo;
	*files = all;
	return ERR_OK;
}
