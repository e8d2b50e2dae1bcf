#include "core/proposal.h"

#include <ctype.h>
#include <string.h>

#include "base/date.h"
#include "core/notify.h"
#include "mail/compose.h"

enum { WORD_MAX = 320 }; /* bytes; longer ones are not worth copying */

static bool is_plain(const char *word)
{
	static const char marks[] = "@._+-:,/=";

	for (; *word != '\0'; word++)
		if (!isalnum((unsigned char)*word) &&
		    strchr(marks, *word) == NULL)
			return false;
	return true;
}

/* As one word of a shell; NULL for what no person should copy. */
static const char *quoted(struct arena *arena, const char *word)
{
	struct str rest = str_c(word);
	struct str part;
	const char *out = "";
	bool more = false;

	if (word[0] == '\0' || word[0] == '-' || rest.n > WORD_MAX)
		return NULL;
	for (const char *p = word; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return NULL;
	if (is_plain(word))
		return word;
	while (str_split(&rest, '\'', &part)) {
		out = arena_printf(
		    arena, "%s%s%.*s", out, more ? "'\\''" : "", STR_ARG(part));
		more = true;
	}
	return arena_printf(arena, "'%s'", out);
}

/* "subscriber set LIST ADDRESS --NAME VALUE" */
static const char *set_line(struct arena *arena,
    const struct decided_command *proposal, const char *name, const char *value)
{
	const char *address = quoted(arena, proposal->address);

	value = value == NULL ? NULL : quoted(arena, value);
	if (proposal->list == NULL || address == NULL || value == NULL)
		return "";
	return arena_printf(arena, "liaison subscriber set %s %s --%s %s",
	    proposal->list->name, address, name, value);
}

/* Topics as the command takes them; NULL for changes of what is there. */
static const char *topics(struct arena *arena, const char *text)
{
	char *out;

	if (text == NULL || strpbrk(text, "+-") != NULL)
		return NULL;
	out = arena_strdup(arena, text);
	for (char *p = out; *p != '\0'; p++)
		if (*p == ' ')
			*p = ',';
	return out;
}

static const char *list_line(struct arena *arena,
    const struct decided_command *proposal, const char *verb,
    const char *option)
{
	const char *address = quoted(arena, proposal->address);

	if (proposal->list == NULL || address == NULL)
		return "";
	return arena_printf(arena, "liaison subscriber %s %s %s %s", verb,
	    proposal->list->name, address, option);
}

/* "subscriber erase ADDRESS" */
static const char *person_line(struct arena *arena,
    const struct decided_command *proposal, const char *verb)
{
	const char *address = quoted(arena, proposal->address);

	return address == NULL ? ""
			       : arena_printf(arena, "liaison subscriber %s %s",
				     verb, address);
}

/* "subscriber set LIST ADDRESS --pause DAY" */
static const char *pause_line(
    struct arena *arena, const struct decided_command *proposal)
{
	char day[DATE_SIZE];

	if (proposal->list == NULL || proposal->argument.until == 0 ||
	    !date_local_day(
		proposal->argument.until, proposal->list->timezone, day))
		return "";
	return set_line(arena, proposal, "pause", day);
}

const char *proposal_command(
    struct arena *arena, const struct decided_command *proposal)
{
	const struct argument *a = &proposal->argument;

	switch (proposal->command) {
	case COMMAND_SUBSCRIBE:
		return list_line(arena, proposal, "add", "--invite");
	case COMMAND_UNSUBSCRIBE:
		return list_line(arena, proposal, "remove", "--tell");
	case COMMAND_CORRECT:
		return a->to_address != NULL
			   ? ""
			   : set_line(arena, proposal, "name", a->name);
	case COMMAND_DELIVERY:
		return set_line(arena, proposal, "delivery",
		    sub_delivery_name(a->delivery));
	case COMMAND_TOPICS:
		return set_line(
		    arena, proposal, "topics", topics(arena, a->topics));
	case COMMAND_LANGUAGE:
		return set_line(
		    arena, proposal, "language", lang_name(a->language));
	case COMMAND_DATA:
		return person_line(arena, proposal, "data");
	case COMMAND_ERASE:
		return person_line(arena, proposal, "erase");
	case COMMAND_PAUSE:
		return pause_line(arena, proposal);
	case COMMAND_RESUME:
		return list_line(arena, proposal, "set", "--resume");
	case COMMAND_CONFIRM:
	case COMMAND_HELP:
	case COMMAND_OBJECT:
	case COMMAND_ISSUE:
	case COMMAND_MEMBERS:
	case COMMAND_NONE:
	case COMMAND_APPROVE:
	case COMMAND_REFUSE:
	case COMMAND_REMARK:
	case COMMAND_NEWSLETTER:
	case COMMAND__MAX:
		break;
	}
	return "";
}

/* Who copies it has a signature of his own. */
static struct str without_foot(struct str text)
{
	size_t foot = str_find(text, str_c("\n-- \n"));

	return foot == SIZE_MAX ? text : str_sub(text, 0, foot);
}

enum err_code proposal_answer(struct ctx *ctx, struct arena *arena,
    const struct proposal_answer *answer, const char **out, struct err *err)
{
	struct tmpl_place place =
	    notify_place(ctx, answer->list, answer->language);
	struct tmpl_mail made;
	json_t *data;
	struct str address;
	enum err_code rc;

	*out = "";
	if (answer->verb[0] == '\0')
		return ERR_OK;
	address = compose_strip(arena, str_c(answer->address));
	data = notify_variables(ctx, arena, answer->list, answer->language);
	(void)json_object_set_new(
	    data, "wants", json_pack("{s:b}", answer->verb, 1));
	(void)json_object_set_new(data, "person",
	    json_pack(
		"{s:s, s:s}", "name", answer->name, "address", address.p));
	rc = tmpl_render(arena, &place, "proposal", data, &made, err);
	json_decref(data);
	if (rc == ERR_INPUT || rc == ERR_NOT_FOUND)
		rc = err->code = ERR_CONFIG; /* the site's mistake */
	if (rc != ERR_OK)
		return err_prefix(err, "notice %s", "proposal");
	*out = arena_dup(arena, str_trim(without_foot(made.text)));
	return ERR_OK;
}
