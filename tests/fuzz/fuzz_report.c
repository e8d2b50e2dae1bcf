/* Any bytes as a delivery report; only whole addresses may come out. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "mail/addr.h"
#include "mail/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct message message;
	struct report report;
	struct err err;

	if (message_read(&arena, str_n((const char *)data, size), 1 << 20,
		&message, &err) == ERR_OK) {
		report_read(&arena, &message, &report);
		for (size_t i = 0; i < report.recipient_count; i++) {
			const struct report_recipient *one =
			    &report.recipients[i];
			if (!addr_utf8_ok(str_c(one->address)) ||
			    !utf8_valid(str_c(one->reason)) ||
			    !utf8_valid(str_c(one->remote)))
				abort();
		}
	}
	arena_free(&arena);
	return 0;
}
