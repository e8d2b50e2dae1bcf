/* HTML as a tree, from hostile mails too. */
#ifndef MAIL_HTML_TREE_H
#define MAIL_HTML_TREE_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

bool html_is(const xmlNode *node, const char *name);

/* The attribute's value, "" without one; the tree owns it. */
const char *html_attribute(const xmlNode *node, const char *name);

/* The next node of the tree below `root`, depth first; NULL at its end. */
const xmlNode *html_next(const xmlNode *node, const xmlNode *root);

/* False: what is inside is left out, and it is not left. */
typedef bool html_enter_fn(void *ctx, const xmlNode *node);
typedef void html_leave_fn(void *ctx, const xmlNode *node);

/*
 * Parses the HTML (UTF-8; tamed, see mail/html_tame.h) and visits its nodes
 * depth first, without recursion: hostile pages nest 400,000 deep.  Nothing is
 * visited when there is nothing in it.
 */
void html_walk(struct arena *arena, struct str html, html_enter_fn *enter,
    html_leave_fn *leave, void *ctx);

#endif
