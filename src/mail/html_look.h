/* What elements of a mail look like, and what mail programs mark them as. */
#ifndef MAIL_HTML_LOOK_H
#define MAIL_HTML_LOOK_H

#include "mail/html_tree.h"

/* Does its class or id hold one of these, or is its data-marker one? */
bool html_has_mark(const xmlNode *node, const char *const *marks, size_t n);

#define HTML_HAS_MARK(node, marks)                                             \
	html_has_mark(node, marks, sizeof(marks) / sizeof((marks)[0]))

/* The trimmed value of a property of its style attribute, "" for none. */
struct str html_style(const xmlNode *node, const char *property);

/*
 * The Content-ID of the file of the mail that it shows ("cid:" of RFC 2392),
 * percent-encoded or not; "" for none.
 */
struct str html_cid(const xmlNode *node);

/* Is it that of the file with this Content-ID? */
bool html_cid_is(struct str cid, const char *id);

/* Text that the reader does not see, such as preview lines. */
bool html_is_hidden(const xmlNode *node);

/* The signature that a mail program puts below. */
bool html_is_signature(const xmlNode *node);

/* By its name or its style; "font-weight: normal" undoes the name. */
bool html_is_bold(const xmlNode *node);
bool html_is_italic(const xmlNode *node);

/* A paragraph that Word shows as an item of a list; `level` from 1 on. */
struct html_item {
	size_t level;
	bool numbered;
};

bool html_word_item(const xmlNode *node, struct html_item *out);

/* The sign or number of such an item, which Word writes as text. */
bool html_is_word_sign(const xmlNode *node);

/* A table of things, with a border or heads: not one that sets a page. */
bool html_is_data_table(const xmlNode *table);

/* Sizes of letters in tenths of a point, and how much may be looked at. */
struct html_sizes {
	size_t body; /* of most of the text */
	size_t steps;
};

/* Looks through the whole page. */
void html_sizes_read(const xmlNode *root, struct html_sizes *out);

/*
 * The heading that a paragraph is by its large letters alone: 2 or 3, 0 for
 * none.  `sizes->steps` goes down.
 */
size_t html_large(const xmlNode *node, struct html_sizes *sizes);

#endif
