#include "cli/launch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORDS_MAX = 16 };

char **launch_words(struct arena *arena, const char *text, const char *file)
{
	char **out = arena_calloc(arena, WORDS_MAX + 2, sizeof(*out));
	struct str rest = str_c(text);
	struct str word;
	bool placed = file == NULL;
	size_t n = 0;

	while (n < WORDS_MAX && str_split(&rest, ' ', &word)) {
		bool here = file != NULL && str_is(word, "%s");
		if (word.n == 0)
			continue;
		placed = placed || here;
		out[n++] =
		    here ? arena_strdup(arena, file) : arena_dup(arena, word);
	}
	if (!placed)
		out[n] = arena_strdup(arena, file);
	return out;
}

bool launch_found(const char *name)
{
	struct arena arena = { 0 };
	struct str rest = str_c(getenv("PATH"));
	struct str folder;
	bool found = false;

	if (strchr(name, '/') != NULL)
		return access(name, X_OK) == 0;
	while (!found && str_split(&rest, ':', &folder))
		found = access(arena_printf(
				   &arena, "%.*s/%s", STR_ARG(folder), name),
			    X_OK) == 0;
	arena_free(&arena);
	return found;
}
