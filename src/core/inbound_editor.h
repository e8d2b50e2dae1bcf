/* What editors do by mail: answers to proofs, newsletters. */
#ifndef CORE_INBOUND_EDITOR_H
#define CORE_INBOUND_EDITOR_H

#include "core/inbound_job.h"

bool inbound_is_editor(const struct decided_command *command);

enum err_code inbound_editor(
    struct job *job, const struct decided_command *command, struct err *err);

#endif
