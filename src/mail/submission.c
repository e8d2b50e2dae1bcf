#include "mail/submission.h"

#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "mail/draft.h"
#include "mail/html_look.h"
#include "mail/html_markdown.h"
#include "mail/html_text.h"
#include "mail/mime.h"

/* Decoders stop a little short of what they have room for. */
enum { NAME_BYTES = 120, SLACK = 16384 };

static bool ends_in_markdown(const struct mime_leaf *leaf)
{
	return str_iends(str_c(leaf->file), str_c(".md")) ||
	       str_is(str_c(leaf->type), "text/markdown");
}

/* Its type says it where its name does not. */
static const char *with_end(struct arena *arena, char *name, bool markdown)
{
	return !markdown || str_iends(str_c(name), str_c(".md"))
		   ? name
		   : arena_printf(arena, "%s.md", name);
}

/* Would it end this name, or all, in a list of names (news/lines.h)? */
static bool parts_list(const char *name, const char *p)
{
	return *p == ',' || *p == '"' ||
	       (*p == '#' && (p == name || p[-1] == ' '));
}

/* The last part of a path of any system, without dots in front of it. */
static const char *plain_name(
    struct arena *arena, const struct mime_leaf *leaf, size_t number)
{
	struct str name = str_c(leaf->name);
	size_t n = name.n;
	char *copy;

	while (n > 0 && name.p[n - 1] != '/' && name.p[n - 1] != '\\')
		n--;
	name = str_from(name, n);
	while (name.n > 0 && name.p[0] == '.')
		name = str_from(name, 1);
	if (str_trim(name).n == 0 || name.n > NAME_BYTES)
		return arena_printf(arena, "file%zu%s", number,
		    ends_in_markdown(leaf) ? ".md" : "");
	copy = arena_dup(arena, str_trim(name));
	for (char *p = copy; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f ||
		    (leaf->attachment && parts_list(copy, p)))
			*p = '_';
	return with_end(arena, copy, ends_in_markdown(leaf));
}

static enum err_code too_much(struct err *err)
{
	return err_set(err, ERR_LIMIT,
	    _("the mail holds more than %d files or %d MB of them; send less, "
	      "or links"),
	    SUBMISSION_FILES, SUBMISSION_BYTES / 1024 / 1024);
}

static enum err_code too_long(struct err *err)
{
	return err_set(err, ERR_LIMIT,
	    _("the text of the mail is longer than %d MB; attach it "
	      "as a Markdown file, or send less"),
	    SUBMISSION_TEXT / 1024 / 1024);
}

static bool is_taken(const struct submission *out, const char *name)
{
	for (size_t i = 0; i < out->file_count; i++)
		if (str_ieq(str_c(out->files[i].name), str_c(name)))
			return true;
	return false;
}

/* Gmail calls each image that is pasted "image.png". */
static const char *own_name(
    struct arena *arena, const struct submission *out, const char *name)
{
	struct str whole = str_c(name);
	size_t dot = whole.n;
	const char *other = name;

	while (dot > 1 && whole.p[dot - 1] != '.')
		dot--;
	dot = dot > 1 ? dot - 1 : whole.n;
	for (size_t n = 2; is_taken(out, other); n++)
		other = arena_printf(arena, "%.*s-%zu%.*s",
		    STR_ARG(str_sub(whole, 0, dot)), n,
		    STR_ARG(str_from(whole, dot)));
	return other;
}

/* Files of text come in any charset, and with a mark at their front. */
static struct str file_bytes(
    struct arena *arena, const struct mime_leaf *leaf, size_t max)
{
	struct str bytes = mime_bytes(arena, leaf, max);

	if (!ends_in_markdown(leaf) || bytes.n == max ||
	    (utf8_valid(bytes) && bytes.n < SUBMISSION_TEXT))
		return bytes;
	return str_c(mime_text(arena, leaf, SUBMISSION_TEXT));
}

static enum err_code add_file(struct arena *arena, struct submission *out,
    const struct mime_leaf *leaf, size_t *left, struct err *err)
{
	struct submission_file *file = &out->files[out->file_count];

	if (out->file_count == SUBMISSION_FILES)
		return too_much(err);
	file->name =
	    own_name(arena, out, plain_name(arena, leaf, out->file_count + 1));
	file->type = leaf->type;
	file->id = leaf->id;
	file->attached = leaf->attachment;
	file->bytes = file_bytes(arena, leaf, *left + SLACK);
	if (file->bytes.n > *left)
		return too_much(err);
	*left -= file->bytes.n;
	out->file_count++;
	return ERR_OK;
}

/* Signatures and visiting cards are no part of it. */
static bool is_seal(const struct mime_leaf *leaf)
{
	static const char *const types[] = { "application/pgp-signature",
		"application/pkcs7-signature", "application/x-pkcs7-signature",
		"application/pgp-keys", "text/vcard" };

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (str_is(str_c(leaf->type), types[i]))
			return true;
	return false;
}

/* Why nobody can say what is in it. */
static const char *hides(const struct mime_leaf *leaf)
{
	if (str_is(str_c(leaf->type), "application/ms-tnef") ||
	    str_is(str_c(leaf->type), "application/vnd.ms-tnef") ||
	    str_is(str_c(leaf->file), "winmail.dat"))
		return N_("its text and files are in winmail.dat, which only "
			  "Outlook reads; send it as HTML or plain text");
	if (str_is(str_c(leaf->type), "application/pgp-encrypted") ||
	    str_is(str_c(leaf->type), "application/pkcs7-mime") ||
	    str_is(str_c(leaf->type), "application/x-pkcs7-mime"))
		return N_("it is encrypted or sealed; send it without that");
	return NULL;
}

static bool is_image(const struct mime_leaf *leaf)
{
	return str_starts(str_c(leaf->type), str_c("image/"));
}

static bool is_words(const struct mime_leaf *leaf, const char *type)
{
	return !leaf->attachment && !ends_in_markdown(leaf) &&
	       str_is(str_c(leaf->type), type);
}

/* Of alternatives the formatted one is read. */
static bool is_chosen(const struct mime *mime, const struct mime_leaf *leaf)
{
	const struct mime_leaf *best = NULL;

	if (leaf->choice == 0)
		return true;
	for (size_t i = 0; i < mime->leaf_count; i++) {
		const struct mime_leaf *one = &mime->leaf[i];
		if (one->choice != leaf->choice)
			continue;
		if (is_words(one, "text/html") ||
		    (best == NULL && is_words(one, "text/plain")))
			best = one;
	}
	return best == NULL || best->branch == leaf->branch;
}

static void add_piece(struct submission *out, enum submission_kind kind,
    const char *text, const struct submission_file *image)
{
	if (out->piece_count < SUBMISSION_PIECES)
		out->pieces[out->piece_count++] =
		    (struct submission_piece){ kind, text, image };
}

/* A mail that is being read. */
struct reading {
	struct arena *arena;
	struct submission *out;
	struct mime mime;
	size_t files; /* bytes that may still come */
	size_t text;
};

static enum err_code add_words(
    struct reading *r, const struct mime_leaf *leaf, struct err *err)
{
	bool html = str_is(str_c(leaf->type), "text/html");
	const char *text = mime_text(r->arena, leaf, r->text + SLACK);
	size_t n = strlen(text);

	if (n > r->text)
		return too_long(err);
	if (!html && leaf->flowed)
		text = mime_unflow(r->arena, leaf, text);
	if (!html && r->out->plain[0] == '\0')
		r->out->plain = text;
	if (!is_chosen(&r->mime, leaf))
		return ERR_OK;
	r->text -= n;
	add_piece(
	    r->out, html ? SUBMISSION_HTML : SUBMISSION_PLAIN, text, NULL);
	return ERR_OK;
}

static enum err_code add_leaf(
    struct reading *r, const struct mime_leaf *leaf, struct err *err)
{
	struct submission *out = r->out;
	enum err_code rc;

	if (is_seal(leaf))
		return ERR_OK;
	if (hides(leaf) != NULL) {
		out->hidden = hides(leaf);
		return ERR_OK;
	}
	if (is_words(leaf, "text/plain") || is_words(leaf, "text/html"))
		return add_words(r, leaf, err);
	if (!leaf->attachment && !ends_in_markdown(leaf) &&
	    str_starts(str_c(leaf->type), str_c("text/")))
		return ERR_OK;
	rc = add_file(r->arena, out, leaf, &r->files, err);
	if (rc == ERR_OK && is_image(leaf) && !leaf->attachment)
		add_piece(out, SUBMISSION_IMAGE, "",
		    &out->files[out->file_count - 1]);
	return rc;
}

static bool place_file(void *ctx, const xmlNode *node)
{
	struct submission *out = ctx;
	struct str cid;

	if (node->type != XML_ELEMENT_NODE)
		return false;
	cid = html_cid(node);
	for (size_t i = 0; cid.n > 0 && i < out->file_count; i++)
		if (html_cid_is(cid, out->files[i].id))
			out->files[i].placed = true;
	return true;
}

static void pass(void *ctx, const xmlNode *node)
{
	(void)ctx;
	(void)node;
}

/* What its pages show, wherever they show it. */
static void place_files(struct arena *arena, struct submission *out)
{
	for (size_t i = 0; out->file_count > 0 && i < out->piece_count; i++)
		if (out->pieces[i].kind == SUBMISSION_HTML)
			html_walk(arena, str_c(out->pieces[i].text), place_file,
			    pass, out);
}

enum err_code submission_read(struct arena *arena, struct str raw,
    struct submission *out, struct err *err)
{
	struct reading r = {
		.arena = arena,
		.out = out,
		.files = SUBMISSION_BYTES,
		.text = SUBMISSION_TEXT,
	};
	enum err_code rc = ERR_OK;

	*out = (struct submission){ .plain = "" };
	out->files = arena_calloc(arena, SUBMISSION_FILES, sizeof(*out->files));
	out->pieces =
	    arena_calloc(arena, SUBMISSION_PIECES, sizeof(*out->pieces));
	mime_open(arena, raw, &r.mime);
	for (size_t i = 0; rc == ERR_OK && i < r.mime.leaf_count; i++)
		rc = add_leaf(&r, &r.mime.leaf[i], err);
	mime_close(&r.mime);
	if (rc == ERR_OK)
		place_files(arena, out);
	return rc;
}

const char *submission_text(
    struct arena *arena, const struct submission *submission)
{
	if (str_trim(str_c(submission->plain)).n > 0)
		return submission->plain;
	for (size_t i = 0; i < submission->piece_count; i++)
		if (submission->pieces[i].kind == SUBMISSION_HTML)
			return html_text(arena,
			    str_c(submission->pieces[i].text), SUBMISSION_TEXT);
	return "";
}

static const char *markdown_of(struct arena *arena,
    const struct submission_piece *piece, const struct html_image *images,
    size_t count)
{
	switch (piece->kind) {
	case SUBMISSION_PLAIN:
		return piece->text;
	case SUBMISSION_HTML:
		return html_markdown(
		    arena, str_c(piece->text), images, count, SUBMISSION_TEXT);
	case SUBMISSION_IMAGE:
		return piece->image->placed
			   ? ""
			   : html_markdown_image(arena, piece->image->name);
	}
	return "";
}

enum err_code submission_markdown(struct arena *arena,
    const struct submission *in, const char **out, struct err *err)
{
	struct html_image *images =
	    arena_calloc(arena, in->file_count + 1, sizeof(*images));
	size_t count = 0;
	enum err_code rc = ERR_OK;
	struct buf text;

	for (size_t i = 0; i < in->file_count; i++)
		if (in->files[i].id[0] != '\0')
			images[count++] = (struct html_image){ in->files[i].id,
				in->files[i].name };
	buf_init(&text, SUBMISSION_TEXT);
	for (size_t i = 0; i < in->piece_count; i++) {
		const char *made =
		    markdown_of(arena, &in->pieces[i], images, count);
		struct str one = str_c(made == NULL ? "" : made);
		one = in->pieces[i].kind == SUBMISSION_HTML ? draft_trim(one)
							    : str_trim(one);
		if (one.n > 0)
			(void)buf_printf(&text, "%s%.*s\n",
			    text.len > 0 ? "\n" : "", STR_ARG(one));
		text.over = text.over || made == NULL;
	}
	if (text.over)
		rc = too_long(err);
	else
		*out = draft_words(arena, buf_get(&text).p);
	buf_clear(&text);
	return rc;
}

const char *submission_attachments(
    struct arena *arena, const struct submission *in)
{
	const char *names = "";

	for (size_t i = 0; i < in->file_count; i++) {
		const struct submission_file *file = &in->files[i];
		if (!file->attached || file->placed ||
		    str_starts(str_c(file->type), str_c("message/")))
			continue;
		names = arena_printf(arena, "%s%s%s", names,
		    names[0] == '\0' ? "" : ", ", file->name);
	}
	return names;
}
