/* Alarms about servers that fail us and settings that do not serve, for
 * `liaison status`; and the log. */
#ifndef WORKER_TROUBLE_H
#define WORKER_TROUBLE_H

#include "core/ctx.h"

/*
 * Logs the failure and, when it is one of the server, of the way to it or
 * of the settings, lets the alarm `key` stand.  Failing to do so is logged
 * only.
 */
void trouble_tell(struct ctx *ctx, const char *key, const struct err *failure);

/* The alarm is over; nothing is written if it did not stand. */
void trouble_over(struct ctx *ctx, const char *key);

#endif
