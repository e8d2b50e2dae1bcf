/* src/core/decide.c: trust, tokens, machines (threats T2-T7, T18, T20). */
#include "core/decide.h"

#include "base/clock.h"
#include "mail/parts.h"
#include "site_setup.h"

static const unsigned char key[TOKEN_KEY] = { 7, 8, 9 };

enum standing { GOOD, USED, BAD };

/* One mail in short, and what becomes of it: "kind action command list". */
struct row {
	const char *name;
	const char *to;      /* local part; '#' stands for the token */
	const char *subject; /* '#' too */
	const char *own;
	const char *text;     /* the whole, with what is quoted */
	const char *reply_to; /* In-Reply-To; '#' too */
	const char *member;   /* of this list */
	enum token_purpose purpose;
	enum standing standing;
	enum authres authres;
	enum robot robot;
	bool silent; /* may not be answered */
	unsigned parts;
	unsigned says; /* of mail/robot.h */
	const char *want;
};

#define CONFIRM     .purpose = TOKEN_CONFIRM
#define UNSUBSCRIBE .purpose = TOKEN_UNSUBSCRIBE

/* Our mail as Outlook quotes it: without marks. */
#define QUOTED                                                                   \
	"De : Listes <listes@example.org>\nObjet : Confirmez\n\nBonjour,\n\n"    \
	"C’est bien vous ? Répondez.\n\n-- \nLa Coop des Communs, 20 rue du " \
	"Commandant Mouchotte, 75014 Paris\nContact : contact@example.org\n"
#define OTHER_QUOTED                                                           \
	"De : Listes <listes@example.org>\nObjet : Confirmez\n\nBonjour,\n\n"  \
	"Répondez.\n\nAssociation Exemple, 1 rue de l'Exemple, Rennes\n"

static const struct row rows[] = {
#include "decide_rows.h"
};

static const char *with_token(
    struct arena *arena, const char *text, const char *token)
{
	const char *mark = text == NULL ? NULL : strchr(text, '#');

	if (mark == NULL)
		return text == NULL ? "" : text;
	return arena_printf(
	    arena, "%.*s%s%s", (int)(mark - text), text, token, mark + 1);
}

static void fill(struct support_mail *mail, struct arena *arena,
    const struct row *row, const char *text)
{
	struct message *message = &mail->message;
	struct facts *facts = &mail->facts;
	const char **found;

	message->subject =
	    arena_strdup(arena, with_token(arena, row->subject, text));
	message->own = arena_strdup(arena, with_token(arena, row->own, text));
	if (row->text != NULL)
		message->text = arena_strdup(arena, row->text);
	message->in_reply_to =
	    arena_strdup(arena, with_token(arena, row->reply_to, text));
	message->parts = row->parts;
	message->has_attachments = row->parts != 0;
	facts->authres = row->authres;
	facts->robot = row->robot;
	facts->says = row->says;
	facts->may_answer = !row->silent && row->robot == ROBOT_NONE;
	if (row->member != NULL) {
		facts->sender_lists =
		    arena_calloc(arena, 1, sizeof(*facts->sender_lists));
		facts->sender_lists[facts->sender_list_count++] = row->member;
	}
	facts->token_count = decide_find_tokens(arena, conf, message, &found);
	facts->tokens = arena_calloc(arena, 1, sizeof(*facts->tokens));
	if (facts->token_count == 0)
		return;
	assert_int_equal(facts->token_count, 1);
	*facts->tokens =
	    (struct fact_token){ .text = found[0], .purpose = row->purpose };
	if (row->standing == BAD)
		return;
	facts->tokens->known = true;
	facts->tokens->valid = row->standing == GOOD;
	facts->tokens->used = row->standing == USED;
	facts->tokens->list = "ess-communs";
	facts->tokens->address = "asked@example.com";
	facts->tokens->verb = row->purpose == TOKEN_CONFIRM
				  ? COMMAND_SUBSCRIBE
				  : COMMAND_UNSUBSCRIBE;
}

static const char *summary(struct arena *arena, const struct decision *decision)
{
	const char *commands = support_commands(arena, decision);

	return arena_printf(arena, "%s %s %s%s", kind_name(decision->kind),
	    action_name(decision->action), commands,
	    strcmp(commands, "none") == 0 ? " -" : "");
}

static void test_rows(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = { 0 };
		struct support_mail mail;
		struct decision decision;
		char text[TOKEN_SIZE] = "";
		struct token token = { .purpose = rows[i].purpose,
			.row = 12,
			.expires = 1790000000 };
		const char *got;
		if (rows[i].purpose != 0)
			token_make(key, &token, str_c("ess-communs"),
			    str_c("asked@example.com"), text);
		support_mail(&mail, &arena, conf,
		    arena_printf(&arena, "%s@example.org",
			with_token(&arena, rows[i].to, text)));
		fill(&mail, &arena, &rows[i], text);
		decide(&arena, &mail.message, &mail.facts, "", &decision);
		got = summary(&arena, &decision);
		if (strcmp(got, rows[i].want) != 0) {
			wrong++;
			print_message("%s: got %s, want %s (%s)\n",
			    rows[i].name, got, rows[i].want, decision.reason);
		}
		if (decision.action == ACTION_APPLY &&
		    decision.commands[0].token != NULL)
			assert_string_equal(
			    decision.commands[0].address, "asked@example.com");
		assert_true(decision.reason[0] != '\0');
		arena_free(&arena);
	}
	assert_int_equal(wrong, 0);
}

static const struct {
	bool agrees;
	const char *own;
} answers[] = {
#include "answer_rows.h"
};

static void test_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		const struct row row = { .subject = "Re: Confirmez [confirm #]",
			.own = answers[i].own,
			.purpose = TOKEN_CONFIRM };
		struct arena arena = { 0 };
		struct support_mail mail;
		struct decision decision;
		char text[TOKEN_SIZE] = "";
		struct token token = { .purpose = TOKEN_CONFIRM, .row = 12 };
		token_make(key, &token, str_c("ess-communs"),
		    str_c("asked@example.com"), text);
		support_mail(&mail, &arena, conf, "listes@example.org");
		fill(&mail, &arena, &row, text);
		decide(&arena, &mail.message, &mail.facts, "", &decision);
		if ((decision.action == ACTION_APPLY) != answers[i].agrees)
			fail_msg("%s: %s", answers[i].own, decision.reason);
		arena_free(&arena);
	}
}

static void test_sender(void **state)
{
	struct arena arena = { 0 };
	struct support_mail mail;
	struct decision decision;

	(void)state;
	support_mail(&mail, &arena, conf, "lettre+subscribe@example.org");
	mail.message.sender_address =
	    arena_strdup(&arena, "ess-communs@example.org");
	mail.facts.sender_key = mail.message.sender_address;
	decide(&arena, &mail.message, &mail.facts, "", &decision);
	assert_string_equal(summary(&arena, &decision), "loop none none -");
	mail.message.sender_address = arena_strdup(&arena, "");
	mail.facts.sender_key = "";
	decide(&arena, &mail.message, &mail.facts, "", &decision);
	assert_string_equal(summary(&arena, &decision), "unknown none none -");
	decide(&arena, NULL, &mail.facts, "too large", &decision);
	assert_string_equal(
	    summary(&arena, &decision), "unknown set-aside none -");
	assert_string_equal(decision.reason, "too large");
	arena_free(&arena);
}

static void test_not_understood(void **state)
{
	struct arena arena = { 0 };
	struct support_mail mail;
	struct decision decision;

	(void)state;
	support_mail(&mail, &arena, conf, "listes@example.org");
	mail.message.own = arena_strdup(&arena, "Quels sont vos horaires ?");
	decide(&arena, &mail.message, &mail.facts, "", &decision);
	assert_int_equal(decision.action, ACTION_HOLD);
	assert_int_equal(decision.command_count, 1);
	assert_int_equal(decision.commands[0].notice, NOTICE_NOT_UNDERSTOOD);
	for (int i = 0; i < 3; i++) {
		struct facts *facts = &mail.facts;
		facts->may_answer = i != 0;
		facts->says = i == 1 ? ROBOT_SAYS_ABSENT : 0;
		facts->authres = i == 2 ? AUTHRES_FAIL : AUTHRES_NONE;
		decide(&arena, &mail.message, facts, "", &decision);
		assert_int_equal(decision.action, ACTION_HOLD);
		assert_int_equal(decision.command_count, 0);
	}
	arena_free(&arena);
}

/* One mail to addresses of two lists: which of them is meant? */
static void test_several_addresses(void **state)
{
	static const char *const to[][3] = {
		{ "lettre+unsubscribe", "ess-communs+unsubscribe", "" },
		{ "lettre+subscribe", "ess-communs+unsubscribe", "" },
		{ "ess-communs", "lettre", "STOP" },
		{ "lettre-request", "ess-communs-request", "STOP" },
		{ "lettre-request", "ess-communs-request", "digest" },
	};
	static const char *lettre = "lettre";

	(void)state;
	for (size_t i = 0; i < sizeof(to) / sizeof(to[0]); i++) {
		struct arena arena = { 0 };
		struct support_mail mail;
		struct decision decision;
		char *recipients[2];
		support_mail(&mail, &arena, conf, "");
		for (int k = 0; k < 2; k++)
			recipients[k] =
			    arena_printf(&arena, "%s@example.org", to[i][k]);
		mail.message.recipients = recipients;
		mail.message.recipient_count = 2;
		mail.message.own = arena_strdup(&arena, to[i][2]);
		mail.facts.sender_lists = &lettre;
		mail.facts.sender_list_count = 1;
		mail.facts.authres = AUTHRES_PASS;
		decide(&arena, &mail.message, &mail.facts, "", &decision);
		if (decision.action != ACTION_HOLD)
			fail_msg("%s, %s: %s", to[i][0], to[i][1],
			    summary(&arena, &decision));
		arena_free(&arena);
	}
}

/* A token in an address of somebody else is none of ours. */
static void test_tokens_of_other_sites(void **state)
{
	static const char *const domains[] = { "example.net", "example.org" };
	struct token token = { .purpose = TOKEN_CONFIRM, .row = 12 };
	char text[TOKEN_SIZE];

	(void)state;
	token_make(key, &token, str_c("lettre"), str_c("a@example.com"), text);
	for (size_t i = 0; i < 2; i++) {
		struct arena arena = { 0 };
		struct support_mail mail;
		const char **found;
		support_mail(&mail, &arena, conf,
		    arena_printf(
			&arena, "lettre+confirm-%s@%s", text, domains[i]));
		assert_int_equal(
		    decide_find_tokens(&arena, conf, &mail.message, &found), i);
		arena_free(&arena);
	}
}

static void test_language(void **state)
{
	static const char *const texts[][2] = {
		{ "Merci de m'inscrire à ess-communs", "fr" },
		{ "Please subscribe me to ess-communs", "en" },
		{ "ess-communs", "" },
	};
	struct arena arena = { 0 };
	struct support_mail mail;
	struct decision decision;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		support_mail(&mail, &arena, conf, "listes@example.org");
		mail.message.own = arena_strdup(&arena, texts[i][0]);
		decide(&arena, &mail.message, &mail.facts, "", &decision);
		assert_string_equal(decision.language, texts[i][1]);
	}
	arena_free(&arena);
}

static void test_bounce(void **state)
{
	struct arena arena = { 0 };
	struct support_mail mail;
	struct decision decision;
	struct report_recipient recipient = { .class = REPORT_PERMANENT };
	struct report report = { .is_report = true,
		.recipients = &recipient,
		.recipient_count = 1 };

	(void)state;
	support_mail(&mail, &arena, conf, "listes@example.org");
	mail.facts.robot = ROBOT_BOUNCE;
	mail.facts.report = &report;
	decide(&arena, &mail.message, &mail.facts, "", &decision);
	assert_string_equal(summary(&arena, &decision), "bounce record none -");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_sender),
		cmocka_unit_test(test_not_understood),
		cmocka_unit_test(test_several_addresses),
		cmocka_unit_test(test_tokens_of_other_sites),
		cmocka_unit_test(test_language),
		cmocka_unit_test(test_bounce),
	};

	return cmocka_run_group_tests_name("decide", tests, setup, teardown);
}
