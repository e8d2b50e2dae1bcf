/* Any text as that of a mail: no own word that is not in it. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "mail/own.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct str raw = str_n((const char *)data, size);
	const char *text = arena_dup(&arena, raw);

	if (utf8_valid(str_c(text))) {
		struct str rest = str_c(own_words(&arena, text));
		struct str line;
		if (rest.n > size)
			abort();
		while (str_split(&rest, '\n', &line))
			if (str_find(str_c(text), line) == SIZE_MAX)
				abort();
	}
	arena_free(&arena);
	return 0;
}
