/* An image inside the mail, of news/block_show.h. */
#include "news/block_show.h"

/* What the column of the layout has room for, in CSS pixels. */
enum { WIDTH_MAX = 536 };

static const struct news_file *find_image(
    const struct news *news, const char *name)
{
	for (size_t i = 0; i < news->file_count; i++)
		if (news->files[i].image && news->files[i].content_id != NULL &&
		    str_is(str_c(name), news->files[i].name))
			return &news->files[i];
	return NULL;
}

/* As it was asked for, else as the file has it; never over the column. */
static int shown_width(const char *asked, int width)
{
	uint64_t n;

	if (asked != NULL && str_u64(str_c(asked), WIDTH_MAX, &n) && n > 0)
		return (int)n;
	return width > WIDTH_MAX || asked != NULL ? WIDTH_MAX : width;
}

void show_image(
    struct block_show *show, const struct news_block *block, json_t *row)
{
	const struct news_value *values = block->values;
	const struct news_file *file =
	    find_image(show->view->news, values[NEWS_FILE].text);
	int width = 0;
	int height = 0;

	if (file != NULL && file->width > 0) {
		width = shown_width(values[NEWS_WIDTH].text, file->width);
		height = (int)((int64_t)file->height * width / file->width);
	}
	show_set(row, "src",
	    file == NULL
		? ""
		: arena_printf(show->arena, "cid:%s", file->content_id));
	(void)json_object_set_new(row, "width", json_integer(width));
	(void)json_object_set_new(
	    row, "height", json_integer(height < 1 && width > 0 ? 1 : height));
}
