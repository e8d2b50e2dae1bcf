#include <string.h>

#include "base/i18n.h"
#include "base/url.h"
#include "base/utf8.h"
#include "news/image.h"
#include "news/image_read.h"
#include "news/media.h"
#include "news/reading.h"
#include "tmpl/markdown_links.h"

enum { FILES_MAX = 100, NAME_BYTES = 255 };

struct loader {
	struct arena *arena;
	const struct news_source *source;
	const struct news_site *site;
	struct news *news;
	const struct news_edition *edition;
	size_t total; /* bytes of all files */
	bool full;    /* one was too large: no more is read */
};

/* Where a file is named, and how. */
struct naming {
	const char *name;
	size_t line;
	size_t column;
	bool image;
};

bool news_name_ok(struct str name)
{
	struct str rest = name;
	struct str part;

	if (name.n == 0 || name.n > NAME_BYTES ||
	    str_findc(name, '\\') != SIZE_MAX ||
	    str_findc(name, ':') != SIZE_MAX)
		return false;
	for (size_t i = 0; i < name.n; i++)
		if ((unsigned char)name.p[i] < 0x20 || name.p[i] == 0x7f)
			return false;
	while (str_split(&rest, '/', &part))
		if (part.n == 0 || part.p[0] == '.')
			return false;
	return true;
}

/* Typora and others write "./photo.jpg". */
static const char *beside(const char *written)
{
	while (written[0] == '.' && written[1] == '/')
		written += 2;
	return written;
}

/* A name as it may stand in a link: "%20" is a blank, "%ff" is no text. */
static const char *decoded(struct arena *arena, const char *written)
{
	char *copy = arena_strdup(arena, written);
	char *out = copy;

	for (const char *p = copy; *p != '\0'; p++) {
		int high = *p == '%' ? str_hex(p[1]) : -1;
		int low = high >= 0 ? str_hex(p[2]) : -1;
		if (low >= 0 && high * 16 + low != 0) {
			*out++ = (char)(high * 16 + low);
			p += 2;
		} else {
			*out++ = *p;
		}
	}
	*out = '\0';
	return utf8_valid(str_c(copy)) ? copy : arena_strdup(arena, written);
}

const struct news_file *news_file_find(
    const struct news *news, const char *written, bool image)
{
	const struct news_file *found = NULL;
	struct arena arena = { 0 };
	const char *plain = beside(written);
	const char *name = beside(decoded(&arena, written));

	for (size_t i = 0; found == NULL && i < news->file_count; i++)
		if (news->files[i].image == image &&
		    (strcmp(news->files[i].name, plain) == 0 ||
			strcmp(news->files[i].name, name) == 0))
			found = &news->files[i];
	arena_free(&arena);
	return found;
}

static void tell(const struct loader *l, const struct naming *naming,
    enum news_level level, const char *text)
{
	news_problem(&l->news->problems, level, l->edition->source,
	    naming->line, naming->column, text);
}

static void tell_missing(const struct loader *l, const struct naming *naming,
    enum err_code code, const struct err *err)
{
	const char *name = naming->name;
	struct arena *arena = l->arena;

	if (code == ERR_NOT_FOUND)
		tell(l, naming, NEWS_ERROR,
		    arena_printf(arena,
			_("there is no file \"%s\"; it must lie beside the "
			  "newsletter"),
			name));
	else if (code == ERR_LIMIT)
		tell(l, naming, NEWS_ERROR,
		    arena_printf(arena,
			_("\"%s\" is too large: all files of a newsletter may "
			  "have %d MB together"),
			name, NEWS_FILES_MAX / 1024 / 1024));
	else
		tell(l, naming, NEWS_ERROR, err->text);
}

/* An attachment as it is; false when nobody would get it. */
static bool take_attachment(
    const struct loader *l, const struct naming *naming, struct news_file *file)
{
	struct media media;

	media_look(str_c(naming->name), file->bytes, &media);
	file->type = media.type;
	if (media.refused)
		tell(l, naming, NEWS_ERROR,
		    arena_printf(l->arena,
			_("\"%s\" is a program, which mail providers refuse; "
			  "put it on a site and write a link"),
			naming->name));
	else if (media.other)
		tell(l, naming, NEWS_WARNING,
		    arena_printf(l->arena,
			_("\"%s\" is not what its name says, but %s"),
			naming->name, media.type));
	if (image_tells_place(file->bytes))
		tell(l, naming, NEWS_WARNING,
		    arena_printf(l->arena,
			_("\"%s\" says where it was taken, and attachments go "
			  "as they are; export it without the place"),
			naming->name));
	return !media.refused;
}

static void add(struct loader *l, const struct naming *naming, struct str bytes)
{
	struct news *news = l->news;
	const struct news_problem at = { .source = l->edition->source,
		.line = naming->line,
		.column = naming->column };
	struct news_file file = { .name = naming->name, .bytes = bytes };
	bool fine = naming->image
			? news_image_prepare(l->arena, l->site->domain, &file,
			      &at, &news->problems)
			: take_attachment(l, naming, &file);

	if (!fine)
		return;
	if (news->files == NULL)
		news->files =
		    arena_calloc(l->arena, FILES_MAX, sizeof(*news->files));
	news->files[news->file_count++] = file;
}

/* The same file shown and attached is read once. */
static bool read_already(
    const struct loader *l, const char *name, struct str *bytes)
{
	for (size_t i = 0; i < l->news->file_count; i++) {
		/* The bytes of an image may have become others. */
		if (l->news->files[i].image ||
		    strcmp(l->news->files[i].name, name) != 0)
			continue;
		*bytes = l->news->files[i].bytes;
		return true;
	}
	return false;
}

/* An image or attachment that says nothing is a mistake of some program. */
static bool tell_empty(
    const struct loader *l, const struct naming *naming, struct str bytes)
{
	if (bytes.n == 0)
		tell(l, naming, NEWS_ERROR,
		    arena_printf(l->arena,
			_("\"%s\" is empty; copy or export it again"),
			naming->name));
	return bytes.n == 0;
}

/* A folder that comes from a Mac may have the accents of its names apart. */
static enum err_code fetch(const struct loader *l, const char *name,
    struct str *bytes, struct err *err)
{
	const struct news_source *source = l->source;
	const char *apart = utf8_decomposed(l->arena, name);
	enum err_code code =
	    source->file(source->ctx, l->arena, name, bytes, err);
	struct err other = { 0 };

	if (code != ERR_NOT_FOUND || strcmp(apart, name) == 0)
		return code;
	return source->file(source->ctx, l->arena, apart, bytes, &other) ==
		       ERR_OK
		   ? ERR_OK
		   : code;
}

static void load(struct loader *l, const struct naming *naming)
{
	struct err err = { 0 };
	struct str bytes;
	enum err_code code = ERR_OK;

	if (!read_already(l, naming->name, &bytes)) {
		code = fetch(l, naming->name, &bytes, &err);
		if (code == ERR_OK && bytes.n > NEWS_FILES_MAX - l->total)
			code = ERR_LIMIT;
		if (code == ERR_OK)
			l->total += bytes.n;
		l->full = code == ERR_LIMIT;
	}
	if (code == ERR_OK && !tell_empty(l, naming, bytes))
		add(l, naming, bytes);
	else if (code != ERR_OK)
		tell_missing(l, naming, code, &err);
}

static bool is_remote(struct str name)
{
	return str_find(name, str_c("://")) != SIZE_MAX ||
	       str_istarts(name, str_c("data:")) ||
	       str_istarts(name, str_c("cid:")) ||
	       str_starts(name, str_c("//"));
}

static void take(struct loader *l, const struct naming *named)
{
	struct naming beside_it = *named;
	const struct naming *naming = &beside_it;
	struct str name;

	beside_it.name = beside(named->name);
	name = str_c(naming->name);

	if (l->full ||
	    news_file_find(l->news, naming->name, naming->image) != NULL)
		return;
	if (is_remote(name))
		tell(l, naming, NEWS_ERROR,
		    naming->image
			? _("images of the web are not shown; save this one "
			    "beside the newsletter and write its name")
			: _("what is on the web cannot be attached; save it "
			    "beside the newsletter or write a link"));
	else if (!news_name_ok(name))
		tell(l, naming, NEWS_ERROR,
		    arena_printf(l->arena,
			_("\"%s\" is no name of a file beside the newsletter, "
			  "such as photo.jpg or images/photo.jpg"),
			naming->name));
	else if (l->news->file_count == FILES_MAX)
		tell(l, naming, NEWS_ERROR,
		    arena_printf(l->arena,
			_("a newsletter can have %d files; take some out"),
			FILES_MAX));
	else
		load(l, naming);
}

/* A Markdown text whose images are taken. */
struct text {
	struct loader *loader;
	size_t line; /* of its first line */
};

static void take_link(void *ctx, const struct markdown_link *link)
{
	const struct text *text = ctx;
	struct loader *l = text->loader;
	const struct naming naming = {
		.name = decoded(l->arena, link->url),
		.line = text->line + link->line - 1,
		.column = link->column,
		.image = true,
	};

	if (!link->image)
		return;
	if (str_trim(str_c(link->words)).n == 0)
		tell(l, &naming, NEWS_ERROR,
		    _("this image has no text for those who do not see it; "
		      "write ![what it shows](photo.jpg)"));
	/* Not shown without the reader's leave; but the editor's own will. */
	if (url_is_web(str_c(link->url)))
		tell(l, &naming, NEWS_WARNING,
		    _("this image stays on the web: mail programs hide it at "
		      "first, and its site learns who reads; save it beside "
		      "the newsletter and write its name"));
	else
		take(l, &naming);
}

static void take_markdown(struct loader *l, const struct news_block *block)
{
	struct text text = { .loader = l, .line = block->body_line };

	if (str_find(block->body, str_c("![")) != SIZE_MAX)
		markdown_links(l->arena, block->body, take_link, &text);
}

static void take_edition(struct loader *l, const struct news_head *head)
{
	const struct news_edition *edition = l->edition;

	for (size_t i = 0; i < head->attachments.n; i++) {
		const struct news_value *value = &head->attachments.v[i];
		take(l, &(struct naming){ .name = value->text,
			    .line = value->line,
			    .column = value->column });
	}
	for (size_t i = 0; i < edition->block_count; i++) {
		const struct news_block *block = &edition->blocks[i];
		const struct news_value *value = &block->values[NEWS_FILE];
		if (value->text != NULL)
			take(l, &(struct naming){ .name = value->text,
				    .line = value->line,
				    .column = value->column,
				    .image = true });
		take_markdown(l, block);
	}
}

void news_files(struct arena *arena, const struct news_source *source,
    const struct news_site *site, const struct news_head *heads,
    struct news *news)
{
	struct loader l = {
		.arena = arena, .source = source, .site = site, .news = news
	};

	for (int i = 0; i < LANG__MAX; i++) {
		l.edition = &news->editions[i];
		if (l.edition->source != NULL)
			take_edition(&l, &heads[i]);
	}
}
