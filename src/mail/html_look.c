#include "mail/html_look.h"

#include <string.h>

enum {
	SIGN_NODES = 20, /* of a paragraph, in which Word puts its sign */
	LEVEL_MAX = 8,
	STYLE_MAX = 1000, /* bytes of a style that are read */
	TABLE_NODES = 20000
};

bool html_has_mark(const xmlNode *node, const char *const *marks, size_t n)
{
	const char *class = html_attribute(node, "class");
	const char *id = html_attribute(node, "id");
	const char *marker = html_attribute(node, "data-marker");

	for (size_t i = 0; i < n; i++)
		if (strstr(class, marks[i]) != NULL ||
		    strstr(id, marks[i]) != NULL ||
		    strcmp(marker, marks[i]) == 0)
			return true;
	return false;
}

struct str html_style(const xmlNode *node, const char *property)
{
	struct str rest =
	    str_sub(str_c(html_attribute(node, "style")), 0, STYLE_MAX);
	struct str one;

	while (rest.n > 0 && str_split(&rest, ';', &one)) {
		size_t colon = str_findc(one, ':');
		if (colon != SIZE_MAX &&
		    str_iis(str_trim(str_sub(one, 0, colon)), property))
			return str_trim(str_from(one, colon + 1));
	}
	return str_c("");
}

struct str html_cid(const xmlNode *node)
{
	static const char *const names[] = { "src", "background" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct str url = str_c(html_attribute(node, names[i]));
		if (str_istarts(url, str_c("cid:")))
			return str_from(url, strlen("cid:"));
	}
	return str_c("");
}

bool html_cid_is(struct str cid, const char *id)
{
	if (str_is(cid, id))
		return true;
	while (cid.n > 0 && *id != '\0') {
		char c = cid.p[0];
		size_t n = 1;
		if (c == '%' && cid.n > 2 && str_hex(cid.p[1]) >= 0 &&
		    str_hex(cid.p[2]) >= 0) {
			c = (char)(16 * str_hex(cid.p[1]) + str_hex(cid.p[2]));
			n = 3;
		}
		if (c != *id++)
			return false;
		cid = str_from(cid, n);
	}
	return cid.n == 0 && *id == '\0';
}

bool html_is_hidden(const xmlNode *node)
{
	return str_istarts(html_style(node, "display"), str_c("none")) ||
	       str_iis(html_style(node, "mso-hide"), "all");
}

bool html_is_signature(const xmlNode *node)
{
	static const char *const marks[] = { "moz-signature", "gmail_signature",
		"protonmail_signature_block", "ms-outlook-mobile-signature",
		"__SIG_POST__", "__SIG_PRE__", "editorUserSignature",
		"k9mail-signature", "composer_signature",
		"ymail_android_signature", "x_Signature" };

	return HTML_HAS_MARK(node, marks) ||
	       str_iis(str_c(html_attribute(node, "id")), "signature") ||
	       strcmp(html_attribute(node, "name"), "_MailAutoSig") == 0 ||
	       str_is(html_style(node, "mso-bookmark"), "_MailAutoSig");
}

bool html_is_bold(const xmlNode *node)
{
	struct str weight = html_style(node, "font-weight");

	if (weight.n > 0)
		return str_istarts(weight, str_c("bold")) ||
		       (weight.n == 3 && weight.p[0] >= '6');
	return html_is(node, "b") || html_is(node, "strong");
}

bool html_is_italic(const xmlNode *node)
{
	struct str style = html_style(node, "font-style");

	if (style.n > 0)
		return str_iis(style, "italic") || str_iis(style, "oblique");
	return html_is(node, "i") || html_is(node, "em");
}

bool html_is_word_sign(const xmlNode *node)
{
	return str_iis(html_style(node, "mso-list"), "Ignore");
}

/* "1." and "b)" count, "·" and "o" do not. */
static bool counts(const char *text)
{
	struct str sign = str_trim(str_c(text));

	return sign.n > 1 && str_findc(str_c(".)"), sign.p[1]) != SIZE_MAX
		   ? true
		   : sign.n > 0 && sign.p[0] >= '0' && sign.p[0] <= '9';
}

static bool is_numbered(const xmlNode *item)
{
	const xmlNode *node = item;
	bool sign = false;

	for (size_t i = 0; i < SIGN_NODES && node != NULL; i++) {
		sign = sign || html_is_word_sign(node);
		if (sign && node->type == XML_TEXT_NODE)
			return counts((const char *)node->content);
		node = html_next(node, item);
	}
	return false;
}

bool html_word_item(const xmlNode *node, struct html_item *out)
{
	struct str list = html_style(node, "mso-list");
	size_t at = str_ifind(list, str_c("level"));

	if (at == SIZE_MAX || !html_is(node, "p"))
		return false;
	list = str_from(list, at + strlen("level"));
	*out = (struct html_item){ .level = 1, .numbered = is_numbered(node) };
	if (list.n > 0 && list.p[0] >= '1' && list.p[0] <= '0' + LEVEL_MAX)
		out->level = (size_t)(list.p[0] - '0');
	return true;
}

static bool has_border(const xmlNode *node)
{
	struct str border = html_style(node, "border");
	const char *old = html_attribute(node, "border");

	return (old[0] != '\0' && strcmp(old, "0") != 0) ||
	       (border.n > 0 && border.p[0] != '0' &&
		   str_ifind(border, str_c("none")) == SIZE_MAX);
}

static bool breaks_cells(const xmlNode *node)
{
	static const char *const names[] = { "table", "ul", "ol", "blockquote",
		"pre" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (html_is(node, names[i]))
			return true;
	return false;
}

bool html_is_data_table(const xmlNode *table)
{
	const xmlNode *node = html_next(table, table);
	bool lines = has_border(table);
	size_t rows = 0;
	size_t cells = 0;

	for (size_t i = 0; node != NULL; i++) {
		if (i == TABLE_NODES || breaks_cells(node))
			return false;
		rows += html_is(node, "tr");
		cells += html_is(node, "td") || html_is(node, "th");
		lines = lines || html_is(node, "th") ||
			(html_is(node, "td") && has_border(node));
		node = html_next(node, table);
	}
	return lines && rows > 1 && cells >= 2 * rows;
}
