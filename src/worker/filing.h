/*
 * Mails and their folders: what is settled is moved, what was moved is found
 * again.  Used by the reader and by the commands that look after the inbox.
 */
#ifndef WORKER_FILING_H
#define WORKER_FILING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "core/ctx.h"
#include "imap/imap.h"
#include "store/inbox_entry.h"

enum { FILING_MEGABYTE = 1024 * 1024 };

struct filing {
	struct ctx *ctx;
	struct imap *imap;
	const char *mailbox; /* filing_mailbox() */
};

/* What names the mailbox of this account in the database; free() it. */
char *filing_mailbox(const struct conf_imap *account);

/*
 * Moves all that is settled out of the inbox, which must be open: to done,
 * held, unknown, failed.
 */
enum err_code filing_settled(const struct filing *filing, struct err *err);

/*
 * Moves what a human settled anew from the folder where it was before.  The
 * inbox is open afterwards.
 */
enum err_code filing_misfiled(const struct filing *filing, struct err *err);

/*
 * The mail of an entry, wherever it lies in our folders or the inbox, into
 * `out`; of one larger than the ceiling of `out`, its start.  *found false:
 * somebody took it away.  Another folder than before may be open afterwards.
 */
enum err_code filing_fetch(const struct filing *filing,
    const struct inbox_entry *entry, struct buf *out, bool *found,
    struct err *err);

#endif
