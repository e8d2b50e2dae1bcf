/*
 * The promise of the relay's limits: on a machine whose processes and whose
 * clocks do their worst, no window of any limit ever holds more starts than
 * it allows; and where there is always demand, the allowance gets used.
 */
#include "../store/support.h"

#include "base/mem.h"
#include "core/pacing.h"

enum {
	PROCESSES = 3,
	DOMAINS = 3,
	SECOND = 1000,
	MINUTE = 60 * SECOND,
	HOUR = 60 * MINUTE,
	DAY = 24 * HOUR
};
static const int64_t lengths[PACE_SPAN__MAX] = { SECOND, MINUTE, HOUR, DAY };
static const char *const domains[DOMAINS] = { "a.example", "b.example",
	"c.example" };

/* A machine and the time that really passes. */
struct machine {
	uint64_t seed;
	int64_t now; /* the truth, milliseconds */
	int64_t booted;
	int boots;
	int64_t wrong; /* of the wall clock */
	bool synced;
	bool hidden; /* some processes cannot read which boot it is */
	char *folder;
	struct db *processes[PROCESSES];
	struct pacing pacing;
	struct start {
		int64_t at;
		int domain;
	} * starts;
	size_t count;
};

static uint64_t any_number(struct machine *m, uint64_t below)
{
	m->seed = m->seed * UINT64_C(6364136223846793005) +
		  UINT64_C(1442695040888963407);
	return (m->seed >> 33) % below;
}

static bool one_in(struct machine *m, uint64_t n)
{
	return any_number(m, n) == 0;
}

static void read_clocks(
    const struct machine *m, int process, struct clock_reading *out)
{
	*out = (struct clock_reading){
		.boot_ms = m->now - m->booted,
		.wall_ms = m->now + m->wrong,
		.synced = m->synced,
	};
	if (process != 0 || !m->hidden)
		(void)snprintf(out->boot, sizeof(out->boot), "b%d", m->boots);
}

static void restart(struct machine *m, int process)
{
	db_close(m->processes[process]);
	m->processes[process] = open_write(m->folder);
	/* What is tested is no power cut. */
	run(m->processes[process], "PRAGMA synchronous = OFF");
}

static void machine_open(struct machine *m)
{
	m->folder = make_folder();
	m->now = INT64_C(1700000000) * SECOND;
	m->booted = m->now - HOUR;
	m->synced = true;
	m->pacing.relay = "";
	for (int i = 0; i < PROCESSES; i++)
		restart(m, i);
}

static void machine_close(struct machine *m)
{
	for (int i = 0; i < PROCESSES; i++)
		db_close(m->processes[i]);
	remove_folder(m->folder);
	free(m->starts);
}

static void jump(struct machine *m)
{
	static const int64_t jumps[] = { -DAY, DAY, INT64_C(3653) * DAY, HOUR,
		-HOUR, MINUTE };

	m->wrong += jumps[any_number(m, sizeof(jumps) / sizeof(*jumps))];
	m->synced = false; /* as the kernel does */
}

static void reboot(struct machine *m, int64_t off)
{
	m->now += off;
	m->booted = m->now;
	m->boots++;
	for (int i = 0; i < PROCESSES; i++)
		restart(m, i);
}

/* One of the processes has a mail to send: does what the sender does. */
static int64_t want(struct machine *m, int process, bool bulk)
{
	int domain = (int)any_number(m, DOMAINS);
	struct db *db = m->processes[process];
	struct pacing_start start = { .domain = domains[domain], .bulk = bulk };
	struct pacing_waits waits;
	struct clock_reading reading;

	must(db_begin(db, &err));
	read_clocks(m, process, &reading);
	must(pacing_look(db, &m->pacing, &start, &reading, &waits, &err));
	if (waits.all > 0 || waits.domain > 0) {
		db_rollback(db);
		return waits.all > 0 ? waits.all : waits.domain;
	}
	must(pacing_count(db, &m->pacing, start.domain, &reading, &err));
	if (one_in(m, 40)) { /* killed before its commit */
		db_rollback(db);
		restart(m, process);
		return 0;
	}
	must(db_commit(db, &err));
	m->starts = mem_realloc(m->starts, m->count + 1, sizeof(*m->starts));
	m->starts[m->count++] = (struct start){ m->now, domain };
	return 0;
}

static void step(struct machine *m)
{
	int process = (int)any_number(m, PROCESSES);
	int64_t wait = want(m, process, one_in(m, 2));

	if (wait > 0 && one_in(m, 2))
		m->now += (int64_t)any_number(m, (uint64_t)wait * 2);
	else
		m->now += (int64_t)any_number(m, one_in(m, 30) ? MINUTE : 300);
	if (one_in(m, 60))
		restart(m, process);
	if (one_in(m, 150))
		jump(m);
	if (one_in(m, 150)) {
		reboot(m,
		    (int64_t)any_number(m, one_in(m, 3) ? 30 * HOUR : MINUTE));
		m->synced = false;
		if (one_in(m, 2))
			jump(m);
	}
	if (!m->synced && one_in(m, 100)) {
		m->wrong = 0;
		m->synced = true;
	}
}

/* The most starts in any window of this length; domain -1 = all. */
static int most(const struct machine *m, int64_t length, int domain)
{
	int found = 0;
	int inside = 0;
	size_t first = 0;

	for (size_t i = 0; i < m->count; i++) {
		if (domain >= 0 && m->starts[i].domain != domain)
			continue;
		inside++;
		for (; m->starts[i].at - m->starts[first].at >= length; first++)
			inside -=
			    domain < 0 || m->starts[first].domain == domain;
		found = inside > found ? inside : found;
	}
	return found;
}

static void verify(const struct machine *m)
{
	for (int s = 0; s < PACE_SPAN__MAX; s++) {
		int all = m->pacing.all.starts[s];
		int domain = m->pacing.domain.starts[s];
		if (all > 0)
			assert_in_range(most(m, lengths[s], -1), 1, all);
		for (int d = 0; domain > 0 && d < DOMAINS; d++)
			assert_in_range(most(m, lengths[s], d), 1, domain);
	}
}

static const struct pacing settings[] = {
	{ .all = { { 2, 0, 0, 0 } } },
	{ .all = { { 0, 30, 0, 0 } } },
	{ .all = { { 5, 30, 100, 300 } } },
	{ .all = { { 0, 1, 0, 0 } }, .domain = { { 0, 0, 7, 0 } } },
	{ .all = { { 0, 0, 0, 50 } }, .domain = { { 0, 3, 0, 20 } } },
	{ .domain = { { 0, 10, 40, 0 } } },
};
enum { SETTINGS = sizeof(settings) / sizeof(*settings) };

static int tries(int n)
{
	return getenv("LIAISON_LONG") != NULL ? n * 20 : n;
}

static void no_window_is_ever_exceeded(void **state)
{
	(void)state;
	for (int round = 0; round < tries(2); round++) {
		for (size_t i = 0; i < SETTINGS; i++) {
			struct machine m = {
				.seed = (uint64_t)round * 1000 + i,
				.pacing = settings[i],
				.hidden = round % 2 == 1,
			};
			machine_open(&m);
			for (int n = 0; n < 4000; n++)
				step(&m);
			verify(&m);
			machine_close(&m);
		}
	}
}

/*
 * Who always has something to send.  The wall clock jumps; or it is right, and
 * the machine is off now and then.
 */
static void used_up(
    const struct pacing *pacing, int span, int64_t windows, bool reboots)
{
	struct machine m = { .seed = 7, .pacing = *pacing };
	int64_t begin;
	double share;

	machine_open(&m);
	begin = m.now;
	while (m.now - begin < windows * lengths[span]) {
		int64_t wait = want(&m, (int)any_number(&m, PROCESSES), false);
		m.now += wait;
		if (!reboots && one_in(&m, 50))
			jump(&m);
		if (reboots && one_in(&m, 100))
			reboot(&m, HOUR);
	}
	share = (double)m.count /
		((double)pacing->all.starts[span] * (double)(m.now - begin) /
		    (double)lengths[span]);
	verify(&m);
	machine_close(&m);
	if (share < 0.9)
		fail_msg("limit %d of span %d: only %.3f of it was used",
		    pacing->all.starts[span], span, share);
}

static void the_allowance_gets_used(void **state)
{
	const struct pacing minute = { .all = { { 0, 30, 0, 0 } } };
	const struct pacing hour = { .all = { { 0, 0, 100, 0 } } };
	const struct pacing day = { .all = { { 0, 0, 0, 200 } } };

	(void)state;
	used_up(&minute, PACE_MINUTE, 40, false);
	used_up(&hour, PACE_HOUR, 20, false);
	used_up(&day, PACE_DAY, 10, false);
	used_up(&day, PACE_DAY, 10, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_window_is_ever_exceeded),
		cmocka_unit_test(the_allowance_gets_used),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
