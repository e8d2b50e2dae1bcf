/* src/core/decide_proof.c: answers to proofs, and newsletters by mail. */
#include "core/decide_proof.h"

#include "base/token.h"
#include "site_setup.h"

static const unsigned char key[TOKEN_KEY] = { 7, 8, 9 };

enum standing { GOOD, USED, BAD };

/* Who writes what, and what becomes of it: "action command". */
struct row {
	const char *name;
	const char *to; /* local part */
	const char *also;
	const char *from; /* NULL: who got the token */
	const char *own;
	enum standing standing;
	enum authres authres;
	enum robot robot;
	unsigned says;
	int64_t mailed;
	bool attachments;
	size_t senders; /* 0: one */
	bool another;   /* it answers another mail of the thread */
	const char *want;
};

static const struct row answers[] = {
	{ .name = "yes", .own = "oui", .want = "apply approve" },
	{ .name = "no", .own = "non", .want = "apply refuse" },
	{ .name = "else", .own = "Il manque un lien.", .want = "apply remark" },
	{ .name = "nothing", .own = "", .want = "apply remark" },
	{ .name = "yes, and a corrected file",
	    .own = "oui",
	    .attachments = true,
	    .want = "apply remark" },
	{ .name = "settled",
	    .own = "oui",
	    .standing = USED,
	    .want = "answer remark" },
	{ .name = "not issued",
	    .own = "oui",
	    .standing = BAD,
	    .want = "none none" },
	{ .name = "another person",
	    .own = "oui",
	    .from = "editor@example.org",
	    .want = "answer remark" },
	{ .name = "forged",
	    .own = "oui",
	    .authres = AUTHRES_FAIL,
	    .want = "hold none" },
	{ .name = "perhaps a machine",
	    .own = "oui",
	    .robot = ROBOT_MAYBE,
	    .want = "hold none" },
	{ .name = "away",
	    .own = "oui",
	    .says = ROBOT_SAYS_ABSENT,
	    .want = "hold none" },
	{ .name = "two senders",
	    .own = "oui",
	    .senders = 2,
	    .want = "hold none" },
	{ .name = "an answer to an answer",
	    .own = "oui",
	    .another = true,
	    .want = "apply remark" },
	{ .name = "a refusal as an answer to an answer",
	    .own = "non",
	    .another = true,
	    .want = "apply remark" },
};

#define EDITOR .to = "lettre+newsletter", .from = "editor@example.org"
#define OWNER  .from = "owner@example.org"

static const struct row letters[] = {
	{ .name = "an editor",
	    EDITOR,
	    .authres = AUTHRES_PASS,
	    .want = "apply newsletter" },
	{ .name = "not proven", EDITOR, .want = "hold none" },
	{ .name = "forged",
	    EDITOR,
	    .authres = AUTHRES_FAIL,
	    .want = "hold none" },
	{ .name = "perhaps a machine",
	    EDITOR,
	    .authres = AUTHRES_PASS,
	    .robot = ROBOT_MAYBE,
	    .want = "hold none" },
	{ .name = "to another list as well",
	    EDITOR,
	    .also = "ess-communs+newsletter@example.org",
	    .authres = AUTHRES_PASS,
	    .want = "hold none" },
	{ .name = "the last of a day",
	    EDITOR,
	    .authres = AUTHRES_PASS,
	    .mailed = 29,
	    .want = "apply newsletter" },
	{ .name = "too many",
	    EDITOR,
	    .authres = AUTHRES_PASS,
	    .mailed = 30,
	    .want = "hold none" },
	{ .name = "an owner where there are editors",
	    .to = "lettre+newsletter",
	    OWNER,
	    .authres = AUTHRES_PASS,
	    .want = "hold none" },
	{ .name = "an owner where there are none",
	    .to = "ess-communs+newsletter",
	    OWNER,
	    .authres = AUTHRES_PASS,
	    .want = "apply newsletter" },
	{ .name = "an editor of another list",
	    .to = "ess-communs+newsletter",
	    .from = "editor@example.org",
	    .authres = AUTHRES_PASS,
	    .want = "hold none" },
};

static void describe(
    struct support_mail *mail, struct arena *arena, const struct row *row)
{
	struct message *message = &mail->message;

	if (row->from != NULL)
		message->sender_address = arena_strdup(arena, row->from);
	mail->facts.sender_key = message->sender_address;
	message->own =
	    arena_strdup(arena, row->own == NULL ? "Bonjour." : row->own);
	message->text = message->own;
	message->words = message->own;
	if (row->senders > 0)
		message->from.n = row->senders;
	message->has_attachments = row->attachments;
	mail->facts.authres = row->authres;
	mail->facts.robot = row->robot;
	mail->facts.says = row->says;
	mail->facts.mailed = row->mailed;
	if (row->also != NULL) {
		char **both = arena_calloc(arena, 2, sizeof(*both));
		both[0] = mail->recipient;
		both[1] = arena_strdup(arena, row->also);
		message->recipients = both;
		message->recipient_count = 2;
	}
}

static void give_token(
    struct support_mail *mail, struct arena *arena, enum standing standing)
{
	struct token token = { .purpose = TOKEN_APPROVE, .row = 12 };
	struct facts *facts = &mail->facts;
	const char **found;
	char text[TOKEN_SIZE] = "";

	token_make(key, &token, str_c("lettre"),
	    str_c("paul.garnier@example.net"), text);
	mail->message.subject =
	    arena_printf(arena, "Re: [Épreuve %s] Décembre", text);
	mail->message.in_reply_to =
	    arena_printf(arena, "approve.%s@example.org", text);
	mail->message.references = &mail->message.in_reply_to;
	mail->message.reference_count = 1;
	facts->token_count =
	    decide_find_tokens(arena, conf, &mail->message, &found);
	assert_int_equal(facts->token_count, 1);
	facts->tokens = arena_calloc(arena, 1, sizeof(*facts->tokens));
	*facts->tokens = (struct fact_token){
		.text = found[0],
		.purpose = TOKEN_APPROVE,
		.known = standing != BAD,
		.valid = standing == GOOD,
		.used = standing == USED,
		.list = "lettre",
		.address = "paul.garnier@example.net",
	};
}

static void check(const struct row *row, bool answer)
{
	struct arena arena = { 0 };
	struct support_mail mail;
	struct decision decision;
	const char *got;

	support_mail(&mail, &arena, conf,
	    arena_printf(
		&arena, "%s@example.org", answer ? "listes" : row->to));
	describe(&mail, &arena, row);
	if (answer)
		give_token(&mail, &arena, row->standing);
	if (row->another) {
		mail.message.references =
		    arena_calloc(&arena, 1, sizeof(char *));
		mail.message.references[0] = mail.message.in_reply_to;
		mail.message.in_reply_to =
		    arena_strdup(&arena, "notice.x@example.org");
	}
	decide(&arena, &mail.message, &mail.facts, "", &decision);
	got = arena_printf(&arena, "%s %s", action_name(decision.action),
	    decision.command_count == 0
		? "none"
		: command_name(decision.commands[0].command));
	if (strcmp(got, row->want) != 0)
		fail_msg("%s: got %s, want %s (%s)", row->name, got, row->want,
		    decision.reason);
	arena_free(&arena);
}

static void test_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++)
		check(&answers[i], true);
}

static void test_letters(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++)
		check(&letters[i], false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_letters),
	};

	return cmocka_run_group_tests_name(
	    "decide_proof", tests, setup, teardown);
}
