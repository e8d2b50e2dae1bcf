/* src/news/image*.c */
#include "news/image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <gd.h>

#include "base/buf.h"

enum { RED = 0xe00000, GREEN = 0x00e000, BLUE = 0x0000e0, WHITE = 0xffffff };

static struct arena arena;
static struct news_problems problems;
static const struct news_problem at = {
	.source = "a.md", .line = 3, .column = 7
};

static int setup(void **state)
{
	(void)state;
	problems = (struct news_problems){ .arena = &arena };
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static struct str taken(void *data, int n)
{
	struct str out;

	assert_non_null(data);
	out = str_n(arena_dup(&arena, str_n(data, (size_t)n)), (size_t)n);
	gdFree(data);
	return out;
}

/* Four quarters: red, green above white, blue. */
static gdImagePtr quarters(int width, int height)
{
	gdImagePtr image = gdImageCreateTrueColor(width, height);
	const int x = width / 2;
	const int y = height / 2;

	gdImageFilledRectangle(image, 0, 0, x - 1, y - 1, RED);
	gdImageFilledRectangle(image, x, 0, width, y - 1, GREEN);
	gdImageFilledRectangle(image, 0, y, x - 1, height, WHITE);
	gdImageFilledRectangle(image, x, y, width, height, BLUE);
	return image;
}

enum kind { PNG, JPEG, GIF, WEBP };

static struct str file_of(gdImagePtr image, enum kind kind)
{
	void *data = NULL;
	int n = 0;

	gdImageSaveAlpha(image, 1);
	if (kind == PNG)
		data = gdImagePngPtr(image, &n);
	else if (kind == JPEG)
		data = gdImageJpegPtr(image, &n, 90);
	else if (kind == GIF)
		data = gdImageGifPtr(image, &n);
	else
		data = gdImageWebpPtr(image, &n);
	gdImageDestroy(image);
	return taken(data, n);
}

/* `middle` put in at an offset. */
static struct str with(struct str bytes, size_t offset, struct str middle)
{
	struct buf made;
	struct str out;

	buf_init(&made, SIZE_MAX / 2);
	(void)buf_str(&made, str_sub(bytes, 0, offset));
	(void)buf_str(&made, middle);
	(void)buf_str(&made, str_from(bytes, offset));
	out = str_n(arena_dup(&arena, buf_get(&made)), made.len);
	buf_clear(&made);
	return out;
}

#define BYTES(literal) str_n(literal, sizeof(literal) - 1)

static struct news_file prepared(const char *name, struct str bytes, bool want)
{
	struct news_file file = { .name = name, .bytes = bytes };
	bool ok;

	problems = (struct news_problems){ .arena = &arena };
	ok = news_image_prepare(&arena, "example.org", &file, &at, &problems);
	if (ok != want)
		fail_msg("%s: %s", name,
		    problems.count > 0 ? problems.rows[0].text : "taken");
	if (ok) {
		struct news_file again = { .name = name, .bytes = file.bytes };
		struct news_problems none = { .arena = &arena };
		assert_true(news_image_prepare(
		    &arena, "example.org", &again, &at, &none));
		assert_true(str_eq(again.bytes, file.bytes));
		assert_string_equal(again.content_id, file.content_id);
	}
	return file;
}

static void is_problem(size_t n, enum news_level level, const char *text)
{
	assert_true(n < problems.count);
	assert_int_equal(problems.rows[n].level, level);
	assert_string_equal(problems.rows[n].source, "a.md");
	assert_int_equal(problems.rows[n].line, 3);
	assert_int_equal(problems.rows[n].column, 7);
	assert_string_equal(problems.rows[n].text, text);
}

static void test_small_ones_keep_their_bytes(void **state)
{
	static const char *const types[] = { "image/png", "image/jpeg",
		"image/gif" };

	(void)state;
	for (enum kind kind = PNG; kind <= GIF; kind++) {
		struct str bytes = file_of(quarters(40, 20), kind);
		struct news_file file = prepared("a", bytes, true);
		assert_int_equal(problems.count, 0);
		assert_string_equal(file.type, types[kind]);
		assert_true(file.image);
		assert_int_equal(file.width, 40);
		assert_int_equal(file.height, 20);
		assert_non_null(strstr(file.content_id, "@example.org"));
		/* libgd signs its JPEGs in a comment. */
		if (kind != JPEG)
			assert_true(str_eq(file.bytes, bytes));
	}
}

static void test_content_ids(void **state)
{
	struct str bytes = file_of(quarters(40, 20), PNG);
	struct news_file a = prepared("a", bytes, true);
	struct news_file b = prepared("b", bytes, true);
	struct news_file c =
	    prepared("a", file_of(quarters(40, 22), PNG), true);

	(void)state;
	assert_string_equal(a.content_id, b.content_id);
	assert_string_not_equal(a.content_id, c.content_id);
}

static void has_not(struct str bytes, const char *word)
{
	if (str_find(bytes, str_c(word)) != SIZE_MAX)
		fail_msg("\"%s\" is still there", word);
}

static void test_metadata_is_dropped(void **state)
{
	struct str jpeg = file_of(quarters(40, 20), JPEG);
	struct str png = file_of(quarters(40, 20), PNG);
	struct str gif = file_of(quarters(40, 20), GIF);
	struct str clean = prepared("a", jpeg, true).bytes;
	struct str made;

	(void)state;
	made = with(jpeg, 20,
	    BYTES("\xff\xe1\0\x0e"
		  "Exif\0\0GPS!xx"
		  "\xff\xed\0\x0cIPTC-Paris"
		  "\xff\xfe\0\x07"
		  "Alice"));
	made = with(made, made.n, BYTES("\xff\xd8 the trailer of a phone"));
	made = prepared("a.jpg", made, true).bytes;
	has_not(made, "GPS!");
	assert_true(str_eq(made, clean));
	/* A small picture of what was cut away. */
	made = with(jpeg, 2,
	    BYTES("\xff\xe0\0\x13JFIF\0\1\1\0\0\1\0\1\1\1"
		  "RGB"));
	made = prepared("a.jpg", made, true).bytes;
	assert_true(str_eq(made, clean));
	made = with(jpeg, 20, BYTES("\xff\xe2\0\x12ICC_PROFILE\0\1\1xy"));
	made = prepared("a.jpg", made, true).bytes;
	assert_int_not_equal(str_find(made, str_c("ICC_PROFILE")), SIZE_MAX);

	made = with(png, 33,
	    BYTES("\0\0\0\x0ctEXtAuthor\0Aliceabcd"
		  "\0\0\0\4eXIfGPS!abcd"));
	made = with(made, made.n, BYTES("more"));
	assert_true(str_eq(prepared("a.png", made, true).bytes, png));

	made = with(gif, gif.n - 1, BYTES("!\xfe\5Alice\0"));
	assert_true(str_eq(prepared("a.gif", made, true).bytes, gif));
}

static int near_colour(gdImagePtr image, int x, int y, int want)
{
	const int got = gdImageGetTrueColorPixel(image, x, y);

	return abs(gdTrueColorGetRed(got) - gdTrueColorGetRed(want)) < 40 &&
	       abs(gdTrueColorGetGreen(got) - gdTrueColorGetGreen(want)) < 40 &&
	       abs(gdTrueColorGetBlue(got) - gdTrueColorGetBlue(want)) < 40;
}

/* The corners by EXIF's orientation: above left, right, below left, right. */
static void test_orientation(void **state)
{
	static const int corners[][4] = {
		{ RED, GREEN, WHITE, BLUE },
		{ GREEN, RED, BLUE, WHITE },
		{ BLUE, WHITE, GREEN, RED },
		{ WHITE, BLUE, RED, GREEN },
		{ RED, WHITE, GREEN, BLUE },
		{ WHITE, RED, BLUE, GREEN },
		{ BLUE, GREEN, WHITE, RED },
		{ GREEN, BLUE, RED, WHITE },
	};
	static const int sizes[][3] = { { 80, 40, 80 }, { 3000, 1500, 1200 } };
	char exif[] = "\xff\xe1\0\x22"
		      "Exif\0\0MM\0*\0\0\0\x08\0\1"
		      "\1\x12\0\3\0\0\0\1\0\0\0\0\0\0\0\0";

	(void)state;
	for (int i = 0; i < 16; i++) {
		const int turn = i % 8;
		const int *size = sizes[i / 8];
		const bool aside = turn >= 4;
		const int w = aside && size[2] == 80 ? 40 : size[2];
		const int h = aside ? w * 2 : w / 2;
		struct str jpeg = file_of(quarters(size[0], size[1]), JPEG);
		struct news_file file;
		gdImagePtr image;

		exif[29] = (char)(turn + 1);
		file = prepared("a", with(jpeg, 20, BYTES(exif)), true);
		assert_int_equal(file.width, w);
		assert_int_equal(file.height, h);
		has_not(file.bytes, "Exif");
		image = gdImageCreateFromJpegPtr(
		    (int)file.bytes.n, (void *)(uintptr_t)file.bytes.p);
		assert_non_null(image);
		for (int c = 0; c < 4; c++)
			if (!near_colour(image, c % 2 == 0 ? 5 : w - 6,
				c < 2 ? 5 : h - 6, corners[turn][c]))
				fail_msg(
				    "orientation %d, corner %d", turn + 1, c);
		gdImageDestroy(image);
	}
}

static void test_scaled_down(void **state)
{
	struct str jpeg = file_of(quarters(2400, 1001), JPEG);
	struct news_file file;

	(void)state;
	file = prepared("photo.jpg",
	    with(jpeg, 20, BYTES("\xff\xe2\0\x12ICC_PROFILE\0\1\1xy")), true);
	assert_int_equal(file.width, 1200);
	assert_int_equal(file.height, 501);
	assert_int_equal(problems.count, 1);
	is_problem(0, NEWS_WARNING,
	    "photo.jpg: scaled down from 2400 x 1001 to 1200 x 501 pixels");
	assert_int_not_equal(
	    str_find(file.bytes, str_c("ICC_PROFILE")), SIZE_MAX);

	file = prepared("wide.gif", file_of(quarters(1300, 20), GIF), true);
	assert_string_equal(file.type, "image/png");
	assert_int_equal(file.width, 1200);
	file = prepared("1201.png", file_of(quarters(9000, 2), PNG), true);
	assert_int_equal(file.height, 1);
}

/* A drawing with a transparent half; noise as a photograph has it. */
static void test_png_stays_png_where_it_is_worth_it(void **state)
{
	gdImagePtr image = quarters(1500, 700);
	gdImagePtr noise = gdImageCreateTrueColor(1500, 300);
	struct news_file file;
	unsigned seed = 1;

	(void)state;
	gdImageAlphaBlending(image, 0);
	gdImageFilledRectangle(
	    image, 0, 0, 700, 700, gdTrueColorAlpha(0, 0, 0, 127));
	file = prepared("a.png", file_of(image, PNG), true);
	assert_string_equal(file.type, "image/png");
	image = gdImageCreateFromPngPtr(
	    (int)file.bytes.n, (void *)(uintptr_t)file.bytes.p);
	assert_int_equal(
	    gdImageAlpha(image, gdImageGetPixel(image, 9, 9)), 127);
	gdImageDestroy(image);
	file = prepared("a.png", file_of(quarters(1500, 700), PNG), true);
	assert_string_equal(file.type, "image/png");
	for (int i = 0; i < 1500 * 300; i++) {
		seed = seed * 1103515245 + 12345;
		gdImageSetPixel(noise, i % 1500, i / 1500,
		    (int)(seed >> 8 & 0x1f1f1f) + (i % 1500 / 10) * 0x010101);
	}
	file = prepared("a.png", file_of(noise, PNG), true);
	assert_string_equal(file.type, "image/jpeg");
}

static void test_webp_is_sent_as_something_else(void **state)
{
	gdImagePtr image = quarters(60, 40);
	struct news_file file = prepared("a.webp", file_of(image, WEBP), true);

	(void)state;
	is_problem(0, NEWS_WARNING,
	    "a.webp: sent as PNG, since some mail programs do not show WebP");
	assert_string_equal(file.type, "image/png");
	assert_int_equal(file.width, 60);
}

/* Two frames: as it is, however wide. */
static struct str animation(int width)
{
	struct str out = file_of(quarters(width, 8), GIF);
	size_t frame = str_find(out, str_c(",")); /* 0x2c begins a frame */
	struct str body = str_sub(out, frame, out.n - 1 - frame);

	return with(out, out.n - 1, body);
}

static void test_animations_stay(void **state)
{
	struct str gif = animation(50);

	(void)state;
	assert_true(str_eq(prepared("a.gif", gif, true).bytes, gif));
	assert_int_equal(problems.count, 0);
	gif = animation(1500);
	assert_true(str_eq(prepared("a.gif", gif, true).bytes, gif));
	is_problem(0, NEWS_WARNING,
	    "a.gif: an animation is not scaled down; make it at most 1200 "
	    "pixels wide");
}

static void test_refused(void **state)
{
	static const struct {
		const char *bytes;
		const char *part; /* of the sentence */
	} rows[] = {
		{ "", "no image" },
		{ "BM....", "no image" },
		{ "<html><svg", "SVG" },
		{ "\xef\xbb\xbf<?xml version=\"1.0\"?>\n<svg xmlns=\"x\">",
		    "SVG" },
		{ "....ftypheic....", "HEIC" },
		{ "....ftypavif....", "HEIC" },
		{ "\xff\xd8\xff", "damaged or cut off" },
		{ "GIF89a", "damaged or cut off" },
		{ "RIFF....WEBP", "damaged or cut off" },
		{ "\x89PNG\r\n\x1a\n", "damaged or cut off" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		(void)prepared("a", str_c(rows[i].bytes), false);
		assert_int_equal(problems.count, 1);
		assert_int_equal(problems.rows[0].level, NEWS_ERROR);
		if (strstr(problems.rows[0].text, rows[i].part) == NULL)
			fail_msg("%zu: %s", i, problems.rows[0].text);
	}
}

/* Files that ask for more than they are. */
static void test_bombs(void **state)
{
	struct str png = file_of(quarters(40, 20), PNG);
	struct str jpeg = file_of(quarters(40, 20), JPEG);
	struct str gif = file_of(quarters(40, 20), GIF);
	size_t frame = str_find(jpeg, str_c("\xff\xc0"));
	size_t scan = str_find(jpeg, str_c("\xff\xda"));
	char *bytes;

	(void)state;
	bytes = arena_dup(&arena, png);
	memcpy(bytes + 16, "\0\0\x7d\0\0\0\x7d\0", 8);
	(void)prepared("a.png", str_n(bytes, png.n), false);
	is_problem(0, NEWS_ERROR,
	    "a.png: the image has 32000 x 32000 pixels, too many to be scaled "
	    "down; make it about 1200 wide");
	memcpy(bytes + 16, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
	(void)prepared("a.png", str_n(bytes, png.n), false);

	bytes = arena_dup(&arena, gif);
	memcpy(bytes + str_find(gif, str_c(",")) + 5, "\xff\xff\xff\xff", 4);
	(void)prepared("a.gif", str_n(bytes, gif.n), false);

	bytes = arena_dup(&arena, jpeg);
	memcpy(bytes + frame + 5, "\xff\xff\xff\xff", 4);
	(void)prepared("a.jpg", str_n(bytes, jpeg.n), false);
	/* A second frame, and more scans than a picture needs. */
	(void)prepared(
	    "a.jpg", with(jpeg, frame, str_sub(jpeg, frame, 19)), false);
	for (int i = 0; i < 7; i++)
		jpeg = with(jpeg, scan, str_sub(jpeg, scan, jpeg.n - 2 - scan));
	(void)prepared("a.jpg", jpeg, false);
}

/* Cut off anywhere, and with one byte changed: refused or taken, no more. */
static void test_damaged(void **state)
{
	unsigned seed = 7;

	(void)state;
	for (enum kind kind = PNG; kind <= WEBP; kind++) {
		struct str bytes = file_of(quarters(24, 16), kind);
		for (size_t n = 0; n < bytes.n; n++)
			(void)prepared("a", str_sub(bytes, 0, n), false);
		for (int i = 0; i < 300; i++) {
			char *copy = arena_dup(&arena, bytes);
			struct news_file file = { .name = "a",
				.bytes = str_n(copy, bytes.n) };
			seed = seed * 1103515245 + 12345;
			copy[(seed >> 8) % bytes.n] = (char)(seed >> 4);
			(void)news_image_prepare(
			    &arena, "example.org", &file, &at, &problems);
		}
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_small_ones_keep_their_bytes),
		TEST(test_content_ids),
		TEST(test_metadata_is_dropped),
		TEST(test_orientation),
		TEST(test_scaled_down),
		TEST(test_png_stays_png_where_it_is_worth_it),
		TEST(test_webp_is_sent_as_something_else),
		TEST(test_animations_stay),
		TEST(test_refused),
		TEST(test_bombs),
		TEST(test_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
