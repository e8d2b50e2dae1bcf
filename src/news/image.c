#include "news/image.h"

#include <string.h>

#include "base/buf.h"
#include "base/crypto.h"
#include "base/i18n.h"
#include "news/image_gd.h"
#include "news/image_read.h"

enum {
	ID_HEX = 32,        /* of the hash, in a Content-ID */
	JPEG_FRONT = 2 + 18 /* SOI and JFIF's segment, as libgd writes them */
};

static const struct {
	const char *name;
	const char *media; /* of those that mails show */
} types[] = {
	[IMAGE_OTHER] = { "", "" },
	[IMAGE_PNG] = { "PNG", "image/png" },
	[IMAGE_JPEG] = { "JPEG", "image/jpeg" },
	[IMAGE_GIF] = { "GIF", "image/gif" },
	[IMAGE_WEBP] = { "WebP", "" },
	[IMAGE_SVG] = { "SVG", "" },
	[IMAGE_HEIF] = { "HEIC", "" },
};

/* One preparation. */
struct work {
	struct arena *arena;
	struct news_file *file;
	const struct news_problem *at;
	struct news_problems *problems;
	struct image_facts facts;
	struct buf clean;
	struct buf profile;
};

static void tell(struct work *w, enum news_level level, const char *text)
{
	news_problem(w->problems, level, w->at->source, w->at->line,
	    w->at->column, text);
}

static bool refuse(struct work *w, const char *sentence)
{
	tell(w, NEWS_ERROR,
	    arena_printf(w->arena, "%s: %s", w->file->name, sentence));
	return false;
}

static void read_file(struct work *w)
{
	buf_reset(&w->clean);
	buf_reset(&w->profile);
	image_read(w->file->bytes, &w->facts, &w->clean, &w->profile);
}

/* Is it of a type that mails show? */
static bool check_type(struct work *w)
{
	switch (w->facts.type) {
	case IMAGE_SVG:
		return refuse(
		    w, _("mail programs do not show SVG drawings; export it as "
			 "PNG"));
	case IMAGE_HEIF:
		return refuse(
		    w, _("most mail programs do not show HEIC and AVIF images; "
			 "export it as JPEG"));
	case IMAGE_OTHER:
		return refuse(
		    w, _("this is no image that mail programs show; use JPEG, "
			 "PNG or GIF"));
	case IMAGE_WEBP:
		if (!w->facts.animated)
			break;
		return refuse(
		    w, _("many mail programs do not show animated WebP images; "
			 "export it as GIF"));
	case IMAGE_PNG:
	case IMAGE_JPEG:
	case IMAGE_GIF:
		break;
	}
	return true;
}

static bool check(struct work *w)
{
	const struct image_facts *facts = &w->facts;

	if (!check_type(w))
		return false;
	if (w->file->bytes.n > NEWS_FILES_MAX)
		return refuse(
		    w, arena_printf(w->arena,
			   _("the image has over %d MB; export it smaller"),
			   NEWS_FILES_MAX / (1024 * 1024)));
	if (!facts->whole)
		return refuse(
		    w, _("the image is damaged or cut off; copy or export it "
			 "again"));
	if ((int64_t)facts->width * facts->height > NEWS_IMAGE_PIXELS)
		return refuse(
		    w, arena_printf(w->arena,
			   _("the image has %d x %d pixels, too many to be "
			     "scaled down; make it about %d wide"),
			   facts->width, facts->height, NEWS_IMAGE_WIDTH));
	return true;
}

/* Has it to be encoded anew? */
static bool must_remake(const struct image_facts *facts)
{
	const int width =
	    facts->orientation >= 5 ? facts->height : facts->width;

	if (facts->animated)
		return false;
	return width > NEWS_IMAGE_WIDTH || facts->orientation != 1 ||
	       facts->type == IMAGE_WEBP || facts->channels == 4;
}

/* The colours of a photograph are those of its camera's profile. */
static struct str with_profile(struct work *w, struct str jpeg)
{
	struct str profile = buf_get(&w->profile);
	char *made;

	if (profile.n == 0 || w->facts.channels != 3 || jpeg.n < JPEG_FRONT ||
	    !str_starts(str_from(jpeg, 6), str_c("JFIF")))
		return jpeg;
	made = arena_alloc(w->arena, jpeg.n + profile.n);
	memcpy(made, jpeg.p, JPEG_FRONT);
	memcpy(made + JPEG_FRONT, profile.p, profile.n);
	memcpy(made + JPEG_FRONT + profile.n, jpeg.p + JPEG_FRONT,
	    jpeg.n - JPEG_FRONT);
	return str_n(made, jpeg.n + profile.n);
}

/* Says what was done to it that an editor would want to know. */
static void tell_changes(struct work *w, const struct image_facts *before)
{
	const struct image_facts *now = &w->facts;
	const bool aside = before->orientation >= 5;
	const int width = aside ? before->height : before->width;
	const int height = aside ? before->width : before->height;

	if (width != now->width)
		tell(w, NEWS_WARNING,
		    arena_printf(w->arena,
			_("%s: scaled down from %d x %d to %d x %d pixels"),
			w->file->name, width, height, now->width, now->height));
	if (before->type == IMAGE_WEBP)
		tell(w, NEWS_WARNING,
		    arena_printf(w->arena,
			_("%s: sent as %s, since some mail programs do not "
			  "show WebP"),
			w->file->name, types[now->type].name));
}

/* Scaled, turned and encoded anew; or only looked at. */
static bool remake(struct work *w)
{
	const struct image_facts before = w->facts;
	struct str made = { NULL, 0 };

	if (before.animated)
		return true;
	if (!must_remake(&before)) {
		if (image_gd_ok(w->file->bytes, before.type))
			return true;
	} else if (image_gd_remake(w->arena, w->file->bytes, &before,
		       NEWS_IMAGE_WIDTH, &made)) {
		w->file->bytes = with_profile(w, made);
		read_file(w);
		tell_changes(w, &before);
		return check(w); /* it may have grown */
	}
	return refuse(
	    w, arena_printf(w->arena,
		   _("the image cannot be read as %s; export it again"),
		   types[before.type].name));
}

static void tell_size(struct work *w)
{
	if (w->facts.width > NEWS_IMAGE_WIDTH)
		tell(w, NEWS_WARNING,
		    arena_printf(w->arena,
			_("%s: an animation is not scaled down; make it at "
			  "most %d pixels wide"),
			w->file->name, NEWS_IMAGE_WIDTH));
	if (w->file->bytes.n > NEWS_IMAGE_HEAVY)
		tell(w, NEWS_WARNING,
		    arena_printf(w->arena,
			_("%s: %zu kB is much for a mail; export it smaller, "
			  "photographs as JPEG"),
			w->file->name, w->file->bytes.n / 1000));
}

static void fill(struct work *w, const char *domain)
{
	struct news_file *file = w->file;
	char hex[CRYPTO_HEX];

	file->bytes =
	    str_n(arena_dup(w->arena, buf_get(&w->clean)), w->clean.len);
	crypto_hash_hex(file->bytes, hex);
	file->type = types[w->facts.type].media;
	file->image = true;
	file->width = w->facts.width;
	file->height = w->facts.height;
	file->content_id =
	    arena_printf(w->arena, "%.*s@%s", ID_HEX, hex, domain);
}

bool news_image_prepare(struct arena *arena, const char *domain,
    struct news_file *file, const struct news_problem *at,
    struct news_problems *problems)
{
	struct work w = {
		.arena = arena, .file = file, .at = at, .problems = problems
	};
	bool ok;

	buf_init(&w.clean, NEWS_FILES_MAX);
	buf_init(&w.profile, NEWS_FILES_MAX);
	read_file(&w);
	ok = check(&w) && remake(&w);
	if (ok) {
		fill(&w, domain);
		tell_size(&w);
	}
	buf_clear(&w.clean);
	buf_clear(&w.profile);
	return ok;
}
