/*
 * What an image file says of itself, read without decoding it, and the file
 * without its metadata.
 */
#ifndef NEWS_IMAGE_READ_H
#define NEWS_IMAGE_READ_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

enum image_type {
	IMAGE_OTHER,
	IMAGE_PNG,
	IMAGE_JPEG,
	IMAGE_GIF,
	IMAGE_WEBP,
	IMAGE_SVG,
	IMAGE_HEIF /* and AVIF */
};

struct image_facts {
	enum image_type type;
	bool whole; /* it was read to its end */
	int width;  /* as stored, before it is turned; 0 = not found */
	int height;
	int orientation; /* EXIF's 1 to 8; 1 = as stored */
	int channels;    /* of a JPEG: 4 = for printing */
	bool animated;
	bool placed; /* its EXIF block says where it was taken */
};

/* By its first bytes. */
enum image_type image_type(struct str bytes);

/*
 * Reads it: the facts; into `clean` the file without metadata and without
 * what follows its end; into `profile` the colour profile of a JPEG, as its
 * segments.  A file that is no image of ours leaves facts->whole false.
 */
void image_read(struct str bytes, struct image_facts *facts, struct buf *clean,
    struct buf *profile);

/* The readers of each type; facts->type and orientation are set. */
void image_read_jpeg(struct str bytes, struct image_facts *facts,
    struct buf *clean, struct buf *profile);
void image_read_png(
    struct str bytes, struct image_facts *facts, struct buf *clean);
void image_read_gif(
    struct str bytes, struct image_facts *facts, struct buf *clean);
void image_read_webp(struct str bytes, struct image_facts *facts);

/*
 * A PNG with nothing but its pixels: about the rest libpng speaks to the
 * terminal where it does not like it.
 */
void image_bare_png(struct str bytes, struct buf *out);

/* Takes orientation and place from an EXIF block, a small TIFF file. */
void image_note_exif(struct str tiff, struct image_facts *facts);

/* Does the image, of any type, say where it was taken? */
bool image_tells_place(struct str bytes);

/* Numbers in the file; the caller has checked that they are there. */
unsigned image_be16(struct str bytes, size_t at);
unsigned image_le16(struct str bytes, size_t at);
unsigned image_be32(struct str bytes, size_t at);
unsigned image_le32(struct str bytes, size_t at);

#endif
