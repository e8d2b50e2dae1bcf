/* src/core/decide_lines.c: mails that are scripts of commands. */
#include "base/date.h"
#include "core/decide.h"
#include "core/inbound.h"
#include "site_setup.h"

enum { NOW = 1795341600 }; /* 22 November 2026 */

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

/* A word that both languages have says nothing of the sender's. */
static void test_shared_word(void **state)
{
	static const struct {
		const char *subject;
		const char *language;
	} words[] = { { "digest lettre", "" }, { "résumé lettre", "fr" },
		{ "each lettre", "en" } };

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct arena arena = { 0 };
		struct support_mail mail;
		struct decision decision;
		const struct row row = {
			.who = MEMBER, .subject = words[i].subject, .own = ""
		};
		support_mail(&mail, &arena, conf, "listes@example.org");
		fill(&mail, &arena, &row);
		decide(&arena, &mail.message, &mail.facts, "", &decision);
		assert_string_equal(decision.language, words[i].language);
		arena_free(&arena);
	}
}

/* What the human is proposed: the command, its list, what goes with it. */
static const struct {
	const char *subject;
	const char *own;
	const char *want;
} proposals[] = {
	{ "Pause",
	    "Bonjour, peut-on suspendre mon abonnement à ess-communs pendant "
	    "l'été sans me désinscrire ?",
	    "pause ess-communs" },
	{ "vacances", "Merci de suspendre les envois jusqu'au 15 août.",
	    "pause lettre 2027-08-15" },
	{ "RGPD droit d'accès",
	    "Conformément à l'article 15 du RGPD, je vous demande la copie "
	    "des données me concernant.",
	    "data -" },
	{ "demande", "Merci de supprimer toutes les données me concernant.",
	    "erase -" },
	{ "", "I object to the processing of my data.", "object -" },
	{ "Changement d'adresse",
	    "J'ai changé d'adresse, voici la nouvelle : neuf@example.com",
	    "correct - neuf@example.com" },
	{ "", "Pouvez-vous me renvoyer le numéro 12 de la lettre ?",
	    "issue lettre 12" },
	{ "Digest",
	    "Je voudrais recevoir un résumé hebdomadaire de ess-communs",
	    "delivery ess-communs digest" },
	{ "", "I would prefer to receive the English version, please.",
	    "language lettre en" },
	{ "", "Hello, put my mails on hold", "pause lettre" },
	{ "", "Mettez mon abonnement à ess-communs en attente",
	    "pause ess-communs" },
	{ "", "Inscrivez-moi sur liste rouge", "object -" },
	{ "", "Je voudrais peut-être m'inscrire à la lettre", "none" },
	{ "", "Je voudrais peut-être m'inscrire à ess-communs",
	    "subscribe ess-communs" },
	{ "Question", "À quelle heure est la réunion ?", "none" },
	{ "pause jusqu'au 15 août", "Ou alors désabonnez-moi.",
	    "pause lettre 2027-08-15" },
	{ "digest lettre", "", "none" },
};

static const char *proposal_of(
    struct arena *arena, const struct decided_command *proposal)
{
	const struct argument *argument = &proposal->argument;
	char day[DATE_SIZE];
	const char *text;

	if (proposal->command == COMMAND_NONE)
		return "none";
	text = arena_printf(arena, "%s %s", command_name(proposal->command),
	    proposal->list == NULL ? "-" : proposal->list->name);
	if (proposal->command == COMMAND_DELIVERY)
		text = arena_printf(arena, "%s %s", text,
		    sub_delivery_name(argument->delivery));
	if (proposal->command == COMMAND_LANGUAGE)
		text = arena_printf(
		    arena, "%s %s", text, lang_name(argument->language));
	if (argument->until != 0 &&
	    date_local_day(argument->until, conf->site.timezone, day))
		text = arena_printf(arena, "%s %s", text, day);
	if (argument->to_address != NULL)
		text = arena_printf(arena, "%s %s", text, argument->to_address);
	if (argument->number != 0)
		text =
		    arena_printf(arena, "%s %d", text, (int)argument->number);
	return text;
}

static void test_proposals(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(proposals) / sizeof(proposals[0]); i++) {
		struct arena arena = { 0 };
		struct support_mail mail;
		struct decision decision;
		const struct row row = { .who = MEMBER,
			.subject = proposals[i].subject,
			.own = proposals[i].own };
		support_mail(&mail, &arena, conf, "listes@example.org");
		fill(&mail, &arena, &row);
		decide(&arena, &mail.message, &mail.facts, "", &decision);
		assert_string_equal(
		    proposal_of(&arena, &decision.proposal), proposals[i].want);
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_held),
		cmocka_unit_test(test_shared_word),
		cmocka_unit_test(test_proposals),
	};

	return cmocka_run_group_tests_name(
	    "decide lines", tests, setup, teardown);
}
