/* The example site, and messages made up for decide(). */
#ifndef TEST_CORE_DECIDE_SUPPORT_H
#define TEST_CORE_DECIDE_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/asset.h"
#include "core/decide.h"

static inline struct conf *support_site(void)
{
	const struct asset *asset =
	    asset_find("templates/site/ess-communs.conf");
	struct conf *conf = NULL;
	struct err err = { 0 };

	assert_non_null(asset);
	if (conf_parse(asset_text(asset).p, "ess-communs.conf", &conf, &err) !=
	    ERR_OK)
		fail_msg("%s", err.text);
	return conf;
}

/* A mail from a person to one address. */
struct support_mail {
	struct message message;
	struct message_person person;
	struct message_field from;
	char *recipient;
	struct facts facts;
};

static inline void support_mail(struct support_mail *mail, struct arena *arena,
    const struct conf *conf, const char *to)
{
	char *from = arena_strdup(arena, "paul.garnier@example.net");

	*mail = (struct support_mail){ .recipient = arena_strdup(arena, to) };
	mail->person.address = from;
	mail->person.name = arena_strdup(arena, "Paul Garnier");
	mail->message.from =
	    (struct message_people){ .v = &mail->person, .n = 1 };
	mail->from.name = arena_strdup(arena, "From");
	mail->from.value = from;
	mail->message.fields = &mail->from;
	mail->message.field_count = 1;
	mail->message.sender_address = from;
	mail->message.subject = arena_strdup(arena, "");
	mail->message.own = mail->message.subject;
	mail->message.text = mail->message.subject;
	mail->message.words = mail->message.subject;
	mail->message.message_id = arena_strdup(arena, "1@example.net");
	mail->message.in_reply_to = mail->message.subject;
	mail->message.recipients = &mail->recipient;
	mail->message.recipient_count = 1;
	mail->facts.conf = conf;
	mail->facts.sender_key = from;
	mail->facts.authres_text = "";
	mail->facts.robot_why = "";
	mail->facts.may_answer = true;
}

/* "unsubscribe lettre, unsubscribe ess-communs"; "none" for no command. */
static inline const char *support_commands(
    struct arena *arena, const struct decision *decision)
{
	const char *text = "";

	for (size_t i = 0; i < decision->command_count; i++) {
		const struct decided_command *command = &decision->commands[i];
		if (command->command == COMMAND_NONE)
			continue;
		text = arena_printf(arena, "%s%s%s %s", text,
		    text[0] == '\0' ? "" : ", ", command_name(command->command),
		    command->list == NULL ? "-" : command->list->name);
	}
	return text[0] == '\0' ? "none" : text;
}

#endif
