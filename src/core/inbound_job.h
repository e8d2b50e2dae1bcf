/* One message being applied: what the files inbound_*.c share. */
#ifndef CORE_INBOUND_JOB_H
#define CORE_INBOUND_JOB_H

#include <jansson.h>

#include "core/inbound.h"
#include "core/op_subscription.h"

struct job {
	struct ctx *ctx;
	struct arena *arena;
	const struct inbound *in;
	int64_t inbox_id;
	struct op_proof proof;
	const char *applied;  /* a line for each command obeyed; NULL = none */
	const char *answered; /* the notice that the sender got; NULL = none */
};

/* The sender's address in the form that is stored; "" when unusable. */
const char *inbound_sender(const struct job *job);

/* The words' own language, else the one that the person chose before. */
enum lang inbound_language(
    const struct job *job, const struct conf_list *list, const char *address);

/*
 * Threats T13 and T18: an answer goes only where it may, and a few times a day
 * to one address.  *yes: it counts as one of them.
 */
enum err_code inbound_may_answer(
    struct job *job, const char *address, bool *yes, struct err *err);

/*
 * The same for an editor who has shown to be one: a newsletter is mended and
 * sent again more often than strangers are answered.
 */
enum err_code inbound_may_tell_editor(
    struct job *job, const char *address, bool *yes, struct err *err);

/*
 * Answers an address with this notice, if it may be answered (threats T13 and
 * T18): within its allowance of the day.  `extra` variables are taken over.
 */
enum err_code inbound_answer(struct job *job, enum notice notice,
    const struct conf_list *list, const char *to, json_t *extra,
    struct err *err);

/*
 * Sends what a person wrote to the owners of a list on to them, whole, as far
 * as their allowance goes; *done: it was sent.
 */
enum err_code inbound_forward(struct job *job, bool *done, struct err *err);

/* Keeps the message for a human; op_inbox_report_due() tells the owners. */
enum err_code inbound_hold(struct job *job, struct err *err);

/* A suspended person who writes is back, or asked. */
enum err_code inbound_return(struct job *job, struct err *err);

/* The consequences of a delivery report or a complaint. */
enum err_code inbound_record(struct job *job, struct err *err);

#endif
