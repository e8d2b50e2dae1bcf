#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/ends.h"
#include "cli/lists.h"
#include "cli/local_time.h"
#include "cli/mailing_order.h"
#include "cli/mailing_show.h"
#include "cli/options.h"
#include "cli/out.h"
#include "cli/words.h"

enum { SHOWN_MAX = 1000 };

json_t *mailing_json(struct cli *cli, const struct mailing *m)
{
	struct arena arena = { 0 };
	struct err unused;
	char *list = NULL;
	json_t *states = json_object();
	char time[LOCAL_TIME_SIZE];
	struct progress_line far;
	json_t *out;

	if (m->list != 0)
		(void)list_name(cli->ctx->db, &arena, m->list, &list, &unused);
	for (int i = 0; i < DELIVERY_STATE__MAX; i++)
		(void)json_object_set_new(states,
		    delivery_state_name((enum delivery_state)i),
		    json_integer((json_int_t)m->counts[i]));
	mailing_measure(cli, m, &far, time);
	out = json_pack("{s:I, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, "
			"s:o, s:o, s:i, s:o}",
	    "id", (json_int_t)m->id, "kind", mailing_kind_name(m->kind),
	    "state", mailing_state_name(m->state), "list",
	    list == NULL ? json_null() : json_string(list), "subject",
	    out_json_string(m->subject), "author", out_json_string(m->author),
	    "created", out_json_date(m->created), "started",
	    out_json_date(m->started), "finished", out_json_date(m->finished),
	    "deliveries", states, "errors", mailing_errors_json(cli, m->id),
	    "rate", far.rate > 0 ? json_real(far.rate) : json_null(),
	    "priority", m->priority, "ends",
	    ends_json(ends_of_mailing(cli, m)));
	(void)json_object_set_new(
	    out, "reports", mailing_reports_json(cli, m->id));
	arena_free(&arena);
	return out;
}

int64_t mailing_total(const struct mailing *m)
{
	int64_t total = 0;

	for (int i = 0; i < DELIVERY_STATE__MAX; i++)
		total += m->counts[i];
	return total;
}

void mailing_print(struct cli *cli, const struct mailing *m)
{
	struct arena arena = { 0 };
	struct err unused;
	char time[LOCAL_TIME_SIZE];
	struct progress_line far;
	char text[PROGRESS_LINE_SIZE];
	char when[LOCAL_TIME_SIZE];
	char priority[12];
	char *list = NULL;

	local_time(m->created, clock_now(), when);
	mailing_measure(cli, m, &far, time);
	progress_line(&far, SIZE_MAX, text, sizeof(text));
	if (m->list != 0)
		(void)list_name(cli->ctx->db, &arena, m->list, &list, &unused);
	printf(_("mailing %lld: "), (long long)m->id);
	out_puts(m->subject);
	printf("\n");
	out_field(
	    _("kind"), words_shown(WORDS_KIND, mailing_kind_name(m->kind)));
	out_field(_("list"), list);
	out_field(_("state"), mailing_state_word(m->state));
	(void)snprintf(priority, sizeof(priority), "%d", m->priority);
	out_field(_("priority"), priority);
	out_field(_("created"), when);
	out_field(_("author"), m->author);
	out_field(_("done"), text);
	for (int i = 0; i < DELIVERY_STATE__MAX; i++) {
		enum delivery_state state = (enum delivery_state)i;
		if (m->counts[i] == 0)
			continue;
		printf("  ");
		out_cell(
		    words_shown(WORDS_DELIVERIES, delivery_state_name(state)),
		    11);
		printf("%lld\n", (long long)m->counts[i]);
		mailing_print_errors(cli, m->id, state);
	}
	mailing_print_reports(cli, m->id);
	ends_print(ends_of_mailing(cli, m));
	mailing_print_waiting(cli, m);
	arena_free(&arena);
}

static enum err_code print_row(
    void *ctx, const struct mailing *m, struct err *err)
{
	struct cli *cli = ctx;
	char when[LOCAL_TIME_SIZE];

	(void)err;
	if (cli->json) {
		out_json(mailing_json(cli, m));
		return ERR_OK;
	}
	local_time(m->created, clock_now(), when);
	printf("%6lld  ", (long long)m->id);
	out_cell(when, 16);
	out_cell(words_shown(WORDS_KIND, mailing_kind_name(m->kind)), 10);
	out_cell(mailing_state_word(m->state), 11);
	printf("%7lld/%-7lld ", (long long)m->counts[DELIVERY_SENT],
	    (long long)mailing_total(m));
	out_puts(m->subject);
	printf("\n");
	return ERR_OK;
}

enum err_code cmd_mailing_list(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	const char *name = NULL;
	const struct cli_option options[] = {
		{ "list", NULL, &name },
		{ 0 },
	};
	const struct conf_list *list;
	int64_t id = 0;
	enum err_code rc = cli_options(options, &argc, argv, 0, 0, err);

	if (rc == ERR_OK && name != NULL) {
		rc = cli_list(cli, name, &list, err);
		if (rc == ERR_OK)
			rc = cli_list_id(cli, list, &id, err);
		if (rc == ERR_OK && id == 0)
			return ERR_OK;
	}
	if (rc != ERR_OK)
		return rc;
	return mailing_each(cli->ctx->db, id, MAILING_KIND__MAX, SHOWN_MAX,
	    print_row, cli, err);
}

enum err_code mailing_find(struct cli *cli, struct arena *arena,
    const char *text, struct mailing *out, struct err *err)
{
	int64_t id = 0;
	enum err_code rc = cli_id(text, "mailing list", &id, err);

	if (rc == ERR_OK)
		rc = mailing_get(cli->ctx->db, arena, id, out, err);
	if (rc == ERR_NOT_FOUND)
		return err_set(
		    err, ERR_NOT_FOUND, _("there is no mailing %s"), text);
	return rc;
}

enum err_code cmd_mailing_show(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	static const struct cli_option none[] = { { 0 } };
	struct arena arena = { 0 };
	struct mailing mailing = { 0 };
	enum err_code rc = cli_options(none, &argc, argv, 1, 1, err);

	if (rc == ERR_OK)
		rc = mailing_find(cli, &arena, argv[1], &mailing, err);
	if (rc == ERR_OK && cli->json)
		out_json(mailing_json(cli, &mailing));
	else if (rc == ERR_OK)
		mailing_print(cli, &mailing);
	arena_free(&arena);
	return rc;
}

/* argv[0] is the verb, argv[1] the mailing. */
static enum err_code carry_out(struct cli *cli, char **argv,
    const struct mailing_order *order, struct err *err)
{
	struct arena arena = { 0 };
	struct mailing mailing = { 0 };
	enum err_code rc = mailing_find(cli, &arena, argv[1], &mailing, err);

	if (rc == ERR_OK)
		rc = mailing_order(cli, &mailing, order, err);
	arena_free(&arena);
	return rc;
}

static enum err_code set_state(struct cli *cli, int argc, char **argv,
    enum mailing_state state, struct err *err)
{
	static const struct cli_option none[] = { { 0 } };
	const struct mailing_order order = { .verb = argv[0], .state = state };
	enum err_code rc = cli_options(none, &argc, argv, 1, 1, err);

	return rc == ERR_OK ? carry_out(cli, argv, &order, err) : rc;
}

enum err_code cmd_mailing_pause(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	return set_state(cli, argc, argv, MAILING_PAUSED, err);
}

enum err_code cmd_mailing_resume(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	return set_state(cli, argc, argv, MAILING_RUNNING, err);
}

enum err_code cmd_mailing_cancel(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	return set_state(cli, argc, argv, MAILING_CANCELLED, err);
}

enum err_code cmd_mailing_priority(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	static const struct cli_option none[] = { { 0 } };
	struct mailing_order order = { .verb = argv[0] };
	enum err_code rc = cli_options(none, &argc, argv, 2, 2, err);

	if (rc != ERR_OK)
		return rc;
	if (strlen(argv[2]) == 1 && argv[2][0] >= '1' && argv[2][0] <= '9')
		order.priority = argv[2][0] - '0';
	else
		return err_set(err, ERR_USAGE,
		    _("\"%s\" is no priority; take 1, far before others, to "
		      "9; 5 is usual"),
		    argv[2]);
	return carry_out(cli, argv, &order, err);
}
