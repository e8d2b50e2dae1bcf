/* src/core/decide.c: trust, tokens, machines (threats T2-T7, T18, T20). */
#include "core/decide.h"

#include "base/clock.h"
#include "decide_support.h"

static struct conf *conf;
static const unsigned char key[TOKEN_KEY] = { 7, 8, 9 };

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

enum standing { GOOD, USED, BAD };

/* One mail in short, and what becomes of it: "kind action command list". */
struct row {
	const char *name;
	const char *to;      /* local part; '#' stands for the token */
	const char *subject; /* '#' too */
	const char *own;
	const char *reply_to; /* In-Reply-To; '#' too */
	const char *member;   /* of this list */
	enum token_purpose purpose;
	enum standing standing;
	enum authres authres;
	enum robot robot;
	bool silent; /* may not be answered */
	const char *want;
};

#define CONFIRM     .purpose = TOKEN_CONFIRM
#define UNSUBSCRIBE .purpose = TOKEN_UNSUBSCRIBE

static const struct row rows[] = {
	/* subscribing is always confirmed */
	{ .name = "subscribe",
	    .to = "ess-communs+subscribe",
	    .want = "command confirm-request subscribe ess-communs" },
	{ .name = "subscribe, authentic",
	    .to = "ess-communs+subscribe",
	    .authres = AUTHRES_PASS,
	    .want = "command confirm-request subscribe ess-communs" },
	{ .name = "subscribe again",
	    .to = "ess-communs+subscribe",
	    .member = "ess-communs",
	    .want = "command answer subscribe ess-communs" },
	{ .name = "subscribe from no-reply",
	    .to = "ess-communs+subscribe",
	    .silent = true,
	    .want = "command hold subscribe ess-communs" },
	{ .name = "subscribe, which",
	    .to = "listes",
	    .subject = "inscription",
	    .want = "command answer subscribe -" },
	/* leaving without a token: who says so? */
	{ .name = "leave, authentic",
	    .to = "lettre",
	    .own = "STOP",
	    .member = "lettre",
	    .authres = AUTHRES_PASS,
	    .want = "command apply unsubscribe lettre" },
	{ .name = "leave, unproven",
	    .to = "lettre",
	    .own = "STOP",
	    .member = "lettre",
	    .want = "command confirm-request unsubscribe lettre" },
	{ .name = "leave, forged",
	    .to = "lettre",
	    .own = "STOP",
	    .member = "lettre",
	    .authres = AUTHRES_FAIL,
	    .want = "command none unsubscribe lettre" },
	{ .name = "leave, stranger",
	    .to = "lettre",
	    .own = "STOP",
	    .authres = AUTHRES_PASS,
	    .want = "command answer unsubscribe lettre" },
	{ .name = "leave the only one",
	    .to = "listes",
	    .own = "STOP",
	    .member = "lettre",
	    .authres = AUTHRES_PASS,
	    .want = "command apply unsubscribe lettre" },
	{ .name = "leave all",
	    .to = "listes",
	    .own = "Retirez-moi de toutes vos listes",
	    .member = "lettre",
	    .want = "command confirm-request unsubscribe lettre" },
	{ .name = "leave, which",
	    .to = "listes",
	    .own = "STOP",
	    .want = "command answer unsubscribe -" },
	/* confirming */
	{ .name = "reply, empty",
	    .to = "listes",
	    .subject = "Re: Confirmez [confirm #]",
	    CONFIRM,
	    .want = "command apply confirm ess-communs" },
	{ .name = "reply, yes",
	    .to = "listes",
	    .subject = "Re: Confirmez",
	    .own = "Oui, je confirme.\n\nPaul",
	    .reply_to = "confirm.#@x",
	    CONFIRM,
	    .want = "command apply confirm ess-communs" },
	{ .name = "to the signed address",
	    .to = "listes+confirm-#",
	    CONFIRM,
	    .want = "command apply confirm ess-communs" },
	{ .name = "the list's signed address",
	    .to = "ess-communs+confirm-#",
	    .own = "ok",
	    CONFIRM,
	    .want = "command apply confirm ess-communs" },
	{ .name = "Mailman's way",
	    .to = "ess-communs-confirm+#",
	    .subject = "Re: confirm",
	    CONFIRM,
	    .want = "command apply confirm ess-communs" },
	{ .name = "by hand",
	    .to = "listes",
	    .subject = "confirm #",
	    CONFIRM,
	    .want = "command apply confirm ess-communs" },
	{ .name = "in the text",
	    .to = "listes",
	    .own = "confirm #",
	    CONFIRM,
	    .want = "command apply confirm ess-communs" },
	{ .name = "asks again",
	    .to = "listes",
	    .subject = "Re: [confirm #]",
	    .own = "Je souhaite m'inscrire à la liste ess-communs",
	    CONFIRM,
	    .want = "command apply confirm ess-communs" },
	{ .name = "twice",
	    .to = "listes",
	    .subject = "Re: [confirm #]",
	    .own = "oui",
	    CONFIRM,
	    .standing = USED,
	    .want = "command answer confirm ess-communs" },
	{ .name = "forged",
	    .to = "listes",
	    .subject = "Re: [confirm #]",
	    .own = "oui",
	    CONFIRM,
	    .standing = BAD,
	    .want = "command none confirm -" },
	{ .name = "no",
	    .to = "listes",
	    .subject = "Re: [confirm #]",
	    .own = "Non merci.",
	    CONFIRM,
	    .want = "command none none -" },
	{ .name = "never asked",
	    .to = "listes",
	    .subject = "Re: [confirm #]",
	    .own = "Je n'ai rien demandé !",
	    CONFIRM,
	    .want = "command none none -" },
	{ .name = "I did not ask",
	    .to = "listes",
	    .subject = "Re: [confirm #]",
	    .own = "I didn't ask for this.",
	    CONFIRM,
	    .want = "command none none -" },
	{ .name = "a question",
	    .to = "listes",
	    .subject = "Re: [confirm #]",
	    .own = "De quoi s'agit-il ?",
	    CONFIRM,
	    .want = "command hold none -" },
	{ .name = "a doubt",
	    .to = "listes",
	    .subject = "Re: [confirm #]",
	    .own = "Oui, mais seulement si c'est gratuit.",
	    CONFIRM,
	    .want = "command hold none -" },
	{ .name = "the opposite",
	    .to = "listes",
	    .subject = "Re: [confirm #]",
	    .own = "Désinscription",
	    CONFIRM,
	    .want = "command hold none -" },
	{ .name = "something else",
	    .to = "listes",
	    .subject = "Re: [confirm #]",
	    .own = "Je vous écrirai demain à propos du local.",
	    CONFIRM,
	    .want = "command hold none -" },
	{ .name = "a machine never confirms",
	    .to = "listes+confirm-#",
	    .subject = "Auto: [confirm #]",
	    CONFIRM,
	    .robot = ROBOT_REPLY,
	    .want = "auto-reply none none -" },
	{ .name = "nor a bounce",
	    .to = "listes",
	    .subject = "[confirm #]",
	    CONFIRM,
	    .robot = ROBOT_BOUNCE,
	    .want = "bounce hold none -" },
	/* leaving with a token */
	{ .name = "one click",
	    .to = "lettre+unsubscribe-#",
	    UNSUBSCRIBE,
	    .want = "command apply unsubscribe ess-communs" },
	{ .name = "one click by a program",
	    .to = "lettre+unsubscribe-#",
	    .subject = "unsubscribe",
	    UNSUBSCRIBE,
	    .robot = ROBOT_REPLY,
	    .silent = true,
	    .want = "command apply unsubscribe ess-communs" },
	{ .name = "one click, plain address",
	    .to = "listes",
	    .subject = "unsubscribe #",
	    UNSUBSCRIBE,
	    .robot = ROBOT_REPLY,
	    .silent = true,
	    .want = "command apply unsubscribe ess-communs" },
	{ .name = "one click marked as spam",
	    .to = "lettre+unsubscribe-#",
	    UNSUBSCRIBE,
	    .robot = ROBOT_SPAM,
	    .want = "command apply unsubscribe ess-communs" },
	{ .name = "a vacation reply quotes it",
	    .to = "lettre",
	    .own = "On leave. unsubscribe #",
	    UNSUBSCRIBE,
	    .robot = ROBOT_REPLY,
	    .want = "auto-reply none none -" },
	{ .name = "its subject too",
	    .to = "lettre",
	    .subject = "Auto: unsubscribe #",
	    UNSUBSCRIBE,
	    .robot = ROBOT_REPLY,
	    .want = "auto-reply none none -" },
	{ .name = "a bounce to it",
	    .to = "lettre+unsubscribe-#",
	    UNSUBSCRIBE,
	    .robot = ROBOT_BOUNCE,
	    .want = "bounce hold none -" },
	{ .name = "one click again",
	    .to = "lettre+unsubscribe-#",
	    UNSUBSCRIBE,
	    .standing = USED,
	    .want = "command answer unsubscribe ess-communs" },
	{ .name = "one click, forged",
	    .to = "lettre+unsubscribe-#",
	    UNSUBSCRIBE,
	    .standing = BAD,
	    .want = "command none unsubscribe lettre" },
	{ .name = "with the opposite",
	    .to = "lettre+unsubscribe-#",
	    .own = "Inscrivez-moi",
	    UNSUBSCRIBE,
	    .want = "command hold none -" },
	/* a token for one purpose is none for another (T4) */
	{ .name = "crossed",
	    .to = "lettre+unsubscribe-#",
	    CONFIRM,
	    .want = "command none unsubscribe lettre" },
	{ .name = "crossed back",
	    .to = "listes+confirm-#",
	    UNSUBSCRIBE,
	    .own = "oui",
	    .want = "command none confirm -" },
	{ .name = "a bounce token",
	    .to = "listes",
	    .subject = "Re: [confirm #]",
	    .own = "oui",
	    .purpose = TOKEN_BOUNCE,
	    .want = "command none confirm -" },
	{ .name = "made up, in the Subject",
	    .to = "listes",
	    .subject = "Re: Confirmez [confirm 0123456789abcdef]",
	    .own = "oui",
	    .want = "command none confirm -" },
	{ .name = "made up, in the text",
	    .to = "listes",
	    .own = "confirm abcdefghijklmnopqrstuvwxyz",
	    .want = "command none confirm -" },
	{ .name = "a word is no token",
	    .to = "listes",
	    .subject = "Please confirm reception",
	    .own = "of my letter",
	    .want = "unknown hold none -" },
	{ .name = "idle words to an address for joining",
	    .to = "lettre+subscribe",
	    .subject = "test",
	    .own = "This is a test mailing",
	    .want = "command confirm-request subscribe lettre" },
	/* machines and nobody */
	{ .name = "cron",
	    .to = "listes",
	    .own = "subscribe ess-communs",
	    .robot = ROBOT_REPLY,
	    .want = "auto-reply none none -" },
	{ .name = "a list",
	    .to = "listes",
	    .own = "subscribe ess-communs",
	    .robot = ROBOT_LIST,
	    .want = "auto-reply none none -" },
	{ .name = "a loop",
	    .to = "listes",
	    .robot = ROBOT_LOOP,
	    .want = "loop none none -" },
	{ .name = "a receipt",
	    .to = "listes",
	    .robot = ROBOT_RECEIPT,
	    .want = "auto-reply none none -" },
	{ .name = "spam",
	    .to = "ess-communs+subscribe",
	    .robot = ROBOT_SPAM,
	    .want = "spam none none -" },
	{ .name = "a complaint",
	    .to = "listes",
	    .robot = ROBOT_REPORT,
	    .want = "feedback-report hold none -" },
	{ .name = "confirm without token",
	    .to = "listes+confirm-abc",
	    .want = "command none confirm -" },
	{ .name = "a post",
	    .to = "ess-communs",
	    .subject = "Réunion",
	    .own = "Bonjour à tous, voici le compte rendu.",
	    .want = "post hold none -" },
	{ .name = "nothing", .to = "listes", .want = "unknown none none -" },
	{ .name = "moderator",
	    .to = "ess-communs+moderate-abc",
	    .own = "ok",
	    .want = "moderation hold none -" },
	{ .name = "bounce address",
	    .to = "ess-communs+bounce-abc",
	    .own = "bonjour",
	    .want = "unknown hold none -" },
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
	message->in_reply_to =
	    arena_strdup(arena, with_token(arena, row->reply_to, text));
	facts->authres = row->authres;
	facts->robot = row->robot;
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
	mail.facts.may_answer = false;
	decide(&arena, &mail.message, &mail.facts, "", &decision);
	assert_int_equal(decision.action, ACTION_HOLD);
	assert_int_equal(decision.command_count, 0);
	arena_free(&arena);
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
		cmocka_unit_test(test_language),
		cmocka_unit_test(test_bounce),
	};

	return cmocka_run_group_tests_name("decide", tests, setup, teardown);
}
