/* Names of folders on this server, and their making; used by imap_move.c. */
#ifndef IMAP_FOLDER_H
#define IMAP_FOLDER_H

#include "imap/session.h"

/*
 * The server's name for a folder below the configured parent: personal
 * prefix, parent, delimiter, folder, in modified UTF-7.  free() *out.
 * ERR_CONFIG for a name that is not UTF-8.
 */
enum err_code folder_name(
    struct imap *imap, const char *folder, char **out, struct err *err);

/* Makes it unless it is known to be there.  A refusal is no error yet. */
enum err_code folder_ensure(
    struct imap *imap, const char *name, struct err *err);

/* Makes it, whatever was thought before. */
enum err_code folder_make(struct imap *imap, const char *name, struct err *err);

#endif
