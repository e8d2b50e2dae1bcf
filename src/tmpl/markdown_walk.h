/* A parsed Markdown document as plain text (see tmpl/markdown.h). */
#ifndef TMPL_MARKDOWN_WALK_H
#define TMPL_MARKDOWN_WALK_H

#include <cmark.h>

#include "base/buf.h"
#include "tmpl/plain.h"

/* `notes` may be NULL. */
void markdown_walk(
    struct buf *out, cmark_node *root, struct plain_notes *notes);

#endif
