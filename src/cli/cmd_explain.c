#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/file.h"
#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/options.h"
#include "cli/out.h"
#include "core/bounce_policy.h"
#include "core/inbound.h"
#include "mail/parts.h"

enum { MEGABYTE = 1024 * 1024 };

/* One line of it: only `text` may hold line ends. */
static json_t *line(struct arena *arena, const char *text)
{
	char *copy;

	if (text == NULL)
		return json_null();
	copy = arena_strdup(arena, text);
	for (char *p = copy; *p != '\0'; p++)
		if (*p == '\r' || *p == '\n')
			*p = ' ';
	return out_json_string(copy);
}

static json_t *line_or_null(struct arena *arena, const char *text)
{
	return line(arena, text == NULL || text[0] == '\0' ? NULL : text);
}

static json_t *list_json(const struct conf_list *list)
{
	return list == NULL ? json_null() : out_json_string(list->name);
}

static json_t *command_json(enum command command)
{
	return command == COMMAND_NONE ? json_null()
				       : json_string(command_name(command));
}

static json_t *token_json(const struct fact_token *token)
{
	return token == NULL ? json_null() : json_boolean(token->valid);
}

/* What the command says beside its list; null when that is nothing. */
static json_t *argument_json(struct arena *arena,
    const struct decided_command *command, const struct conf *conf)
{
	const struct argument *argument = &command->argument;
	char day[DATE_SIZE];

	switch (command->command) {
	case COMMAND_DELIVERY:
		return json_pack(
		    "{s:s}", "delivery", sub_delivery_name(argument->delivery));
	case COMMAND_PAUSE:
		if (argument->until == 0 ||
		    !date_local_day(argument->until, conf->site.timezone, day))
			return json_pack("{s:n}", "until");
		return json_pack("{s:s}", "until", day);
	case COMMAND_TOPICS:
		return json_pack(
		    "{s:o}", "topics", line(arena, argument->topics));
	case COMMAND_LANGUAGE:
		return json_pack(
		    "{s:s}", "language", lang_name(argument->language));
	case COMMAND_ISSUE:
		return json_pack(
		    "{s:I}", "number", (json_int_t)argument->number);
	case COMMAND_CORRECT:
		return json_pack("{s:o, s:o}", "name",
		    line(arena, argument->name), "to_address",
		    line(arena, argument->to_address));
	case COMMAND_NONE:
	case COMMAND_SUBSCRIBE:
	case COMMAND_UNSUBSCRIBE:
	case COMMAND_CONFIRM:
	case COMMAND_HELP:
	case COMMAND_DATA:
	case COMMAND_ERASE:
	case COMMAND_OBJECT:
	case COMMAND_RESUME:
	case COMMAND_MEMBERS:
	case COMMAND_APPROVE:
	case COMMAND_REFUSE:
	case COMMAND_REMARK:
	case COMMAND_NEWSLETTER:
	case COMMAND__MAX:
		break;
	}
	return json_null();
}

/* What a held message seems to ask for; null when nobody can tell. */
static json_t *proposal_json(struct arena *arena,
    const struct decided_command *proposal, const struct conf *conf)
{
	if (proposal->command == COMMAND_NONE)
		return json_null();
	return json_pack("{s:o, s:o, s:o, s:o}", "command",
	    command_json(proposal->command), "list", list_json(proposal->list),
	    "address", line_or_null(arena, proposal->address), "argument",
	    argument_json(arena, proposal, conf));
}

static json_t *commands_json(struct arena *arena, const struct inbound *in)
{
	const struct decision *decision = &in->decision;
	json_t *out = json_array();

	for (size_t i = 0; i < decision->command_count; i++) {
		const struct decided_command *c = &decision->commands[i];
		if (c->command == COMMAND_NONE)
			continue;
		(void)json_array_append_new(out,
		    json_pack("{s:o, s:o, s:o, s:s, s:o, s:o}", "command",
			command_json(c->command), "list", list_json(c->list),
			"address", line_or_null(arena, c->address), "action",
			action_name(c->action), "token_valid",
			token_json(c->token), "argument",
			argument_json(arena, c, in->facts.conf)));
	}
	return out;
}

static json_t *bounce_json(struct arena *arena, const struct report *report)
{
	json_t *recipients;

	if (!report->is_report || report->is_complaint)
		return json_null();
	recipients = json_array();
	for (size_t i = 0; i < report->recipient_count; i++) {
		const struct report_recipient *r = &report->recipients[i];
		(void)json_array_append_new(recipients,
		    json_pack("{s:o, s:s, s:o, s:i, s:o, s:o}", "address",
			line(arena, r->address), "class",
			bounce_class_name(r->class), "status",
			line_or_null(arena, r->status), "code", r->code,
			"remote", line_or_null(arena, r->remote), "reason",
			line_or_null(arena, r->reason)));
	}
	return json_pack("{s:o, s:b, s:o}", "recipients", recipients, "cut",
	    report->cut, "original_message_id",
	    line_or_null(arena, report->original_message_id));
}

/* Whose mail of ours a report is about; the mailing's number and the proof. */
static json_t *about_json(const struct inbound *in)
{
	const struct attributed *about = &in->attributed;
	json_t *mailing = json_null();

	if (in->facts.attributed == NULL)
		return json_null();
	if (attribution_holds(about->how) && about->delivery.mailing != 0)
		mailing = json_integer((json_int_t)about->delivery.mailing);
	return json_pack("{s:s, s:o, s:b}", "proof",
	    attribution_name(about->how), "mailing", mailing, "forwarded",
	    about->forwarded);
}

static json_t *complaint_json(struct arena *arena, const struct report *report)
{
	json_t *recipients;

	if (!report->is_complaint)
		return json_null();
	recipients = json_array();
	for (size_t i = 0; i < report->recipient_count; i++)
		(void)json_array_append_new(
		    recipients, line(arena, report->recipients[i].address));
	return json_pack("{s:o}", "recipients", recipients);
}

static json_t *people_json(
    struct arena *arena, const struct message_people *people, bool names)
{
	json_t *out = json_array();

	for (size_t i = 0; i < people->n; i++)
		(void)json_array_append_new(
		    out, line(arena,
			     names ? people->v[i].name : people->v[i].address));
	return out;
}

static json_t *parts_json(unsigned parts)
{
	json_t *out = json_array();
	const char *word;

	for (size_t i = 0; (word = parts_word(parts, i)) != NULL; i++)
		(void)json_array_append_new(out, json_string(word));
	return out;
}

/* The first command's fields stand at the top, too. */
static json_t *message_json(
    struct arena *arena, const char *file, const struct inbound *in)
{
	static const struct decided_command none = { .address = NULL };
	const struct decision *decision = &in->decision;
	const struct decided_command *first =
	    decision->command_count > 0 ? &decision->commands[0] : &none;
	const struct conf_list *list =
	    first->list != NULL ? first->list : decision->list;
	bool commands = first->command != COMMAND_NONE;

	return json_pack(
	    "{s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, "
	    "s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o}",
	    "file", line(arena, file), "kind", kind_name(decision->kind),
	    "action", action_name(decision->action), "list",
	    list_json(commands ? first->list : list), "address",
	    line_or_null(arena, commands ? first->address : NULL), "command",
	    command_json(first->command), "token_valid",
	    token_json(first->token), "argument",
	    argument_json(arena, first, in->facts.conf), "reason",
	    line(arena, decision->reason), "commands", commands_json(arena, in),
	    "bounce", bounce_json(arena, &in->report), "complaint",
	    complaint_json(arena, &in->report), "subject",
	    line(arena, in->message.subject), "from",
	    people_json(arena, &in->message.from, false), "from_names",
	    people_json(arena, &in->message.from, true), "text",
	    out_json_string(in->message.text), "parts",
	    parts_json(in->message.parts), "proposal",
	    proposal_json(arena, &decision->proposal, in->facts.conf), "held",
	    inbound_folder(decision) == INBOX_HELD, "about", about_json(in));
}

/* What it says beside its list, a line for each thing said. */
static void print_argument(
    const struct decided_command *command, const struct conf *conf)
{
	struct arena arena = { 0 };
	json_t *argument = argument_json(&arena, command, conf);
	const char *key;
	json_t *value;

	json_object_foreach(argument, key, value)
	{
		if (json_is_string(value))
			out_field(key, json_string_value(value));
		else if (json_is_integer(value))
			out_field(
			    key, arena_printf(&arena, "%lld",
				     (long long)json_integer_value(value)));
	}
	json_decref(argument);
	arena_free(&arena);
}

static void print_command(
    const struct decided_command *command, const struct conf *conf)
{
	out_field(_("command"), command_name(command->command));
	if (command->list != NULL)
		out_field(_("list"), command->list->name);
	if (command->address[0] != '\0')
		out_field(_("address"), command->address);
	if (command->token != NULL)
		out_field(_("token"),
		    command->token->valid ? _("valid") : _("not valid"));
	print_argument(command, conf);
	out_field(_("action"), action_name(command->action));
}

static void print_people(const struct inbound *in)
{
	for (size_t i = 0; i < in->report.recipient_count; i++)
		out_field(
		    in->report.is_complaint ? _("complains") : _("bounces"),
		    in->report.recipients[i].address);
}

static void print_message(const char *file, const struct inbound *in)
{
	const struct decision *decision = &in->decision;
	bool commands = false;

	out_field(_("file"), file);
	out_field(_("subject"), in->message.subject);
	out_field(_("from"), in->message.sender_address);
	out_field(_("kind"), kind_name(decision->kind));
	for (size_t i = 0; i < decision->command_count; i++) {
		if (decision->commands[i].command == COMMAND_NONE)
			continue;
		print_command(&decision->commands[i], in->facts.conf);
		commands = true;
	}
	if (!commands) {
		if (decision->list != NULL)
			out_field(_("list"), decision->list->name);
		out_field(_("action"), action_name(decision->action));
	}
	if (decision->proposal.command != COMMAND_NONE)
		out_field(_("seems to ask for"),
		    command_name(decision->proposal.command));
	print_people(in);
	out_field(_("why"), decision->reason);
}

/*
 * A file over the bound is a message over the bound.  `raw` must live as long
 * as what is found.
 */
static enum err_code look(struct cli *cli, struct arena *arena,
    const char *file, struct buf *raw, struct inbound *out, struct err *err)
{
	enum err_code rc = strcmp(file, "-") == 0 ? file_read_stdin(raw, err)
						  : file_read(file, raw, err);

	if (rc == ERR_OK)
		return inbound_look(cli->ctx, arena, buf_get(raw), out, err);
	if (rc != ERR_LIMIT)
		return rc;
	*out = (struct inbound){ .facts.conf = cli->conf };
	decide(arena, NULL, &out->facts, arena_strdup(arena, err->text),
	    &out->decision);
	return ERR_OK;
}

static enum err_code explain(
    struct cli *cli, const char *file, bool first, struct err *err)
{
	struct arena arena = { 0 };
	struct inbound *in = arena_alloc(&arena, sizeof(*in));
	struct buf raw;
	enum err_code rc;

	buf_init(&raw, (size_t)cli->conf->limits.message_mb * MEGABYTE + 1);
	rc = look(cli, &arena, file, &raw, in, err);
	if (rc == ERR_OK && cli->json) {
		out_json(message_json(&arena, file, in));
	} else if (rc == ERR_OK) {
		if (!first)
			putchar('\n');
		print_message(file, in);
	}
	arena_free(&arena);
	buf_clear(&raw);
	return rc;
}

/* A file that cannot be read does not keep the others from being explained. */
enum err_code cmd_explain(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	static const struct cli_option none[] = { { 0 } };
	struct i18n_speech speech = { 0 };
	struct err failure = { .code = ERR_OK };
	enum err_code rc = cli_options(none, &argc, argv, 1, -1, err);

	if (rc != ERR_OK)
		return rc;
	if (cli->json) /* programs read English */
		i18n_speak(&speech, LANG_EN);
	for (int i = 1; i < argc; i++) {
		rc = explain(cli, argv[i], i == 1, err);
		if (rc == ERR_OK)
			continue;
		if (failure.code != ERR_OK)
			out_error(&failure);
		failure = *err;
	}
	i18n_back(&speech);
	*err = failure;
	return failure.code;
}
