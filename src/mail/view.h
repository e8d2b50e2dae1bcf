/*
 * A mail of ours, taken apart to be looked at: its two texts as they are
 * shown, with the images inside the HTML itself, and its files.
 */
#ifndef MAIL_VIEW_H
#define MAIL_VIEW_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum {
	VIEW_MAIL_MAX = 64 * 1024 * 1024, /* bytes of the mail */
	VIEW_HTML_MAX = 96 * 1024 * 1024  /* with its images */
};

struct view_file {
	const char *name; /* as written; never trust it as a path */
	const char *type;
	struct str bytes;
};

struct view {
	const char *text; /* "" = there is none */
	struct str html;  /* each "cid:" of a part of it is a data: URI */
	struct view_file *files; /* attachments, not what is shown inside */
	size_t file_count;
};

/* All in the arena.  ERR_LIMIT over these bounds. */
enum err_code view_read(
    struct arena *arena, struct str mail, struct view *out, struct err *err);

#endif
