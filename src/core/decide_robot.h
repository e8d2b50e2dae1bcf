/* What machines send: reports, automatic replies, list mail, loops, spam. */
#ifndef CORE_DECIDE_ROBOT_H
#define CORE_DECIDE_ROBOT_H

#include "core/command.h"

/* True when a machine sent it and all is said. */
bool decide_robot(struct weighing *weighing);

/*
 * Last, when a message only looks like one of a machine: what was decided
 * becomes a proposal to a human.
 */
void decide_doubt(struct weighing *weighing);

#endif
