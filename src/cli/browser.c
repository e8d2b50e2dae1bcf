#include "cli/browser.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "cli/out.h"

enum { ARGS_MAX = 16, NOT_STARTED = 127 };

static bool has(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0';
}

/* What stands in $BROWSER, or xdg-open; NULL = none. */
static const char *program(void)
{
	if (has("BROWSER"))
		return getenv("BROWSER");
	if (out_is_terminal() && (has("DISPLAY") || has("WAYLAND_DISPLAY")))
		return "xdg-open";
	return NULL;
}

/* "firefox --new-tab %s:w3m" -> its first command, with the file. */
static void words(struct arena *arena, const char *text, const char *file,
    char *argv[ARGS_MAX + 2])
{
	struct str rest = str_c(text);
	struct str first;
	struct str word;
	bool placed = false;
	size_t n = 0;

	(void)str_split(&rest, ':', &first);
	while (n < ARGS_MAX && str_split(&first, ' ', &word)) {
		if (word.n == 0)
			continue;
		placed = placed || str_is(word, "%s");
		argv[n++] = str_is(word, "%s") ? arena_strdup(arena, file)
					       : arena_dup(arena, word);
	}
	if (!placed)
		argv[n++] = arena_strdup(arena, file);
	argv[n] = NULL;
}

/* In a session of its own, with no terminal to write on. */
static void become(char *const *argv)
{
	int nowhere = open("/dev/null", O_RDWR);
	pid_t child;

	(void)setsid();
	for (int i = 0; nowhere >= 0 && i <= STDERR_FILENO; i++)
		(void)dup2(nowhere, i);
	child = fork();
	if (child != 0) /* our parent waits for us alone */
		_exit(child < 0 ? NOT_STARTED : 0);
	(void)execvp(argv[0], argv);
	_exit(NOT_STARTED);
}

static bool can_run(const char *name)
{
	const char *path = getenv("PATH");
	struct str rest = str_c(path);
	struct str folder;
	struct arena arena = { 0 };
	bool found = strchr(name, '/') != NULL && access(name, X_OK) == 0;

	while (!found && strchr(name, '/') == NULL &&
	       str_split(&rest, ':', &folder))
		found = access(arena_printf(
				   &arena, "%.*s/%s", STR_ARG(folder), name),
			    X_OK) == 0;
	arena_free(&arena);
	return found;
}

bool browser_open(struct arena *arena, const char *file)
{
	const char *text = program();
	char *argv[ARGS_MAX + 2];
	int status = 0;
	pid_t child;

	if (text == NULL)
		return false;
	words(arena, text, file, argv);
	if (argv[1] == NULL || !can_run(argv[0]))
		return false;
	child = fork();
	if (child == 0)
		become(argv);
	return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}
