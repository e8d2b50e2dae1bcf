/* PNG (W3C, third edition), GIF (89a) and WebP (RFC 9649). */
#include <stdint.h>

#include "news/image_read.h"

enum {
	PNG_HEAD = 8,
	PNG_FRAME = 12, /* of a chunk: length, name, checksum */
	GIF_HEAD = 13,
	GIF_FRAME = 10,
	RIFF_HEAD = 12,
	RIFF_CHUNK = 8
};

static int side(unsigned n)
{
	return n > INT32_MAX ? INT32_MAX : (int)n;
}

/* What its pixels are made of; and what shows them in their colours. */
static bool is_kept_chunk(struct str name, bool bare)
{
	static const char *const kept[] = { "IHDR", "PLTE", "tRNS", "IDAT",
		"IEND", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT", "bKGD",
		"pHYs", "acTL", "fcTL", "fdAT" };
	const size_t count = bare ? 5 : sizeof(kept) / sizeof(*kept);

	for (size_t i = 0; i < count; i++)
		if (str_is(name, kept[i]))
			return true;
	return false;
}

static void note_chunk(
    struct image_facts *facts, struct str name, struct str content)
{
	if (str_is(name, "IHDR") && content.n >= 8 && facts->width == 0) {
		facts->width = side(image_be32(content, 0));
		facts->height = side(image_be32(content, 4));
	} else if (str_is(name, "acTL")) {
		facts->animated = true;
	} else if (str_is(name, "eXIf")) {
		image_note_exif(content, facts);
	}
}

static void read_chunks(
    struct str bytes, struct image_facts *facts, struct buf *out, bool bare)
{
	size_t at = PNG_HEAD;

	(void)buf_str(out, str_sub(bytes, 0, PNG_HEAD));
	while (bytes.n - at >= PNG_FRAME && !facts->whole) {
		const size_t length = image_be32(bytes, at);
		struct str name = str_sub(bytes, at + 4, 4);
		if (length > bytes.n - at - PNG_FRAME ||
		    (at == PNG_HEAD && !str_is(name, "IHDR")))
			return;
		note_chunk(facts, name, str_sub(bytes, at + 8, length));
		if (is_kept_chunk(name, bare))
			(void)buf_str(
			    out, str_sub(bytes, at, PNG_FRAME + length));
		facts->whole = str_is(name, "IEND");
		at += PNG_FRAME + length;
	}
}

void image_read_png(
    struct str bytes, struct image_facts *facts, struct buf *clean)
{
	read_chunks(bytes, facts, clean, false);
}

void image_bare_png(struct str bytes, struct buf *out)
{
	struct image_facts facts = { .type = IMAGE_PNG };

	read_chunks(bytes, &facts, out, true);
}

/* Behind the colours that a GIF's flags announce. */
static size_t skip_colours(size_t at, unsigned flags)
{
	return (flags & 0x80) != 0 ? at + ((size_t)6 << (flags & 7)) : at;
}

/* Behind a row of sub-blocks; over the end = it is cut off. */
static size_t skip_blocks(struct str bytes, size_t at)
{
	while (at < bytes.n && bytes.p[at] != 0)
		at += 1 + (unsigned char)bytes.p[at];
	return at + 1;
}

/* Behind the block that begins here, SIZE_MAX where none does. */
static size_t skip_block(struct str bytes, size_t at)
{
	if (bytes.p[at] == 0x21)
		return skip_blocks(bytes, at + 2);
	if (bytes.p[at] != 0x2c || bytes.n - at <= GIF_FRAME)
		return SIZE_MAX;
	return skip_blocks(
	    bytes, 1 + skip_colours(at + GIF_FRAME,
			   (unsigned char)bytes.p[at + GIF_FRAME - 1]));
}

/* Comments, and Adobe's notes on the making. */
static bool is_note(struct str block)
{
	if (block.n < 2 || block.p[0] != 0x21)
		return false;
	return (unsigned char)block.p[1] == 0xfe ||
	       str_starts(str_from(block, 3), str_c("XMP DataXMP"));
}

/* A picture may be larger than the screen that it is for. */
static void note_picture(struct image_facts *facts, struct str block)
{
	const int width = (int)image_le16(block, 5);
	const int height = (int)image_le16(block, 7);

	if (width > facts->width)
		facts->width = width;
	if (height > facts->height)
		facts->height = height;
}

void image_read_gif(
    struct str bytes, struct image_facts *facts, struct buf *clean)
{
	size_t at = GIF_HEAD;
	unsigned frames = 0;

	if (bytes.n < GIF_HEAD)
		return;
	facts->width = (int)image_le16(bytes, 6);
	facts->height = (int)image_le16(bytes, 8);
	at = skip_colours(at, (unsigned char)bytes.p[10]);
	(void)buf_str(clean, str_sub(bytes, 0, at));
	while (at < bytes.n && bytes.p[at] != 0x3b) {
		const size_t end = skip_block(bytes, at);
		if (end > bytes.n)
			return;
		if (bytes.p[at] == 0x2c) {
			note_picture(facts, str_from(bytes, at));
			frames++;
		}
		if (!is_note(str_sub(bytes, at, end - at)))
			(void)buf_str(clean, str_sub(bytes, at, end - at));
		at = end;
	}
	(void)buf_putc(clean, 0x3b);
	facts->animated = frames > 1;
	facts->whole = at < bytes.n && frames > 0;
}

static unsigned le24(struct str bytes, size_t at)
{
	return image_le16(bytes, at) | (unsigned)(unsigned char)bytes.p[at + 2]
					   << 16;
}

static void note_riff(
    struct image_facts *facts, struct str name, struct str content)
{
	if (str_is(name, "VP8X") && content.n >= 10 && facts->width == 0) {
		facts->animated = (content.p[0] & 2) != 0;
		facts->width = (int)le24(content, 4) + 1;
		facts->height = (int)le24(content, 7) + 1;
	} else if (str_is(name, "VP8 ") && content.n >= 10 &&
		   facts->width == 0) {
		facts->width = (int)(image_le16(content, 6) & 0x3fff);
		facts->height = (int)(image_le16(content, 8) & 0x3fff);
	} else if (str_is(name, "VP8L") && content.n >= 5 &&
		   facts->width == 0) {
		const unsigned bits = image_le32(content, 1);
		facts->width = (int)(bits & 0x3fff) + 1;
		facts->height = (int)(bits >> 14 & 0x3fff) + 1;
	} else if (str_is(name, "EXIF")) {
		image_note_exif(content, facts);
	}
}

void image_read_webp(struct str bytes, struct image_facts *facts)
{
	size_t at = RIFF_HEAD;
	size_t end;

	if (bytes.n < RIFF_HEAD)
		return;
	end = RIFF_CHUNK + (size_t)image_le32(bytes, 4);
	if (end > bytes.n)
		return;
	while (at < end && end - at >= RIFF_CHUNK) {
		const size_t length = image_le32(bytes, at + 4);
		if (length > end - at - RIFF_CHUNK)
			return;
		note_riff(facts, str_sub(bytes, at, 4),
		    str_sub(bytes, at + RIFF_CHUNK, length));
		at += RIFF_CHUNK + length + (length & 1);
	}
	facts->whole = true;
}
