#include "cli/mailing_order.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "cli/mailing_show.h"
#include "store/ledger.h"

static enum err_code change(struct cli *cli, const struct mailing *mailing,
    const struct mailing_order *order, struct err *err)
{
	struct db *db = cli->ctx->db;
	enum err_code rc = db_begin(db, err);

	if (rc != ERR_OK)
		return rc;
	rc = order->priority != 0
		 ? mailing_set_priority(db, mailing->id, order->priority, err)
		 : mailing_set_state(
		       db, mailing->id, order->state, clock_now(), err);
	if (rc == ERR_OK)
		rc = event_add(db, cli->ctx->actor, order->verb, mailing->list,
		    mailing->subject, clock_now(), err);
	rc = db_end(cli->ctx->db, rc, err);
	if (rc == ERR_OK)
		db_wake(cli->ctx->db, "sender");
	return rc;
}

/* The command's own words for what it did. */
static void say_done(const struct mailing *m, const struct mailing_order *order)
{
	const enum mailing_state state = order->state;
	long long id = (long long)m->id;
	long long sent = (long long)m->counts[DELIVERY_SENT];
	long long all = (long long)mailing_total(m);

	if (order->priority != 0)
		printf(_("mailing %lld has priority %d; %lld of %lld were "
			 "sent\n"),
		    id, order->priority, sent, all);
	else if (state == MAILING_PAUSED)
		printf(_("mailing %lld is paused; %lld of %lld were sent\n"),
		    id, sent, all);
	else if (state == MAILING_RUNNING)
		printf(_("mailing %lld goes on; %lld of %lld were sent\n"), id,
		    sent, all);
	else
		printf(_("mailing %lld is cancelled; %lld of %lld were sent\n"),
		    id, sent, all);
}

enum err_code mailing_order(struct cli *cli, const struct mailing *mailing,
    const struct mailing_order *order, struct err *err)
{
	enum err_code rc = change(cli, mailing, order, err);

	if (rc == ERR_OK)
		say_done(mailing, order);
	return rc;
}
