/* What a person may copy: a command line, and an answer. */
#include "op_support.h"

#include <stdlib.h>

#include "core/proposal.h"

static struct op_site site;

static const struct conf_list *lettre(void)
{
	return conf_list(site.conf, "lettre");
}

static void must_propose(struct decided_command proposal, const char *wanted)
{
	assert_string_equal(proposal_command(&site.arena, &proposal), wanted);
}

static void command_lines(void **state)
{
	struct decided_command p = { .command = COMMAND_UNSUBSCRIBE,
		.list = lettre(),
		.address = "anne@example.net" };

	(void)state;
	must_propose(
	    p, "liaison subscriber remove lettre anne@example.net --tell");
	p.command = COMMAND_SUBSCRIBE;
	must_propose(
	    p, "liaison subscriber add lettre anne@example.net --invite");
	p.command = COMMAND_ERASE;
	must_propose(p, "liaison subscriber erase anne@example.net");
	p.command = COMMAND_DELIVERY;
	p.argument.delivery = SUB_DIGEST;
	must_propose(p, "liaison subscriber set lettre anne@example.net "
			"--delivery digest");
	p.command = COMMAND_TOPICS;
	p.argument.topics = "travail plateformes";
	must_propose(p, "liaison subscriber set lettre anne@example.net "
			"--topics travail,plateformes");
	p.argument.topics = "+travail"; /* what there is now is not known */
	must_propose(p, "");
	p.command = COMMAND_PAUSE;
	must_propose(p, "");
	p.argument.until = OP_NOW;
	must_propose(p, "liaison subscriber set lettre anne@example.net "
			"--pause 2027-01-15");
	p.command = COMMAND_NONE;
	must_propose(p, "");
}

/* Whoever writes may choose their address and name. */
static void nothing_but_one_word_for_the_shell(void **state)
{
	struct decided_command p = { .command = COMMAND_UNSUBSCRIBE,
		.list = lettre() };

	(void)state;
	p.address = "a;rm$IFS-rf@x.org";
	must_propose(p, "liaison subscriber remove lettre "
			"'a;rm$IFS-rf@x.org' --tell");
	p.address = "o'neil`id`@x.org";
	must_propose(p, "liaison subscriber remove lettre "
			"'o'\\''neil`id`@x.org' --tell");
	p.address = "'@x.org";
	must_propose(p, "liaison subscriber remove lettre "
			"''\\''@x.org' --tell");
	p.address = "--tell@x.org";
	must_propose(p, "");
	p.address = "a\nb@x.org";
	must_propose(p, "");
	p.address = "";
	must_propose(p, "");
	p.address = "a@x.org";
	p.list = NULL;
	must_propose(p, "");
	p.list = lettre();
	p.command = COMMAND_CORRECT;
	p.argument.name = "Anne $(reboot) \"x\"";
	must_propose(p, "liaison subscriber set lettre a@x.org --name "
			"'Anne $(reboot) \"x\"'");
}

/* What is only done after a person did it is not told as done. */
static void must_not_claim(const char *text)
{
	static const char *const claims[] = { "C’est fait", "C’est corrigé",
		"vient de", "sont suspendus", "oici", "It is done",
		"It is corrected", "has just", "is suspended", "ere it is" };

	for (size_t i = 0; i < sizeof(claims) / sizeof(*claims); i++)
		assert_null(strstr(text, claims[i]));
}

/* Every command has its sentence, in both languages, and no other's. */
static void answers(void **state)
{
	struct proposal_answer answer = {
		.list = lettre(), .address = "anne@example.net", .name = ""
	};
	const char *text;
	const char *none;

	(void)state;
	for (int l = 0; l < LANG__MAX; l++) {
		answer.language = (enum lang)l;
		answer.verb = "nothing-known";
		op_must(&site, proposal_answer(&site.ctx, &site.arena, &answer,
				   &none, &site.err));
		for (int i = COMMAND_SUBSCRIBE; i <= COMMAND_MEMBERS; i++) {
			answer.verb = command_name((enum command)i);
			op_must(&site, proposal_answer(&site.ctx, &site.arena,
					   &answer, &text, &site.err));
			assert_true(strlen(text) > strlen(none) + 40);
			assert_null(strstr(text, "Mouchotte")); /* no foot */
			must_not_claim(text);
		}
	}
	answer.verb = "";
	op_must(&site,
	    proposal_answer(&site.ctx, &site.arena, &answer, &text, &site.err));
	assert_string_equal(text, "");
}

static int open_site(void **state)
{
	(void)state;
	op_site_open(&site);
	return 0;
}

static int close_site(void **state)
{
	(void)state;
	op_site_close(&site);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(command_lines),
		cmocka_unit_test(nothing_but_one_word_for_the_shell),
		cmocka_unit_test(answers),
	};

	return cmocka_run_group_tests(tests, open_site, close_site);
}
