#include "worker/pacer.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "core/backoff.h"
#include "core/verdict.h"
#include "worker/outcome.h"

struct pacer_taken {
	const struct delivery *mail;
	char domain[PACING_DOMAIN_SIZE];
};

/* Bulk mail to this domain waits in line until then. */
struct pacer_domain {
	char name[PACING_DOMAIN_SIZE];
	int64_t end; /* clock_mono_ms() */
};

struct pacer_back {
	int64_t id;
	int64_t lease;
	int64_t due;
	bool put_off;   /* by its domain: its patience begins */
	int64_t excuse; /* seconds that do not count for that */
};

void pacer_open(struct pacer *pacer, const struct conf_smtp *relay)
{
	*pacer = (struct pacer){
		.relay = relay,
		.pacing = pacing_of(relay),
	};
	pacer->limited = pacing_is_limited(&pacer->pacing);
	if (relay->sending_hours != NULL)
		(void)hours_parse(str_c(relay->sending_hours), &pacer->hours);
}

void pacer_clear(struct pacer *pacer)
{
	free(pacer->taken);
	free(pacer->domains);
	free(pacer->back);
	*pacer = (struct pacer){ 0 };
}

bool pacer_resumes(struct pacer *pacer)
{
	if (pacer->resume == 0 || clock_mono_ms() < pacer->resume)
		return false;
	pacer->resume = 0;
	return true;
}

void pacer_wait(struct pacer *pacer, int64_t ms)
{
	int64_t then = clock_mono_ms() + ms;

	if (pacer->resume == 0 || then < pacer->resume)
		pacer->resume = then;
}

static enum err_code room_for(
    struct pacer *pacer, struct db *db, bool bulk, size_t *out, struct err *err)
{
	const struct pacing_start start = {
		.bulk = bulk,
		.ahead = (int64_t)pacer->taken_count,
	};
	struct clock_reading reading;
	int64_t room;
	int64_t wait;
	enum err_code rc;

	clock_read(&reading);
	rc = pacing_room(
	    db, &pacer->pacing, &start, &reading, &room, &wait, err);
	if (rc == ERR_OK && room == 0)
		pacer_wait(pacer, wait);
	*out = (size_t)room;
	return rc;
}

enum err_code pacer_room(struct pacer *pacer, struct db *db,
    struct claims_room *room, struct err *err)
{
	const char *zone = pacer->relay->timezone;
	int64_t now = clock_now();
	bool open = hours_open(&pacer->hours, zone, now);
	enum err_code rc = ERR_OK;

	*room = (struct claims_room){ SIZE_MAX / 2, open ? SIZE_MAX / 2 : 0 };
	if (!open)
		pacer_wait(pacer,
		    (hours_next(&pacer->hours, zone, now, true) - now) * 1000);
	else if (pacer->limited)
		rc = room_for(pacer, db, true, &room->bulk, err);
	if (rc == ERR_OK && pacer->limited)
		rc = room_for(pacer, db, false, &room->all, err);
	return rc;
}

static bool is_bulk(const struct delivery *mail)
{
	return mail->subscription != 0;
}

static enum err_code look(const struct pacer *pacer, struct db *db,
    const struct delivery *mail, struct pacing_start *start,
    struct pacing_waits *waits, struct err *err)
{
	struct clock_reading reading;

	start->bulk = is_bulk(mail);
	clock_read(&reading);
	return pacing_look(db, &pacer->pacing, start, &reading, waits, err);
}

static void give_back(
    struct pacer *pacer, const struct delivery *mail, int64_t due)
{
	pacer->back = mem_realloc(
	    pacer->back, pacer->back_count + 1, sizeof(*pacer->back));
	pacer->back[pacer->back_count++] =
	    (struct pacer_back){ mail->id, mail->lease, due, false, 0 };
}

void pacer_put_off(
    struct pacer *pacer, const struct delivery *mail, int64_t due)
{
	give_back(pacer, mail, due);
	pacer->back[pacer->back_count - 1].put_off = true;
	pacer->back[pacer->back_count - 1].excuse =
	    outcome_excuse(mail, pacer->limited, clock_now());
}

/* Milliseconds between two mails to a domain, at its pace. */
static int64_t gap(const struct pacer *pacer)
{
	static const int64_t lengths[PACE_SPAN__MAX] = { 1, CLOCK_MINUTE,
		CLOCK_HOUR, CLOCK_DAY };
	int64_t widest = 0;

	for (int i = 0; i < PACE_SPAN__MAX; i++) {
		int limit = pacer->pacing.domain.starts[i];
		int64_t this;
		if (limit == 0)
			continue;
		limit = pace_allowed((enum pace_span)i, limit, true);
		this = lengths[i] * 1000 / limit;
		widest = this > widest ? this : widest;
	}
	return widest;
}

static struct pacer_domain *line_of(struct pacer *pacer, const char *name)
{
	struct pacer_domain *domain;

	for (size_t i = 0; i < pacer->domain_count; i++)
		if (strcmp(pacer->domains[i].name, name) == 0)
			return &pacer->domains[i];
	pacer->domains = mem_realloc(
	    pacer->domains, pacer->domain_count + 1, sizeof(*pacer->domains));
	domain = &pacer->domains[pacer->domain_count++];
	memcpy(domain->name, name, sizeof(domain->name));
	domain->end = 0;
	return domain;
}

/* Its domain has to wait: it gets its place in line. */
static void postpone(struct pacer *pacer, const struct delivery *mail,
    const char *name, int64_t wait)
{
	int64_t now = clock_mono_ms();

	if (is_bulk(mail)) {
		struct pacer_domain *line = line_of(pacer, name);
		if (line->end > now + wait)
			wait = line->end - now;
		line->end = now + wait + gap(pacer);
	}
	wait = (wait + 999) / 1000;
	give_back(pacer, mail, clock_now() + wait);
	pacer_wait(pacer, wait * 1000);
}

enum err_code pacer_take(struct pacer *pacer, struct db *db,
    const struct delivery *mail, bool *go, struct err *err)
{
	struct pacer_taken one = { .mail = mail };
	struct pacing_start start = { .domain = one.domain };
	struct pacing_waits waits;
	enum err_code rc;

	*go = true;
	if (!pacer->limited)
		return ERR_OK;
	pacing_domain(mail->address, one.domain);
	start.ahead = (int64_t)pacer->taken_count;
	for (size_t i = 0; i < pacer->taken_count; i++)
		start.ahead_domain +=
		    strcmp(pacer->taken[i].domain, one.domain) == 0;
	rc = look(pacer, db, mail, &start, &waits, err);
	*go = rc == ERR_OK && waits.all == 0 && waits.domain == 0;
	if (rc != ERR_OK)
		return rc;
	if (*go) {
		pacer->taken = mem_realloc(pacer->taken, pacer->taken_count + 1,
		    sizeof(*pacer->taken));
		pacer->taken[pacer->taken_count++] = one;
	} else if (waits.domain > waits.all) {
		postpone(pacer, mail, one.domain, waits.domain);
	} else {
		give_back(pacer, mail, 0);
		pacer_wait(pacer, waits.all);
	}
	return ERR_OK;
}

enum err_code pacer_start(struct pacer *pacer, struct db *db,
    const struct delivery *mail, bool *go, struct err *err)
{
	char domain[PACING_DOMAIN_SIZE];
	struct pacing_start start = { .domain = domain };
	struct pacing_waits waits;
	enum err_code rc;

	*go = true;
	if (!pacer->limited)
		return ERR_OK;
	pacing_domain(mail->address, domain);
	rc = look(pacer, db, mail, &start, &waits, err);
	*go = waits.all == 0 && waits.domain == 0;
	return rc;
}

enum err_code pacer_count(struct pacer *pacer, struct db *db,
    const struct delivery *mail, struct err *err)
{
	char domain[PACING_DOMAIN_SIZE];
	struct clock_reading reading;

	if (!pacer->limited)
		return ERR_OK;
	pacing_domain(mail->address, domain);
	clock_read(&reading);
	return pacing_count(db, &pacer->pacing, domain, &reading, err);
}

void pacer_drop(struct pacer *pacer, const struct delivery *mail)
{
	for (size_t i = 0; i < pacer->taken_count; i++) {
		if (pacer->taken[i].mail != mail)
			continue;
		pacer->taken[i] = pacer->taken[--pacer->taken_count];
		return;
	}
}

void pacer_refuse(struct pacer *pacer, const struct delivery *mail)
{
	give_back(pacer, mail, 0);
}

enum err_code pacer_forget(
    const struct pacer *pacer, struct db *db, struct err *err)
{
	struct clock_reading reading;

	if (!pacer->limited)
		return ERR_OK;
	clock_read(&reading);
	return pacing_purge(db, &reading, err);
}

static enum err_code give(
    const struct pacer_back *back, struct db *db, struct err *err)
{
	return delivery_give_back(db, back->id, back->lease, back->due, err);
}

static enum err_code put_off(
    const struct pacer_back *back, struct db *db, struct err *err)
{
	const int64_t now = clock_now();
	const struct delivery_put_off off = {
		.id = back->id,
		.lease = back->lease,
		.due = back->due,
		.since = backoff_oldest(now),
		.excuse = back->excuse,
		.verdict = verdict_name(VERDICT_DOMAIN),
	};

	return delivery_put_off(db, &off, now, err);
}

enum err_code pacer_give_back(
    const struct pacer *pacer, struct db *db, struct err *err)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < pacer->back_count; i++)
		rc = pacer->back[i].put_off ? put_off(&pacer->back[i], db, err)
					    : give(&pacer->back[i], db, err);
	return rc;
}

void pacer_gave_back(struct pacer *pacer)
{
	pacer->back_count = 0;
}
