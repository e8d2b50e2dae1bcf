#include "core/decide_robot.h"

#include "base/i18n.h"
#include "core/attribute.h"
#include "core/claim.h"

/* Whose mail it is about, in words. */
static const char *about(const struct weighing *weighing)
{
	const struct attributed *attributed = weighing->facts->attributed;

	if (attributed == NULL)
		return _(attribution_words(ATTRIBUTION_NONE));
	if (!attribution_holds(attributed->how) || !attributed->forwarded)
		return _(attribution_words(attributed->how));
	return arena_printf(weighing->arena,
	    _("%s; it names %s, but only whom the mail was for is touched"),
	    _(attribution_words(attributed->how)),
	    attributed->recipient->address);
}

/* A report about our mail, or about somebody else's. */
static void decide_report(struct weighing *weighing, enum kind kind)
{
	const struct facts *facts = weighing->facts;
	bool found =
	    facts->bounce_ours ||
	    (facts->report != NULL && facts->report->recipient_count > 0);

	weighing->out->kind = kind;
	weighing->out->action = found ? ACTION_RECORD : ACTION_HOLD;
	weighing->out->reason = arena_printf(weighing->arena,
	    found ? _("A %s that names whom it is about (%s): %s.")
		  : _("A %s that does not say whom it is about (%s): %s."),
	    kind == KIND_BOUNCE ? _("delivery report") : _("complaint"),
	    _(facts->robot_why), about(weighing));
}

static const char *robot_reason(
    const struct weighing *weighing, const char *what)
{
	const char *why = weighing->facts->robot_why;

	return arena_printf(weighing->arena, _("%s (%s): nobody is answered."),
	    _(what),
	    why == NULL || why[0] == '\0' ? _("seen by its form") : _(why));
}

/*
 * A one-click mailto: is sent by a program.  A vacation reply cannot hold the
 * token in its recipient, and says Re: or Auto: before it in its Subject.
 */
static bool decide_one_click(struct weighing *weighing)
{
	unsigned places = CLAIM_RECIPIENT;
	const struct fact_token *token;

	if (str_istarts(
		str_c(weighing->message->subject), str_c("unsubscribe")))
		places |= CLAIM_SUBJECT;
	token = claim_find(weighing, TOKEN_UNSUBSCRIBE, places);
	return token != NULL && claim_unsubscribe(weighing, token);
}

bool decide_robot(struct weighing *weighing)
{
	switch (weighing->facts->robot) {
	case ROBOT_NONE:
		return false;
	case ROBOT_REPLY:
		if (!decide_one_click(weighing))
			command_ignore(weighing, KIND_AUTO_REPLY,
			    robot_reason(weighing, "An automatic message"));
		return true;
	case ROBOT_LIST:
		command_ignore(weighing, KIND_AUTO_REPLY,
		    robot_reason(weighing, "Mail of another list"));
		return true;
	case ROBOT_LOOP:
		command_ignore(weighing, KIND_LOOP,
		    robot_reason(weighing, "Our own mail came back"));
		return true;
	case ROBOT_BOUNCE:
		decide_report(weighing, KIND_BOUNCE);
		return true;
	case ROBOT_REPORT:
		decide_report(weighing, KIND_FEEDBACK);
		return true;
	case ROBOT_RECEIPT:
		command_ignore(weighing, KIND_AUTO_REPLY,
		    robot_reason(weighing, "A read receipt"));
		return true;
	case ROBOT_SPAM:
		if (!decide_one_click(weighing))
			command_ignore(weighing, KIND_SPAM,
			    robot_reason(weighing, "Marked as spam"));
		return true;
	case ROBOT_MAYBE:
		return decide_one_click(weighing);
	}
	return false;
}

void decide_doubt(struct weighing *weighing)
{
	struct decision *out = weighing->out;
	bool acts = false;

	for (size_t i = 0; i < out->command_count; i++)
		acts = acts || out->commands[i].action != ACTION_NONE;
	if (weighing->facts->robot != ROBOT_MAYBE || !acts)
		return;
	out->proposal = out->commands[0];
	out->command_count = 0;
	command_hold(weighing,
	    arena_printf(weighing->arena,
		_("A human must read it, since it looks like an automatic "
		  "message (%s)."),
		_(weighing->facts->robot_why)));
}
