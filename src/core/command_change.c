#include "core/command_change.h"

#include <string.h>

#include "base/i18n.h"
#include "core/chosen.h"

static void add(struct weighing *weighing,
    const struct decided_command *command, const char *why)
{
	const char *where = command->list == NULL
				? weighing->facts->conf->site.name
				: command->list->name;

	if (weighing->out->command_count == 0)
		weighing->out->reason = arena_printf(weighing->arena,
		    _("The message asks for \"%s\" (%s); %s."),
		    command_name(command->command), where, why);
	command_add(weighing, command);
}

static struct decided_command make(const struct weighing *weighing,
    const struct command_line *line, const struct conf_list *list)
{
	return (struct decided_command){ .command = line->row->command,
		.list = list,
		.address = weighing->message->sender_address,
		.argument = line->argument };
}

static void answer(struct weighing *weighing, const struct command_line *line,
    const struct conf_list *list, enum notice notice)
{
	const struct facts *facts = weighing->facts;
	struct decided_command command = make(weighing, line, list);
	bool may = facts->may_answer && facts->authres != AUTHRES_FAIL;

	command.action = may ? ACTION_ANSWER : ACTION_NONE;
	command.notice = may ? notice : NOTICE_NONE;
	add(weighing, &command,
	    may ? _("the address itself is answered")
		: _("such a sender is not answered"));
}

static void change(struct weighing *weighing, const struct command_line *line,
    const struct conf_list *list, bool member)
{
	struct decided_command command = make(weighing, line, list);
	const char *why = command_weigh(weighing, member, &command);

	add(weighing, &command, why);
}

static bool has_topic(const struct conf_list *list, struct str key)
{
	for (size_t i = 0; i < list->topic_count; i++)
		if (str_is(key, list->topics[i].key))
			return true;
	return str_is(key, "all");
}

/* Does the list have all these topics? */
static bool has_topics(const struct conf_list *list, const char *topics)
{
	struct str rest = str_c(topics);
	struct str key;

	while (str_split(&rest, ' ', &key)) {
		if (key.n > 0 && (key.p[0] == '+' || key.p[0] == '-'))
			key = str_from(key, 1);
		if (key.n > 0 && !has_topic(list, key))
			return false;
	}
	return true;
}

static void hold(struct weighing *weighing, const struct command_line *line,
    const struct conf_list *list, const char *why)
{
	struct decided_command command = make(weighing, line, list);

	command.action = ACTION_HOLD;
	add(weighing, &command, why);
}

/* One list: what it is asked for, or what it cannot do. */
static void run_one(struct weighing *weighing, const struct command_line *line,
    const struct conf_list *list)
{
	bool member = chosen_is_member(weighing->facts, list);
	enum command command = line->row->command;
	const char *topics = line->argument.topics;

	if (command == COMMAND_TOPICS && !has_topics(list, topics))
		hold(weighing, line, list,
		    _("the list has no such topic, so a human must look"));
	else if (command == COMMAND_TOPICS && topics[0] == '\0')
		answer(weighing, line, list, NOTICE_TOPICS);
	else if (command == COMMAND_ISSUE && member)
		answer(weighing, line, list, NOTICE_ISSUE);
	else
		change(weighing, line, list, member);
}

static void choose(const struct weighing *weighing,
    const struct command_line *line, struct chosen *chosen)
{
	for (size_t i = 0; i < line->list_count; i++)
		chosen_add(chosen, line->lists[i]);
	if (chosen->n == 0 && line->all_lists) {
		chosen->all = true;
		chosen_memberships(weighing, chosen);
		return;
	}
	if (chosen->n == 0 && line->row->command == COMMAND_ISSUE)
		chosen_add(chosen, chosen_newsletter(weighing));
	if (chosen->n == 0)
		chosen_implied(weighing, chosen);
	if (chosen->n == 0 && weighing->facts->sender_list_count == 1)
		chosen_memberships(weighing, chosen);
}

static void which(struct weighing *weighing, const struct command_line *line)
{
	answer(weighing, line, NULL, NOTICE_WHICH_LIST);
	if (weighing->out->command_count == 1)
		weighing->out->reason =
		    _("The sender does not say which list is meant.");
}

static void for_lists(
    struct weighing *weighing, const struct command_line *line)
{
	struct chosen chosen = { .n = 0 };

	choose(weighing, line, &chosen);
	if (!chosen.all && chosen_contradicts(weighing, &chosen)) {
		hold(weighing, line, NULL,
		    _("it names another list than the address that it was "
		      "sent to"));
		return;
	}
	if (chosen.n == 0 && weighing->facts->sender_list_count == 0)
		change(weighing, line, NULL, false);
	else if (chosen.n == 0)
		which(weighing, line);
	for (size_t i = 0; i < chosen.n; i++)
		run_one(weighing, line, chosen.v[i]);
}

/* Joining and leaving have rules of their own; what they hold is held. */
static void move(struct weighing *weighing, const struct command_line *line)
{
	struct phrase_request request = { .command = line->row->command,
		.strong = true,
		.all_lists = line->all_lists };
	size_t before = weighing->out->command_count;

	for (size_t i = 0; i < line->list_count; i++)
		request.list_count = phrase_add_list(
		    request.lists, request.list_count, line->lists[i]);
	if (request.command == COMMAND_SUBSCRIBE)
		command_subscribe(weighing, &request);
	else
		command_unsubscribe(weighing, &request);
	if (weighing->out->command_count == before)
		command_add(weighing,
		    &(struct decided_command){ .command = request.command,
			.action = ACTION_HOLD,
			.address = weighing->message->sender_address });
}

void command_change(struct weighing *weighing, const struct command_line *line)
{
	const struct conf_list *named =
	    line->list_count > 0 ? line->lists[0] : weighing->route.list;
	bool anywhere = weighing->facts->sender_list_count > 0;

	weighing->out->kind = KIND_COMMAND;
	switch (line->row->command) {
	case COMMAND_SUBSCRIBE:
	case COMMAND_UNSUBSCRIBE:
		move(weighing, line);
		break;
	case COMMAND_HELP:
		command_help(weighing);
		break;
	case COMMAND_DATA:
		answer(weighing, line, NULL, NOTICE_DATA);
		break;
	case COMMAND_MEMBERS:
		answer(weighing, line, named, NOTICE_MEMBERS_PRIVATE);
		break;
	/* The same for members and strangers: nobody learns who is one. */
	case COMMAND_ERASE:
	case COMMAND_OBJECT:
		change(weighing, line, NULL, true);
		break;
	case COMMAND_CORRECT:
		change(weighing, line, NULL, anywhere);
		break;
	case COMMAND_DELIVERY:
	case COMMAND_PAUSE:
	case COMMAND_RESUME:
	case COMMAND_TOPICS:
	case COMMAND_LANGUAGE:
	case COMMAND_ISSUE:
		for_lists(weighing, line);
		break;
	case COMMAND_CONFIRM:
	case COMMAND_NONE:
	case COMMAND_APPROVE:
	case COMMAND_REFUSE:
	case COMMAND_REMARK:
	case COMMAND_NEWSLETTER:
	case COMMAND__MAX:
		break;
	}
}

void command_by_address(struct weighing *weighing, enum command command)
{
	struct command_line line = { .language = LANG__MAX };

	for (size_t i = 0; i < command_table_length; i++)
		if (command_table[i].command == command && line.row == NULL)
			line.row = &command_table[i];
	line.argument.topics = "";
	line.argument.number = weighing->route.number;
	if (line.row != NULL)
		command_change(weighing, &line);
}
