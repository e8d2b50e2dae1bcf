#include "mail/html_tree.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#include "mail/html_tame.h"

bool html_is(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE &&
	       strcmp((const char *)node->name, name) == 0;
}

const char *html_attribute(const xmlNode *node, const char *name)
{
	for (const xmlAttr *a = node->properties; a != NULL; a = a->next) {
		if (strcmp((const char *)a->name, name) != 0)
			continue;
		return a->children == NULL || a->children->content == NULL
			   ? ""
			   : (const char *)a->children->content;
	}
	return "";
}

const xmlNode *html_next(const xmlNode *node, const xmlNode *root)
{
	if (node->children != NULL && node->type == XML_ELEMENT_NODE)
		return node->children;
	while (node != root && node->next == NULL)
		node = node->parent;
	return node == root ? NULL : node->next;
}

static void walk(
    const xmlNode *root, html_enter_fn *enter, html_leave_fn *leave, void *ctx)
{
	const xmlNode *node = root;

	while (node != NULL) {
		bool inside = enter(ctx, node);
		if (inside && node->children != NULL) {
			node = node->children;
			continue;
		}
		if (inside)
			leave(ctx, node);
		while (node != root && node->next == NULL) {
			node = node->parent;
			leave(ctx, node);
		}
		node = node == root ? NULL : node->next;
	}
}

void html_walk(struct arena *arena, struct str html, html_enter_fn *enter,
    html_leave_fn *leave, void *ctx)
{
	htmlDocPtr doc;

	html = html_tame(arena, html);
	if (html.n == 0 || html.n > INT32_MAX)
		return;
	doc = htmlReadMemory(html.p, (int)html.n, NULL, "UTF-8",
	    HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
		HTML_PARSE_NONET | XML_PARSE_HUGE);
	if (doc == NULL)
		return;
	walk(xmlDocGetRootElement(doc), enter, leave, ctx);
	xmlFreeDoc(doc);
}
