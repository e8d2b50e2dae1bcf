/*
 * Compiled from what these pages say, as of 2026, in words of our own:
 * "Can I email" (caniemail.com), the "CSS Support" page of the Gmail
 * developers' site, "Word HTML and CSS rendering capabilities in Outlook"
 * (Microsoft), the "Ultimate guide to CSS" (Campaign Monitor), RFC 2557 for
 * cid:.  What only looks plainer somewhere, such as square corners for
 * border-radius or no max-width in Outlook, is not in the table.
 */
#include "tmpl/html_rules.h"

#include <string.h>

#include "base/i18n.h"

static const char outlook[] = "Outlook";
static const char gmail[] = "Gmail";
static const char both[] = "Gmail, Outlook";
static const char many[] = "Gmail, Outlook, Yahoo";

#define TO_PAGE  N_("link to a page instead")
#define BY_TABLE N_("use a table with role=\"presentation\" instead")
#define BY_DIV   N_("use a div or p instead")
#define BY_IMAGE N_("use a PNG or JPEG image instead")
#define WITHOUT  N_("do without it")
#define BY_HEX   N_("write the colour as #rrggbb")
#define BY_PX    N_("write a length in px instead")

static const struct html_rule elements[] = {
	{ "script", NULL, HTML_ERROR, many, WITHOUT },
	{ "noscript", NULL, HTML_WARNING, many, WITHOUT },
	{ "iframe", NULL, HTML_ERROR, many, TO_PAGE },
	{ "frame", NULL, HTML_ERROR, many, TO_PAGE },
	{ "frameset", NULL, HTML_ERROR, many, TO_PAGE },
	{ "object", NULL, HTML_ERROR, many, TO_PAGE },
	{ "embed", NULL, HTML_ERROR, many, TO_PAGE },
	{ "applet", NULL, HTML_ERROR, many, TO_PAGE },
	{ "base", NULL, HTML_ERROR, many, N_("write whole addresses instead") },
	{ "link", NULL, HTML_ERROR, many, N_("write the styles out instead") },
	{ "form", NULL, HTML_ERROR, both, TO_PAGE },
	{ "input", NULL, HTML_ERROR, both, TO_PAGE },
	{ "select", NULL, HTML_ERROR, both, TO_PAGE },
	{ "textarea", NULL, HTML_ERROR, both, TO_PAGE },
	{ "button", NULL, HTML_ERROR, both,
	    N_("use a link in a table cell with a background instead") },
	{ "video", NULL, HTML_WARNING, both, TO_PAGE },
	{ "audio", NULL, HTML_WARNING, both, TO_PAGE },
	{ "canvas", NULL, HTML_ERROR, many, BY_IMAGE },
	{ "svg", NULL, HTML_ERROR, both, BY_IMAGE },
	{ "math", NULL, HTML_WARNING, both, BY_IMAGE },
	{ "picture", NULL, HTML_WARNING, both, BY_IMAGE },
	{ "map", NULL, HTML_WARNING, gmail, N_("use one link each instead") },
	{ "dialog", NULL, HTML_WARNING, both, BY_DIV },
	{ "details", NULL, HTML_WARNING, both, BY_DIV },
	{ "template", NULL, HTML_ERROR, many, WITHOUT },
	{ "slot", NULL, HTML_ERROR, many, WITHOUT },
	{ "meter", NULL, HTML_WARNING, both, BY_DIV },
	{ "progress", NULL, HTML_WARNING, both, BY_DIV },
	{ "marquee", NULL, HTML_WARNING, both, WITHOUT },
	{ "figure", NULL, HTML_WARNING, outlook, BY_DIV },
	{ "figcaption", NULL, HTML_WARNING, outlook, BY_DIV },
	{ "section", NULL, HTML_WARNING, outlook, BY_DIV },
	{ "article", NULL, HTML_WARNING, outlook, BY_DIV },
	{ "header", NULL, HTML_WARNING, outlook, BY_DIV },
	{ "footer", NULL, HTML_WARNING, outlook, BY_DIV },
	{ "main", NULL, HTML_WARNING, outlook, BY_DIV },
	{ "nav", NULL, HTML_WARNING, outlook, BY_DIV },
	{ "aside", NULL, HTML_WARNING, outlook, BY_DIV },
	{ "mark", NULL, HTML_WARNING, outlook,
	    N_("use a span with a background instead") },
	{ "ruby", NULL, HTML_WARNING, outlook, WITHOUT },
};

static const struct html_rule properties[] = {
	/* Code and remote content, wherever they stand. */
	{ "behavior", NULL, HTML_ERROR, NULL, WITHOUT },
	{ "-moz-binding", NULL, HTML_ERROR, NULL, WITHOUT },
	{ "*", "expression(", HTML_ERROR, NULL, WITHOUT },
	{ "*", "javascript:", HTML_ERROR, NULL, WITHOUT },
	{ "*", "url(", HTML_ERROR, NULL,
	    N_("show the picture by <img src=\"cid:...\"> instead") },
	/* Layout. */
	{ "position", NULL, HTML_WARNING, both, BY_TABLE },
	{ "display", "flex", HTML_WARNING, both, BY_TABLE },
	{ "display", "grid", HTML_WARNING, both, BY_TABLE },
	{ "display", "contents", HTML_WARNING, both, BY_TABLE },
	{ "display", "-webkit", HTML_WARNING, both, BY_TABLE },
	{ "float", NULL, HTML_WARNING, outlook, BY_TABLE },
	{ "flex", NULL, HTML_WARNING, both, BY_TABLE },
	{ "flex-direction", NULL, HTML_WARNING, both, BY_TABLE },
	{ "flex-wrap", NULL, HTML_WARNING, both, BY_TABLE },
	{ "grid", NULL, HTML_WARNING, both, BY_TABLE },
	{ "grid-template", NULL, HTML_WARNING, both, BY_TABLE },
	{ "grid-template-columns", NULL, HTML_WARNING, both, BY_TABLE },
	{ "grid-template-rows", NULL, HTML_WARNING, both, BY_TABLE },
	{ "gap", NULL, HTML_WARNING, both, BY_TABLE },
	{ "columns", NULL, HTML_WARNING, both, BY_TABLE },
	{ "column-count", NULL, HTML_WARNING, both, BY_TABLE },
	{ "justify-content", NULL, HTML_WARNING, outlook, BY_TABLE },
	{ "align-items", NULL, HTML_WARNING, outlook, BY_TABLE },
	{ "z-index", NULL, HTML_WARNING, both, WITHOUT },
	{ "top", NULL, HTML_WARNING, both, BY_TABLE },
	{ "left", NULL, HTML_WARNING, both, BY_TABLE },
	{ "right", NULL, HTML_WARNING, both, BY_TABLE },
	{ "bottom", NULL, HTML_WARNING, both, BY_TABLE },
	{ "inset", NULL, HTML_WARNING, both, BY_TABLE },
	{ "margin", "-", HTML_WARNING, both, WITHOUT },
	{ "margin-top", "-", HTML_WARNING, both, WITHOUT },
	{ "margin-right", "-", HTML_WARNING, both, WITHOUT },
	{ "margin-bottom", "-", HTML_WARNING, both, WITHOUT },
	{ "margin-left", "-", HTML_WARNING, both, WITHOUT },
	{ "margin-inline", NULL, HTML_WARNING, outlook, BY_PX },
	{ "margin-block", NULL, HTML_WARNING, outlook, BY_PX },
	{ "padding-inline", NULL, HTML_WARNING, outlook, BY_PX },
	{ "padding-block", NULL, HTML_WARNING, outlook, BY_PX },
	{ "aspect-ratio", NULL, HTML_WARNING, outlook, BY_PX },
	{ "object-fit", NULL, HTML_WARNING, outlook, WITHOUT },
	{ "object-position", NULL, HTML_WARNING, outlook, WITHOUT },
	{ "clip", NULL, HTML_WARNING, both, WITHOUT },
	{ "clip-path", NULL, HTML_WARNING, both, WITHOUT },
	{ "transform", NULL, HTML_WARNING, both, WITHOUT },
	{ "zoom", NULL, HTML_WARNING, gmail, WITHOUT },
	/* Looks. */
	{ "background-image", NULL, HTML_WARNING, both, WITHOUT },
	{ "background", "gradient(", HTML_WARNING, outlook, WITHOUT },
	{ "background-blend-mode", NULL, HTML_WARNING, both, WITHOUT },
	{ "mix-blend-mode", NULL, HTML_WARNING, both, WITHOUT },
	{ "box-shadow", NULL, HTML_WARNING, both, WITHOUT },
	{ "text-shadow", NULL, HTML_WARNING, both, WITHOUT },
	{ "filter", NULL, HTML_WARNING, both, WITHOUT },
	{ "backdrop-filter", NULL, HTML_WARNING, both, WITHOUT },
	{ "opacity", NULL, HTML_WARNING, outlook, WITHOUT },
	{ "visibility", NULL, HTML_WARNING, outlook, WITHOUT },
	{ "animation", NULL, HTML_WARNING, both, WITHOUT },
	{ "animation-name", NULL, HTML_WARNING, both, WITHOUT },
	{ "transition", NULL, HTML_WARNING, both, WITHOUT },
	{ "mask", NULL, HTML_WARNING, both, WITHOUT },
	{ "mask-image", NULL, HTML_WARNING, both, WITHOUT },
	{ "border-image", NULL, HTML_WARNING, both, WITHOUT },
	{ "list-style-image", NULL, HTML_WARNING, both, WITHOUT },
	{ "outline-offset", NULL, HTML_WARNING, both, WITHOUT },
	{ "shape-outside", NULL, HTML_WARNING, both, WITHOUT },
	{ "writing-mode", NULL, HTML_WARNING, both, WITHOUT },
	{ "content", NULL, HTML_WARNING, both, WITHOUT },
	/* Values. */
	{ "*", "var(", HTML_WARNING, both, N_("write the value out") },
	{ "*", "calc(", HTML_WARNING, outlook, BY_PX },
	{ "*", "clamp(", HTML_WARNING, both, BY_PX },
	{ "*", "min(", HTML_WARNING, both, BY_PX },
	{ "*", "max(", HTML_WARNING, both, BY_PX },
	{ "*", "rgba(", HTML_WARNING, outlook, BY_HEX },
	{ "*", "hsl", HTML_WARNING, outlook, BY_HEX },
	{ "*", "oklch(", HTML_WARNING, both, BY_HEX },
	{ "*", "color-mix(", HTML_WARNING, both, BY_HEX },
	{ "*", "light-dark(", HTML_WARNING, both,
	    N_("use @media (prefers-color-scheme: dark) instead") },
	{ "*", "vmin", HTML_WARNING, outlook, BY_PX },
	{ "*", "vmax", HTML_WARNING, outlook, BY_PX },
};

const struct html_rule *html_rule_element(const char *name)
{
	for (size_t i = 0; i < sizeof(elements) / sizeof(*elements); i++)
		if (strcmp(elements[i].name, name) == 0)
			return &elements[i];
	return NULL;
}

const struct html_rule *html_rule_property(struct str name, struct str value)
{
	for (size_t i = 0; i < sizeof(properties) / sizeof(*properties); i++) {
		const struct html_rule *rule = &properties[i];
		if (!str_is(name, rule->name) && strcmp(rule->name, "*") != 0)
			continue;
		if (rule->value == NULL ||
		    str_ifind(value, str_c(rule->value)) != SIZE_MAX)
			return rule;
	}
	return NULL;
}
