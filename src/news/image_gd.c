#include "news/image_gd.h"

#include <gd.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>

#include "base/buf.h"
enum {
	JPEG_QUALITY = 82,
	PNG_LEVEL = 9,
	PNG_WORTH = 3 /* a PNG this many times as large gives way to a JPEG */
};

/* What it has to say is not for an editor. */
static void silent(int priority, const char *format, va_list args)
{
	(void)priority;
	(void)format;
	(void)args;
}

static gdImagePtr decode_png(struct str bytes)
{
	struct buf bare;
	gdImagePtr image;

	buf_init(&bare, bytes.n);
	image_bare_png(bytes, &bare);
	image = gdImageCreateFromPngPtr((int)bare.len, bare.data);
	buf_clear(&bare);
	return image;
}

static gdImagePtr decode(struct str bytes, enum image_type type)
{
	/* libgd reads only; its interface is older than that word. */
	void *data = (void *)(uintptr_t)bytes.p;
	const int n = (int)bytes.n;

	if (bytes.n > INT_MAX)
		return NULL;
	gdSetErrorMethod(silent);
	switch (type) {
	case IMAGE_PNG:
		return decode_png(bytes);
	case IMAGE_JPEG:
		return gdImageCreateFromJpegPtrEx(n, data, 0);
	case IMAGE_GIF:
		return gdImageCreateFromGifPtr(n, data);
	case IMAGE_WEBP:
		return gdImageCreateFromWebpPtr(n, data);
	case IMAGE_OTHER:
	case IMAGE_SVG:
	case IMAGE_HEIF:
		break;
	}
	return NULL;
}

bool image_gd_ok(struct str bytes, enum image_type type)
{
	gdImagePtr image = decode(bytes, type);

	if (image == NULL)
		return false;
	gdImageDestroy(image);
	return true;
}

/* A copy with true colours and transparency, at this size. */
static gdImagePtr resample(gdImagePtr image, int width, int height)
{
	gdImagePtr made = gdImageCreateTrueColor(width, height);

	if (made == NULL)
		return NULL;
	gdImageAlphaBlending(made, 0);
	gdImageSaveAlpha(made, 1);
	gdImageCopyResampled(made, image, 0, 0, 0, 0, width, height,
	    gdImageSX(image), gdImageSY(image));
	return made;
}

/* The pixel of `image` that stands at x, y once it is turned (EXIF 2.3). */
static int turned_pixel(gdImagePtr image, int orientation, int x, int y)
{
	const int right = gdImageSX(image) - 1;
	const int bottom = gdImageSY(image) - 1;

	switch (orientation) {
	case 2:
		return gdImageTrueColorPixel(image, right - x, y);
	case 3:
		return gdImageTrueColorPixel(image, right - x, bottom - y);
	case 4:
		return gdImageTrueColorPixel(image, x, bottom - y);
	case 5:
		return gdImageTrueColorPixel(image, y, x);
	case 6:
		return gdImageTrueColorPixel(image, y, bottom - x);
	case 7:
		return gdImageTrueColorPixel(image, right - y, bottom - x);
	case 8:
		return gdImageTrueColorPixel(image, right - y, x);
	default: /* 1: as it is */
		return gdImageTrueColorPixel(image, x, y);
	}
}

/* Turns it; the image given is used up. */
static gdImagePtr turn(gdImagePtr image, int orientation)
{
	const bool aside = orientation >= 5;
	const int width = aside ? gdImageSY(image) : gdImageSX(image);
	const int height = aside ? gdImageSX(image) : gdImageSY(image);
	gdImagePtr made;

	if (orientation <= 1)
		return image;
	made = gdImageCreateTrueColor(width, height);
	if (made != NULL) {
		gdImageAlphaBlending(made, 0);
		gdImageSaveAlpha(made, 1);
		for (int y = 0; y < height; y++)
			for (int x = 0; x < width; x++)
				gdImageTrueColorPixel(made, x, y) =
				    turned_pixel(image, orientation, x, y);
	}
	gdImageDestroy(image);
	return made;
}

static gdImagePtr scale_and_turn(
    gdImagePtr image, int orientation, int max_width)
{
	const bool aside = orientation >= 5;
	const int width = gdImageSX(image);
	const int height = gdImageSY(image);
	const int across = aside ? height : width;
	const double factor =
	    across > max_width ? (double)max_width / across : 1;
	/* The edge that becomes the width is exact. */
	int w = aside ? (int)(width * factor + 0.5) : (int)(width * factor);
	int h = aside ? (int)(height * factor) : (int)(height * factor + 0.5);
	gdImagePtr made;

	if (across > max_width && aside)
		h = max_width;
	else if (across > max_width)
		w = max_width;
	made = resample(image, w > 0 ? w : 1, h > 0 ? h : 1);
	return made == NULL ? NULL : turn(made, orientation);
}

static bool is_opaque(gdImagePtr image)
{
	for (int y = 0; y < gdImageSY(image); y++)
		for (int x = 0; x < gdImageSX(image); x++)
			if (gdTrueColorGetAlpha(gdImageTrueColorPixel(
				image, x, y)) != gdAlphaOpaque)
				return false;
	return true;
}

static struct str take(struct arena *arena, void *data, int n)
{
	struct str out = { NULL, 0 };

	if (data != NULL && n > 0)
		out =
		    str_n(arena_dup(arena, str_n(data, (size_t)n)), (size_t)n);
	gdFree(data);
	return out;
}

static struct str encode(
    struct arena *arena, gdImagePtr image, enum image_type from)
{
	struct str png = { NULL, 0 };
	struct str jpeg = { NULL, 0 };
	void *data;
	int n = 0;

	if (from != IMAGE_JPEG) {
		data = gdImagePngPtrEx(image, &n, PNG_LEVEL);
		png = take(arena, data, n);
		if (!is_opaque(image))
			return png;
	}
	gdImageInterlace(image, 1);
	data = gdImageJpegPtr(image, &n, JPEG_QUALITY);
	jpeg = take(arena, data, n);
	if (png.p != NULL && jpeg.n > png.n / PNG_WORTH)
		return png;
	return jpeg;
}

bool image_gd_remake(struct arena *arena, struct str bytes,
    const struct image_facts *facts, int max_width, struct str *out)
{
	gdImagePtr image = decode(bytes, facts->type);
	gdImagePtr made;

	if (image == NULL)
		return false;
	made = scale_and_turn(image, facts->orientation, max_width);
	gdImageDestroy(image);
	if (made == NULL)
		return false;
	*out = encode(arena, made, facts->type);
	gdImageDestroy(made);
	return out->n > 0;
}
