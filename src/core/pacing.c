#include "core/pacing.h"

#include "base/str.h"
#include "mail/addr.h"

/* Pace time begins here: nothing before it is ever asked for. */
static const int64_t begin_ms = INT64_C(30) * CLOCK_DAY * 1000;

struct pacing pacing_of(const struct conf_smtp *relay)
{
	return (struct pacing){
		.relay = relay->name,
		.all = { { relay->messages_per_second,
		    relay->messages_per_minute, relay->messages_per_hour,
		    relay->messages_per_day } },
		.domain = { { 0, relay->domain_per_minute,
		    relay->domain_per_hour, relay->domain_per_day } },
	};
}

static bool any(const struct pace_limits *limits)
{
	for (int i = 0; i < PACE_SPAN__MAX; i++)
		if (limits->starts[i] > 0)
			return true;
	return false;
}

bool pacing_is_limited(const struct pacing *pacing)
{
	return any(&pacing->all) || any(&pacing->domain);
}

void pacing_domain(const char *address, char out[PACING_DOMAIN_SIZE])
{
	const struct str domain = addr_domain(str_c(address));
	size_t n = 0;

	for (; n < domain.n && n + 1 < PACING_DOMAIN_SIZE; n++)
		out[n] = str_lower(domain.p[n]);
	out[n] = '\0';
}

/* The pace clock as the database and the machine tell it together. */
static enum err_code moment(struct db *db, const struct clock_reading *reading,
    struct pace_anchor *out, struct err *err)
{
	const struct pace_anchor first = { .at = *reading, .pace = begin_ms };
	struct pace_anchor last;
	enum err_code rc = pace_anchor_get(db, &first, &last, err);

	if (rc == ERR_OK)
		*out = (struct pace_anchor){ .at = *reading,
			.pace = pace_now(&last, reading) };
	return rc;
}

enum err_code pacing_now(struct db *db, const struct clock_reading *reading,
    int64_t *now, struct err *err)
{
	struct pace_anchor here = { .pace = 0 };
	enum err_code rc = moment(db, reading, &here, err);

	*now = here.pace;
	return rc;
}

/* What a look at the windows is about. */
struct look {
	struct db *db;
	int64_t now;
	bool bulk;
};

static enum err_code read_window(const struct look *look, struct pace_key key,
    enum pace_span span, struct pace_bucket buckets[PACE_BUCKETS],
    size_t *count, struct err *err)
{
	key.width = pace_width(span);
	return pace_read(look->db, &key, pace_oldest(span, look->now), buckets,
	    PACE_BUCKETS, count, err);
}

/* The longest wait that one of these limits asks for. */
static enum err_code longest(const struct look *look, struct pace_key key,
    const struct pace_limits *limits, int64_t ahead, int64_t *wait,
    struct err *err)
{
	struct pace_bucket buckets[PACE_BUCKETS];
	size_t count = 0;
	enum err_code rc = ERR_OK;

	for (int i = 0; rc == ERR_OK && i < PACE_SPAN__MAX; i++) {
		enum pace_span span = (enum pace_span)i;
		int64_t this;
		if (limits->starts[i] == 0)
			continue;
		rc = read_window(look, key, span, buckets, &count, err);
		this = pace_wait(span, buckets, count,
		    pace_allowed(span, limits->starts[i], look->bulk), ahead,
		    look->now);
		*wait = this > *wait ? this : *wait;
	}
	return rc;
}

enum err_code pacing_look(struct db *db, const struct pacing *pacing,
    const struct pacing_start *start, const struct clock_reading *reading,
    struct pacing_waits *out, struct err *err)
{
	struct look look = { .db = db, .bulk = start->bulk };
	struct pace_key key = { .relay = pacing->relay, .domain = "" };
	enum err_code rc;

	*out = (struct pacing_waits){ 0 };
	if (!pacing_is_limited(pacing))
		return ERR_OK;
	rc = pacing_now(db, reading, &look.now, err);
	if (rc == ERR_OK)
		rc = longest(
		    &look, key, &pacing->all, start->ahead, &out->all, err);
	key.domain = start->domain;
	if (rc == ERR_OK)
		rc = longest(&look, key, &pacing->domain, start->ahead_domain,
		    &out->domain, err);
	return rc;
}

static enum err_code count_in(struct db *db, struct pace_key key,
    const struct pace_limits *limits, int64_t now, struct err *err)
{
	enum err_code rc = ERR_OK;

	for (int i = 0; rc == ERR_OK && i < PACE_SPAN__MAX; i++) {
		if (limits->starts[i] == 0)
			continue;
		key.width = pace_width((enum pace_span)i);
		rc = pace_add(
		    db, &key, pace_bucket((enum pace_span)i, now), 1, err);
	}
	return rc;
}

enum err_code pacing_count(struct db *db, const struct pacing *pacing,
    const char *domain, const struct clock_reading *reading, struct err *err)
{
	struct pace_key key = { .relay = pacing->relay, .domain = "" };
	struct pace_anchor here;
	enum err_code rc = ERR_OK;

	if (!pacing_is_limited(pacing))
		return ERR_OK;
	rc = moment(db, reading, &here, err);
	if (rc == ERR_OK)
		rc = pace_anchor_set(db, &here, err);
	if (rc == ERR_OK)
		rc = count_in(db, key, &pacing->all, here.pace, err);
	key.domain = domain;
	if (rc == ERR_OK)
		rc = count_in(db, key, &pacing->domain, here.pace, err);
	return rc;
}

/* What the windows of the relay leave, may be less than nothing. */
static enum err_code left_over(const struct look *look,
    const struct pacing *pacing, int64_t *left, struct err *err)
{
	const struct pace_key key = { .relay = pacing->relay, .domain = "" };
	struct pace_bucket buckets[PACE_BUCKETS];
	size_t count = 0;
	enum err_code rc = ERR_OK;

	for (int i = 0; rc == ERR_OK && i < PACE_SPAN__MAX; i++) {
		enum pace_span span = (enum pace_span)i;
		int64_t this;
		if (pacing->all.starts[i] == 0)
			continue;
		rc = read_window(look, key, span, buckets, &count, err);
		this = pace_allowed(span, pacing->all.starts[i], look->bulk) -
		       pace_used(buckets, count);
		*left = this < *left ? this : *left;
	}
	return rc;
}

enum err_code pacing_room(struct db *db, const struct pacing *pacing,
    const struct pacing_start *start, const struct clock_reading *reading,
    int64_t *room, int64_t *wait, struct err *err)
{
	const struct pace_key key = { .relay = pacing->relay, .domain = "" };
	struct look look = { .db = db, .bulk = start->bulk };
	enum err_code rc;

	*room = INT32_MAX;
	*wait = 0;
	if (!any(&pacing->all))
		return ERR_OK;
	rc = pacing_now(db, reading, &look.now, err);
	if (rc == ERR_OK)
		rc = left_over(&look, pacing, room, err);
	if (rc != ERR_OK || *room > start->ahead) {
		*room -= start->ahead;
		return rc;
	}
	*room = 0;
	return longest(&look, key, &pacing->all, start->ahead, wait, err);
}

enum err_code pacing_window(struct db *db, const struct pacing *pacing,
    const char *domain, enum pace_span span, int64_t now,
    struct pace_bucket buckets[PACE_BUCKETS], size_t *count, struct err *err)
{
	const struct look look = { .db = db, .now = now };
	const struct pace_key key = { .relay = pacing->relay,
		.domain = domain };

	return read_window(&look, key, span, buckets, count, err);
}

enum err_code pacing_purge(
    struct db *db, const struct clock_reading *reading, struct err *err)
{
	int64_t now;
	enum err_code rc = pacing_now(db, reading, &now, err);

	for (int i = 0; rc == ERR_OK && i < PACE_SPAN__MAX; i++)
		rc = pace_purge(db, pace_width((enum pace_span)i),
		    pace_oldest((enum pace_span)i, now), err);
	return rc;
}
