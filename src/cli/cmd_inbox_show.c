/* All that is known of one message of the inbox, and the mail itself. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "cli/cmd.h"
#include "cli/inbox_show.h"
#include "cli/lists.h"
#include "cli/mailbox.h"
#include "cli/options.h"
#include "cli/out.h"
#include "cli/words.h"
#include "core/proposal.h"
#include "mail/message.h"

enum {
	RAW_MAX = 256 * 1024 * 1024, /* bytes that --raw prints */
	LINES_MAX = 60,              /* of a mail that is not safe to read */
	START_MAX = 4096,            /* bytes, for programs */
	SHOWN_MAX = 32 * 1024 * 1024 /* bytes of a mail that is read */
};

static json_t *text_json(const char *text)
{
	return out_json_string(text[0] == '\0' ? NULL : text);
}

const char *inbox_why(const struct inbox_entry *entry)
{
	if (entry->held.id != 0 && entry->held.why[0] != '\0')
		return entry->held.why;
	/* In the database it is English; what has no numbers is known. */
	return entry->reason[0] == '\0' ? "" : _(entry->reason);
}

json_t *inbox_json(const struct inbox_entry *entry)
{
	const struct held *held = &entry->held;
	json_t *out = json_pack(
	    "{s:I, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:i, s:o}", "id",
	    (json_int_t)entry->id, "state", inbox_state_name(entry->state),
	    "kind", text_json(entry->kind), "action", text_json(entry->action),
	    "from", text_json(entry->sender), "subject",
	    text_json(entry->subject), "message_id",
	    text_json(entry->message_id), "reason", text_json(entry->reason),
	    "list", text_json(entry->list), "attempts", entry->attempts, "seen",
	    out_json_date(entry->seen));

	(void)json_object_set_new(
	    out, "settled", out_json_date(entry->settled));
	(void)json_object_set_new(out, "size",
	    entry->size == 0 ? json_null()
			     : json_integer((json_int_t)entry->size));
	(void)json_object_set_new(out, "folder",
	    json_string(entry->folder[0] == '\0' ? "inbox" : entry->folder));
	(void)json_object_set_new(out, "held",
	    held->id == 0 ? json_null()
			  : json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "kind",
				held->kind, "state", held->state, "reported",
				out_json_date(held->reported), "forwarded",
				out_json_date(held->forwarded), "language",
				text_json(held->language), "answered",
				text_json(held->answered)));
	(void)json_object_set_new(out, "why", text_json(inbox_why(entry)));
	(void)json_object_set_new(out, "proposal", text_json(held->proposal));
	(void)json_object_set_new(
	    out, "proposed_command", text_json(held->command));
	return out;
}

static const char *wish(const char *proposal)
{
	static const struct {
		const char *command;
		const char *wish;
	} rows[] = {
		{ "subscribe", N_("this person seems to want to subscribe") },
		{ "unsubscribe",
		    N_("this person seems to want no more mails") },
		{ "confirm",
		    N_("this person seems to want to confirm a request") },
		{ "help", N_("this person seems to look for help") },
		{ "data",
		    N_("this person seems to ask what is held about them") },
		{ "erase", N_("this person seems to ask that their data be "
			      "erased") },
		{ "correct", N_("this person seems to want to correct their "
				"name or address") },
		{ "object", N_("this person seems to object to all mails") },
		{ "delivery", N_("this person seems to want to receive mails "
				 "in another way") },
		{ "pause", N_("this person seems to want a pause") },
		{ "resume", N_("this person seems to want mails again after a "
			       "pause") },
		{ "topics", N_("this person seems to want to choose topics") },
		{ "language",
		    N_("this person seems to want another language") },
		{ "issue", N_("this person seems to ask for an issue") },
		{ "members",
		    N_("this person seems to ask who is on the list") },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(rows[i].command, proposal) == 0)
			return _(rows[i].wish);
	return "";
}

static void print_when(const char *label, int64_t when)
{
	char text[DATE_SIZE];

	if (when == 0)
		return;
	date_iso(when, text);
	out_field(label, text);
}

static void print_number(const char *label, int64_t number)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%lld", (long long)number);
	out_field(label, text);
}

static const char *or_nothing(const char *text)
{
	return text[0] == '\0' ? NULL : text;
}

static void print_entry(const struct inbox_entry *entry)
{
	const struct held *held = &entry->held;

	print_number(_("message"), entry->id);
	out_field(_("state"),
	    words_shown(WORDS_INBOX, inbox_state_name(entry->state)));
	out_field(_("kind"), or_nothing(entry->kind));
	out_field(_("action"), or_nothing(entry->action));
	out_field(_("list"), or_nothing(entry->list));
	out_field(_("why"), or_nothing(inbox_why(entry)));
	print_number(_("attempts"), entry->attempts);
	if (entry->size > 0)
		print_number(_("bytes"), entry->size);
	print_when(_("seen"), entry->seen);
	print_when(_("decided"), entry->settled);
	print_when(_("owners told"), held->reported);
	print_when(_("forwarded"), held->forwarded);
	out_field(_("answered with"), or_nothing(held->answered));
	out_field(_("folder"),
	    entry->folder[0] == '\0' ? _("the inbox") : entry->folder);
}

/* Each line of it, so that only line ends of the text move the cursor. */
static void print_lines(struct str text, size_t max)
{
	struct str line;

	for (size_t i = 0; i < max && str_line(&text, &line); i++) {
		out_text(line);
		printf("\n");
	}
}

static void print_proposal(const struct inbox_entry *entry, const char *answer)
{
	if (entry->held.proposal[0] == '\0')
		return;
	printf("\n%s\n", wish(entry->held.proposal));
	if (entry->held.command[0] != '\0') {
		printf("%s\n\n    ", _("to do it:"));
		out_puts(entry->held.command);
		printf("\n\n");
	}
	if (answer[0] == '\0')
		return;
	printf("%s\n\n", _("an answer that you may copy:"));
	print_lines(str_c(answer), SIZE_MAX);
}

/*
 * Our own parser is not asked again about what it did not survive, nor about
 * a mail of which only the start came.
 */
static bool is_readable(const struct inbox_entry *entry)
{
	return entry->state != INBOX_FAILED;
}

static void print_people(const char *label, const struct message_people *people)
{
	for (size_t i = 0; i < people->n && i < 10; i++) {
		printf(_("%s: "), label);
		out_puts(people->v[i].name);
		printf("%s<", people->v[i].name[0] == '\0' ? "" : " ");
		out_puts(people->v[i].address);
		printf(">\n");
	}
}

static void print_mail(
    struct arena *arena, const struct inbox_entry *entry, struct str raw)
{
	struct message message = { 0 };
	struct err unused;

	printf("\n");
	if (!is_readable(entry) ||
	    message_read(arena, raw, raw.n, &message, &unused) != ERR_OK) {
		print_lines(raw, LINES_MAX);
		return;
	}
	print_people("From", &message.from);
	print_people("To", &message.to);
	out_field("Date", or_nothing(message_value(&message, "Date")));
	out_field("Subject", or_nothing(message.subject));
	out_field("Message-ID", or_nothing(message.message_id));
	printf("\n");
	print_lines(str_c(message.text), SIZE_MAX);
}

static json_t *mail_json(
    struct arena *arena, const struct inbox_entry *entry, struct str raw)
{
	struct message message = { 0 };
	struct err unused;
	json_t *from = json_array();

	if (!is_readable(entry) ||
	    message_read(arena, raw, raw.n, &message, &unused) != ERR_OK)
		return json_pack("{s:o, s:o}", "from", from, "start",
		    out_json_string(
			utf8_clean(arena, str_sub(raw, 0, START_MAX))));
	for (size_t i = 0; i < message.from.n; i++)
		(void)json_array_append_new(
		    from, out_json_string(message.from.v[i].address));
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "from", from, "date",
	    text_json(message_value(&message, "Date")), "subject",
	    text_json(message.subject), "message_id",
	    text_json(message.message_id), "text",
	    out_json_string(message.text));
}

/* In the writer's language, as far as that is known. */
static enum err_code proposed_answer(struct cli *cli, struct arena *arena,
    const struct inbox_entry *entry, const char **out, struct err *err)
{
	const struct conf_list *list = conf_list(cli->conf, entry->list);
	struct proposal_answer answer = {
		.list = list,
		.language = ctx_language(cli->ctx, list),
		.verb = entry->held.proposal,
		.address = entry->sender,
		.name = "",
	};

	(void)lang_parse(entry->held.language, &answer.language);
	return proposal_answer(cli->ctx, arena, &answer, out, err);
}

/* What is gone, out of reach or wrong: the rest is shown, and why. */
static enum err_code show(struct cli *cli, struct arena *arena,
    const struct inbox_entry *entry, struct buf *raw, struct err *err)
{
	struct mailbox mailbox = { .cli = cli };
	struct err why = { .code = ERR_OK };
	const char *answer = "";
	json_t *out;
	enum err_code rc;

	(void)proposed_answer(cli, arena, entry, &answer, &why);
	rc = mailbox_fetch(&mailbox, entry, raw, &why);
	mailbox_close(&mailbox);
	if (!cli->json) {
		print_entry(entry);
		print_proposal(entry, answer);
		if (rc == ERR_OK)
			print_mail(arena, entry, buf_get(raw));
	} else {
		out = inbox_json(entry);
		(void)json_object_set_new(
		    out, "proposed_answer", text_json(answer));
		(void)json_object_set_new(out, "mail",
		    rc == ERR_OK ? mail_json(arena, entry, buf_get(raw))
				 : json_null());
		out_json(out);
	}
	*err = why;
	return why.code;
}

static enum err_code print_raw(struct cli *cli, const struct inbox_entry *entry,
    struct buf *raw, struct err *err)
{
	struct mailbox mailbox = { .cli = cli };
	enum err_code rc = mailbox_fetch(&mailbox, entry, raw, err);

	mailbox_close(&mailbox);
	if (rc == ERR_OK)
		(void)fwrite(raw->data, 1, raw->len, stdout);
	return rc;
}

enum err_code cmd_inbox_show(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct arena arena = { 0 };
	struct inbox_entry entry;
	struct buf raw;
	bool whole = false;
	const struct cli_option options[] = {
		{ "raw", &whole, NULL },
		{ 0 },
	};
	int64_t id;
	enum err_code rc = cli_options(options, &argc, argv, 1, 1, err);

	if (rc == ERR_OK)
		rc = cli_id(argv[1], "inbox list", &id, err);
	if (rc == ERR_OK)
		rc = inbox_get(cli->ctx->db, &arena, id, &entry, err);
	if (rc == ERR_OK) {
		buf_init(&raw, whole ? RAW_MAX : SHOWN_MAX);
		rc = whole ? print_raw(cli, &entry, &raw, err)
			   : show(cli, &arena, &entry, &raw, err);
		buf_clear(&raw);
	}
	arena_free(&arena);
	return rc;
}
