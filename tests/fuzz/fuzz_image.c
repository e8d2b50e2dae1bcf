/*
 * An image that somebody names or mails: what its readers keep of it reads the
 * same again; small ones are decoded and made anew as well.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "news/image.h"
#include "news/image_read.h"

enum { SMALL = 64 * 1024 /* pixels: more would only take time */ };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(struct str clean, const struct image_facts *facts)
{
	struct image_facts again;
	struct buf cleaner;
	struct buf profile;

	buf_init(&cleaner, SIZE_MAX / 2);
	buf_init(&profile, SIZE_MAX / 2);
	image_read(clean, &again, &cleaner, &profile);
	if (!again.whole || again.width != facts->width ||
	    again.height != facts->height || again.orientation != 1 ||
	    !str_eq(buf_get(&cleaner), clean))
		abort();
	buf_clear(&cleaner);
	buf_clear(&profile);
}

static void prepare(struct str bytes)
{
	struct arena arena = { 0 };
	struct news_problems problems = { .arena = &arena };
	const struct news_problem at = { .source = "a.md" };
	struct news_file file = { .name = "a", .bytes = bytes };

	if (news_image_prepare(&arena, "x.org", &file, &at, &problems) &&
	    (file.width <= 0 || file.height <= 0 || file.bytes.n == 0))
		abort();
	arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = str_n((const char *)data, size);
	struct image_facts facts;
	struct buf clean;
	struct buf profile;

	buf_init(&clean, SIZE_MAX / 2);
	buf_init(&profile, SIZE_MAX / 2);
	image_read(bytes, &facts, &clean, &profile);
	if (facts.placed && !image_tells_place(bytes))
		abort();
	if (facts.whole && facts.type != IMAGE_WEBP)
		check_again(buf_get(&clean), &facts);
	if ((int64_t)facts.width * facts.height < SMALL)
		prepare(bytes);
	buf_clear(&clean);
	buf_clear(&profile);
	return 0;
}
