#include "cli/ends.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/i18n.h"
#include "cli/local_time.h"
#include "core/op_estimate.h"

int64_t ends_of_mailing(struct cli *cli, const struct mailing *m)
{
	const struct op_estimate spec = {
		.mailing = m->id,
		.list = m->list,
		.mails = m->counts[DELIVERY_QUEUED] +
			 m->counts[DELIVERY_CLAIMED] +
			 m->counts[DELIVERY_SENDING],
		.priority = m->priority,
	};
	struct err unused;
	int64_t end = 0;

	if (m->state != MAILING_RUNNING ||
	    op_estimate_end(cli->ctx, &spec, &end, &unused) != ERR_OK)
		return 0;
	return end;
}

void ends_print(int64_t when)
{
	char text[LOCAL_TIME_SIZE];

	if (when == 0)
		return;
	local_time(when, clock_now(), text);
	printf(_("at the relay's pace the last one leaves about %s\n"), text);
}

json_t *ends_json(int64_t when)
{
	char text[DATE_SIZE];

	if (when == 0)
		return json_null();
	date_iso(when, text);
	return json_string(text);
}
