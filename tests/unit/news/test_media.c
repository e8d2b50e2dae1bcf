/* src/news/media.c, and what attached photographs tell. */
#include "news/media.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "news/image_read.h"

#define BYTES(s) str_n(s, sizeof(s) - 1)

/* A directory of two entries: which way up, and where the place is. */
#define PLACED                                                                 \
	"II*\0\x08\0\0\0\x02\0"                                                \
	"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"                                   \
	"\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0"
#define TURNED                                                                 \
	"MM\0*\0\0\0\x08\0\x01"                                                \
	"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"

static void test_names_say_the_type(void **state)
{
	static const char *const rows[][3] = {
		{ "photo.jpg", "image/jpeg", "photo.jpg" },
		{ "photo.JPEG", "image/jpeg", "photo.JPEG" },
		{ "feuille.webp", "image/png", "feuille.png" },
		{ "images/d.e.webp", "image/jpeg", "images/d.e.jpg" },
		{ "été.PNG", "image/jpeg", "été.jpg" },
		{ "photo", "image/gif", "photo.gif" },
		{ "v1.2", "image/gif", "v1.2.gif" },
		{ ".png", "image/gif", ".gif" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_string_equal(
		    media_name(&arena, rows[i][0], rows[i][1]), rows[i][2]);
	arena_free(&arena);
}

static void test_photographs_that_tell_the_place(void **state)
{
	static const char png[] = "\x89PNG\r\n\x1a\n"
				  "\0\0\0\x08IHDR\0\0\0\x01\0\0\0\x01"
				  "CRC!\0\0\0\x26"
				  "eXIf" PLACED "CRC!";
	static const char heic[] = "\0\0\0\x18"
				   "ftypheic....Exif\0\0" PLACED;
	static const char xmp[] = "\xff\xd8\xff\xe1\0\x20http://ns.adobe.com/"
				  " exif:GPSLatitude=\"48,51.4N\"";

	(void)state;
	assert_true(image_tells_place(BYTES("\xff\xd8\xff\xe1\0\x2e"
					    "Exif\0\0" PLACED "\xff\xda")));
	assert_false(image_tells_place(BYTES("\xff\xd8\xff\xe1\0\x22"
					     "Exif\0\0" TURNED "\xff\xda")));
	assert_true(image_tells_place(BYTES(png)));
	assert_true(image_tells_place(BYTES(heic)));
	assert_true(image_tells_place(BYTES(xmp)));
	assert_false(image_tells_place(BYTES("GPSLatitude is a word")));
	assert_false(image_tells_place(BYTES("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_say_the_type),
		cmocka_unit_test(test_photographs_that_tell_the_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
