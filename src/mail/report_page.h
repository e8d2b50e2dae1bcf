/*
 * The words of a delivery report as lines, up to the copy of the mail that
 * was returned, with their folded form to look for phrases in.
 */
#ifndef MAIL_REPORT_PAGE_H
#define MAIL_REPORT_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "mail/message.h"

enum { PAGE_LINES = 1500, PAGE_TEXT_MAX = 256 * 1024 };

struct page_line {
	struct str text;
	size_t offset; /* of its folded form in page.folded */
};

struct page {
	struct str text; /* up to the copy */
	struct page_line line[PAGE_LINES];
	size_t n;
	char *folded; /* all lines, a blank between two (base/utf8.h) */
	bool cut;     /* there were more lines than fit */
};

/*
 * What people are to read in a report, at most PAGE_TEXT_MAX bytes of UTF-8;
 * the raw body where broken MIME hides every part.
 */
struct str page_words(struct arena *arena, const struct message *message);

/* Reads UTF-8 text. */
void page_read(struct arena *arena, struct str text, struct page *out);

/* The line that this offset of page->folded lies in. */
size_t page_line_at(const struct page *page, size_t offset);

/*
 * Where one of the phrases "a|b|c" stands first in folded text; *after gets
 * the offset behind it.  SIZE_MAX if none does.
 */
size_t page_find(const char *folded, const char *phrases, size_t *after);

/* Does one of them stand in it? */
bool page_has(const char *folded, const char *phrases);

/* The address around the '@' at this offset; empty when it is none. */
struct str page_address_at(struct str text, size_t at);

/* The first address that begins at this offset or later; empty if none. */
struct str page_address(struct str text, size_t from);

/* What stands around an address, without brackets, bullets and blanks. */
struct str page_before(struct str text, struct str address);
struct str page_after(struct str text, struct str address);

#endif
