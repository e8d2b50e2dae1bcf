/* Any text as an address; what is accepted must be harmless. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mail/addr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct str text = str_n((const char *)data, size);
	struct err err;
	char *address;
	char *again;

	(void)addr_ok(text);
	if (addr_normalise(&arena, text, &address, &err) == ERR_OK) {
		if (!addr_utf8_ok(str_c(address)))
			abort();
		if (addr_normalise(&arena, str_c(address), &again, &err) !=
			ERR_OK ||
		    strcmp(address, again) != 0)
			abort();
		if (!addr_utf8_ok(str_c(addr_key(&arena, address))))
			abort();
	}
	arena_free(&arena);
	return 0;
}
