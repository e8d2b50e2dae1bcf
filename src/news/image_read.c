#include "news/image_read.h"

#include <stdint.h>

enum {
	TAG_ORIENTATION = 0x0112, /* TIFF 6.0, section 8 */
	TIFF_ENTRY = 12,
	DRAWING_HEAD = 1024 /* bytes in which an SVG says that it is one */
};

static unsigned byte(struct str bytes, size_t at)
{
	return (unsigned char)bytes.p[at];
}

unsigned image_be16(struct str bytes, size_t at)
{
	return byte(bytes, at) << 8 | byte(bytes, at + 1);
}

unsigned image_le16(struct str bytes, size_t at)
{
	return byte(bytes, at) | byte(bytes, at + 1) << 8;
}

unsigned image_be32(struct str bytes, size_t at)
{
	return image_be16(bytes, at) << 16 | image_be16(bytes, at + 2);
}

unsigned image_le32(struct str bytes, size_t at)
{
	return image_le16(bytes, at) | image_le16(bytes, at + 2) << 16;
}

/* ISO base media files: "ftyp" and who made it. */
static bool is_heif(struct str bytes)
{
	static const char *const brands[] = { "heic", "heix", "heim", "hevc",
		"mif1", "msf1", "avif", "avis" };

	if (bytes.n < 12 || !str_starts(str_from(bytes, 4), str_c("ftyp")))
		return false;
	for (size_t i = 0; i < sizeof(brands) / sizeof(*brands); i++)
		if (str_starts(str_from(bytes, 8), str_c(brands[i])))
			return true;
	return false;
}

static bool is_svg(struct str bytes)
{
	struct str head = str_sub(bytes, 0, DRAWING_HEAD);

	if (str_starts(head, str_c("\xef\xbb\xbf")))
		head = str_from(head, 3);
	head = str_trim(head);
	return head.n > 0 && head.p[0] == '<' &&
	       str_ifind(head, str_c("<svg")) != SIZE_MAX;
}

enum image_type image_type(struct str bytes)
{
	if (str_starts(bytes, str_c("\x89PNG\r\n\x1a\n")))
		return IMAGE_PNG;
	if (str_starts(bytes, str_c("\xff\xd8\xff")))
		return IMAGE_JPEG;
	if (str_starts(bytes, str_c("GIF87a")) ||
	    str_starts(bytes, str_c("GIF89a")))
		return IMAGE_GIF;
	if (str_starts(bytes, str_c("RIFF")) &&
	    str_starts(str_from(bytes, 8), str_c("WEBP")))
		return IMAGE_WEBP;
	if (is_heif(bytes))
		return IMAGE_HEIF;
	return is_svg(bytes) ? IMAGE_SVG : IMAGE_OTHER;
}

int image_orientation(struct str tiff)
{
	unsigned (*const two)(struct str, size_t) =
	    str_starts(tiff, str_c("MM")) ? image_be16 : image_le16;
	unsigned (*const four)(struct str, size_t) =
	    str_starts(tiff, str_c("MM")) ? image_be32 : image_le32;
	size_t count;
	size_t at;

	if (tiff.n < 8 ||
	    (!str_starts(tiff, str_c("MM")) && !str_starts(tiff, str_c("II"))))
		return 1;
	at = four(tiff, 4);
	if (at > tiff.n - 2)
		return 1;
	count = two(tiff, at);
	at += 2;
	for (; count > 0 && tiff.n - at >= TIFF_ENTRY; count--) {
		if (two(tiff, at) == TAG_ORIENTATION) {
			unsigned value = two(tiff, at + 8);
			return value >= 1 && value <= 8 ? (int)value : 1;
		}
		at += TIFF_ENTRY;
	}
	return 1;
}

void image_read(struct str bytes, struct image_facts *facts, struct buf *clean,
    struct buf *profile)
{
	*facts =
	    (struct image_facts){ .type = image_type(bytes), .orientation = 1 };
	switch (facts->type) {
	case IMAGE_JPEG:
		image_read_jpeg(bytes, facts, clean, profile);
		break;
	case IMAGE_PNG:
		image_read_png(bytes, facts, clean);
		break;
	case IMAGE_GIF:
		image_read_gif(bytes, facts, clean);
		break;
	case IMAGE_WEBP:
		image_read_webp(bytes, facts);
		break;
	case IMAGE_OTHER:
	case IMAGE_SVG:
	case IMAGE_HEIF:
		break;
	}
	if (facts->width <= 0 || facts->height <= 0)
		facts->whole = false;
}
