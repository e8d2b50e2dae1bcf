#include "mail/view.h"

#include <glib.h>
#include <string.h>

#include "base/buf.h"
#include "mail/mime.h"

static const struct mime_leaf *find_id(const struct mime *mime, struct str id)
{
	for (size_t i = 0; i < mime->leaf_count; i++)
		if (mime->leaf[i].id[0] != '\0' && str_is(id, mime->leaf[i].id))
			return &mime->leaf[i];
	return NULL;
}

/* "data:image/png;base64,..." */
static void add_data(
    struct arena *arena, const struct mime_leaf *leaf, struct buf *out)
{
	struct str bytes = mime_bytes(arena, leaf, VIEW_MAIL_MAX);
	char *text = g_base64_encode((const guchar *)bytes.p, bytes.n);

	(void)buf_printf(out, "data:%s;base64,", leaf->type);
	(void)buf_puts(out, text);
	g_free(text);
}

/* Images by their ids become images in the page. */
static void put_images(struct arena *arena, const struct mime *mime,
    struct str html, struct buf *out)
{
	static const char mark[] = "\"cid:";
	enum { MARK = sizeof(mark) - 1 };

	for (;;) {
		size_t at = str_find(html, str_n(mark, MARK));
		struct str rest = str_from(html, at < html.n ? at + MARK : 0);
		size_t end = str_findc(rest, '"');
		const struct mime_leaf *leaf;
		if (at >= html.n || end >= rest.n)
			break;
		leaf = find_id(mime, str_sub(rest, 0, end));
		(void)buf_str(out, str_sub(html, 0, at + 1));
		if (leaf != NULL)
			add_data(arena, leaf, out);
		else
			(void)buf_str(
			    out, str_sub(html, at + 1, MARK - 1 + end));
		html = str_from(rest, end);
	}
	(void)buf_str(out, html);
}

static void add_file(
    struct arena *arena, const struct mime_leaf *leaf, struct view *view)
{
	view->files[view->file_count++] = (struct view_file){
		.name = leaf->name,
		.type = leaf->type,
		.bytes = mime_bytes(arena, leaf, VIEW_MAIL_MAX),
	};
}

static bool is_text(const struct mime_leaf *leaf, const char *type)
{
	return !leaf->attachment && strcmp(leaf->type, type) == 0;
}

static void take_apart(struct arena *arena, const struct mime *mime,
    struct view *view, struct buf *html)
{
	view->files =
	    arena_calloc(arena, mime->leaf_count + 1, sizeof(*view->files));
	for (size_t i = 0; i < mime->leaf_count; i++) {
		const struct mime_leaf *leaf = &mime->leaf[i];
		if (view->text[0] == '\0' && is_text(leaf, "text/plain"))
			view->text = mime_text(arena, leaf, VIEW_MAIL_MAX);
		else if (html->len == 0 && is_text(leaf, "text/html"))
			put_images(arena, mime,
			    str_c(mime_text(arena, leaf, VIEW_MAIL_MAX)), html);
		else if (leaf->id[0] == '\0' || leaf->attachment)
			add_file(arena, leaf, view);
	}
}

enum err_code view_read(
    struct arena *arena, struct str mail, struct view *out, struct err *err)
{
	struct mime mime;
	struct buf html;
	enum err_code rc;

	*out = (struct view){ .text = "" };
	if (mail.n > VIEW_MAIL_MAX)
		return err_set(err, ERR_LIMIT, "the mail is too large to show");
	buf_init(&html, VIEW_HTML_MAX);
	mime_open(arena, mail, &mime);
	take_apart(arena, &mime, out, &html);
	mime_close(&mime);
	rc = buf_ok(&html, "the HTML of the mail", err);
	if (rc == ERR_OK)
		out->html =
		    str_n(arena_dup(arena, buf_get(&html)), buf_get(&html).n);
	buf_clear(&html);
	return rc;
}
