/* One message being applied: what the files inbound_*.c share. */
#ifndef CORE_INBOUND_JOB_H
#define CORE_INBOUND_JOB_H

#include "core/inbound.h"
#include "core/op_subscription.h"

struct job {
	struct ctx *ctx;
	struct arena *arena;
	const struct inbound *in;
	int64_t inbox_id;
	struct op_proof proof;
};

/* Keeps the message for a human, and lets the owners know. */
enum err_code inbound_hold(struct job *job, struct err *err);

/* The consequences of a delivery report or a complaint. */
enum err_code inbound_record(struct job *job, struct err *err);

#endif
