#include "conf/conf.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"

enum {
	SECRET_MAX = 4096,
	COMMAND_MS = 10000,
	KEY_BYTES = 32,
	KEY_DIGITS = 64,
	KEY_VARIETY = 12 /* 32 random bytes hold about 30 different ones */
};

extern char **environ;

/*
 * systemd gives the file to root and lets the service read it by an ACL,
 * which looks like a group's right; nobody else gets into the folder.
 */
static enum err_code credential_read(
    const char *path, struct buf *out, struct err *err)
{
	struct stat st;

	if (stat(path, &st) == 0 && (st.st_mode & 07) != 0)
		return err_set(
		    err, ERR_PERM, "%s: everybody may read it", path);
	return file_read(path, out, err);
}

static enum err_code from_credential(
    const char *name, struct buf *out, struct err *err)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");

	if (folder == NULL || folder[0] == '\0')
		return err_set(err, ERR_CONFIG,
		    "the credential %s is not there: systemd gives it to the "
		    "service only (LoadCredential=%s:PATH)",
		    name, name);
	if (strchr(name, '/') != NULL)
		return err_set(
		    err, ERR_CONFIG, "a credential's name holds no '/'");
	char *path = mem_printf("%s/%s", folder, name);
	enum err_code rc = credential_read(path, out, err);
	free(path);
	return rc;
}

static enum err_code from_file(
    const char *path, struct buf *out, struct err *err)
{
	enum err_code rc = file_read_secret(path, out, err);

	if (rc == ERR_NOT_FOUND)
		return err_set(err, ERR_CONFIG,
		    "%s is missing; write the secret into it and let only "
		    "yourself read it (chmod 600)",
		    path);
	return rc;
}

/* Starts the command in a process group of its own; -1 with errno. */
static pid_t command_start(const char *command, int write_end)
{
	char *argv[] = { mem_strdup("sh"), mem_strdup("-c"),
		mem_strdup(command), NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none;
	pid_t pid = -1;

	sigemptyset(&none);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(
	    &actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, write_end, STDOUT_FILENO);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(
	    &attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigmask(&attr, &none);
	int rc = posix_spawn(&pid, "/bin/sh", &actions, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	for (size_t i = 0; argv[i] != NULL; i++)
		free(argv[i]);
	errno = rc;
	return rc == 0 ? pid : -1;
}

static enum err_code command_output(
    int fd, int64_t deadline, struct buf *out, struct err *err)
{
	char piece[512];

	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		int64_t left = deadline - clock_mono_ms();
		if (left <= 0)
			return err_set(err, ERR_TIMEOUT,
			    "it gave no answer within %d seconds",
			    COMMAND_MS / 1000);
		if (poll(&p, 1, (int)left) <= 0)
			continue;
		ssize_t n = read(fd, piece, sizeof(piece));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, ERR_IO, "%s", strerror(errno));
		if (n == 0)
			return ERR_OK;
		bool room = buf_add(out, piece, (size_t)n);
		mem_wipe(piece, sizeof(piece));
		if (!room)
			return buf_ok(out, _("its output"), err);
	}
}

/* Its exit status; a command that goes on after its output is ended. */
static int command_end(pid_t pid, int64_t deadline)
{
	int status = 0;
	pid_t done = 0;

	while ((done = waitpid(pid, &status, WNOHANG)) == 0 &&
	       clock_mono_ms() < deadline)
		poll(NULL, 0, 10);
	if (done == 0) {
		kill(-pid, SIGKILL);
		waitpid(pid, &status, 0);
	}
	return status;
}

static enum err_code from_command(
    const char *command, struct buf *out, struct err *err)
{
	int ends[2];
	int64_t deadline = clock_mono_ms() + COMMAND_MS;

	if (pipe(ends) != 0)
		return err_set(err, ERR_IO, "%s", strerror(errno));
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	pid_t pid = command_start(command, ends[1]);
	close(ends[1]);
	enum err_code rc = ERR_OK;
	if (pid < 0)
		rc = err_set(err, ERR_IO, "/bin/sh: %s", strerror(errno));
	else
		rc = command_output(ends[0], deadline, out, err);
	close(ends[0]);
	if (pid < 0)
		return rc;
	if (rc != ERR_OK)
		kill(-pid, SIGKILL);
	int status = command_end(pid, deadline);
	if (rc == ERR_OK && status != 0)
		rc = err_set(err, ERR_CONFIG, "the command failed (%s %d)",
		    WIFEXITED(status) ? _("status") : _("signal"),
		    WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
	struct str line;
	struct str rest = buf_get(out);
	if (rc == ERR_OK && str_line(&rest, &line))
		buf_truncate(out, line.n);
	return rc;
}

static enum err_code check(struct str secret, struct err *err)
{
	if (secret.n == 0)
		return err_set(err, ERR_CONFIG, "it is empty");
	for (size_t i = 0; i < secret.n; i++) {
		unsigned char c = (unsigned char)secret.p[i];
		if (c < 0x20 || c == 0x7f)
			return err_set(err, ERR_CONFIG,
			    "it holds a control character or a second line");
	}
	return ERR_OK;
}

static void chomp(struct buf *text)
{
	struct str s = buf_get(text);

	if (str_ends(s, str_c("\n")))
		s.n--;
	if (str_ends(s, str_c("\r")))
		s.n--;
	buf_truncate(text, s.n);
}

enum err_code conf_secret_get(const struct conf_secret *secret,
    const char *what, char **out, struct err *err)
{
	struct buf text;
	enum err_code rc;

	buf_init(&text, SECRET_MAX);
	/* Taken at once, so that growing leaves no copy behind. */
	buf_room(&text, SECRET_MAX);
	if (secret->file != NULL)
		rc = from_file(secret->file, &text, err);
	else if (secret->command != NULL)
		rc = from_command(secret->command, &text, err);
	else if (secret->credential != NULL)
		rc = from_credential(secret->credential, &text, err);
	else
		rc = err_set(err, ERR_CONFIG, "it is not set");
	if (rc == ERR_OK) {
		chomp(&text);
		rc = check(buf_get(&text), err);
	}
	if (rc == ERR_OK)
		*out = mem_strdup(buf_get(&text).p);
	else
		rc = err_prefix(err, "%s", what);
	if (text.data != NULL)
		mem_wipe(text.data, text.cap);
	buf_clear(&text);
	return rc;
}

void conf_secret_free(char *secret)
{
	if (secret != NULL)
		mem_wipe(secret, strlen(secret));
	free(secret);
}

bool conf_secret_is_set(const struct conf_secret *secret)
{
	return secret->file != NULL || secret->command != NULL ||
	       secret->credential != NULL;
}

static bool unhex(struct str text, unsigned char key[KEY_BYTES])
{
	memset(key, 0, KEY_BYTES);
	for (size_t i = 0; i < text.n && text.n == KEY_DIGITS; i++) {
		char c = str_lower(text.p[i]);
		unsigned value = 0;
		if (c >= '0' && c <= '9')
			value = (unsigned)(c - '0');
		else if (c >= 'a' && c <= 'f')
			value = (unsigned)(c - 'a') + 10;
		else
			return false;
		key[i / 2] = (unsigned char)((unsigned)key[i / 2] << 4 | value);
	}
	return text.n == KEY_DIGITS;
}

/* Too few different bytes, or too few different steps between them. */
static bool is_sample(const unsigned char key[KEY_BYTES])
{
	bool byte[256] = { false };
	bool step[256] = { false };
	int bytes = 0;
	int steps = 0;

	for (size_t i = 0; i < KEY_BYTES; i++) {
		unsigned char s =
		    (unsigned char)(key[i] - key[(i + 1) % KEY_BYTES]);
		bytes += !byte[key[i]];
		steps += !step[s];
		byte[key[i]] = true;
		step[s] = true;
	}
	return bytes < KEY_VARIETY || steps < KEY_VARIETY;
}

enum err_code conf_key(
    const struct conf *conf, unsigned char key[32], struct err *err)
{
	char *text = NULL;
	enum err_code rc =
	    conf_secret_get(&conf->site.key, "site.key", &text, err);

	if (rc != ERR_OK)
		return rc;
	if (!unhex(str_c(text), key))
		rc = err_set(err, ERR_CONFIG,
		    "site.key: it is not 64 hexadecimal digits; make one with "
		    "\"openssl rand -hex 32\"");
	else if (is_sample(key))
		rc = err_set(err, ERR_CONFIG,
		    "site.key: it is a sample, not a random key; make one with "
		    "\"openssl rand -hex 32\"");
	conf_secret_free(text);
	return rc;
}
