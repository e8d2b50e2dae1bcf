/* A parsed Markdown document as plain text (see tmpl/markdown.h). */
#ifndef TMPL_MARKDOWN_WALK_H
#define TMPL_MARKDOWN_WALK_H

#include <cmark.h>

#include "base/buf.h"

void markdown_walk(struct buf *out, cmark_node *root);

#endif
