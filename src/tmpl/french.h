/*
 * The blanks of French typography: no line begins with ; : ! ? or » and none
 * ends with «, since what parts these from their words is a no-break space:
 * U+202F before ; ! ?, U+00A0 before : and inside « ».  Editors type ordinary
 * blanks, which become these; blanks that are not there are not added, and
 * what does not break already stays as it is.  A mark counts where a sentence
 * could have it, with a blank or what closes behind it: not in :-) or ?x=1.
 */
#ifndef TMPL_FRENCH_H
#define TMPL_FRENCH_H

#include <cmark.h>

#include "base/arena.h"
#include "base/str.h"

/* A text of one paragraph; the same one when nothing changes. */
struct str french_spaces(struct arena *arena, struct str text);

/*
 * The words of a Markdown document, and those of its links; neither code nor
 * addresses, titles and alternative texts.  `room`: most bytes of a paragraph.
 */
void french_markdown(cmark_node *root, size_t room);

#endif
