/* src/worker/events.c and lock.c */
#include "worker/events.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "worker/lock.h"

struct bench {
	char state[32];
	char wake[64];
	char lock[64];
	struct err err;
};

static int begin(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	assert_non_null(b);
	(void)snprintf(b->state, sizeof(b->state), "/tmp/liaison-XXXXXX");
	assert_non_null(mkdtemp(b->state));
	(void)snprintf(b->wake, sizeof(b->wake), "%s/wake/sender", b->state);
	(void)snprintf(b->lock, sizeof(b->lock), "%s/sender.lock", b->state);
	*state = b;
	return 0;
}

static int end(void **state)
{
	struct bench *b = *state;
	char folder[64];

	(void)snprintf(folder, sizeof(folder), "%s/wake", b->state);
	(void)unlink(b->wake);
	(void)unlink(b->lock);
	(void)rmdir(folder);
	assert_int_equal(rmdir(b->state), 0);
	free(b);
	return 0;
}

static bool is_readable(const struct events *events)
{
	struct pollfd fd = { .fd = events->fd, .events = POLLIN };

	return poll(&fd, 1, 0) == 1;
}

static void touch(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	assert_true(fd >= 0);
	assert_int_equal(futimens(fd, NULL), 0);
	assert_int_equal(close(fd), 0);
}

static void a_touch_wakes(void **state)
{
	struct bench *b = *state;
	struct events events;
	struct stat st;

	assert_int_equal(
	    events_open(b->state, "sender", &events, &b->err), ERR_OK);
	assert_int_equal(stat(b->wake, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_false(is_readable(&events));
	events_wait(&events, 0);
	for (int i = 0; i < 2; i++) {
		touch(b->wake);
		assert_true(is_readable(&events));
		events_wait(&events, 60000);
		assert_false(is_readable(&events));
		assert_false(events.stop);
	}
	events_close(&events);
	events_close(&events);
	assert_int_equal(events.fd, -1);
}

static void a_signal_stops(void **state)
{
	static const int signals[] = { SIGTERM, SIGINT };
	struct bench *b = *state;
	struct events events;

	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    events_open(b->state, "sender", &events, &b->err), ERR_OK);
		assert_false(events.stop);
		assert_int_equal(raise(signals[i]), 0);
		assert_true(is_readable(&events));
		assert_false(events.stop);
		events_read(&events);
		assert_true(events.stop);
		assert_false(is_readable(&events));
		events_close(&events);
	}
}

static void what_cannot_be_watched(void **state)
{
	struct bench *b = *state;
	struct events events;

	assert_int_not_equal(
	    events_open("/proc/none", "sender", &events, &b->err), ERR_OK);
	assert_int_equal(events.fd, -1);
	assert_int_equal(events.signals, -1);
	assert_int_equal(events.inotify, -1);
}

/* What a second process is told about the lock. */
static enum err_code elsewhere(const struct bench *b)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		struct err err;
		int fd;
		_exit((int)lock_try(b->state, "sender", &fd, &err));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return (enum err_code)WEXITSTATUS(status);
}

static void one_at_a_time(void **state)
{
	struct bench *b = *state;
	int fd = -1;
	int other = 0;

	assert_int_equal(elsewhere(b), ERR_OK); /* and gone with it */
	assert_int_equal(lock_try(b->state, "sender", &fd, &b->err), ERR_OK);
	assert_int_equal(elsewhere(b), ERR_BUSY);
	assert_int_equal(
	    lock_try(b->state, "sender", &other, &b->err), ERR_BUSY);
	assert_int_equal(other, -1);
	lock_release(fd);
	lock_release(-1);
	assert_int_equal(elsewhere(b), ERR_OK);
}

static void locks_are_files_of_ours(void **state)
{
	struct bench *b = *state;
	int fd = 0;

	assert_int_equal(symlink("/tmp/elsewhere.lock", b->lock), 0);
	assert_int_equal(lock_try(b->state, "sender", &fd, &b->err), ERR_IO);
	assert_int_equal(fd, -1);
	assert_int_equal(lock_try("/tmp/none", "sender", &fd, &b->err), ERR_IO);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(a_touch_wakes),
		TEST(a_signal_stops),
		TEST(what_cannot_be_watched),
		TEST(one_at_a_time),
		TEST(locks_are_files_of_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
