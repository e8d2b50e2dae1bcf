/*
 * Markdown (CommonMark) as HTML and as plain text; cmark in safe mode: raw
 * HTML is dropped, links of dangerous schemes are emptied.  The hole markers
 * of mail/compose.h pass through both, in link targets too.
 */
#ifndef TMPL_MARKDOWN_H
#define TMPL_MARKDOWN_H

#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/str.h"
#include "tmpl/markdown_links.h"
#include "tmpl/plain.h"

/*
 * HTML for a mail: the style of each element stands on it, since mail clients
 * drop style sheets.  ERR_LIMIT when it grows over TMPL_OUT.
 */
enum err_code markdown_html(struct arena *arena, struct str markdown,
    enum lang language, struct str *out, struct err *err);

/*
 * The same; its images are those of the mail, with their size, or of the web
 * (http, https) as they were written.  What is neither shows its words.
 */
enum err_code markdown_html_images(struct arena *arena, struct str markdown,
    enum lang language, const struct markdown_images *images, struct str *out,
    struct err *err);

/*
 * Text wrapped at PLAIN_WIDTH: headings underlined, "- " and "1. " lists,
 * "> " quotes, images as their alternative text in brackets.  Links are
 * `words [1]`, their addresses in `notes`, which several texts of one mail
 * share; without notes (NULL) they are `words <url>`.  A link whose words are
 * its address, or to a mailbox, shows the address in its place.  ERR_LIMIT as
 * above.
 */
enum err_code markdown_text(struct arena *arena, struct str markdown,
    enum lang language, struct plain_notes *notes, struct str *out,
    struct err *err);

#endif
