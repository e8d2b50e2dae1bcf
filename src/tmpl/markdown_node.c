#include "tmpl/markdown_node.h"

#include "base/buf.h"
#include "base/url.h"
#include "tmpl/plain.h"
#include "tmpl/tmpl.h"

const char *markdown_words(struct arena *arena, cmark_node *node)
{
	cmark_iter *iter = cmark_iter_new(node);
	struct buf words;
	char *copy;

	buf_init(&words, TMPL_OUT);
	while (cmark_iter_next(iter) != CMARK_EVENT_DONE) {
		cmark_node *inner = cmark_iter_get_node(iter);
		switch (cmark_node_get_type(inner)) {
		case CMARK_NODE_TEXT:
		case CMARK_NODE_CODE:
			(void)buf_puts(&words, cmark_node_get_literal(inner));
			break;
		case CMARK_NODE_SOFTBREAK:
		case CMARK_NODE_LINEBREAK:
			(void)buf_putc(&words, ' ');
			break;
		default: /* what is marked comes by itself */
			break;
		}
	}
	copy = arena_dup(arena, buf_get(&words));
	buf_clear(&words);
	cmark_iter_free(iter);
	return copy;
}

/* Markdown knows no width; Outlook needs it (it shows files by their own). */
static void put_image(struct buf *html, const struct markdown_image *image,
    const char *words, const char *title)
{
	(void)buf_puts(html, "<img src=\"");
	plain_escape(html, str_c(image->src));
	(void)buf_puts(html, "\" alt=\"");
	plain_escape(html, str_c(words));
	if (title[0] != '\0') {
		(void)buf_puts(html, "\" title=\"");
		plain_escape(html, str_c(title));
	}
	if (image->width > 0 && image->height > 0)
		(void)buf_printf(html, "\" width=\"%d\" height=\"%d",
		    image->width, image->height);
	(void)buf_puts(html, "\" />");
}

static void set_image(
    struct arena *arena, cmark_node *node, const struct markdown_images *images)
{
	const char *url = cmark_node_get_url(node);
	const char *words = markdown_words(arena, node);
	struct markdown_image image = { .src = url };
	cmark_node *shown;
	struct buf html;

	buf_init(&html, TMPL_OUT);
	/* The editor's own words for an image on the web are for readers. */
	if (url_is_web(str_c(url)) || images->find(images->ctx, url, &image)) {
		put_image(&html, &image, words, cmark_node_get_title(node));
	} else if (words[0] != '\0') {
		(void)buf_putc(&html, '[');
		plain_escape(&html, str_c(words));
		(void)buf_putc(&html, ']');
	}
	shown = cmark_node_new(CMARK_NODE_CUSTOM_INLINE);
	(void)cmark_node_set_on_enter(shown, buf_get(&html).p);
	(void)cmark_node_replace(node, shown);
	cmark_node_free(node);
	buf_clear(&html);
}

void markdown_set_images(
    struct arena *arena, cmark_node *root, const struct markdown_images *images)
{
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		if (event == CMARK_EVENT_EXIT &&
		    cmark_node_get_type(node) == CMARK_NODE_IMAGE)
			set_image(arena, node, images);
	}
	cmark_iter_free(iter);
}
