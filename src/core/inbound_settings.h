/* Choices on a list, asked for by mail: delivery, pause, topics, language. */
#ifndef CORE_INBOUND_SETTINGS_H
#define CORE_INBOUND_SETTINGS_H

#include "core/inbound_job.h"

/* Is it such a choice, to be made at once or after a confirmation? */
bool inbound_is_setting(const struct decided_command *command);

/*
 * Makes, or asks to confirm, all the choices of this mail for the list of
 * commands[at]: one change, one mail.  Nothing when an earlier command of the
 * mail did it already.
 */
enum err_code inbound_settings(struct job *job, size_t at, struct err *err);

/* The topics of a list and what the person has of them. */
enum err_code inbound_topics(struct job *job, const struct conf_list *list,
    const char *address, bool refused, struct err *err);

#endif
