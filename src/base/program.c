#include "base/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"

/* What it reads, in a file without a name: nobody waits for anybody. */
static enum err_code input_file(struct str input, FILE **out, struct err *err)
{
	*out = tmpfile();
	if (*out == NULL ||
	    (input.n > 0 && fwrite(input.p, 1, input.n, *out) != input.n) ||
	    fflush(*out) != 0 || fseek(*out, 0, SEEK_SET) != 0)
		return err_set(err, ERR_IO, "%s", strerror(errno));
	return ERR_OK;
}

static int spawn(const struct program *program, int in, int out, pid_t *pid)
{
	char *path = mem_printf(
	    "PATH=%s", getenv("PATH") == NULL ? "/usr/bin" : getenv("PATH"));
	char home[] = "HOME=/nonexistent";
	char locale[] = "LC_ALL=C";
	char *env[] = { path, home, locale, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none;
	char **argv;
	size_t n = 0;
	int rc;

	while (program->argv[n] != NULL)
		n++;
	argv = mem_calloc(n + 1, sizeof(*argv));
	for (size_t i = 0; i < n; i++)
		argv[i] = mem_strdup(program->argv[i]);
	sigemptyset(&none);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	posix_spawn_file_actions_addopen(
	    &actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(
	    &attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigmask(&attr, &none);
	rc = posix_spawnp(pid, argv[0], &actions, &attr, argv, env);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	for (size_t i = 0; i < n; i++)
		free(argv[i]);
	free(argv);
	free(path);
	return rc;
}

static enum err_code read_all(int fd, const char *name, int64_t deadline,
    struct buf *out, struct err *err)
{
	char piece[4096];

	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		int64_t left = deadline - clock_mono_ms();
		ssize_t n;
		if (left <= 0)
			return err_set(
			    err, ERR_TIMEOUT, "%s takes too long", name);
		if (poll(&p, 1, (int)left) <= 0)
			continue;
		n = read(fd, piece, sizeof(piece));
		if (n < 0 && errno != EINTR)
			return err_set(
			    err, ERR_IO, "%s: %s", name, strerror(errno));
		if (n == 0)
			return ERR_OK;
		if (n > 0 && !buf_add(out, piece, (size_t)n))
			return buf_ok(out, name, err);
	}
}

/* Reaps it; what goes on after its output has ended is killed. */
static enum err_code finish(pid_t pid, const char *name, bool kill_it,
    int64_t deadline, int *status, struct err *err)
{
	int how = 0;
	pid_t done = 0;

	while (!kill_it && (done = waitpid(pid, &how, WNOHANG)) == 0 &&
	       clock_mono_ms() < deadline)
		poll(NULL, 0, 10);
	if (done == 0) {
		(void)kill(-pid, SIGKILL);
		(void)waitpid(pid, &how, 0);
	}
	if (!WIFEXITED(how))
		return err_set(err, ERR_IO, "%s was killed", name);
	*status = WEXITSTATUS(how);
	return ERR_OK;
}

static enum err_code run(const struct program *program, int in, struct buf *out,
    int *status, struct err *err)
{
	const char *name = program->argv[0];
	int64_t deadline = clock_mono_ms() + (int64_t)program->seconds * 1000;
	struct err ended;
	int ends[2];
	pid_t pid = 0;
	enum err_code end;
	enum err_code rc;
	int cause;

	if (pipe(ends) != 0)
		return err_set(err, ERR_IO, "%s", strerror(errno));
	(void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	(void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	cause = spawn(program, in, ends[1], &pid);
	(void)close(ends[1]);
	if (cause != 0) {
		rc = err_set(err, cause == ENOENT ? ERR_NOT_FOUND : ERR_IO,
		    "%s: %s", name, strerror(cause));
	} else {
		rc = read_all(ends[0], name, deadline, out, err);
		end = finish(pid, name, rc != ERR_OK, deadline, status,
		    rc == ERR_OK ? err : &ended);
		rc = rc == ERR_OK ? end : rc;
	}
	(void)close(ends[0]);
	return rc;
}

enum err_code program_run(const struct program *program, struct buf *out,
    int *status, struct err *err)
{
	FILE *in = NULL;
	enum err_code rc = input_file(program->input, &in, err);

	*status = -1;
	if (rc == ERR_OK)
		rc = run(program, fileno(in), out, status, err);
	if (in != NULL)
		(void)fclose(in);
	return rc;
}
