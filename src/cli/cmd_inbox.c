/* What waits for a human: a list of it, decided anew, or done with. */
#include <stdio.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/hook.h"
#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/inbox_show.h"
#include "cli/lists.h"
#include "cli/local_time.h"
#include "cli/mailbox.h"
#include "cli/options.h"
#include "cli/out.h"
#include "cli/words.h"
#include "core/op_inbox.h"

struct listing {
	const struct cli *cli;
	int64_t count;
};

static void print_entry(const struct inbox_entry *entry)
{
	char when[LOCAL_TIME_SIZE];

	local_time(entry->seen, clock_now(), when);
	printf("%6lld  ", (long long)entry->id);
	out_cell(when, 16);
	out_cell(entry->held.id != 0
		     ? words_shown(WORDS_HELD, entry->held.kind)
		     : words_shown(WORDS_INBOX, inbox_state_name(entry->state)),
	    8);
	out_cell(entry->sender, 30);
	out_puts(entry->subject);
	printf("\n        ");
	out_puts(inbox_why(entry));
	printf("\n");
	if (entry->held.command[0] != '\0') {
		printf("        %s ", _("proposed:"));
		out_puts(entry->held.command);
		printf("\n");
	}
}

static enum err_code list_entry(
    void *ctx, const struct inbox_entry *entry, struct err *err)
{
	struct listing *listing = ctx;

	(void)err;
	listing->count++;
	if (listing->cli->json)
		out_json(inbox_json(entry));
	else
		print_entry(entry);
	return ERR_OK;
}

static enum err_code read_state(
    const char *word, enum inbox_state *out, struct err *err)
{
	struct arena arena = { 0 };
	enum err_code rc = ERR_OK;

	if (!inbox_state_parse(words_typed(WORDS_INBOX, word), out))
		rc = err_set(err, ERR_USAGE, _("\"%s\" is no state; take %s"),
		    word, words_all(&arena, WORDS_INBOX));
	arena_free(&arena);
	return rc;
}

static enum err_code read_filter(struct cli *cli, const char *state,
    const char *since, struct inbox_filter *filter, struct err *err)
{
	const struct conf_list *list;
	enum err_code rc = ERR_OK;

	if (filter->list != NULL)
		rc = cli_list(cli, filter->list, &list, err);
	if (rc == ERR_OK && state != NULL)
		rc = read_state(state, &filter->state, err);
	if (rc != ERR_OK)
		return rc;
	/* These wait for nobody, and would never be seen. */
	if (state != NULL && !inbox_is_undecided(filter->state))
		filter->all = true;
	if (rc == ERR_OK && since != NULL &&
	    !date_parse_day(since, cli->conf->site.timezone, &filter->since))
		return err_set(err, ERR_USAGE,
		    _("\"%s\" is no day; write it as 2026-11-22"), since);
	return rc;
}

enum err_code cmd_inbox_list(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct inbox_filter filter = { .state = INBOX__MAX };
	struct listing listing = { .cli = cli };
	const char *state = NULL;
	const char *since = NULL;
	const struct cli_option options[] = {
		{ "all", &filter.all, NULL },
		{ "list", NULL, &filter.list },
		{ "state", NULL, &state },
		{ "since", NULL, &since },
		{ 0 },
	};
	enum err_code rc = cli_options(options, &argc, argv, 0, 0, err);

	if (rc == ERR_OK)
		rc = read_filter(cli, state, since, &filter, err);
	if (rc == ERR_OK && cli->ctx->db != NULL)
		rc = inbox_each(
		    cli->ctx->db, &filter, list_entry, &listing, err);
	if (rc == ERR_OK && cli->ctx->db == NULL && !cli->json)
		printf(
		    "%s\n", _("nothing waits for you: no mail was read yet"));
	else if (rc == ERR_OK && listing.count == 0 && !cli->json)
		printf(
		    "%s\n", filter.all || state != NULL || since != NULL ||
				    filter.list != NULL
				? _("no such message")
				: _("nothing waits for you: every message was "
				    "understood"));
	return rc;
}

/* What is done with each message that is named. */
typedef enum err_code handle_fn(struct mailbox *mailbox, struct arena *arena,
    struct inbox_entry *entry, struct err *err);

static bool may_act(const struct inbox_entry *entry)
{
	if (entry->state == INBOX_DONE)
		out_remark(
		    _("message %lld is done already"), (long long)entry->id);
	return entry->state != INBOX_DONE;
}

static enum err_code not_being_read(
    const struct inbox_entry *entry, struct err *err)
{
	if (entry->state != INBOX_RECEIVED)
		return ERR_OK;
	return err_set(err, ERR_REFUSED,
	    _("message %lld is being read; try again in a minute"),
	    (long long)entry->id);
}

/* The whole of it, or nothing is decided. */
static enum err_code fetch(struct mailbox *mailbox,
    const struct inbox_entry *entry, struct buf *raw, struct err *err)
{
	const int mb = mailbox->cli->conf->limits.message_mb;
	const size_t max = (size_t)mb * FILING_MEGABYTE;
	enum err_code rc;

	buf_init(raw, max + 1);
	rc = mailbox_fetch(mailbox, entry, raw, err);
	if (rc != ERR_OK || raw->len <= max)
		return rc;
	return err_set(err, ERR_LIMIT,
	    _("message %lld is still larger than limits.message_mb = %d; read "
	      "it in a mail program, and end it with \"liaison inbox drop "
	      "%lld\""),
	    (long long)entry->id, mb, (long long)entry->id);
}

static enum err_code retry(struct mailbox *mailbox, struct arena *arena,
    struct inbox_entry *entry, struct err *err)
{
	struct ctx *ctx = mailbox->cli->ctx;
	struct inbound *inbound = arena_alloc(arena, sizeof(*inbound));
	struct i18n_speech speech;
	const char *why = "";
	struct buf raw;
	enum inbox_state state = entry->state;
	enum err_code rc = fetch(mailbox, entry, &raw, err);

	if (rc == ERR_OK) {
		i18n_speak(&speech, LANG_EN); /* in the database */
		rc = inbound_look(ctx, arena, buf_get(&raw), inbound, err);
		i18n_back(&speech);
	}
	hook_point("inbox.before-apply");
	if (rc == ERR_OK)
		rc = op_inbox_retry(ctx, arena, entry, inbound, &state, err);
	hook_point("inbox.after-apply");
	if (rc == ERR_OK)
		why = inbound_reason(ctx, arena, inbound);
	buf_clear(&raw);
	if (rc != ERR_OK)
		return rc;
	printf(inbox_is_undecided(state) ? _("message %lld still waits: ")
					 : _("message %lld is done: "),
	    (long long)entry->id);
	out_puts(why);
	printf("\n");
	return ERR_OK;
}

static enum err_code drop(struct mailbox *mailbox, struct arena *arena,
    struct inbox_entry *entry, struct err *err)
{
	enum err_code rc = op_inbox_drop(mailbox->cli->ctx, entry, err);

	(void)arena;
	hook_point("inbox.after-apply");
	if (rc == ERR_OK)
		printf(_("message %lld is done with\n"), (long long)entry->id);
	return rc;
}

/* The mail follows; where that fails the reader moves it later. */
static enum err_code tidy(
    struct mailbox *mailbox, const struct inbox_entry *entry, struct err *err)
{
	enum err_code rc = mailbox_open(mailbox, entry->mailbox, err);

	if (rc == ERR_OK)
		rc = mailbox_tidy(mailbox, err);
	if (rc == ERR_OK)
		return rc;
	return err_prefix(
	    err, _("decided, but the mail is not in its new folder yet"));
}

static enum err_code handle(
    struct mailbox *mailbox, const char *word, handle_fn *act, struct err *err)
{
	struct arena arena = { 0 };
	struct inbox_entry entry = { 0 };
	int64_t id;
	enum err_code rc = cli_id(word, "inbox list", &id, err);

	if (rc == ERR_OK)
		rc = inbox_get(mailbox->cli->ctx->db, &arena, id, &entry, err);
	if (rc == ERR_OK)
		rc = not_being_read(&entry, err);
	if (rc == ERR_OK && may_act(&entry))
		rc = act(mailbox, &arena, &entry, err);
	/* Also what an earlier command could not finish. */
	if (rc == ERR_OK)
		rc = tidy(mailbox, &entry, err);
	arena_free(&arena);
	return rc;
}

/* One message that cannot be handled does not keep the others waiting. */
static enum err_code handle_all(
    struct cli *cli, int argc, char **argv, handle_fn *act, struct err *err)
{
	static const struct cli_option none[] = { { 0 } };
	struct mailbox mailbox = { .cli = cli };
	struct err failure = { .code = ERR_OK };
	enum err_code rc = cli_options(none, &argc, argv, 1, -1, err);

	if (rc != ERR_OK)
		return rc;
	for (int i = 1; i < argc; i++) {
		rc = handle(&mailbox, argv[i], act, err);
		if (rc == ERR_OK)
			continue;
		if (failure.code != ERR_OK)
			out_error(&failure);
		failure = *err;
		mailbox_close(&mailbox); /* its session may be over */
	}
	mailbox_close(&mailbox);
	db_wake(cli->ctx->db, "sender");
	*err = failure;
	return failure.code;
}

enum err_code cmd_inbox_retry(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	return handle_all(cli, argc, argv, retry, err);
}

enum err_code cmd_inbox_drop(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	return handle_all(cli, argc, argv, drop, err);
}
