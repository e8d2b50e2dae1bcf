/* What a person asks for by mail about themselves, over all lists. */
#ifndef CORE_INBOUND_PERSON_H
#define CORE_INBOUND_PERSON_H

#include "core/inbound_job.h"

/* Is it erase, object or correct, at once or after a confirmation? */
bool inbound_is_person(const struct decided_command *command);

/*
 * Does it, or asks to confirm it.  A mail that corrects several things is one
 * correction; nothing when an earlier command of the mail did it already.
 */
enum err_code inbound_person(struct job *job, size_t at, struct err *err);

/* What is held about the address, to the address. */
enum err_code inbound_data(
    struct job *job, const char *address, struct err *err);

/* An issue again, for a subscriber. */
enum err_code inbound_issue(struct job *job,
    const struct decided_command *command, const char *address,
    struct err *err);

#endif
