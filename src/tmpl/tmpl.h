/*
 * Templates: which file wins, and a mail made of it.
 *
 * A template NAME (letters, digits, '_' and '-', at most 64) is NAME.txt,
 * with NAME.html where one is wanted.  It is looked for in the list's folder
 * (SITE/lists/LIST/LANG), the site's (SITE/LANG) and inside the program
 * (templates/LANG), in the wanted language; and when it stands nowhere in
 * that, again in the default one.  So who reads English gets English, although
 * the site has put only its French into its own words; "template check" tells
 * of such a gap.  Symbolic links are not followed below SITE (threat T11).
 *
 * NAME.txt is header lines ("Subject: ..." is required), an empty line and
 * the text, all Mustache.  One line is one paragraph: the text is wrapped at
 * 72 columns here.  "- " begins a list item, a line "-- " begins the foot.
 * Without a NAME.html the HTML is made of the text, inside layout.html, which
 * gets it as {{{content}}} and {{{foot}}}.  {{>PART}} is PART.txt in a text
 * and PART.html in HTML, looked for in the same way.
 */
#ifndef TMPL_TMPL_H
#define TMPL_TMPL_H

#include <jansson.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/str.h"
#include "tmpl/mustache.h"

enum {
	TMPL_MAX = 256 * 1024, /* bytes of a template file */
	TMPL_OUT = 1024 * 1024 /* bytes of a rendered text */
};

/* Where to look, in which language, and how it looks. */
struct tmpl_place {
	const char *folder; /* the site's templates; NULL = none */
	const char *list;   /* name of the list; NULL = none */
	enum lang lang;     /* wanted */
	enum lang fallback; /* the list's or site's default */
	const char *colour; /* of its mails, "#rrggbb"; NULL = ours */
	bool strict;        /* an unknown name in it is an error: for checks */
};

struct tmpl_file {
	struct str text;    /* NUL-ended, in the arena or the program */
	const char *source; /* its path, "templates/fr/..." if built in */
	enum lang lang;     /* in which it is */
};

/*
 * Finds NAME.KIND (kind "txt" or "html").  ERR_NOT_FOUND, ERR_INPUT for a
 * name that is none, ERR_IO, ERR_PERM, ERR_LIMIT.
 */
enum err_code tmpl_find(struct arena *arena, const struct tmpl_place *place,
    const char *name, const char *kind, struct tmpl_file *out, struct err *err);

/* The names of all templates that stand in one of these places, in order. */
enum err_code tmpl_names(struct arena *arena, const struct tmpl_place *place,
    const char ***out, size_t *count, struct err *err);

/* Ready for struct compose_input; strings of the arena. */
struct tmpl_mail {
	struct str subject; /* one line */
	struct str text;    /* LF line ends */
	struct str html;    /* a whole document */
	enum lang lang;     /* of the text: for Content-Language */
};

/*
 * Renders a notice or digest.  `data` is an object of variables (see
 * op_mailing and notify in core/ for those every template has); hole markers of
 * mail/compose.h in its strings pass through; neither is it changed nor its
 * reference taken.  Besides it the template has `lang`, `title` and `colour`:
 * the roles of base/colour.h, and those of a dark screen in `colour.dark`.
 * Links without a style of their own get the accent.
 * Errors are "FILE:LINE:COLUMN: sentence" (ERR_INPUT), or those of
 * tmpl_find(), or ERR_LIMIT.
 */
enum err_code tmpl_render(struct arena *arena, const struct tmpl_place *place,
    const char *name, json_t *data, struct tmpl_mail *out, struct err *err);

/*
 * Renders one file alone, a partial: NAME.txt, wrapped, or NAME.html, by
 * `kind`.  `data` and errors as above.
 */
enum err_code tmpl_render_part(struct arena *arena,
    const struct tmpl_place *place, const char *name, const char *kind,
    json_t *data, struct str *out, struct err *err);

/*
 * Plain text as HTML paragraphs, lists and links, everything escaped; for
 * posts in a digest.  ERR_LIMIT.
 */
enum err_code tmpl_text_html(
    struct arena *arena, struct str text, struct str *out, struct err *err);

/* A text with Mustache fields, and where it stands. */
struct tmpl_part {
	const char *source; /* file name, for messages */
	size_t line;        /* of the text in it, from 1 */
	struct str text;
};

/*
 * Fills in the fields of a text that an editor wrote, each value escaped in
 * this way.  An unknown field or any partial is an error ("FILE:LINE:COLUMN:
 * sentence", ERR_INPUT).  ERR_LIMIT.
 */
enum err_code tmpl_fill(struct arena *arena, const struct tmpl_part *part,
    const json_t *data, enum mustache_escape escape, struct str *out,
    struct err *err);

/* Is it a template (or list) name as above? */
bool tmpl_name_ok(struct str name);

#endif
