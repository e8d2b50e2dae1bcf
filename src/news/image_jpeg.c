/* JPEG (ITU-T T.81 annex B): its markers, with what mails need of them. */
#include <stdint.h>

#include "news/image_read.h"

enum {
	M_SOF0 = 0xc0,
	M_DHT = 0xc4,
	M_JPG = 0xc8,
	M_DAC = 0xcc,
	M_SOF15 = 0xcf,
	M_RST0 = 0xd0,
	M_RST7 = 0xd7,
	M_EOI = 0xd9,
	M_SOS = 0xda,
	M_APP0 = 0xe0,
	M_APP1 = 0xe1,
	M_APP2 = 0xe2,
	M_APP14 = 0xee,
	M_APP15 = 0xef,
	M_COM = 0xfe,
	JFIF_BYTES = 14, /* JFIF 1.02, without a picture */
	SCANS_MAX = 64   /* each costs as much as the whole image */
};

static const char exif[] = { 'E', 'x', 'i', 'f', 0, 0 };
static const char icc[] = "ICC_PROFILE";

/* The place of the next 0xff of a marker, from `at` in coded data. */
static size_t skip_coded(struct str bytes, size_t at)
{
	while (at + 1 < bytes.n) {
		size_t next = str_findc(str_from(bytes, at), '\xff');
		unsigned char c;
		if (next == SIZE_MAX || at + next + 1 >= bytes.n)
			return bytes.n;
		at += next;
		c = (unsigned char)bytes.p[at + 1];
		if (c != 0 && c != 0xff && (c < M_RST0 || c > M_RST7))
			return at;
		at += c == 0xff ? 1 : 2;
	}
	return bytes.n;
}

static bool is_frame(unsigned marker)
{
	return marker >= M_SOF0 && marker <= M_SOF15 && marker != M_DHT &&
	       marker != M_JPG && marker != M_DAC;
}

/* Colours are told by APP0, APP2 and APP14; the rest tells of people. */
static bool is_kept(unsigned marker, struct str content)
{
	/* A longer one holds a small picture, perhaps of what was cut away. */
	if (marker == M_APP0)
		return str_starts(content, str_c("JFIF")) &&
		       content.n <= JFIF_BYTES;
	if (marker == M_APP2)
		return str_starts(content, str_n(icc, sizeof(icc)));
	if (marker == M_APP14)
		return str_starts(content, str_c("Adobe"));
	return marker != M_COM && (marker < M_APP0 || marker > M_APP15);
}

/* Does a length follow?  What stands alone stands in coded data alone. */
static bool has_length(unsigned marker)
{
	return marker >= M_SOF0 && (marker < M_RST0 || marker > M_EOI);
}

/* False for a second frame: decoders may disagree about which one counts. */
static bool note_frame(struct image_facts *facts, struct str content)
{
	if (content.n < 6 || facts->channels != 0)
		return false;
	facts->height = (int)image_be16(content, 1);
	facts->width = (int)image_be16(content, 3);
	facts->channels = (unsigned char)content.p[5];
	return facts->channels > 0;
}

/* One segment, from its 0xff on; false when the file is damaged. */
static bool note_segment(unsigned marker, struct str segment,
    struct image_facts *facts, struct buf *clean, struct buf *profile)
{
	struct str content = str_from(segment, 4);

	if (is_frame(marker) && !note_frame(facts, content))
		return false;
	if (marker == M_APP1 && str_starts(content, str_n(exif, sizeof(exif))))
		image_note_exif(str_from(content, sizeof(exif)), facts);
	if (marker == M_APP2 && is_kept(marker, content))
		(void)buf_str(profile, segment);
	if (is_kept(marker, content))
		(void)buf_str(clean, segment);
	return true;
}

void image_read_jpeg(struct str bytes, struct image_facts *facts,
    struct buf *clean, struct buf *profile)
{
	size_t at = 2;
	unsigned scans = 0;

	(void)buf_str(clean, str_sub(bytes, 0, 2));
	while (bytes.n - at >= 2 && (unsigned char)bytes.p[at] == 0xff) {
		const unsigned marker = (unsigned char)bytes.p[at + 1];
		size_t length;
		if (marker == 0xff) { /* a fill byte */
			at++;
			continue;
		}
		if (marker == M_EOI) {
			(void)buf_str(clean, str_sub(bytes, at, 2));
			facts->whole = scans > 0;
			return;
		}
		if (bytes.n - at < 4 || !has_length(marker))
			return;
		length = 2 + image_be16(bytes, at + 2);
		if (length < 4 || length > bytes.n - at ||
		    !note_segment(marker, str_sub(bytes, at, length), facts,
			clean, profile))
			return;
		at += length;
		if (marker == M_SOS) {
			const size_t end = skip_coded(bytes, at);
			if (++scans > SCANS_MAX)
				return;
			(void)buf_str(clean, str_sub(bytes, at, end - at));
			at = end;
		}
	}
}
