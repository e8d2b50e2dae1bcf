#include "cli/browser.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "cli/launch.h"
#include "cli/out.h"

enum { NOT_STARTED = 127 };

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

bool browser_open(struct arena *arena, const char *file)
{
	struct str rest = str_c(program());
	struct str first;
	char **argv;
	int status = 0;
	pid_t child;

	if (!str_split(&rest, ':', &first))
		return false;
	argv = launch_words(arena, arena_dup(arena, first), file);
	if (argv[1] == NULL || !launch_found(argv[0]))
		return false;
	child = fork();
	if (child == 0)
		become(argv);
	return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}
