/* Mail from editors: answers to proofs, and newsletters. */
#ifndef CORE_DECIDE_PROOF_H
#define CORE_DECIDE_PROOF_H

#include "core/command.h"

/* An answer to a proof, by its token; false when it is none. */
bool decide_proof(struct weighing *weighing);

/* What was sent to the address for newsletters: route.verb says so. */
void decide_newsletter(struct weighing *weighing);

#endif
