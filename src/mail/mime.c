#include "mail/mime.h"

#include <gmime/gmime.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "mail/charset.h"
#include "mail/fields.h"
#include "mail/transfer.h"

/* The gate allows 20; GMime may see the structure otherwise. */
enum { DEPTH_MAX = 64, LEAVES_MAX = 2000, SHELLS_MAX = 64 };

struct level {
	GMimeMultipart *multipart;
	size_t choice; /* of mime_leaf */
	size_t branch;
	int next;
	bool chooses; /* its parts are the branches */
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

/* The first of its fields with this name; GMime goes by the last one. */
static const char *first_field(GMimeObject *object, const char *name)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(object);
	int n = list == NULL ? 0 : g_mime_header_list_get_count(list);

	for (int i = 0; i < n; i++) {
		GMimeHeader *header = g_mime_header_list_get_header_at(list, i);
		const char *value = g_mime_header_get_raw_value(header);
		if (value != NULL &&
		    str_iis(str_c(g_mime_header_get_name(header)), name))
			return value;
	}
	return "";
}

static bool is_attachment(GMimeObject *object)
{
	struct str word =
	    str_trim(str_c(first_field(object, "Content-Disposition")));
	size_t n = 0;

	if (word.n > 0 && word.p[0] == '"')
		word = str_from(word, 1);
	while (n < word.n && strchr("; \t\r\n(\"", word.p[n]) == NULL)
		n++;
	return str_iis(str_sub(word, 0, n), "attachment");
}

/* "text" alone, or nothing, is no type: it is text (RFC 2045 section 5.2). */
static bool has_no_type(GMimeObject *object)
{
	struct str type = str_c(first_field(object, "Content-Type"));

	return str_findc(str_sub(type, 0, str_findc(type, ';')), '/') ==
	       SIZE_MAX;
}

static char *content_id(struct arena *arena, GMimeObject *object)
{
	const char *id = g_mime_object_get_content_id(object);

	return arena_strdup(arena, id == NULL ? "" : id);
}

static void add_leaf(
    struct arena *arena, struct mime *mime, GMimeObject *object)
{
	struct mime_leaf *leaf = &mime->leaf[mime->leaf_count++];
	const char *kind = parameter(object, "smime-type");
	const char *file = NULL;

	if (GMIME_IS_PART(object))
		file = g_mime_part_get_filename(GMIME_PART(object));
	leaf->type = type_of(arena, object);
	if (GMIME_IS_PART(object) && has_no_type(object))
		leaf->type = arena_strdup(arena, "text/plain");
	leaf->charset = arena_strdup(arena, parameter(object, "charset"));
	leaf->kind =
	    lower(arena, kind[0] != '\0' ? kind : parameter(object, "method"));
	leaf->file = lower(arena, file);
	leaf->name = arena_strdup(arena, file == NULL ? "" : file);
	leaf->id = content_id(arena, object);
	leaf->attachment = is_attachment(object);
	leaf->flowed = str_iis(str_c(parameter(object, "format")), "flowed");
	leaf->delsp = str_iis(str_c(parameter(object, "delsp")), "yes");
	leaf->object = object;
}

static void add_shell(
    struct arena *arena, struct mime *mime, GMimeObject *object)
{
	struct mime_shell *shell = &mime->shell[mime->shell_count];
	bool encrypted = GMIME_IS_MULTIPART_ENCRYPTED(object);

	if ((!encrypted && !GMIME_IS_MULTIPART_SIGNED(object)) ||
	    mime->shell_count == SHELLS_MAX)
		return;
	shell->encrypted = encrypted;
	shell->protocol = lower(arena, parameter(object, "protocol"));
	mime->shell_count++;
}

/* What a part has to say of the alternatives that it belongs to. */
static struct level place_of(const struct level *above)
{
	struct level place = { .choice = 0 };

	if (above == NULL)
		return place;
	place.choice = above->choice;
	place.branch = above->chooses ? (size_t)above->next : above->branch;
	return place;
}

static bool is_alternative(GMimeObject *object)
{
	GMimeContentType *type = g_mime_object_get_content_type(object);

	return type != NULL &&
	       g_mime_content_type_is_type(type, "multipart", "alternative");
}

static void enter(struct arena *arena, struct mime *mime, struct level *stack,
    size_t *depth, GMimeObject *object)
{
	struct level place = place_of(*depth == 0 ? NULL : &stack[*depth - 1]);

	if (parameter(object, "protected-headers")[0] != '\0' ||
	    parameter(object, "hp")[0] != '\0')
		mime->protected_headers = true;
	if (!GMIME_IS_MULTIPART(object)) {
		if (mime->leaf_count == LEAVES_MAX)
			return;
		add_leaf(arena, mime, object);
		mime->leaf[mime->leaf_count - 1].choice = place.choice;
		mime->leaf[mime->leaf_count - 1].branch = place.branch;
		return;
	}
	add_shell(arena, mime, object);
	place.multipart = GMIME_MULTIPART(object);
	if (place.choice == 0 && is_alternative(object)) {
		place.choice = ++mime->choice_count;
		place.chooses = true;
	}
	if (*depth < DEPTH_MAX)
		stack[(*depth)++] = place;
}

static void walk(struct arena *arena, struct mime *mime, GMimeObject *root)
{
	struct level stack[DEPTH_MAX] = { 0 };
	size_t depth = 0;

	mime->leaf = arena_calloc(arena, LEAVES_MAX, sizeof(*mime->leaf));
	mime->shell = arena_calloc(arena, SHELLS_MAX, sizeof(*mime->shell));
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

/* The boundary without the blanks and comments that may stand behind it. */
static char *content_type(struct arena *arena, struct str raw)
{
	char *text = arena_dup(arena, raw);
	GMimeContentType *type = g_mime_content_type_parse(NULL, text);
	const char *boundary =
	    g_mime_content_type_get_parameter(type, "boundary");
	struct str bare = str_c(boundary);
	char *encoded;

	while (bare.n > 0 && str_is_space(bare.p[bare.n - 1]))
		bare.n--;
	if (boundary != NULL && bare.n > 0 && bare.n < strlen(boundary)) {
		g_mime_content_type_set_parameter(
		    type, "boundary", arena_dup(arena, bare));
		encoded = g_mime_content_type_encode(type, NULL);
		text = arena_strdup(arena, encoded);
		g_free(encoded);
	}
	g_object_unref(type);
	return text;
}

/* The header that the parser sees; *body gets what stands below. */
static struct str mime_header(
    struct arena *arena, struct str raw, struct str *body)
{
	static const char *const names[] = { "MIME-Version", "Content-Type",
		"Content-Transfer-Encoding", "Content-Disposition" };
	struct message_field *fields;
	size_t n = fields_read(arena, raw, &fields, body);
	char *out = arena_strdup(arena, "");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct message_field *field =
		    fields_find(fields, n, names[i]);
		if (field != NULL)
			out = arena_printf(arena, "%s%s: %s\n", out, names[i],
			    i == 1 ? content_type(arena, field->raw)
				   : arena_dup(arena, field->raw));
	}
	return str_c(arena_printf(arena, "%s\n", out));
}

/* Lent to GMime, which only reads; mime_close() takes it back. */
static GMimeStream *lend(struct str text, void **bytes)
{
	GMimeStream *stream;

	*bytes =
	    g_byte_array_new_take((guint8 *)(uintptr_t)text.p, (gsize)text.n);
	stream = g_mime_stream_mem_new_with_byte_array(*bytes);
	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
	return stream;
}

void mime_open(struct arena *arena, struct str raw, struct mime *mime)
{
	struct str below;
	GMimeStream *head;
	GMimeStream *body;
	GMimeStream *both;
	GMimeParser *parser;
	GMimeObject *root;

	memset(mime, 0, sizeof(*mime));
	mime->type = arena_strdup(arena, "text/plain");
	mime->report_type = arena_strdup(arena, "");
	if (raw.n == 0)
		return;
	g_mime_init();
	head = lend(mime_header(arena, raw, &below), &mime->bytes[0]);
	body = lend(below, &mime->bytes[1]);
	both = g_mime_stream_cat_new();
	g_mime_stream_cat_add_source(GMIME_STREAM_CAT(both), head);
	g_mime_stream_cat_add_source(GMIME_STREAM_CAT(both), body);
	parser = g_mime_parser_new_with_stream(both);
	g_mime_parser_set_persist_stream(parser, TRUE);
	mime->message = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	g_object_unref(both);
	g_object_unref(body);
	g_object_unref(head);
	root = mime->message == NULL
		   ? NULL
		   : g_mime_message_get_mime_part(mime->message);
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
	mime->message = NULL;
	for (size_t i = 0; i < 2; i++) {
		if (mime->bytes[i] == NULL)
			continue;
		(void)g_byte_array_steal(mime->bytes[i], NULL);
		g_byte_array_unref(mime->bytes[i]);
		mime->bytes[i] = NULL;
	}
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

static void read_filtered(
    GMimeStream *stream, GMimeContentEncoding encoding, struct buf *out)
{
	GMimeStream *decoded = g_mime_stream_filter_new(stream);
	GMimeFilter *filter = g_mime_filter_basic_new(encoding, FALSE);

	g_mime_stream_filter_add(GMIME_STREAM_FILTER(decoded), filter);
	read_stream(decoded, out);
	g_object_unref(filter);
	g_object_unref(decoded);
}

static void read_part(GMimePart *part, struct buf *out)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *stream =
	    content == NULL ? NULL : g_mime_data_wrapper_get_stream(content);
	enum transfer transfer = transfer_of(str_c(
	    first_field(GMIME_OBJECT(part), "Content-Transfer-Encoding")));
	struct buf raw;

	if (stream == NULL)
		return;
	g_mime_stream_reset(stream);
	buf_init(&raw, out->max < SIZE_MAX / 3 ? 3 * out->max : SIZE_MAX);
	switch (transfer) {
	case TRANSFER_NONE:
		read_stream(stream, out);
		break;
	case TRANSFER_UU:
		read_filtered(stream, GMIME_CONTENT_ENCODING_UUENCODE, out);
		break;
	case TRANSFER_QP:
		read_stream(stream, &raw);
		transfer_qp(out, buf_get(&raw));
		break;
	case TRANSFER_BASE64:
		read_stream(stream, &raw);
		transfer_base64(out, buf_get(&raw));
		break;
	}
	buf_clear(&raw);
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
