/* Tokens that cannot be ours, where one of ours would stand. */
#ifndef CORE_FORGED_H
#define CORE_FORGED_H

#include "core/command.h"

/*
 * Does the message claim a confirmation with something that does not even
 * read as a token: in the address (+confirm-X), in the Subject or the first
 * own line (confirm X), in In-Reply-To or References (<confirm.X@us>)?  A
 * token that proves nothing, in the arena, or NULL.
 */
const struct fact_token *forged_confirmation(const struct weighing *weighing);

/* The same for a signed way out: an address +unsubscribe-X. */
const struct fact_token *forged_way_out(const struct weighing *weighing);

#endif
