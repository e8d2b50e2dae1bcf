/* Images inside the mail, of news/block_show.h. */
#include "news/block_show.h"

#include "tmpl/markdown.h"

/*
 * What the column of the layout has room for, in CSS pixels, and how high an
 * image is at most unless a width was asked for: a poster fills the column,
 * what is taller would fill the screen twice.
 */
enum { WIDTH_MAX = 536, HEIGHT_MAX = 760 };

/* NULL: there is none, or it could not be read. */
static const struct news_file *find_image(
    const struct news *news, const char *name)
{
	const struct news_file *file =
	    name == NULL ? NULL : news_file_find(news, name, true);

	return file == NULL || file->content_id == NULL ? NULL : file;
}

/* As it was asked for, else as the file has it; never over the column. */
static int shown_width(const char *asked, const struct news_file *file)
{
	int width = file->width > WIDTH_MAX ? WIDTH_MAX : file->width;
	uint64_t n;

	if (asked != NULL && str_u64(str_c(asked), WIDTH_MAX, &n) && n > 0)
		return (int)n;
	if (asked != NULL)
		return WIDTH_MAX;
	if ((int64_t)file->height * width <= (int64_t)HEIGHT_MAX * file->width)
		return width;
	width = (int)((int64_t)HEIGHT_MAX * file->width / file->height);
	return width > 0 ? width : 1;
}

static struct markdown_image as_shown(const struct block_show *show,
    const struct news_file *file, const char *asked)
{
	struct markdown_image image = { .src = arena_printf(show->arena,
					    "cid:%s", file->content_id) };

	if (file->width > 0) {
		image.width = shown_width(asked, file);
		image.height =
		    (int)((int64_t)file->height * image.width / file->width);
		if (image.height < 1)
			image.height = 1;
	}
	return image;
}

void show_image(
    struct block_show *show, const struct news_block *block, json_t *row)
{
	const struct news_value *values = block->values;
	const struct news_file *file =
	    find_image(show->view->news, values[NEWS_FILE].text);
	struct markdown_image image = { .src = "" };

	if (file != NULL)
		image = as_shown(show, file, values[NEWS_WIDTH].text);
	show_set(row, "src", image.src);
	(void)json_object_set_new(row, "width", json_integer(image.width));
	(void)json_object_set_new(row, "height", json_integer(image.height));
}

static bool find_shown(void *ctx, const char *url, struct markdown_image *out)
{
	const struct block_show *show = ctx;
	const struct news_file *file = find_image(show->view->news, url);

	if (file != NULL)
		*out = as_shown(show, file, NULL);
	return file != NULL;
}

enum err_code show_html(struct block_show *show, const struct news_block *block,
    struct str markdown, struct str *out)
{
	const struct markdown_images images = { find_shown, show };

	return markdown_html_images(
	    show->arena, markdown, block->language, &images, out, show->err);
}
