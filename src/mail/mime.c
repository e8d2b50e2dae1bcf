#include "mail/mime.h"

#include <gmime/gmime.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "mail/charset.h"

/* The gate allows 20; GMime may see the structure otherwise. */
enum { DEPTH_MAX = 64, LEAVES_MAX = 2000 };

struct level {
	GMimeMultipart *multipart;
	int next;
};

static char *lower(struct arena *arena, const char *s)
{
	char *copy = arena_strdup(arena, s == NULL ? "" : s);

	for (char *p = copy; *p != '\0'; p++)
		*p = str_lower(*p);
	return copy;
}

static char *type_of(struct arena *arena, GMimeObject *object)
{
	GMimeContentType *type = g_mime_object_get_content_type(object);
	char *text;

	if (type == NULL)
		return arena_strdup(arena, "text/plain");
	text = arena_printf(arena, "%s/%s",
	    g_mime_content_type_get_media_type(type),
	    g_mime_content_type_get_media_subtype(type));
	return lower(arena, text);
}

static const char *parameter(GMimeObject *object, const char *name)
{
	const char *value =
	    g_mime_object_get_content_type_parameter(object, name);

	return value == NULL ? "" : value;
}

static void add_leaf(
    struct arena *arena, struct mime *mime, GMimeObject *object)
{
	struct mime_leaf *leaf = &mime->leaf[mime->leaf_count++];
	const char *disposition = g_mime_object_get_disposition(object);
	const char *file = NULL;

	if (GMIME_IS_PART(object))
		file = g_mime_part_get_filename(GMIME_PART(object));
	leaf->type = type_of(arena, object);
	leaf->charset = arena_strdup(arena, parameter(object, "charset"));
	leaf->attachment =
	    disposition != NULL && str_iis(str_c(disposition), "attachment");
	leaf->named = file != NULL;
	leaf->flowed = str_iis(str_c(parameter(object, "format")), "flowed");
	leaf->delsp = str_iis(str_c(parameter(object, "delsp")), "yes");
	leaf->object = object;
}

static void enter(struct arena *arena, struct mime *mime, struct level *stack,
    size_t *depth, GMimeObject *object)
{
	if (!GMIME_IS_MULTIPART(object)) {
		if (mime->leaf_count < LEAVES_MAX)
			add_leaf(arena, mime, object);
		return;
	}
	if (GMIME_IS_MULTIPART_SIGNED(object) ||
	    GMIME_IS_MULTIPART_ENCRYPTED(object))
		mime->has_signed = true;
	if (*depth < DEPTH_MAX)
		stack[(*depth)++] = (struct level){
			.multipart = GMIME_MULTIPART(object),
		};
}

static void walk(struct arena *arena, struct mime *mime, GMimeObject *root)
{
	struct level stack[DEPTH_MAX] = { 0 };
	size_t depth = 0;

	mime->leaf = arena_calloc(arena, LEAVES_MAX, sizeof(*mime->leaf));
	enter(arena, mime, stack, &depth, root);
	while (depth > 0) {
		struct level *level = &stack[depth - 1];
		GMimeObject *child;
		if (level->next >=
		    g_mime_multipart_get_count(level->multipart)) {
			depth--;
			continue;
		}
		child =
		    g_mime_multipart_get_part(level->multipart, level->next++);
		if (child != NULL)
			enter(arena, mime, stack, &depth, child);
	}
}

void mime_open(struct arena *arena, struct str raw, struct mime *mime)
{
	GByteArray *bytes;
	GMimeStream *stream;
	GMimeParser *parser;
	GMimeMessage *message;
	GMimeObject *root;

	memset(mime, 0, sizeof(*mime));
	mime->type = arena_strdup(arena, "text/plain");
	mime->report_type = arena_strdup(arena, "");
	if (raw.n == 0)
		return;
	g_mime_init();
	/* Lent to GMime, which only reads; mime_close() takes it back. */
	bytes = g_byte_array_new_take((guint8 *)(uintptr_t)raw.p, (gsize)raw.n);
	stream = g_mime_stream_mem_new_with_byte_array(bytes);
	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
	parser = g_mime_parser_new_with_stream(stream);
	g_mime_parser_set_persist_stream(parser, TRUE);
	message = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	g_object_unref(stream);
	mime->bytes = bytes;
	mime->message = message;
	root = message == NULL ? NULL : g_mime_message_get_mime_part(message);
	if (root == NULL)
		return;
	mime->type = type_of(arena, root);
	mime->report_type = lower(arena, parameter(root, "report-type"));
	walk(arena, mime, root);
}

void mime_close(struct mime *mime)
{
	if (mime->message != NULL)
		g_object_unref(mime->message);
	if (mime->bytes != NULL) {
		(void)g_byte_array_steal(mime->bytes, NULL);
		g_byte_array_unref(mime->bytes);
	}
	mime->message = NULL;
	mime->bytes = NULL;
}

static void read_stream(GMimeStream *stream, struct buf *out)
{
	char piece[8192];
	ssize_t n;

	while ((n = g_mime_stream_read(stream, piece, sizeof(piece))) > 0) {
		size_t room = out->max - out->len;
		size_t take = (size_t)n < room ? (size_t)n : room;
		(void)buf_add(out, piece, take);
		if (take < (size_t)n)
			break;
	}
}

static void read_part(GMimePart *part, struct buf *out)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *stream;
	GMimeStream *decoded;
	GMimeFilter *filter;

	if (content == NULL)
		return;
	stream = g_mime_data_wrapper_get_stream(content);
	if (stream == NULL)
		return;
	g_mime_stream_reset(stream);
	decoded = g_mime_stream_filter_new(stream);
	filter = g_mime_filter_basic_new(
	    g_mime_data_wrapper_get_encoding(content), FALSE);
	g_mime_stream_filter_add(GMIME_STREAM_FILTER(decoded), filter);
	read_stream(decoded, out);
	g_object_unref(filter);
	g_object_unref(decoded);
}

static void read_message(GMimeMessagePart *part, struct buf *out)
{
	GMimeMessage *message = g_mime_message_part_get_message(part);
	char *text;

	if (message == NULL)
		return;
	text = g_mime_object_to_string(GMIME_OBJECT(message), NULL);
	(void)buf_str(out, str_sub(str_c(text), 0, out->max));
	g_free(text);
}

struct str mime_bytes(
    struct arena *arena, const struct mime_leaf *leaf, size_t max)
{
	struct buf out;
	struct str bytes;

	buf_init(&out, max);
	if (GMIME_IS_PART(leaf->object))
		read_part(GMIME_PART(leaf->object), &out);
	else if (GMIME_IS_MESSAGE_PART(leaf->object))
		read_message(GMIME_MESSAGE_PART(leaf->object), &out);
	bytes = str_n(arena_dup(arena, buf_get(&out)), out.len);
	buf_clear(&out);
	return bytes;
}

static void use_lf(char *text)
{
	char *to = text;

	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '\r' && p[1] == '\n')
			continue;
		*to++ = *p == '\r' ? '\n' : *p;
	}
	*to = '\0';
}

char *mime_text(struct arena *arena, const struct mime_leaf *leaf, size_t max)
{
	struct str bytes = mime_bytes(arena, leaf, max);
	char *text = charset_decode(arena, bytes, leaf->charset, max);

	use_lf(text);
	return text;
}

static size_t quote_depth(struct str line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] == '>')
		n++;
	return n;
}

/* Does the next line go on with this one? */
static bool is_soft(struct str line, struct str next, size_t depth)
{
	return line.n > depth && line.p[line.n - 1] == ' ' &&
	       !str_is(line, "-- ") && quote_depth(next) == depth;
}

char *mime_unflow(
    struct arena *arena, const struct mime_leaf *leaf, const char *text)
{
	struct str rest = str_c(text);
	struct str line;
	struct str next = { 0 };
	struct buf out;
	char *copy;
	bool more = str_split(&rest, '\n', &next);
	bool joined = false;

	buf_init(&out, 2 * strlen(text) + 16);
	while (more) {
		size_t depth = quote_depth(next);
		bool soft;
		line = next;
		more = str_split(&rest, '\n', &next);
		soft = more && is_soft(line, next, depth);
		if (joined)
			line = str_from(line, depth);
		if (line.n > 0 && line.p[0] == ' ' && (joined || depth == 0))
			line = str_from(line, 1); /* space-stuffed */
		if (soft && leaf->delsp)
			line.n--;
		(void)buf_str(&out, line);
		if (!soft && more)
			(void)buf_putc(&out, '\n');
		joined = soft;
	}
	copy = arena_dup(arena, buf_get(&out));
	buf_clear(&out);
	return copy;
}
