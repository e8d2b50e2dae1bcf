#include "core/decide_lines.h"

#include <string.h>

#include "base/i18n.h"
#include "core/command_change.h"
#include "core/command_script.h"

/* What kinds of commands a mail holds. */
struct kinds {
	bool joins;
	bool leaves;
	bool helps;
	bool confirms;
	bool others;
	bool grave;
	bool bare;   /* all are names without anything said with them */
	bool silent; /* some are */
	bool listed; /* every one names its list */
	bool stop;   /* "stop" after others, which may but end them */
};

static void look_at(const struct command_script *script, struct kinds *kinds)
{
	*kinds = (struct kinds){ .bare = true, .listed = true };
	for (size_t i = 0; i < script->n; i++) {
		const struct command_line *line = &script->v[i];
		enum command command = line->row->command;
		bool join = command == COMMAND_SUBSCRIBE;
		bool leave = command == COMMAND_UNSUBSCRIBE;
		bool help = command == COMMAND_HELP;
		bool confirm = command == COMMAND_CONFIRM;
		kinds->joins = kinds->joins || join;
		kinds->leaves = kinds->leaves || leave;
		kinds->helps = kinds->helps || help;
		kinds->confirms = kinds->confirms || confirm;
		kinds->others =
		    kinds->others || !(join || leave || help || confirm);
		kinds->grave = kinds->grave || line->row->grave;
		kinds->bare = kinds->bare && !line->said;
		kinds->silent = kinds->silent || !line->said;
		kinds->listed =
		    kinds->listed && (line->list_count > 0 || line->all_lists);
		kinds->stop = kinds->stop || (i > 0 && leave && !line->said);
	}
}

/* Is it a mail for this reader, or for wording.h? */
static bool is_script(const struct weighing *weighing,
    const struct command_script *script, const struct kinds *kinds)
{
	const struct wording *wording = &weighing->wording;
	bool understood = wording->request_count > 0 &&
			  wording->unclear == NULL && wording->doubt == NULL;

	if (script->n == 0 || kinds->confirms)
		return false;
	if (kinds->others)
		return true;
	if (understood || script->rest)
		return false;
	return (kinds->joins && kinds->leaves) || kinds->listed ||
	       !(kinds->joins || kinds->leaves);
}

/* A post that looks like commands is a post, unless nobody can doubt it. */
static bool is_post(const struct weighing *weighing,
    const struct command_script *script, const struct kinds *kinds)
{
	const struct conf_list *list = weighing->route.list;

	return list != NULL && list->kind == CONF_DISCUSSION &&
	       weighing->route.verb == ROUTE_PLAIN &&
	       (script->rest || kinds->silent || weighing->wording.reply ||
		   weighing->message->has_attachments);
}

static bool same_lists(
    const struct command_line *a, const struct command_line *b)
{
	if (a->list_count == 0 || b->list_count == 0)
		return true;
	for (size_t i = 0; i < a->list_count; i++)
		for (size_t n = 0; n < b->list_count; n++)
			if (a->lists[i] == b->lists[n])
				return true;
	return false;
}

/* Two of these for one list: the later does not say that it means it. */
static bool are_opposed(
    const struct command_line *a, const struct command_line *b)
{
	enum command x = a->row->command;
	enum command y = b->row->command;
	bool pausing = x == COMMAND_PAUSE || x == COMMAND_RESUME;
	bool again = y == COMMAND_PAUSE || y == COMMAND_RESUME;
	bool leaves = x == COMMAND_ERASE || x == COMMAND_OBJECT ||
		      x == COMMAND_UNSUBSCRIBE;
	bool ends = y == COMMAND_ERASE || y == COMMAND_OBJECT ||
		    y == COMMAND_UNSUBSCRIBE;
	bool said = x == COMMAND_DATA || x == COMMAND_HELP ||
		    y == COMMAND_DATA || y == COMMAND_HELP;

	if (!same_lists(a, b) || said)
		return false;
	if (leaves != ends)
		return true;
	return (pausing && again) ||
	       (x == y && (x == COMMAND_DELIVERY || x == COMMAND_LANGUAGE));
}

static bool any_opposed(const struct command_script *script)
{
	for (size_t i = 0; i < script->n; i++)
		for (size_t n = 0; n < i; n++)
			if (are_opposed(&script->v[n], &script->v[i]))
				return true;
	return false;
}

static const char *hold_all(const struct weighing *weighing,
    const struct command_script *script, const struct kinds *kinds)
{
	const struct command_line *title = &script->v[0];
	bool moves = title->row->command == COMMAND_SUBSCRIBE ||
		     title->row->command == COMMAND_UNSUBSCRIBE;

	if (script->stops || kinds->stop)
		return N_("The text beside the commands may change them.");
	if (any_opposed(script))
		return N_("Its commands contradict each other.");
	if (kinds->grave && script->rest)
		return N_("It asks for much, and says something else besides.");
	if (kinds->grave && weighing->wording.reply && kinds->bare)
		return N_("It is an answer, perhaps to what we wrote.");
	if (script->title && script->n > 1 && moves && !title->said)
		return N_("Its Subject and its commands ask for different "
			  "things.");
	if (weighing->mixed && weighing->route.list != NULL && !kinds->listed)
		return N_("It was sent to several lists and names none.");
	return NULL;
}

/* "abonnement lettre", "langue en": the list of the command before. */
static void inherit(struct command_script *script)
{
	for (size_t i = 1; i < script->n; i++) {
		const struct command_line *before = &script->v[i - 1];
		struct command_line *line = &script->v[i];

		if (line->list_count > 0 || line->all_lists)
			continue;
		line->all_lists = before->all_lists;
		line->list_count = before->list_count;
		memcpy(line->lists, before->lists, sizeof(line->lists));
	}
}

static void run(struct weighing *weighing, const struct command_script *script)
{
	const char *reason = "";
	bool alone = script->n == 1 && !script->rest;

	/* What one line says of lists is not meant for the others. */
	if (script->n > 1) {
		weighing->wording.hint = NULL;
		weighing->wording.listed_count = 0;
		weighing->wording.listed_newsletter = false;
	}
	for (size_t i = 0; i < script->n; i++) {
		const struct command_line *line = &script->v[i];
		bool endless = line->row->command == COMMAND_PAUSE &&
			       line->argument.until == 0;
		if (endless && !alone)
			command_add(weighing,
			    &(struct decided_command){ .command = COMMAND_PAUSE,
				.action = ACTION_HOLD });
		else
			command_change(weighing, line);
		if (i == 0)
			reason = weighing->out->reason;
	}
	if (script->rest)
		command_add(weighing,
		    &(struct decided_command){ .action = ACTION_HOLD });
	weighing->out->reason = reason;
	weighing->out->action = weighing->out->commands[0].action;
}

/* "digest" and "pause" are words of both languages: they tell of none. */
static void speak(
    struct weighing *weighing, const struct command_script *script)
{
	if (script->n > 0 && !script->rest)
		weighing->out->language = "";
	for (size_t i = script->n; i-- > 0;)
		if (script->v[i].language != LANG__MAX)
			weighing->out->language =
			    lang_name(script->v[i].language);
}

/* For the human, if there must be one. */
static void propose(struct weighing *weighing, const struct command_line *line)
{
	weighing->out->proposal = (struct decided_command){
		.command = line->row->command,
		.list = line->list_count > 0 ? line->lists[0]
					     : weighing->route.list,
		.address = weighing->message->sender_address,
		.argument = line->argument,
	};
}

bool decide_by_lines(struct weighing *weighing)
{
	const struct message *message = weighing->message;
	struct wording_input input = {
		.sender = { .name = weighing->out->text_name,
		    .address = message->sender_address },
		.subject = message->subject,
		.own = message->own,
	};
	struct command_script *script =
	    arena_alloc(weighing->arena, sizeof(*script));
	struct command_reader reader;
	struct kinds kinds;
	const char *why;

	if (weighing->route.verb != ROUTE_PLAIN &&
	    weighing->route.verb != ROUTE_REQUEST)
		return false;
	command_reader_init(&reader, weighing->arena, weighing->facts->conf,
	    &input.sender, weighing->facts->now);
	command_script_read(&reader, &input, weighing->wording.reply, script);
	look_at(script, &kinds);
	if (!is_script(weighing, script, &kinds) ||
	    is_post(weighing, script, &kinds))
		return false;
	if (kinds.others && (script->v[0].said || kinds.grave))
		propose(weighing, &script->v[0]);
	/* A bare name above a letter is its title. */
	if (kinds.bare && !kinds.grave &&
	    (script->rest || message->has_attachments))
		return false;
	speak(weighing, script);
	inherit(script);
	why = hold_all(weighing, script, &kinds);
	if (why != NULL)
		command_hold(weighing, why);
	else
		run(weighing, script);
	return true;
}
