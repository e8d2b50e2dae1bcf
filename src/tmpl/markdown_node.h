/* What the modules that read parsed Markdown share. */
#ifndef TMPL_MARKDOWN_NODE_H
#define TMPL_MARKDOWN_NODE_H

#include <cmark.h>

#include "base/arena.h"
#include "tmpl/markdown_links.h"

/* The words inside a node, without marks. */
const char *markdown_words(struct arena *arena, cmark_node *node);

/* Images become those of the mail, or their words in brackets. */
void markdown_set_images(struct arena *arena, cmark_node *root,
    const struct markdown_images *images);

#endif
