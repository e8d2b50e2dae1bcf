/* src/core/decide_lines.c: mails that are scripts of commands. */
#include "base/date.h"
#include "core/decide.h"
#include "core/inbound.h"
#include "decide_support.h"

enum { NOW = 1795341600 }; /* 22 November 2026 */

static struct conf *conf;

static int setup(void **state)
{
	(void)state;
	conf = support_site();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	conf_free(conf);
	return 0;
}

/* What the sender is, and how the mail comes. */
enum who {
	STRANGER = 0,
	MEMBER = 1,
	MEMBER_OF_BOTH = 2,
	SILENT = 4, /* may not be answered */
	ATTACHED = 8
};

struct row {
	const char *to; /* local part at example.org */
	unsigned who;   /* enum who; MEMBER: of "lettre" */
	enum authres authres;
	const char *subject;
	const char *own;
	const char *want; /* "apply delivery lettre, hold" */
};

#define SITE   "listes"
#define LETTRE "lettre"
#define ESS    "ess-communs"

static const struct row rows[] = {
#include "decide_lines_rows.h"
};

static const char *summary(struct arena *arena, const struct decision *decision)
{
	const char *text = "";

	for (size_t i = 0; i < decision->command_count; i++) {
		const struct decided_command *command = &decision->commands[i];
		text = arena_printf(arena, "%s%s%s", text, i == 0 ? "" : ", ",
		    action_name(command->action));
		if (command->command == COMMAND_NONE)
			continue;
		text = arena_printf(arena, "%s %s %s", text,
		    command_name(command->command),
		    command->list == NULL ? "-" : command->list->name);
	}
	if (decision->command_count == 0)
		text =
		    arena_printf(arena, "%s%s", action_name(decision->action),
			decision->kind == KIND_POST ? " post" : "");
	return text;
}

static void fill(
    struct support_mail *mail, struct arena *arena, const struct row *row)
{
	static const char *both[] = { "lettre", "ess-communs" };

	mail->message.subject = arena_strdup(arena, row->subject);
	mail->message.own = arena_strdup(arena, row->own);
	mail->message.has_attachments = (row->who & ATTACHED) != 0;
	mail->facts.now = NOW;
	mail->facts.authres = row->authres;
	mail->facts.may_answer = (row->who & SILENT) == 0;
	mail->facts.sender_lists = both;
	mail->facts.sender_list_count = row->who & (MEMBER | MEMBER_OF_BOTH);
}

static void test_rows(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		struct arena arena = { 0 };
		struct support_mail mail;
		struct decision decision;
		const char *got;
		support_mail(&mail, &arena, conf,
		    arena_printf(&arena, "%s@example.org", row->to));
		fill(&mail, &arena, row);
		decide(&arena, &mail.message, &mail.facts, "", &decision);
		got = summary(&arena, &decision);
		if (strcmp(got, row->want) != 0) {
			wrong++;
			print_message("%s | %s | %s\n  got %s, want %s: %s\n",
			    row->to, row->subject, row->own, got, row->want,
			    decision.reason);
		}
		assert_true(decision.reason[0] != '\0');
		arena_free(&arena);
	}
	assert_int_equal(wrong, 0);
}

/* What a human must see is held, whatever else the mail has done. */
static void test_held(void **state)
{
	struct arena arena = { 0 };
	struct support_mail mail;
	struct decision decision;
	const struct row row = { .who = MEMBER,
		.subject = "digest lettre",
		.own = "Bravo pour la lettre, elle est belle." };

	(void)state;
	support_mail(&mail, &arena, conf, "listes@example.org");
	fill(&mail, &arena, &row);
	decide(&arena, &mail.message, &mail.facts, "", &decision);
	assert_int_equal(decision.action, ACTION_CONFIRM_REQUEST);
	assert_int_equal(inbound_folder(&decision), INBOX_HELD);
	assert_string_equal(decision.language, "fr");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_held),
	};

	return cmocka_run_group_tests_name(
	    "decide lines", tests, setup, teardown);
}
