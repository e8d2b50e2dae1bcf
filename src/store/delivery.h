/*
 * What mailing.c, delivery.c and outcome.c share; for src/store alone.  The
 * functions on deliveries themselves are in store/mailing.h.
 */
#ifndef STORE_DELIVERY_H
#define STORE_DELIVERY_H

#include "store/mailing.h"
#include "store/stmt.h"

/* The words of mailing.envelope and delivery.state. */
extern const char *const mailing_envelopes[];
enum mailing_envelope mailing_get_envelope(struct stmt *s, int column);
enum delivery_state delivery_get_state(struct stmt *s, int column);

/* Rows of (state, count) into counts; ends the statement. */
enum err_code delivery_read_counts(
    struct stmt *s, int64_t counts[], struct err *err);

/* done -> running, as something of it is sent again; needs a transaction. */
enum err_code mailing_reopen(struct db *db, int64_t id, struct err *err);

/* The parameters :lists and :named. */
void mailing_bind_scope(struct stmt *s, const struct mailing_scope *scope);

#endif
