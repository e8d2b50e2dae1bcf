/* The gate alone: whatever it lets through is within its bounds. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "mail/gate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BOUND = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str raw = str_n((const char *)data, size);
	struct str rest = raw;
	struct str name;
	struct err err = { 0 };
	enum err_code rc = gate_check(raw, BOUND, &err);

	if (rc != ERR_OK && (rc != ERR_LIMIT || err.text[0] == '\0'))
		abort();
	if (rc == ERR_OK && size > BOUND)
		abort();
	(void)str_split(&rest, ':', &name);
	rc = gate_field(name, rest, &err);
	if (rc == ERR_OK && rest.n > GATE_FIELD)
		abort();
	return 0;
}
