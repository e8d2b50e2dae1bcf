/*
 * A newsletter as a command is given it: FILE and perhaps --list.  Used by
 * all commands that look at one or send it.
 */
#ifndef CLI_NEWSLETTER_FILE_H
#define CLI_NEWSLETTER_FILE_H

#include "base/arena.h"
#include "cli/cli.h"
#include "core/op_newsletter.h"

/*
 * Reads and renders FILE for the list(s) of --list (`lists`: names, parted by
 * commas), or NULL: those that the file names.  What an editor would want to
 * know is told on standard error.  ERR_USAGE when nobody says which list;
 * ERR_NOT_FOUND, ERR_IO, ERR_PERM, ERR_LIMIT; ERR_INPUT ("FILE:LINE: ...").
 */
enum err_code newsletter_file_open(struct cli *cli, struct arena *arena,
    const char *file, const char *lists, struct op_newsletter *out,
    struct err *err);

#endif
