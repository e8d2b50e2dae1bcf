/* Pages of HTML for a browser, made from templates/page. */
#ifndef CLI_PAGE_H
#define CLI_PAGE_H

#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * Writes the page templates/page/NAME.html, filled with `data` (takes the
 * reference), as this file.  ERR_IO, ERR_PERM, ERR_LIMIT.
 */
enum err_code page_write(struct arena *arena, const char *name, json_t *data,
    const char *file, struct err *err);

#endif
