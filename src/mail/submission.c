#include "mail/submission.h"

#include <string.h>

#include "base/i18n.h"
#include "mail/mime.h"

enum { NAME_BYTES = 120 };

static bool ends_in_markdown(const struct mime_leaf *leaf)
{
	return str_iends(str_c(leaf->file), str_c(".md")) ||
	       str_is(str_c(leaf->type), "text/markdown");
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
	if (name.n == 0 || name.n > NAME_BYTES)
		return arena_printf(arena, "file%zu%s", number,
		    ends_in_markdown(leaf) ? ".md" : "");
	copy = arena_dup(arena, name);
	for (char *p = copy; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = '_';
	return copy;
}

static enum err_code too_much(struct err *err)
{
	return err_set(err, ERR_LIMIT,
	    _("the mail holds more than %d files or %d MB of them; send less, "
	      "or links"),
	    SUBMISSION_FILES, SUBMISSION_BYTES / 1024 / 1024);
}

static enum err_code add_file(struct arena *arena, struct submission *out,
    const struct mime_leaf *leaf, size_t *left, struct err *err)
{
	struct submission_file *file = &out->files[out->file_count];

	if (out->file_count == SUBMISSION_FILES)
		return too_much(err);
	file->name = plain_name(arena, leaf, out->file_count + 1);
	file->type = leaf->type;
	file->id = leaf->id;
	file->bytes = mime_bytes(arena, leaf, *left + 1);
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

static enum err_code add_leaf(struct arena *arena, struct submission *out,
    const struct mime_leaf *leaf, size_t *left, struct err *err)
{
	bool words = !leaf->attachment && !ends_in_markdown(leaf);

	if (is_seal(leaf))
		return ERR_OK;
	if (words && out->text[0] == '\0' &&
	    str_is(str_c(leaf->type), "text/plain")) {
		out->text = mime_text(arena, leaf, SUBMISSION_TEXT);
		return ERR_OK;
	}
	if (words && out->html[0] == '\0' &&
	    str_is(str_c(leaf->type), "text/html")) {
		out->html = mime_text(arena, leaf, SUBMISSION_TEXT);
		return ERR_OK;
	}
	if (words && strncmp(leaf->type, "text/", 5) == 0)
		return ERR_OK;
	return add_file(arena, out, leaf, left, err);
}

enum err_code submission_read(struct arena *arena, struct str raw,
    struct submission *out, struct err *err)
{
	size_t left = SUBMISSION_BYTES;
	enum err_code rc = ERR_OK;
	struct mime mime;

	*out = (struct submission){ .text = "", .html = "" };
	out->files = arena_calloc(arena, SUBMISSION_FILES, sizeof(*out->files));
	mime_open(arena, raw, &mime);
	for (size_t i = 0; rc == ERR_OK && i < mime.leaf_count; i++)
		rc = add_leaf(arena, out, &mime.leaf[i], &left, err);
	mime_close(&mime);
	return rc;
}
