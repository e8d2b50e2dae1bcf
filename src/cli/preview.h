/* `newsletter preview`: a newsletter as its readers will see it, in files. */
#ifndef CLI_PREVIEW_H
#define CLI_PREVIEW_H

#include <jansson.h>

#include "cli/cli.h"
#include "core/op_newsletter.h"
#include "mail/view.h"

struct preview_variant {
	const struct op_variant *variant;
	int64_t readers;
	size_t bytes; /* of the mail */
	size_t html_bytes;
	struct view view;
	const char *html; /* names of its files in the folder */
	const char *text;
	const char **files; /* of its attachments */
};

struct preview {
	const struct op_newsletter *newsletter;
	const char *folder;
	const char *index; /* its path */
	struct preview_variant *shown;
	size_t shown_count;
};

/*
 * Makes the mails of the variants that somebody may get, or of one (`name`,
 * NULL = all).  ERR_NOT_FOUND for a name that is none; ERR_REFUSED when all of
 * them are empty.
 */
enum err_code preview_make(struct cli *cli, struct arena *arena,
    const struct op_newsletter *newsletter, const char *name,
    struct preview *out, struct err *err);

/*
 * Writes them and a page that shows all into `folder` (NULL: a new one, for
 * this user alone, below TMPDIR).
 */
enum err_code preview_write(struct arena *arena, struct preview *preview,
    const char *folder, struct err *err);

json_t *preview_json(const struct preview *preview);

/* "in French, on work and governance, for 12 readers" */
const char *preview_words(struct arena *arena,
    const struct op_newsletter *newsletter, const struct op_variant *variant,
    int64_t readers);

#endif
