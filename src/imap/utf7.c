#include "imap/utf7.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

/* One character off the front of valid UTF-8. */
static uint32_t next_char(const char **s)
{
	const unsigned char *p = (const unsigned char *)*s;
	int more = *p >= 0xf0 ? 3 : *p >= 0xe0 ? 2 : *p >= 0xc0 ? 1 : 0;
	uint32_t c = more == 0 ? *p : *p & (0x3fU >> more);

	for (int i = 1; i <= more; i++)
		c = c << 6 | (p[i] & 0x3f);
	*s += more + 1;
	return c;
}

/* A run of UTF-16 on its way into base64 without padding, "," for "/". */
struct shift {
	struct buf *out;
	uint32_t bits;
	int count;
};

static void put_bits(struct shift *shift, uint32_t bits, int count)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz0123456789+,";

	shift->bits = shift->bits << count | bits;
	shift->count += count;
	while (shift->count >= 6) {
		shift->count -= 6;
		(void)buf_putc(
		    shift->out, alphabet[(shift->bits >> shift->count) & 0x3f]);
	}
}

static void put_utf16(struct shift *shift, uint32_t c)
{
	if (c >= 0x10000) {
		put_bits(shift, 0xd800 | (c - 0x10000) >> 10, 16);
		c = 0xdc00 | ((c - 0x10000) & 0x3ff);
	}
	put_bits(shift, c, 16);
}

char *utf7_encode(const char *utf8)
{
	struct buf out;
	uint32_t c;

	buf_init(&out, 4 * strlen(utf8) + 1);
	while (*utf8 != '\0') {
		if ((unsigned char)*utf8 < 0x80) {
			(void)buf_puts(
			    &out, *utf8 == '&' ? "&-" : (char[]){ *utf8, 0 });
			utf8++;
			continue;
		}
		struct shift shift = { .out = &out };

		(void)buf_putc(&out, '&');
		while ((unsigned char)*utf8 >= 0x80) {
			c = next_char(&utf8);
			put_utf16(&shift, c);
		}
		if (shift.count > 0)
			put_bits(&shift, 0, 6 - shift.count);
		(void)buf_putc(&out, '-');
	}
	return out.len > 0 ? buf_steal(&out) : mem_strdup("");
}
