#include <stdio.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "cli/ends.h"
#include "cli/local_time.h"
#include "cli/mailing_show.h"
#include "cli/out.h"
#include "cli/waiting.h"
#include "store/ledger.h"
#include "store/rate.h"

static const struct conf_smtp *relay_of(
    struct cli *cli, const struct mailing *m, struct arena *arena)
{
	const struct conf_list *list = NULL;
	struct err unused;
	char *name;

	if (m->list != 0 &&
	    list_name(cli->ctx->db, arena, m->list, &name, &unused) == ERR_OK)
		list = conf_list(cli->conf, name);
	return conf_relay_of(cli->conf, list);
}

void mailing_measure(struct cli *cli, const struct mailing *m,
    struct progress_line *out, char time[LOCAL_TIME_SIZE])
{
	const int64_t *n = m->counts;
	struct arena arena = { 0 };
	struct err unused;
	int64_t until = 0;
	double rate;

	*out = (struct progress_line){
		.label = "",
		.no_estimate = true, /* cli/ends.h */
		.total = mailing_total(m) - n[DELIVERY_CANCELLED],
		.failed = n[DELIVERY_FAILED],
		.held = n[DELIVERY_HELD],
		.later = n[DELIVERY_DEFERRED] + n[DELIVERY_UNCERTAIN],
	};
	out->done = out->total - out->later - n[DELIVERY_QUEUED] -
		    n[DELIVERY_CLAIMED] - n[DELIVERY_SENDING];
	if (m->state == MAILING_RUNNING &&
	    rate_get(cli->ctx->db, m->id, clock_now(), &rate, &unused) ==
		ERR_OK)
		out->rate = rate;
	if (m->state == MAILING_RUNNING && out->done < out->total)
		until = waiting_until(cli, relay_of(cli, m, &arena));
	if (until > 0) {
		local_time(until, clock_now(), time);
		out->waiting = time;
	}
	arena_free(&arena);
}

void mailing_print_line(struct cli *cli, const struct mailing *m)
{
	struct progress_line line;
	char text[PROGRESS_LINE_SIZE];
	char time[LOCAL_TIME_SIZE];
	char label[40];

	(void)snprintf(
	    label, sizeof(label), _("mailing %lld"), (long long)m->id);
	mailing_measure(cli, m, &line, time);
	line.label = label;
	progress_line(&line, SIZE_MAX, text, sizeof(text));
	out_puts(text);
	if (m->state != MAILING_RUNNING)
		printf(" (%s)", mailing_state_word(m->state));
	printf(_(": "));
	out_puts(m->subject);
	printf("\n");
	ends_print(ends_of_mailing(cli, m));
}

static void print_relay_alarms(struct cli *cli, struct arena *arena)
{
	const char **alarms; /* key and text in turn */
	size_t count;
	struct err unused;

	if (alarm_list(cli->ctx->db, arena, &alarms, &count, &unused) != ERR_OK)
		return;
	for (size_t i = 0; i < count; i++)
		if (str_starts(str_c(alarms[2 * i]), str_c("smtp/")))
			out_field(_("alarm"), alarms[2 * i + 1]);
}

void mailing_print_waiting(struct cli *cli, const struct mailing *m)
{
	struct arena arena = { 0 };

	if (m->state == MAILING_RUNNING) {
		waiting_print(cli, relay_of(cli, m, &arena));
		print_relay_alarms(cli, &arena);
	}
	arena_free(&arena);
}
