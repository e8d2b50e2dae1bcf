/*
 * A site on a disk whose power is cut (fake/disk.h): a scenario acts until it
 * dies, the machine comes back, and the scenario looks at what is there.
 */
#ifndef TESTS_WORKER_POWER_H
#define TESTS_WORKER_POWER_H

#include "../core/newsletter_support.h"

#include <sys/stat.h>
#include <unistd.h>

#include "../../fake/disk.h"
#include "base/mem.h"
#include "core/op_subscription.h"
#include "store/handle.h"
#include "worker/events.h"

enum { CUTS = 170, LONGER = 20, PEOPLE = 12 };

struct machine {
	struct op_site site;
	char *folder;
	struct events events;
};

static inline const struct conf_list *lettre(struct machine *m)
{
	return conf_list(m->site.conf, "lettre");
}

static inline bool boot(struct machine *m)
{
	m->site.ctx.db = NULL;
	return db_open(m->folder, DB_WRITE, &m->site.ctx.db, &m->site.err) ==
	       ERR_OK;
}

static inline void halt(struct machine *m)
{
	db_close(m->site.ctx.db);
	m->site.ctx.db = NULL;
	arena_free(&m->site.arena);
}

/* What survived is read, and is a sound database. */
static inline void boot_again(struct machine *m)
{
	int64_t ok = 0;

	halt(m);
	disk_boot();
	if (!boot(m))
		fail_msg("after the cut: %s", m->site.err.text);
	op_must(&m->site, db_pragma(m->site.ctx.db,
			      "SELECT count(*) FROM pragma_integrity_check "
			      "WHERE integrity_check = 'ok'",
			      &ok, &m->site.err));
	assert_int_equal(ok, 1);
}

static inline int64_t ask(struct machine *m, const char *sql)
{
	int64_t value = 0;

	op_must(&m->site, db_pragma(m->site.ctx.db, sql, &value, &m->site.err));
	return value;
}

static inline char *address_of(struct machine *m, int n)
{
	return arena_printf(&m->site.arena, "p%02d@example.org", n);
}

static inline enum err_code subscribe(struct machine *m, int n)
{
	const struct op_proof proof = { .how = "cli", .source = "paper" };
	struct ctx *ctx = &m->site.ctx;
	struct subscription sub = { .address = address_of(m, n),
		.name = "",
		.topics = "",
		.delivery = n % 4 == 3 ? SUB_DIGEST : SUB_EACH };
	enum err_code rc = db_begin(ctx->db, &m->site.err);

	if (rc != ERR_OK)
		return rc;
	rc = op_subscribe(
	    ctx, &m->site.arena, lettre(m), &sub, &proof, &m->site.err);
	if (rc == ERR_OK)
		return db_commit(ctx->db, &m->site.err);
	db_rollback(ctx->db);
	return rc;
}

static inline enum err_code newsletter(struct machine *m, const char *subject)
{
	return send_newsletter(&m->site, lettre(m), subject);
}

static inline int set_up(void **state)
{
	struct machine *m = mem_calloc(1, sizeof(*m));

	m->folder = mem_strdup("/tmp/liaison-power-XXXXXX");
	assert_non_null(mkdtemp(m->folder));
	op_site_open(&m->site);
	db_close(m->site.ctx.db);
	m->site.ctx.db = NULL;
	free(m->site.conf->site.state);
	m->site.conf->site.state = mem_strdup(m->folder);
	assert_int_equal(disk_install(), 0);
	op_must(&m->site,
	    events_open(m->folder, "sender", &m->events, &m->site.err));
	*state = m;
	return 0;
}

static inline int tear_down(void **state)
{
	struct machine *m = *state;
	char command[128];

	events_close(&m->events);
	op_site_close(&m->site);
	disk_clear();
	(void)snprintf(command, sizeof(command), "rm -rf -- '%s'", m->folder);
	assert_int_equal(system(command), 0);
	free(m->folder);
	free(m);
	return 0;
}

struct scenario {
	void (*prepare)(struct machine *m);
	/* The world outside of the machine as it was then; once for each run.
	 */
	void (*begin)(uint64_t seed);
	void (*act)(struct machine *m); /* until it ends or dies */
	void (*look)(struct machine *m);
	void (*finish)(struct machine *m); /* nothing is cut any more */
};

static inline void must_boot(struct machine *m)
{
	if (!boot(m))
		fail_msg("%s", m->site.err.text);
}

/* How many changes of the disk it takes without a cut. */
static inline uint64_t length_of(
    struct machine *m, const struct scenario *scenario)
{
	uint64_t n;

	disk_clear();
	clock_pretend(OP_NOW);
	must_boot(m);
	scenario->prepare(m);
	halt(m);
	disk_save();
	disk_restore();
	scenario->begin(1);
	must_boot(m);
	scenario->act(m);
	halt(m);
	n = disk_count(DISK_CHANGE);
	assert_true(n > 10);
	return n;
}

static inline void cut_it(struct machine *m, const struct scenario *scenario,
    uint64_t length, uint64_t seed)
{
	uint64_t dice = seed;
	int cuts = 1 + (int)(disk_random(&dice) % 3);

	scenario->begin(seed);
	disk_restore();
	clock_pretend(OP_NOW);
	for (int i = 0; i < cuts; i++) {
		disk_cut(1 + disk_random(&dice) % length,
		    (enum disk_loss)(disk_random(&dice) % DISK_LOSS__MAX),
		    disk_random(&dice));
		if (boot(m))
			scenario->act(m);
		boot_again(m);
		scenario->look(m);
		halt(m);
	}
	must_boot(m);
	scenario->finish(m);
	halt(m);
}

static inline void cut_often(struct machine *m, const struct scenario *scenario)
{
	const uint64_t runs =
	    (uint64_t)CUTS * (getenv("LIAISON_LONG") != NULL ? LONGER : 1);
	uint64_t length = length_of(m, scenario);

	for (uint64_t seed = 1; seed <= runs; seed++)
		cut_it(m, scenario, length, seed);
	print_message("%llu runs, 1 to 3 cuts each in %llu changes\n",
	    (unsigned long long)runs, (unsigned long long)length);
}

/* A disk that fails, for good or once, in the n-th operation of these kinds. */
struct fault {
	unsigned kinds;
	int code;
	bool once;
};

static inline bool fail_it(struct machine *m, const struct scenario *scenario,
    const struct fault *fault, uint64_t n)
{
	bool met;

	scenario->begin(n);
	disk_restore();
	clock_pretend(OP_NOW);
	disk_fail(fault->kinds, n, fault->code, fault->once);
	if (boot(m))
		scenario->act(m);
	else
		assert_true(disk_has_failed());
	met = disk_has_failed();
	halt(m);
	disk_fail(0, 0, 0, false); /* the disk is well again */
	must_boot(m);
	scenario->look(m);
	scenario->finish(m);
	halt(m);
	return met;
}

/* In every place, one after the other (or in every `step`-th). */
static inline void fail_everywhere(
    struct machine *m, const struct scenario *scenario, uint64_t step)
{
	static const struct fault faults[] = {
		{ DISK_READ, SQLITE_IOERR, false },
		{ DISK_READ, SQLITE_IOERR, true },
		{ DISK_CHANGE, SQLITE_IOERR, false },
		{ DISK_CHANGE, SQLITE_IOERR, true },
		{ DISK_WRITE, SQLITE_FULL, false },
		{ DISK_WRITE, SQLITE_FULL, true },
	};
	uint64_t runs = 0;

	if (getenv("LIAISON_LONG") != NULL)
		step = 1;
	(void)length_of(m, scenario);
	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
		uint64_t n = 1;
		while (fail_it(m, scenario, &faults[i], n)) {
			n += step;
			runs++;
		}
		assert_true(n > 1);
	}
	print_message("%llu faults\n", (unsigned long long)runs);
}

#endif
