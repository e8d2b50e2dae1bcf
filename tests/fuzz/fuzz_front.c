/* The file of a newsletter. */
#include <stddef.h>
#include <stdint.h>

#include "tmpl/front.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct front_key keys[] = { { .name = "subject", .required = true },
		{ .name = "language" } };
	struct arena arena = { 0 };
	struct err err = { 0 };
	struct front front = { .keys = keys, .key_count = 2 };

	(void)front_read(
	    &arena, "fuzz.md", str_n((const char *)data, size), &front, &err);
	arena_free(&arena);
	return 0;
}
