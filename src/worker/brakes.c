#include "worker/brakes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "core/pacing.h"
#include "store/ledger.h"

enum {
	KEY_SIZE = 80,
	PROBE_SECONDS = 1,
	HINTED_MAX = 10000 /* domains; beyond it hints are let go */
};

struct brakes_entry {
	char *domain; /* "" = all mail */
	struct brake brake;
	int64_t slowed; /* when last, clock_mono_ms(): older replies are late */
	int64_t placed; /* mails that got a place since then */
	bool changed;
	bool stored; /* the database has it */
	bool seen;
};

void brakes_open(struct brakes *brakes, const char *relay)
{
	*brakes = (struct brakes){ .relay = relay };
}

void brakes_clear(struct brakes *brakes)
{
	for (size_t i = 0; i < brakes->count; i++)
		free(brakes->list[i].domain);
	free(brakes->list);
	brakes_open(brakes, brakes->relay);
}

/* Where it is, or would be. */
static size_t place(const struct brakes *brakes, const char *domain)
{
	size_t low = 0;
	size_t high = brakes->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(brakes->list[middle].domain, domain) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct brakes_entry *find(
    const struct brakes *brakes, const char *domain)
{
	size_t at = place(brakes, domain);

	if (at == brakes->count || strcmp(brakes->list[at].domain, domain) != 0)
		return NULL;
	return &brakes->list[at];
}

static struct brakes_entry *ensure(struct brakes *brakes, const char *domain)
{
	size_t at = place(brakes, domain);
	struct brakes_entry *entry = find(brakes, domain);

	if (entry != NULL)
		return entry;
	brakes->list =
	    mem_realloc(brakes->list, brakes->count + 1, sizeof(*brakes->list));
	entry = &brakes->list[at];
	memmove(entry + 1, entry, (brakes->count++ - at) * sizeof(*entry));
	*entry = (struct brakes_entry){ .domain = mem_strdup(domain) };
	return entry;
}

static void take_out(struct brakes *brakes, size_t at)
{
	struct brakes_entry *entry = &brakes->list[at];

	free(entry->domain);
	memmove(entry, entry + 1, (--brakes->count - at) * sizeof(*entry));
}

static void load_one(void *ctx, const char *domain, const struct brake *brake)
{
	struct brakes_entry *entry = ensure(ctx, domain);

	if (!entry->changed)
		entry->brake = *brake;
	entry->stored = entry->seen = true;
}

enum err_code brakes_load(struct brakes *brakes, struct db *db, struct err *err)
{
	enum err_code rc;

	for (size_t i = 0; i < brakes->count; i++)
		brakes->list[i].seen = false;
	rc = brake_each(db, brakes->relay, load_one, brakes, err);
	/* Another sender found them over. */
	for (size_t i = brakes->count; rc == ERR_OK && i-- > 0;) {
		const struct brakes_entry *entry = &brakes->list[i];
		if (entry->stored && !entry->seen && !entry->changed)
			take_out(brakes, i);
	}
	return rc;
}

bool brakes_exhausted(const struct brakes *brakes)
{
	const struct brakes_entry *all = find(brakes, "");

	return all != NULL && all->brake.quota > 0;
}

bool brakes_on_relay(const struct brakes *brakes)
{
	const struct brakes_entry *all = find(brakes, "");

	return all != NULL && (all->brake.gap > 0 || all->brake.quota > 0);
}

int64_t brakes_until(const struct brakes *brakes, int64_t now)
{
	const struct brakes_entry *all = find(brakes, "");

	if (all == NULL)
		return now;
	/* One mail asks whether more may follow. */
	if (all->brake.quota > 0 && brakes->probe != NULL)
		return now + PROBE_SECONDS;
	return slow_until(&all->brake, now);
}

struct brakes_wait brakes_ask(
    struct brakes *brakes, const struct delivery *mail, int64_t now)
{
	struct brakes_wait wait = { .all = brakes_until(brakes, now) };
	char domain[PACING_DOMAIN_SIZE];
	struct brakes_entry *entry;

	if (brakes->count == 0 || wait.all > now)
		return wait;
	pacing_domain(mail->address, domain);
	entry = find(brakes, domain);
	if (entry == NULL || slow_until(&entry->brake, now) <= now)
		return wait;
	wait.domain =
	    slow_place(&entry->brake, entry->placed++, (uint64_t)mail->id, now);
	return wait;
}

static void start_one(struct brakes_entry *entry, int64_t now)
{
	const int64_t before = entry->brake.until;

	slow_started(&entry->brake, now);
	entry->changed |= entry->brake.until != before;
	entry->placed = 0;
}

void brakes_taken(
    struct brakes *brakes, const struct delivery *mail, int64_t now)
{
	char domain[PACING_DOMAIN_SIZE];
	struct brakes_entry *entry;

	if (brakes->count == 0)
		return;
	pacing_domain(mail->address, domain);
	entry = find(brakes, domain);
	if (entry != NULL)
		start_one(entry, now);
	entry = find(brakes, "");
	if (entry == NULL)
		return;
	start_one(entry, now);
	if (entry->brake.quota > 0)
		brakes->probe = mail;
}

void brakes_over(struct brakes *brakes, const struct delivery *mail)
{
	if (brakes->probe == mail)
		brakes->probe = NULL;
}

static void log_brake(
    const struct brakes *brakes, const struct brakes_entry *entry)
{
	log_event(LOG_INFO, "brake",
	    "relay=%s domain=%s gap=%lld quota=%d until=%lld", brakes->relay,
	    entry->domain, (long long)entry->brake.gap, entry->brake.quota,
	    (long long)entry->brake.until);
}

static void slow_one(struct brakes *brakes, const char *domain, enum slow slow,
    const struct brakes_news *news, int64_t now)
{
	struct brakes_entry *entry;

	if (slow == SLOW_NOT ||
	    (slow == SLOW_HINT && brakes->count >= HINTED_MAX))
		return;
	entry = ensure(brakes, domain);
	/* It was on its way when the brake was put on. */
	if (entry->slowed > news->taken)
		return;
	slow_down(&entry->brake, slow, now);
	if (entry->brake.gap == 0 && entry->brake.quota == 0)
		return;
	entry->slowed = clock_mono_ms() + 1;
	entry->placed = 0;
	entry->changed = true;
	log_brake(brakes, entry);
}

static void free_one(
    struct brakes *brakes, const char *domain, const struct brakes_news *news)
{
	struct brakes_entry *entry = find(brakes, domain);

	if (entry == NULL || entry->slowed > news->taken)
		return;
	brakes->quota_changed |= entry->brake.quota > 0;
	entry->changed = true;
	slow_went_well(&entry->brake);
	if (slow_is_over(&entry->brake) && !entry->stored)
		take_out(brakes, (size_t)(entry - brakes->list));
	else if (slow_is_over(&entry->brake))
		log_brake(brakes, entry);
}

static void went_well(struct brakes *brakes, const struct brakes_news *news)
{
	char domain[PACING_DOMAIN_SIZE];

	if (brakes->count == 0)
		return;
	pacing_domain(news->mail->address, domain);
	free_one(brakes, domain, news);
	free_one(brakes, "", news);
}

void brakes_hear(
    struct brakes *brakes, const struct brakes_news *news, int64_t now)
{
	const struct smtp_reply *reply = news->reply;
	struct slow_effect effect;
	char domain[PACING_DOMAIN_SIZE];

	if (reply->outcome == SMTP_SENT) {
		went_well(brakes, news);
		return;
	}
	effect = slow_effect_of(
	    news->verdict, reply->code, reply->outcome == SMTP_UNTOUCHED);
	if (effect.relay == SLOW_STOP && !brakes_exhausted(brakes)) {
		brakes->quota_changed = true;
		(void)snprintf(brakes->why, sizeof(brakes->why), "%d %s %.240s",
		    reply->code, reply->enhanced, reply->text);
		log_event(LOG_WARN, "quota", "relay=%s text=\"%s\"",
		    brakes->relay, brakes->why);
	}
	slow_one(brakes, "", effect.relay, news, now);
	pacing_domain(news->mail->address, domain);
	slow_one(brakes, domain, effect.domain, news, now);
}

bool brakes_changed(const struct brakes *brakes)
{
	for (size_t i = 0; i < brakes->count; i++)
		if (brakes->list[i].changed)
			return true;
	return brakes->quota_changed;
}

static enum err_code tell(
    const struct brakes *brakes, struct db *db, struct err *err)
{
	char key[KEY_SIZE];
	char text[512];
	bool fresh;

	(void)snprintf(key, sizeof(key), "smtp/quota%s%s",
	    brakes->relay[0] == '\0' ? "" : "/", brakes->relay);
	if (!brakes_exhausted(brakes))
		return alarm_clear(db, key, err);
	(void)snprintf(text, sizeof(text),
	    _("the relay takes no more mail from us for now, all of it waits: "
	      "%s"),
	    brakes->why);
	return alarm_raise(db, key, text, clock_now(), &fresh, err);
}

enum err_code brakes_store(
    const struct brakes *brakes, struct db *db, struct err *err)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < brakes->count; i++) {
		const struct brakes_entry *entry = &brakes->list[i];
		bool over = slow_is_over(&entry->brake);
		if (entry->changed)
			rc = brake_put(db, brakes->relay, entry->domain,
			    over ? NULL : &entry->brake, err);
	}
	if (rc == ERR_OK && brakes->quota_changed)
		rc = tell(brakes, db, err);
	return rc;
}

void brakes_stored(struct brakes *brakes)
{
	brakes->quota_changed = false;
	for (size_t i = brakes->count; i-- > 0;) {
		struct brakes_entry *entry = &brakes->list[i];
		if (!entry->changed)
			continue;
		entry->changed = false;
		entry->stored = true;
		if (slow_is_over(&entry->brake))
			take_out(brakes, i);
	}
}
