#include "cli/order_show.h"

#include <stdio.h>

#include "base/i18n.h"
#include "cli/out.h"
#include "core/op_order.h"

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
	out_text(str_c(op_order_state_words(row->state)));
	printf("  ");
	out_text(str_c(row->lists));
	printf("  ");
	out_text(str_c(row->subject));
	if (row->send_at[0] != '\0')
		printf("  %s (%s)", row->send_at, row->zone);
	printf("\n");
}
