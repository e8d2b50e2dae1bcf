#include "news/image_read.h"

#include <stdint.h>

enum {
	TAG_ORIENTATION = 0x0112, /* TIFF 6.0, section 8 */
	TAG_GPS = 0x8825,         /* EXIF 2.3, section 4.6.3 */
	TIFF_ENTRY = 12,
	DRAWING_HEAD = 1024 /* bytes in which an SVG says that it is one */
};

static const char exif[] = { 'E', 'x', 'i', 'f', 0, 0 };

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

/* The first word of a tag's value in the first directory. */
static bool find_tag(struct str tiff, unsigned tag, unsigned *value)
{
	unsigned (*const two)(struct str, size_t) =
	    str_starts(tiff, str_c("MM")) ? image_be16 : image_le16;
	unsigned (*const four)(struct str, size_t) =
	    str_starts(tiff, str_c("MM")) ? image_be32 : image_le32;
	size_t count;
	size_t at;

	if (tiff.n < 8 ||
	    (!str_starts(tiff, str_c("MM")) && !str_starts(tiff, str_c("II"))))
		return false;
	at = four(tiff, 4);
	if (at > tiff.n - 2)
		return false;
	count = two(tiff, at);
	at += 2;
	for (; count > 0 && tiff.n - at >= TIFF_ENTRY; count--) {
		*value = two(tiff, at + 8);
		if (two(tiff, at) == tag)
			return true;
		at += TIFF_ENTRY;
	}
	return false;
}

void image_note_exif(struct str tiff, struct image_facts *facts)
{
	unsigned value;

	facts->orientation = 1;
	if (find_tag(tiff, TAG_ORIENTATION, &value) && value >= 1 && value <= 8)
		facts->orientation = (int)value;
	facts->placed = facts->placed || find_tag(tiff, TAG_GPS, &value);
}

bool image_tells_place(struct str bytes)
{
	const size_t block = str_find(bytes, str_n(exif, sizeof(exif)));
	struct image_facts facts;
	struct buf clean;
	struct buf profile;

	buf_init(&clean, bytes.n);
	buf_init(&profile, bytes.n);
	image_read(bytes, &facts, &clean, &profile);
	buf_clear(&clean);
	buf_clear(&profile);
	if (facts.type == IMAGE_HEIF && block != SIZE_MAX)
		image_note_exif(str_from(bytes, block + sizeof(exif)), &facts);
	/* Of XMP, whatever holds it, this is enough. */
	return facts.placed ||
	       (facts.type != IMAGE_OTHER &&
		   str_find(bytes, str_c("GPSLatitude")) != SIZE_MAX);
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
