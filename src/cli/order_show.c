#include "cli/order_show.h"

#include <stdio.h>

#include "base/i18n.h"
#include "cli/out.h"

static const char *state_label(const struct newsletter *row)
{
	switch (row->state) {
	case NEWSLETTER_PROOF:
		return _("waits for an approval");
	case NEWSLETTER_SCHEDULED:
		return _("scheduled");
	case NEWSLETTER_PAUSED:
		return _("paused");
	case NEWSLETTER_SENT:
		return _("sent");
	case NEWSLETTER_REFUSED:
		return _("refused");
	case NEWSLETTER_CANCELLED:
		return _c("newsletter", "cancelled");
	case NEWSLETTER_EXPIRED:
		return _("not approved in time");
	case NEWSLETTER_STATE__MAX:
		break;
	}
	return "";
}

json_t *order_json(const struct newsletter *row)
{
	return json_pack("{s:I, s:o, s:o, s:s, s:s, s:o, s:o, s:o, s:s, s:s, "
			 "s:I}",
	    "order", (json_int_t)row->id, "lists", out_json_string(row->lists),
	    "subject", out_json_string(row->subject), "state",
	    newsletter_state_name(row->state), "why",
	    newsletter_why_name(row->why), "file", out_json_string(row->name),
	    "editor", out_json_string(row->editor), "approver",
	    out_json_string(row->approver), "send_at", row->send_at, "zone",
	    row->zone, "due", (json_int_t)row->due);
}

void order_print(const struct newsletter *row)
{
	printf("%lld  ", (long long)row->id);
	out_text(str_c(state_label(row)));
	printf("  ");
	out_text(str_c(row->lists));
	printf("  ");
	out_text(str_c(row->subject));
	if (row->send_at[0] != '\0')
		printf("  %s (%s)", row->send_at, row->zone);
	printf("\n");
}
