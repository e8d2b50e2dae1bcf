/* Any bytes as the value of Authentication-Results. */
#include <stddef.h>
#include <stdint.h>

#include "mail/authres.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	char from[] = "From";
	char address[] = "a@example.org";
	char results[] = "Authentication-Results";
	char none[] = "";
	struct message_field fields[2] = {
		{ .name = from, .value = address },
		{ .name = results },
	};
	struct message_person person = { address, none };
	struct message message = {
		.fields = fields,
		.field_count = 2,
		.from = { &person, 1 },
		.sender_address = person.address,
	};
	char *text;

	fields[1].value = arena_dup(&arena, str_n((const char *)data, size));
	fields[1].raw = str_c(fields[1].value);
	(void)authres_read(&arena, &message, "mx.example.org", &text);
	arena_free(&arena);
	return 0;
}
