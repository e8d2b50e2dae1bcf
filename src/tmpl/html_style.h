/* Style attributes and style sheets, as far as tmpl/html_lint.h reads them. */
#ifndef TMPL_HTML_STYLE_H
#define TMPL_HTML_STYLE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/colour.h"
#include "base/str.h"

/* One "name: value" of a style. */
struct html_declaration {
	struct str name;  /* in lower case, of the arena */
	struct str value; /* without blanks around, "!important" taken off */
};

/* The next declaration of "a: b; c: d"; false at the end. */
bool html_declaration(
    struct arena *arena, struct str *rest, struct html_declaration *out);

/*
 * The next run of declarations of a style sheet, what stands between braces,
 * inside @media too; false at the end.
 */
bool html_sheet_block(struct str *rest, struct str *declarations);

/* "#rrggbb", "#rgb", "white", "black"; false for what is not understood. */
bool html_colour(struct str value, struct colour *out);

#endif
