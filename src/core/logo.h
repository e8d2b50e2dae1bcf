/* The picture above newsletters, which travels with each mail that shows it. */
#ifndef CORE_LOGO_H
#define CORE_LOGO_H

#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"
#include "conf/conf.h"
#include "mail/compose.h"

enum {
	LOGO_MAX = 200 * 1000, /* bytes of its file */
	LOGO_WIDTH = 240,      /* CSS pixels that it takes at most */
	LOGO_HEIGHT = 80
};

/*
 * Reads the list's logo; `out` has neither its name nor its bytes when there
 * is none.  *width and *height are how it is shown: a larger picture is
 * sharper, not larger.  ERR_INPUT when it is no PNG or JPEG image, and the
 * errors of file_read().
 */
enum err_code logo_read(const struct conf *conf, struct arena *arena,
    const struct conf_list *list, struct compose_attachment *out, int *width,
    int *height, struct err *err);

/*
 * For templates: src, alt, width and height; false when there is none or it
 * cannot be used, which the log tells.  A new reference.
 */
json_t *logo_variables(
    const struct conf *conf, struct arena *arena, const struct conf_list *list);

/*
 * Adds the logo to the files of a mail whose HTML shows it.  *files may point
 * to an array of the arena with one more afterwards.
 */
enum err_code logo_attach(const struct conf *conf, struct arena *arena,
    const struct conf_list *list, struct str html,
    const struct compose_attachment **files, size_t *count, struct err *err);

#endif
