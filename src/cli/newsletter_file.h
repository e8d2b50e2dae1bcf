/*
 * A newsletter as a command is given it: FILE and perhaps --list.  Used by
 * all commands that look at one or send it.
 */
#ifndef CLI_NEWSLETTER_FILE_H
#define CLI_NEWSLETTER_FILE_H

#include "base/arena.h"
#include "cli/cli.h"
#include "core/op_newsletter.h"
#include "news/disk.h"

struct newsletter_file {
	const char *path;
	const char *lists; /* names, parted by commas; NULL = the file says */
	bool draft;        /* it does not leave: words may be missing */
	/* Filled by newsletter_file_read(). */
	struct news_disk disk;
	struct news_source source;
	const struct conf_list *chosen[OP_LISTS_MAX];
	size_t chosen_count; /* 0 = those that the file names */
};

/*
 * Reads the file, its twin and what they name; `file` must live as long as
 * `out`.  Its mistakes are in out->news.problems.  ERR_NOT_FOUND, ERR_IO,
 * ERR_PERM, ERR_LIMIT.
 */
enum err_code newsletter_file_read(struct cli *cli, struct arena *arena,
    struct newsletter_file *file, struct op_newsletter *out, struct err *err);

/*
 * The same, checked and rendered: ERR_INPUT ("FILE:LINE:COLUMN: ...") for a
 * mistake, ERR_USAGE when nobody says which list.
 */
enum err_code newsletter_file_open(struct cli *cli, struct arena *arena,
    struct newsletter_file *file, struct op_newsletter *out, struct err *err);

/* What an editor would want to know, on standard error; *count of it. */
size_t newsletter_file_warn(const struct op_newsletter *newsletter);

#endif
