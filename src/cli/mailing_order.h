/* What a person orders for a mailing: its state, or its priority. */
#ifndef CLI_MAILING_ORDER_H
#define CLI_MAILING_ORDER_H

#include "cli/cli.h"
#include "store/mailing.h"

struct mailing_order {
	const char *verb; /* the command, for the log of events */
	enum mailing_state state;
	int priority; /* 0 = the state */
};

/* Does it, wakes the sender and says so; ERR_REFUSED. */
enum err_code mailing_order(struct cli *cli, const struct mailing *mailing,
    const struct mailing_order *order, struct err *err);

#endif
