/* src/core/consent_words.c */
#include "core/consent_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void answers(void **state)
{
	static const struct {
		const char *text;
		enum consent_words want;
	} rows[] = {
		{ "", CONSENT_NOTHING },
		{ "\n \n", CONSENT_NOTHING },
		{ "Bonjour,\n\nMerci !\n\nZoé Dupont", CONSENT_NOTHING },
		{ "Oui", CONSENT_YES },
		{ "oui.", CONSENT_YES },
		{ "OUI OUI", CONSENT_YES },
		{ "Ok pour moi, merci.\nZoé", CONSENT_YES },
		{ "D'accord", CONSENT_YES },
		{ "D’accord !", CONSENT_YES },
		{ "J’approuve.", CONSENT_YES },
		{ "Bon à tirer", CONSENT_YES },
		{ "BAT", CONSENT_YES },
		{ "Bonjour,\n\nC'est bon pour moi, tu peux envoyer.\n\nBien "
		  "cordialement,\nZoé Dupont",
		    CONSENT_YES },
		{ "Yes, looks good to me. Thanks!", CONSENT_YES },
		{ "approve", CONSENT_YES },
		{ "Approved.", CONSENT_YES },
		{ "Validé", CONSENT_YES },
		{ "Valide\u0301", CONSENT_YES },
		{ "O\u0336u\u0336i\u0336", CONSENT_OTHER },
		{ "Non", CONSENT_NO },
		{ "Non, surtout pas !", CONSENT_NO },
		{ "No thanks", CONSENT_NO },
		{ "Je refuse.", CONSENT_NO },
		{ "Pas d'accord", CONSENT_NO },
		{ "Do not send it.", CONSENT_NO },
		{ "Oui, mais corrige la date page 2", CONSENT_OTHER },
		{ "Oui. Il y a une faute page 2.", CONSENT_OTHER },
		{ "oui et non", CONSENT_OTHER },
		{ "Oui ?", CONSENT_OTHER },
		{ "ok?", CONSENT_OTHER },
		{ "Pas ok", CONSENT_OTHER },
		{ "not approved", CONSENT_OTHER },
		{ "Non, il manque la date", CONSENT_OTHER },
		{ "No problem, go ahead", CONSENT_OTHER },
		{ "Oui Paul", CONSENT_OTHER },
		{ "👍", CONSENT_OTHER },
		{ "да", CONSENT_OTHER },
		{ "Je suis absente jusqu'au 3 janvier.", CONSENT_OTHER },
		{ "oui oui oui oui oui oui oui oui oui oui oui oui oui oui oui "
		  "oui oui oui oui oui oui oui oui oui oui oui oui oui oui oui "
		  "oui oui oui oui oui oui oui oui oui oui oui oui oui oui oui "
		  "oui oui oui oui oui oui oui oui oui oui oui oui oui oui oui "
		  "oui oui oui oui oui",
		    CONSENT_OTHER },
		{ "ouiouiouiouiouiouiouiouiouiouiouiouiouiouioui",
		    CONSENT_OTHER },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		enum consent_words got =
		    consent_words_read(rows[i].text, "Zoé Dupont");
		if (got != rows[i].want)
			fail_msg("\"%s\": %d", rows[i].text, (int)got);
	}
}

/* A word of another script is not the name of everybody who writes in it. */
static void signatures(void **state)
{
	(void)state;
	assert_int_equal(consent_words_read("Oui.\nАнна", "Анна"), CONSENT_YES);
	assert_int_equal(
	    consent_words_read("Oui.\nстоп", "Анна"), CONSENT_OTHER);
	/* Who is called so signs, and says nothing. */
	assert_int_equal(consent_words_read("Merci !\nMinjun Go", "Minjun Go"),
	    CONSENT_NOTHING);
	assert_int_equal(
	    consent_words_read("Oui.\nYuna No", "Yuna No"), CONSENT_YES);
	assert_int_equal(
	    consent_words_read("Go ahead.\nMinjun Go", "Minjun Go"),
	    CONSENT_YES);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(answers),
		cmocka_unit_test(signatures) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
