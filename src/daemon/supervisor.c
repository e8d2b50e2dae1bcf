#include "daemon/supervisor.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef HAVE_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

#include "base/clock.h"
#include "base/hook.h"
#include "base/log.h"
#include "base/mem.h"
#include "worker/lock.h"
#include "worker/worker.h"

enum {
	GRACE_MS = 75000,  /* a relay has 60 s after the final dot */
	SOON_MS = 1000,    /* first restart */
	LATE_MS = 60000,   /* longest pause between restarts */
	STEADY_MS = 60000, /* who lived so long starts afresh */
	EXEC_FAILED = 127
};

struct child {
	char *name; /* "reader:0", "sender", "sender:RELAY", "timer" */
	pid_t pid;  /* 0 = not running */
	int64_t started;
	int64_t due; /* when it is started (again) */
	int64_t pause;
};

struct supervisor {
	const struct conf *conf;
	struct child *children;
	size_t count;
	int signals;
	bool stopping;
	struct conf *next; /* to go on with after a SIGHUP */
	int64_t kill_at;
};

static void notify(const char *state)
{
#ifdef HAVE_SYSTEMD
	(void)sd_notify(0, state);
#else
	(void)state;
#endif
}

/* In the child: signals as they were, die with the parent, exec. */
static void become(const char *config, const char *name, pid_t parent)
{
	char *const argv[] = { mem_strdup("liaisond"), mem_strdup("--config"),
		mem_strdup(config), mem_strdup("--worker"), mem_strdup(name),
		NULL };
	sigset_t none;

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
	(void)execv("/proc/self/exe", argv);
	_exit(EXEC_FAILED);
}

static void start(struct supervisor *s, struct child *child)
{
	pid_t parent = getpid();
	pid_t pid = fork();

	if (pid == 0)
		become(s->conf->path, child->name, parent);
	child->started = clock_mono_ms();
	if (pid < 0) {
		log_event(LOG_ERROR, "worker", "name=%s text=\"fork: %s\"",
		    child->name, strerror(errno));
		child->due = child->started + LATE_MS;
		return;
	}
	child->pid = pid;
	log_event(LOG_INFO, "worker", "name=%s pid=%ld state=started",
	    child->name, (long)pid);
}

static void ended(struct supervisor *s, struct child *child, int status)
{
	int64_t now = clock_mono_ms();

	child->pid = 0;
	if (now - child->started > STEADY_MS)
		child->pause = SOON_MS;
	child->due = now + child->pause;
	child->pause = child->pause * 2 > LATE_MS ? LATE_MS : child->pause * 2;
	if (s->stopping)
		return;
	if (WIFSIGNALED(status))
		log_event(LOG_WARN, "worker", "name=%s signal=%d delay=%lld",
		    child->name, WTERMSIG(status),
		    (long long)(child->due - now));
	else
		log_event(LOG_WARN, "worker", "name=%s status=%d delay=%lld",
		    child->name, WEXITSTATUS(status),
		    (long long)(child->due - now));
}

static void reap(struct supervisor *s)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (size_t i = 0; i < s->count; i++)
			if (s->children[i].pid == pid)
				ended(s, &s->children[i], status);
	}
}

static void signal_all(const struct supervisor *s, int sig)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->children[i].pid > 0)
			(void)kill(s->children[i].pid, sig);
}

static void stop_workers(struct supervisor *s)
{
	if (!s->stopping)
		s->kill_at = clock_mono_ms() + GRACE_MS;
	s->stopping = true;
	signal_all(s, SIGTERM);
}

/* New settings count when they are without a mistake; then all starts anew. */
static void read_again(struct supervisor *s)
{
	struct conf *next;
	struct err err;

	if (conf_read(s->conf->path, &next, &err) == ERR_OK) {
		if (conf_ready(next, &err) == ERR_OK) {
			s->next = next;
			stop_workers(s);
			return;
		}
		conf_free(next);
	}
	log_event(LOG_ERROR, "reload", "state=unchanged text=\"%s\"", err.text);
}

static void take_signal(struct supervisor *s, unsigned sig)
{
	if (sig == SIGHUP && !s->stopping) {
		read_again(s);
	} else if (sig == SIGTERM || sig == SIGINT) {
		notify("STOPPING=1");
		conf_free(s->next);
		s->next = NULL;
		stop_workers(s);
	}
}

/* Starts who is due; the time until the next one is, -1 for never. */
static int64_t start_due(struct supervisor *s)
{
	int64_t now = clock_mono_ms();
	int64_t next = -1;

	for (size_t i = 0; i < s->count; i++) {
		struct child *child = &s->children[i];
		if (child->pid == 0 && child->due <= now)
			start(s, child);
		if (child->pid == 0 && (next < 0 || child->due - now < next))
			next = child->due - now;
	}
	return next;
}

static bool all_ended(const struct supervisor *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->children[i].pid > 0)
			return false;
	return true;
}

static void loop(struct supervisor *s)
{
	struct pollfd fd = { .fd = s->signals, .events = POLLIN };

	while (!s->stopping || !all_ended(s)) {
		struct signalfd_siginfo info;
		int64_t wait =
		    s->stopping ? s->kill_at - clock_mono_ms() : start_due(s);
		if (s->stopping && wait <= 0) {
			signal_all(s, SIGKILL);
			wait = SOON_MS;
		}
		(void)poll(&fd, 1, (int)wait);
		while (read(s->signals, &info, sizeof(info)) == sizeof(info))
			take_signal(s, info.ssi_signo);
		reap(s);
		hook_point("supervisor.turn");
	}
}

static enum err_code watch_signals(struct supervisor *s, struct err *err)
{
	static const int wanted[] = { SIGTERM, SIGINT, SIGHUP, SIGCHLD };
	sigset_t set;

	(void)sigemptyset(&set);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
		(void)sigaddset(&set, wanted[i]);
	if (sigprocmask(SIG_BLOCK, &set, NULL) == 0)
		s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (s->signals < 0)
		return err_set(err, ERR_IO, "signalfd: %s", strerror(errno));
	return ERR_OK;
}

static void plan_children(struct supervisor *s)
{
	const struct conf_smtp *relay;
	size_t n = 0;

	s->count = s->conf->imap_count + s->conf->relay_count + 2;
	s->children = mem_calloc(s->count, sizeof(*s->children));
	for (size_t i = 0; i < s->conf->imap_count; i++)
		s->children[n++].name = mem_printf("reader:%zu", i);
	for (size_t i = 0; (relay = conf_relay_used(s->conf, i)) != NULL; i++)
		s->children[n++].name = worker_sender_name(relay);
	s->children[n++].name = mem_strdup("timer");
	s->count = n;
	for (size_t i = 0; i < n; i++)
		s->children[i].pause = SOON_MS;
}

static void free_children(struct supervisor *s)
{
	for (size_t i = 0; i < s->count; i++)
		free(s->children[i].name);
	free(s->children);
}

enum err_code supervisor_run(
    const struct conf *conf, struct conf **next, struct err *err)
{
	struct supervisor s = { .conf = conf, .signals = -1 };
	int lock;
	enum err_code rc = lock_try(conf->site.state, "daemon", &lock, err);

	*next = NULL;
	if (rc == ERR_BUSY)
		return err_set(err, ERR_BUSY,
		    "another liaisond works on %s already", conf->site.state);
	if (rc != ERR_OK)
		return rc;
	rc = watch_signals(&s, err);
	if (rc == ERR_OK) {
		plan_children(&s);
		notify("READY=1");
		log_event(
		    LOG_INFO, "liaisond", "state=ready config=%s", conf->path);
		loop(&s);
		*next = s.next;
		log_event(LOG_INFO, "liaisond", "state=%s",
		    s.next == NULL ? "stopped" : "reloading");
		(void)close(s.signals);
	}
	free_children(&s);
	lock_release(lock);
	return rc;
}
