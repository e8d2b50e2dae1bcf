/* The site's mailboxes, for commands that fetch or move mails. */
#ifndef CLI_MAILBOX_H
#define CLI_MAILBOX_H

#include "cli/cli.h"
#include "worker/filing.h"

/* One connection at a time; all zero but for `cli` before the first use. */
struct mailbox {
	struct cli *cli;
	char *name; /* filing_mailbox() of the open one */
	struct filing filing;
};

/*
 * Opens the mailbox that a message was seen in, unless it is open.  ERR_CONFIG
 * when no account of the settings is this mailbox; errors of imap_open().
 */
enum err_code mailbox_open(
    struct mailbox *mailbox, const char *name, struct err *err);

/* Fine when none is open. */
void mailbox_close(struct mailbox *mailbox);

/*
 * The mail of a message into `out`, its start if it is larger than that.
 * ERR_NOT_FOUND when somebody took it away.
 */
enum err_code mailbox_fetch(struct mailbox *mailbox,
    const struct inbox_entry *entry, struct buf *out, struct err *err);

/* Moves what is settled in the open mailbox to where it belongs. */
enum err_code mailbox_tidy(struct mailbox *mailbox, struct err *err);

#endif
