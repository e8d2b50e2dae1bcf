#include "cli/waiting.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/hours.h"
#include "base/i18n.h"
#include "cli/local_time.h"
#include "cli/out.h"
#include "core/pacing.h"
#include "core/slow.h"
#include "store/brake.h"

enum { DOMAINS_SHOWN = 5 };

enum why {
	WHY_HOURS,
	WHY_LIMIT,
	WHY_RELAY,
	WHY_QUOTA,
	WHY_DOMAIN,
};

struct waiting {
	const struct conf_smtp *relay;
	json_t *json; /* not NULL: they are added to it */
	bool print;
	int64_t until; /* the latest of those for all mail */
	int64_t now;
	int64_t domains; /* that wait */
};

static const char *why_word(enum why why)
{
	switch (why) {
	case WHY_HOURS:
		return "hours";
	case WHY_LIMIT:
		return "limit";
	case WHY_RELAY:
		return "relay";
	case WHY_QUOTA:
		return "quota";
	case WHY_DOMAIN:
		return "domain";
	}
	return "";
}

static void print_one(
    const struct waiting *w, enum why why, const char *domain, int64_t until)
{
	char time[LOCAL_TIME_SIZE];

	local_time(until, w->now, time);
	if (w->relay->name[0] != '\0')
		printf(_("waiting, relay %s: "), w->relay->name);
	else
		printf("%s", _("waiting: "));
	switch (why) {
	case WHY_HOURS:
		printf(_("mailings leave within the sending hours, from %s"),
		    time);
		break;
	case WHY_LIMIT:
		printf(_("the limit of the settings is reached; the next "
			 "leaves at %s"),
		    time);
		break;
	case WHY_RELAY:
		printf(_("the relay wants to be asked again at %s"), time);
		break;
	case WHY_QUOTA:
		printf(_("the relay says that nothing more may be sent for "
			 "now; it is asked again at %s"),
		    time);
		break;
	case WHY_DOMAIN:
		out_puts(domain);
		printf(
		    _(" wants to be written to more slowly, next at %s"), time);
		break;
	}
	printf("\n");
}

static void add_one(
    struct waiting *w, enum why why, const char *domain, int64_t until)
{
	char time[DATE_SIZE];

	if (why != WHY_DOMAIN && until > w->until)
		w->until = until;
	if (w->print)
		print_one(w, why, domain, until);
	if (w->json == NULL)
		return;
	date_iso(until, time);
	(void)json_array_append_new(
	    w->json, json_pack("{s:s, s:o, s:s, s:s}", "relay", w->relay->name,
			 "domain", out_json_string(domain), "reason",
			 why_word(why), "until", time));
}

static void add_brake(void *ctx, const char *domain, const struct brake *brake)
{
	struct waiting *w = ctx;
	int64_t until = slow_until(brake, w->now);

	if (until <= w->now)
		return;
	if (domain[0] == '\0')
		add_one(
		    w, brake->quota > 0 ? WHY_QUOTA : WHY_RELAY, domain, until);
	else if (++w->domains <= DOMAINS_SHOWN || !w->print)
		add_one(w, WHY_DOMAIN, domain, until);
}

static void add_hours(struct waiting *w)
{
	const struct conf_smtp *relay = w->relay;
	struct hours hours;

	if (relay->sending_hours == NULL ||
	    !hours_parse(str_c(relay->sending_hours), &hours) ||
	    hours_open(&hours, relay->timezone, w->now))
		return;
	add_one(w, WHY_HOURS, "",
	    hours_next(&hours, relay->timezone, w->now, true));
}

static void add_limit(struct cli *cli, struct waiting *w)
{
	const struct pacing pacing = pacing_of(w->relay);
	const struct pacing_start start = { .bulk = true };
	struct clock_reading reading;
	struct err unused;
	int64_t room;
	int64_t wait;

	clock_read(&reading);
	if (!pacing_is_limited(&pacing) ||
	    pacing_room(cli->ctx->db, &pacing, &start, &reading, &room, &wait,
		&unused) != ERR_OK ||
	    room > 0)
		return;
	add_one(w, WHY_LIMIT, "", w->now + (wait + 999) / 1000);
}

static void gather(struct cli *cli, struct waiting *w)
{
	struct err unused;

	w->now = clock_now();
	add_hours(w);
	add_limit(cli, w);
	(void)brake_each(cli->ctx->db, w->relay->name, add_brake, w, &unused);
}

void waiting_print(struct cli *cli, const struct conf_smtp *relay)
{
	struct waiting w = { .relay = relay, .print = true };

	gather(cli, &w);
	if (w.domains > DOMAINS_SHOWN)
		printf(_n("and %lld domain more\n", "and %lld domains more\n",
			   w.domains - DOMAINS_SHOWN),
		    (long long)(w.domains - DOMAINS_SHOWN));
}

void waiting_json(struct cli *cli, const struct conf_smtp *relay, json_t *array)
{
	struct waiting w = { .relay = relay, .json = array };

	gather(cli, &w);
}

int64_t waiting_until(struct cli *cli, const struct conf_smtp *relay)
{
	struct waiting w = { .relay = relay };

	gather(cli, &w);
	return w.until;
}
