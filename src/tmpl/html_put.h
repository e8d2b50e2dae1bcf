/* A value of a template made safe for its place in an HTML document. */
#ifndef TMPL_HTML_PUT_H
#define TMPL_HTML_PUT_H

#include "base/buf.h"
#include "base/html_place.h"
#include "base/str.h"

/*
 * Adds the value as HTML for this place, so that it can begin no element, no
 * attribute and no declaration of a style, and lead nowhere but to http,
 * https, mailto, cid and to a file beside the page: other addresses are left
 * out, parts of one are percent-encoded (RFC 3986), code gets colours, sizes
 * and words only.  The hole markers of mail/compose.h stay; what they hold is
 * made safe there.
 */
void html_put(struct buf *out, struct str value, enum html_place place);

#endif
