#include "tmpl/html_lint.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "tmpl/html_rules.h"
#include "tmpl/html_style.h"
#include "tmpl/tmpl.h"

enum {
	SHEET_MAX = 8192, /* bytes of styles that Gmail takes */
	WIDE = 640,       /* CSS pixels of an image */
	SHOWN = 60,       /* bytes of what is quoted in a sentence */
	DEPTH_MAX = 500
};

struct tone {
	struct colour colour;
	bool said;
};

/* How text inside an element looks. */
struct shade {
	struct tone text;
	struct tone ground;
	bool hidden;
};

static const struct colour black = { 0, 0, 0 };
static const struct colour white = { 255, 255, 255 };

struct lint {
	struct arena *arena;
	struct html_problem *rows;
	size_t count;
	size_t sheet; /* bytes of style sheets so far */
	int heading;  /* level of the last one, 0 = none yet */
	bool title;
	const xmlNode *at;
	size_t depth;         /* of the node that is looked at */
	struct shade *shades; /* [depth]: what a node there inherits */
};

static void add(struct lint *l, enum html_level level, const char *text)
{
	if (l->count == HTML_PROBLEMS)
		return;
	l->rows[l->count++] = (struct html_problem){ level,
		l->at == NULL ? 0 : (size_t)xmlGetLineNo(l->at), text };
}

static bool is(const xmlNode *node, const char *name)
{
	return node != NULL && node->type == XML_ELEMENT_NODE &&
	       strcmp((const char *)node->name, name) == 0;
}

/* The value of an attribute, or NULL when it has none; the arena's. */
static const char *attribute(
    struct lint *l, const xmlNode *node, const char *name)
{
	xmlChar *value = xmlGetProp(node, (const xmlChar *)name);
	const char *copy = NULL;

	if (value != NULL)
		copy = arena_strdup(l->arena, (const char *)value);
	xmlFree(value);
	return copy;
}

static const char *quoted(struct lint *l, struct str s)
{
	return arena_dup(l->arena, utf8_cut(s, SHOWN));
}

static void apply(
    struct lint *l, const struct html_rule *rule, const char *what)
{
	if (rule->who == NULL)
		add(l, rule->level,
		    arena_printf(l->arena,
			_("%s does not belong into a mail; %s"), what,
			_(rule->advice)));
	else
		add(l, rule->level,
		    arena_printf(l->arena, _("%s is not shown by %s; %s"), what,
			rule->who, _(rule->advice)));
}

/* A rule is told once for each element, or once for each sheet. */
static void look_at_style(struct lint *l, struct str style)
{
	struct html_declaration d;

	while (html_declaration(l->arena, &style, &d)) {
		const struct html_rule *rule =
		    html_rule_property(d.name, d.value);
		if (rule != NULL)
			apply(l, rule,
			    arena_printf(l->arena, "\"%s: %s\"",
				quoted(l, d.name), quoted(l, d.value)));
	}
}

static void look_at_sheet(struct lint *l, const xmlNode *node)
{
	xmlChar *content = xmlNodeGetContent(node);
	struct str rest = str_c(
	    content == NULL ? NULL
			    : arena_strdup(l->arena, (const char *)content));
	struct str block;

	xmlFree(content);
	if (l->sheet <= SHEET_MAX && l->sheet + rest.n > SHEET_MAX)
		add(l, HTML_WARNING,
		    arena_printf(l->arena,
			_("Gmail drops all style sheets when they have more "
			  "than %d bytes"),
			SHEET_MAX));
	l->sheet += rest.n;
	if (str_ifind(rest, str_c("@import")) != SIZE_MAX)
		add(l, HTML_ERROR,
		    _("@import loads something from a server; write the "
		      "styles out instead"));
	if (str_ifind(rest, str_c("@font-face")) != SIZE_MAX)
		add(l, HTML_WARNING,
		    _("fonts of @font-face are not shown by Gmail, Outlook; "
		      "name "
		      "fonts that people have"));
	while (html_sheet_block(&rest, &block))
		look_at_style(l, block);
}

static bool has_scheme(const char *url, const char *const *schemes)
{
	for (size_t i = 0; schemes[i] != NULL; i++)
		if (str_istarts(str_c(url), str_c(schemes[i])))
			return true;
	return false;
}

/* U+E001 in place of what is personal: the parser takes no control bytes. */
static const char hole[] = "\xee\x80\x81";

/* A copy in which holes are that, and the marks of conditions blanks. */
static struct str without_holes(struct arena *arena, struct str html)
{
	char *copy = arena_dup(arena, html);

	for (size_t i = 0; i + 2 < html.n; i++) {
		const char *instead = copy[i + 2] == 2 ? hole : "   ";
		if (copy[i] != 1)
			continue;
		for (size_t k = 0; k < 3; k++)
			copy[i + k] = instead[k];
	}
	return str_n(copy, html.n);
}

/* A hole holds a whole link; the composer of the mail checks that. */
static bool is_hole(const char *url)
{
	return str_starts(str_c(url), str_c(hole));
}

static void look_at_image(struct lint *l, const xmlNode *node)
{
	static const char *const remote[] = { "http:", "https:", "//",
		"ftp:", NULL };
	const char *src = attribute(l, node, "src");
	const char *alt = attribute(l, node, "alt");
	const char *width = attribute(l, node, "width");
	uint64_t pixels = 0;

	if (alt == NULL)
		add(l, HTML_ERROR,
		    _("this image has no alt text, which is all that many "
		      "people get of it; write alt=\"\" only for ornaments"));
	if (src == NULL || src[0] == '\0')
		add(l, HTML_ERROR, _("this image has no src"));
	else if (has_scheme(src, remote))
		add(l, HTML_ERROR,
		    arena_printf(l->arena,
			_("%s would be loaded from a server, which tells who "
			  "reads the mail; send it along as src=\"cid:...\""),
			quoted(l, str_c(src))));
	else if (str_istarts(str_c(src), str_c("data:")))
		add(l, HTML_WARNING,
		    _("images in data: addresses are not shown by Gmail, "
		      "Outlook; send them along as src=\"cid:...\""));
	if (width == NULL)
		add(l, HTML_WARNING,
		    _("Outlook shows an image without the attribute width as "
		      "large as its file is"));
	else if (str_u64(str_c(width), INT32_MAX, &pixels) && pixels > WIDE)
		add(l, HTML_WARNING,
		    arena_printf(l->arena,
			_("this image is %d pixels wide; Outlook does not make "
			  "it smaller than that, and 600 are common"),
			(int)pixels));
}

static void look_at_link(struct lint *l, const xmlNode *node)
{
	static const char *const good[] = { "http://", "https://",
		"mailto:", "tel:", "cid:", NULL };
	const char *href = attribute(l, node, "href");
	xmlChar *words = xmlNodeGetContent(node);
	const bool empty = str_trim(str_c((const char *)words)).n == 0;

	xmlFree(words);
	if (href == NULL)
		return;
	if (href[0] == '#' &&
	    xmlGetID(node->doc, (const xmlChar *)href + 1) != NULL)
		return;
	if (href[0] == '\0' || href[0] == '#')
		add(l, HTML_ERROR, _("this link leads nowhere"));
	else if (!is_hole(href) && !has_scheme(href, good))
		add(l, HTML_ERROR,
		    arena_printf(l->arena,
			_("mail programs do not follow the link %s; begin it "
			  "with https:// or mailto:"),
			quoted(l, str_c(href))));
	if (empty && node->children == NULL)
		add(l, HTML_ERROR,
		    _("this link has no words: nobody can follow it"));
}

static void look_at_heading(struct lint *l, const xmlNode *node, int level)
{
	xmlChar *words = xmlNodeGetContent(node);

	if (str_trim(str_c((const char *)words)).n == 0)
		add(l, HTML_WARNING, _("this heading is empty"));
	xmlFree(words);
	if (l->heading > 0 && level > l->heading + 1)
		add(l, HTML_WARNING,
		    arena_printf(l->arena,
			_("<h%d> follows <h%d>: who listens to the mail "
			  "wonders what was left out"),
			level, l->heading));
	l->heading = level;
}

/* Has the table a cell that is a heading, not counting tables inside? */
static bool has_heading_cell(const xmlNode *table)
{
	const xmlNode *node = table->children;

	while (node != NULL) {
		if (is(node, "th") || is(node, "caption"))
			return true;
		if (node->children != NULL && !is(node, "table")) {
			node = node->children;
			continue;
		}
		while (node != table && node->next == NULL)
			node = node->parent;
		node = node == table ? NULL : node->next;
	}
	return false;
}

static void look_at_table(struct lint *l, const xmlNode *node)
{
	const char *role = attribute(l, node, "role");

	if (role != NULL &&
	    (strcmp(role, "presentation") == 0 || strcmp(role, "none") == 0))
		return;
	if (!has_heading_cell(node))
		add(l, HTML_WARNING,
		    _("this table has no <th>: a table of data needs some, and "
		      "one for the layout needs role=\"presentation\""));
}

static void look_at_attributes(struct lint *l, const xmlNode *node)
{
	static const char *const remote[] = { "background", "poster", "srcset",
		NULL };
	const xmlAttr *attr = node->properties;
	const char *style = attribute(l, node, "style");

	for (; attr != NULL; attr = attr->next) {
		const char *name = (const char *)attr->name;
		if (str_istarts(str_c(name), str_c("on")))
			add(l, HTML_ERROR,
			    arena_printf(l->arena,
				_("%s is for programs, which no mail client "
				  "runs"),
				quoted(l, str_c(name))));
		if (has_scheme(name, remote))
			add(l, HTML_ERROR,
			    arena_printf(l->arena,
				_("%s would be loaded from a server, or is not "
				  "shown at all"),
				quoted(l, str_c(name))));
	}
	if (style != NULL)
		look_at_style(l, str_c(style));
}

static void say_colour(struct tone *tone, struct str value, struct colour plain)
{
	tone->said = html_colour(value, &tone->colour);
	if (!tone->said)
		tone->colour = plain;
}

/* What the element says of its looks; its children inherit the rest. */
static void shade_element(struct lint *l, const xmlNode *node)
{
	struct shade *shade = &l->shades[l->depth + 1];
	const char *colour = attribute(l, node, "color");
	const char *ground = attribute(l, node, "bgcolor");
	const struct str style = str_c(attribute(l, node, "style"));
	struct str rest = style;
	struct html_declaration d;

	*shade = l->shades[l->depth];
	if (colour != NULL)
		say_colour(&shade->text, str_c(colour), black);
	if (ground != NULL)
		say_colour(&shade->ground, str_c(ground), white);
	while (html_declaration(l->arena, &rest, &d)) {
		if (str_is(d.name, "color"))
			say_colour(&shade->text, d.value, black);
		else if (str_is(d.name, "background") ||
			 str_is(d.name, "background-color"))
			say_colour(&shade->ground, d.value, white);
	}
	shade->hidden = shade->hidden || is(node, "head") ||
			str_ifind(style, str_c("display:none")) != SIZE_MAX ||
			str_ifind(style, str_c("display: none")) != SIZE_MAX;
}

/* Of text whose colours stand in attributes; where none is said, all is well.
 */
static void look_at_contrast(struct lint *l, const xmlNode *text)
{
	const struct shade *shade = &l->shades[l->depth];
	double contrast;

	if (str_trim(str_c((const char *)text->content)).n == 0 ||
	    shade->hidden || (!shade->text.said && !shade->ground.said))
		return;
	contrast = colour_contrast(shade->text.colour, shade->ground.colour);
	if (contrast >= COLOUR_AA)
		return;
	l->at = text->parent;
	add(l, HTML_WARNING,
	    arena_printf(l->arena,
		_("\"%s\" is hard to read: a contrast of %.1f, and %.1f is the "
		  "least"),
		quoted(l, str_trim(str_c((const char *)text->content))),
		contrast, COLOUR_AA));
}

static void look_at_element(struct lint *l, const xmlNode *node)
{
	const char *name = (const char *)node->name;
	const struct html_rule *rule = html_rule_element(name);

	if (rule != NULL)
		apply(l, rule, arena_printf(l->arena, "<%s>", name));
	look_at_attributes(l, node);
	if (is(node, "style"))
		look_at_sheet(l, node);
	else if (is(node, "img"))
		look_at_image(l, node);
	else if (is(node, "a"))
		look_at_link(l, node);
	else if (is(node, "table"))
		look_at_table(l, node);
	else if (name[0] == 'h' && name[1] >= '1' && name[1] <= '6' &&
		 name[2] == '\0')
		look_at_heading(l, node, name[1] - '0');
	else if (is(node, "title"))
		l->title = true;
	else if (is(node, "meta") && attribute(l, node, "http-equiv") != NULL &&
		 str_iis(str_c(attribute(l, node, "http-equiv")), "refresh"))
		add(l, HTML_ERROR,
		    _("a mail cannot lead its reader to another page"));
}

static void look_at_node(struct lint *l, const xmlNode *node)
{
	l->at = node;
	if (node->type == XML_ELEMENT_NODE) {
		shade_element(l, node);
		look_at_element(l, node);
	} else if (node->type == XML_TEXT_NODE && !is(node->parent, "style"))
		look_at_contrast(l, node);
}

static enum err_code walk(struct lint *l, const xmlNode *root, struct err *err)
{
	const xmlNode *node = root;

	l->depth = 0;
	while (node != NULL && l->count < HTML_PROBLEMS) {
		look_at_node(l, node);
		if (node->children != NULL) {
			if (++l->depth > DEPTH_MAX)
				return err_set(err, ERR_LIMIT,
				    _("the HTML has more than %d elements "
				      "inside each other"),
				    DEPTH_MAX);
			node = node->children;
			continue;
		}
		while (node != root && node->next == NULL) {
			node = node->parent;
			l->depth--;
		}
		node = node == root ? NULL : node->next;
	}
	return ERR_OK;
}

static void look_at_whole(struct lint *l, const xmlNode *root, size_t size)
{
	const char *lang = is(root, "html") ? attribute(l, root, "lang") : NULL;

	l->at = NULL;
	if (lang == NULL || lang[0] == '\0')
		add(l, HTML_ERROR,
		    _("<html> has no lang: who listens to the mail hears it in "
		      "the wrong language"));
	if (!l->title)
		add(l, HTML_WARNING, _("the HTML has no <title>"));
	if (size + HTML_ROOM > HTML_CLIPPED)
		add(l, HTML_WARNING,
		    arena_printf(l->arena,
			_("the HTML has %zu kB; Gmail hides what follows the "
			  "first %d kB"),
			size / 1024, HTML_CLIPPED / 1024));
}

enum err_code html_lint(struct arena *arena, struct str html,
    struct html_problem **out, size_t *count, struct err *err)
{
	struct lint l = { .arena = arena };
	enum err_code code = ERR_OK;
	htmlDocPtr doc = NULL;
	const xmlNode *root = NULL;

	l.rows = arena_calloc(arena, HTML_PROBLEMS, sizeof(*l.rows));
	l.shades = arena_calloc(arena, DEPTH_MAX + 2, sizeof(*l.shades));
	l.shades[0] = (struct shade){ .text = { black, false },
		.ground = { white, false } };
	if (html.n > TMPL_OUT)
		return err_set(err, ERR_LIMIT,
		    _("the HTML is larger than %d bytes"), TMPL_OUT);
	html = without_holes(arena, html);
	if (html.n > 0)
		doc = htmlReadMemory(html.p, (int)html.n, NULL, "UTF-8",
		    HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
			HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
	if (doc != NULL)
		root = xmlDocGetRootElement(doc);
	/* What stands behind </html> is shown too. */
	for (const xmlNode *node = root; code == ERR_OK && node != NULL;
	     node = node->next)
		if (node->type == XML_ELEMENT_NODE)
			code = walk(&l, node, err);
	look_at_whole(&l, root, html.n);
	xmlFreeDoc(doc);
	*out = l.rows;
	*count = l.count;
	return code;
}
