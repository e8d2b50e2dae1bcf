/*
 * Messages that have come, handled several to a transaction: each is decided
 * and takes effect in a part of it, together with its row in the inbox
 * ledger.  What fails of its own takes no other with it; a crash undoes all
 * that was not committed, and is charged to the message under way.
 */
#ifndef WORKER_INTAKE_H
#define WORKER_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "core/ctx.h"
#include "worker/poison.h"

enum {
	INTAKE_MAX = 64,            /* messages that wait together, */
	INTAKE_BYTES = 1024 * 1024, /* and their bytes */
};

struct intake {
	struct ctx *ctx;
	struct poison *poison;
	const char *mailbox;
	uint32_t uidvalidity;
	bool singly; /* one to a transaction: after a crash */

	struct buf bytes; /* of those that wait */
	struct {
		uint32_t uid;
		size_t start;
	} waiting[INTAKE_MAX];
	size_t count;
	int64_t begun;      /* the open transaction, clock_mono_ms() */
	struct err failure; /* the first message that failed; ERR_OK = none */
};

void intake_init(struct intake *intake, struct ctx *ctx, struct poison *poison,
    const char *mailbox, uint32_t uidvalidity);
void intake_clear(struct intake *intake);

/*
 * Takes a copy of a message, and handles those that wait when they are many;
 * a large one is handled at once.  Errors are the site's: the message was not
 * charged, and nothing is known of those that wait.
 */
enum err_code intake_take(
    struct intake *intake, uint32_t uid, struct str body, struct err *err);

/* Settles a message of `size` bytes that is too large: this is its start. */
enum err_code intake_refuse(struct intake *intake, uint32_t uid, int64_t size,
    struct str start, struct err *err);

/* Handles those that wait, and commits. */
enum err_code intake_flush(struct intake *intake, struct err *err);

#endif
