/* Whose words are these?  Shapes of the clients that people write with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/own.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define RULE47      "_______________________________________________\n"

struct row {
	const char *name;
	const char *text;
	const char *want;
};

static void check(const struct row *rows, size_t n)
{
	struct arena arena = { 0 };

	for (size_t i = 0; i < n; i++) {
		char *got = own_words(&arena, rows[i].text);
		if (strcmp(got, rows[i].want) != 0)
			fail_msg("%s: \"%s\" instead of \"%s\"", rows[i].name,
			    got, rows[i].want);
	}
	arena_free(&arena);
}

static void test_quotes(void **state)
{
	static const struct row rows[] = {
		{ "nothing", "", "" },
		{ "only words", "a\n\nb\n", "a\n\nb" },
		{ "quoted line", "> a\nb\n", "b" },
		{ "nested and indented", ">> a\n > b\n>c\nd", "d" },
		{ "below",
		    "Le 3 mars 2026, X a \xc3\xa9"
		    "crit :\n> a\n\noui\n",
		    "oui" },
		{ "between", "On 3 March, X wrote:\n> a?\nyes\n> b?\nno\n",
		    "yes\nno" },
		{ "tail of a broken line",
		    "On 3 March, X wrote:\n"
		    "> a long line of somebody else that a client has broken "
		    "into\ntwo\n> more\n\nyes\n",
		    "yes" },
		{ "a sentence that ends so",
		    "Ma soeur a \xc3\xa9"
		    "crit : oui\nMarie a \xc3\xa9"
		    "crit :\nc'est bien",
		    "Ma soeur a \xc3\xa9"
		    "crit : oui\nMarie a \xc3\xa9"
		    "crit :\nc'est bien" },
		{ "not a quote", "5 > 3\n", "5 > 3" },
		{ "an answer right below a long quoted line",
		    "> Voulez-vous vraiment quitter la liste dont vous etes "
		    "membre depuis\nnon\n> toujours\n",
		    "non" },
		{ "below a long question",
		    "> Voulez-vous vraiment quitter la liste dont vous etes "
		    "membre ?\nsurtout pas\n> merci\n",
		    "surtout pas" },
		{ "a sentence right above the attribution",
		    "On second thought, no\n"
		    "On Mon, Jul 20, 2026 at 9:12 AM X <x@y.org> wrote:\n> a\n",
		    "On second thought, no" },
		{ "one with a number",
		    "Le 3 non, mais\n"
		    "Le lun. 20 juil. 2026 a 09:12, X a ecrit :\n> a\n",
		    "Le 3 non, mais" },
		{ "a story that ends so",
		    "Le 3 juin 2026 votre robot m'a ecrit :\nmerci\n"
		    "Non, je reste.",
		    "Le 3 juin 2026 votre robot m'a ecrit :\nmerci\n"
		    "Non, je reste." },
		{ "a rule of one's own", "Bonjour\n\n-----\n\nNon, je reste.\n",
		    "Bonjour\n\n-----\n\nNon, je reste." },
	};

	(void)state;
	check(rows, COUNT(rows));
}

static void test_attributions(void **state)
{
	static const struct row rows[] = {
		{ "Gmail, French",
		    "ok\n\nLe jeu. 4 juin 2026 \xc3\xa0 09:12, X "
		    "<x@example.org> a \xc3\xa9"
		    "crit :\n\n> a\n",
		    "ok" },
		{ "Gmail, wrapped",
		    "ok\n\nLe jeu. 4 juin 2026 \xc3\xa0 09:12, X\n"
		    "<x@example.org> a \xc3\xa9"
		    "crit :\n\n> a\n",
		    "ok" },
		{ "Gmail, no-break space",
		    "ok\n\nLe jeu. 4 juin 2026 \xc3\xa0 09:12, X "
		    "<x@example.org> a \xc3\xa9"
		    "crit\xc2\xa0:\n> a\n",
		    "ok" },
		{ "Gmail, English",
		    "ok\n\nOn Thu, Jun 4, 2026 at 9:12 AM X <x@example.org>\n"
		    "wrote:\n\n> a\n",
		    "ok" },
		{ "Thunderbird, French",
		    "ok\n\nLe 04/06/2026 \xc3\xa0 09:12, X a \xc3\xa9"
		    "crit\xc2\xa0:\n> a\n",
		    "ok" },
		{ "Apple Mail, English",
		    "ok\n\n> On 4 Jun 2026, at 09:12, X <x@y.org> wrote:\n> "
		    "\n> a\n",
		    "ok" },
		{ "Apple, quoted without marks",
		    "ok\n\nLe 4 juin 2026 \xc3\xa0 09:12, X <x@y.org> a "
		    "\xc3\xa9"
		    "crit :\n\nBonjour,\nSTOP\n",
		    "ok" },
		{ "Yahoo",
		    "ok\n\n    Le jeudi 4 juin 2026 \xc3\xa0 09:12:00 UTC+2, "
		    "X <x@y.org> a \xc3\xa9"
		    "crit :  \n \n Bonjour, STOP\n",
		    "ok" },
		{ "mutt",
		    "On Thu, Jun 04, 2026 at 09:12:00AM +0200, X wrote:\n> "
		    "a\n\nok\n",
		    "ok" },
		{ "old French client",
		    "ok\n\nX a \xc3\xa9"
		    "crit :\n> a\n",
		    "ok" },
		{ "Zimbra",
		    "ok\n\n----- Mail original -----\nDe: \"X\" <x@y.org>\n"
		    "\xc3\x80: \"moi\" <m@y.org>\n"
		    "Envoy\xc3\xa9: Jeudi 4 Juin 2026 09:12:00\n"
		    "Objet: truc\n\nSTOP\n",
		    "ok" },
		{ "Roundcube",
		    "Le 2026-06-04 09:12, X a \xc3\xa9"
		    "crit :\n> a\n\nok",
		    "ok" },
		{ "Proton",
		    "ok\n\nEnvoy\xc3\xa9 avec la messagerie s\xc3\xa9"
		    "curis\xc3\xa9"
		    "e Proton Mail.\n\n"
		    "Le jeudi 4 juin 2026 \xc3\xa0 09:12, X <x@y.org> a "
		    "\xc3\xa9"
		    "crit :\n\n> a\n",
		    "ok" },
		{ "Proton, older",
		    "ok\n\n------- Original Message -------\nOn Thursday, "
		    "June 4th, 2026 at 09:12, X <x@y.org> wrote:\n\n> a\n",
		    "ok" },
		{ "SOGo",
		    "ok\n\nLe Jeudi, Juin 04, 2026 09:12 CEST, X "
		    "<x@y.org> a \xc3\xa9"
		    "crit:\n \n> a\n",
		    "ok" },
		{ "German", "ja\n\nAm 04.06.26 um 09:12 schrieb X:\n> a\n",
		    "ja" },
	};

	(void)state;
	check(rows, COUNT(rows));
}

static void test_blocks(void **state)
{
	static const struct row rows[] = {
		{ "Outlook, French",
		    "ok\n\n________________________________\nDe : X\n"
		    "Envoy\xc3\xa9 : jeudi\n\xc3\x80 : moi\nObjet : "
		    "truc\n\nSTOP\n",
		    "ok" },
		{ "Outlook, English",
		    "ok\n\nFrom: X <x@y.org>\nSent: Thursday\nTo: me\n"
		    "Subject: it\n\nSTOP\n",
		    "ok" },
		{ "Outlook, bold",
		    "ok\n\n*De :* X\n*Envoy\xc3\xa9 :* jeudi\n*\xc3\x80 :* "
		    "moi\n*Objet :* truc\n\nSTOP\n",
		    "ok" },
		{ "Outlook, no-break spaces",
		    "ok\n\nDe\xc2\xa0: X\nEnvoy\xc3\xa9\xc2\xa0: jeudi\n"
		    "\xc3\x80\xc2\xa0: moi\nObjet\xc2\xa0: truc\n\nSTOP\n",
		    "ok" },
		{ "Outlook, original message",
		    "ok\n\n-----Message d'origine-----\nDe : X\n\nSTOP\n",
		    "ok" },
		{ "typographic apostrophe",
		    "ok\n\n-----Message d\xe2\x80\x99origine-----\nSTOP\n",
		    "ok" },
		{ "English",
		    "ok\n\n-----Original Message-----\nFrom: X\n\nSTOP\n",
		    "ok" },
		{ "Samsung",
		    "ok\n\n\nEnvoy\xc3\xa9 depuis mon appareil Galaxy\n\n\n"
		    "-------- Message d'origine --------\nDe : X\n"
		    "Date : 04/06\nSTOP\n",
		    "ok" },
		{ "forwarded, Gmail",
		    "voir\n\n---------- Forwarded message ---------\n"
		    "De : X\nDate: jeu.\nSubject: STOP\n\nSTOP\n",
		    "voir" },
		{ "forwarded, Thunderbird",
		    "-------- Message transf\xc3\xa9r\xc3\xa9 --------\n"
		    "Sujet : a\nDate : b\nDe : c\nPour : d\n\nSTOP\n",
		    "" },
		{ "forwarded, Apple",
		    "voir\n\nD\xc3\xa9"
		    "but du message r\xc3\xa9"
		    "exp\xc3\xa9"
		    "di\xc3\xa9 :\n\nDe: X\n\nSTOP",
		    "voir" },
		{ "Orange",
		    "ok\n\n> Message du 04/06/26 09:12\n> De : \"X\" "
		    "<x@y.org>\n> A : m@y.org\n> Objet : truc\n> \n> STOP\n",
		    "ok" },
		{ "La Poste",
		    "ok\n\n\nDe : \"X\" <x@y.org>\nA : m@y.org\n"
		    "Envoy\xc3\xa9: jeudi 4 juin 2026 09:12\nObjet : truc\n\n"
		    "STOP\n",
		    "ok" },
		{ "a person's own list", "De : Rennes\nA : Paris\nmerci\n",
		    "De : Rennes\nA : Paris\nmerci" },
	};

	(void)state;
	check(rows, COUNT(rows));
}

static void test_signatures(void **state)
{
	static const struct row rows[] = {
		{ "usual", "ok\n-- \nX\nSTOP\n", "ok" },
		{ "without the blank", "ok\n--\nX\nSTOP\n", "ok" },
		{ "above the quote",
		    "ok\n-- \nX\n\nOn 4 June, Y wrote:\n> "
		    "a\n",
		    "ok" },
		{ "above the quote, answer below",
		    "-- \nX\n\nOn 4 June, Y wrote:\n> a\n\nok\n", "ok" },
		{ "iPhone, French", "ok\n\nEnvoy\xc3\xa9 de mon iPhone\n",
		    "ok" },
		{ "iPad, English", "ok\n\nSent from my iPad\n", "ok" },
		{ "a telephone of no name",
		    "ok\n\nCet email a ete envoye depuis mon mobile\n", "ok" },
		{ "an advertisement", "ok\n\nTelecharger X pour Android\n",
		    "ok" },
		{ "words about a telephone",
		    "non\nje ne l'ai pas envoye depuis mon mobile\n",
		    "non\nje ne l'ai pas envoye depuis mon mobile" },
		{ "a rule around the attribution",
		    "oui\n\n---- On Tue, 3 Mar 2026, X wrote ----\n\nb\n",
		    "oui" },
		{ "Outlook for telephones",
		    "ok\n\nT\xc3\xa9l\xc3\xa9"
		    "charger Outlook pour Android"
		    "<https://aka.ms/x>\n",
		    "ok" },
		{ "Get Outlook",
		    "ok\n\nGet Outlook for iOS<https://aka.ms/x>\n", "ok" },
		{ "Mail for Windows",
		    "ok\n\nProvenance : Courrier pour Windows\n", "ok" },
		{ "Orange",
		    "ok\n\nEnvoy\xc3\xa9 depuis l'application Mail Orange\n",
		    "ok" },
		{ "virus check", "ok\n\nGaranti sans virus. www.avast.com\n",
		    "ok" },
		{ "company notice",
		    "ok\n\nCe message et toutes les pi\xc3\xa8"
		    "ces jointes\nsont \xc3\xa0 supprimer. STOP\n",
		    "ok" },
		{ "a sentence that begins so",
		    "Envoy\xc3\xa9 hier, mon message est rest\xc3\xa9 sans "
		    "suite\n",
		    "Envoy\xc3\xa9 hier, mon message est rest\xc3\xa9 sans "
		    "suite" },
		{ "Mailman footer",
		    "ok\n" RULE47 "Liste mailing list\nListe@example.org\n"
		    "unsubscribe\n",
		    "ok" },
		{ "Google Groups",
		    "ok\n\n-- \nVous recevez ce message, car vous \xc3\xaates "
		    "abonn\xc3\xa9 au groupe\nunsubscribe\n",
		    "ok" },
		{ "a dash in a sentence", "ok\n- un\n- deux\n",
		    "ok\n- un\n- deux" },
	};

	(void)state;
	check(rows, COUNT(rows));
}

static void test_pgp(void **state)
{
	static const struct row rows[] = {
		{ "signed",
		    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n"
		    "Comment: a b\n\nnon\n- -- \nX\n"
		    "-----BEGIN PGP SIGNATURE-----\n"
		    "Version: GnuPG v2\n\niQEzBAEB\n=abcd\n"
		    "-----END PGP SIGNATURE-----\n",
		    "non" },
		{ "signed, words below",
		    "-----BEGIN PGP SIGNED MESSAGE-----\n\na\n"
		    "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEB\n"
		    "-----END PGP SIGNATURE-----\nb\n",
		    "a\nb" },
		{ "encrypted",
		    "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n=abcd\n"
		    "-----END PGP MESSAGE-----\n",
		    "" },
		{ "cut off", "a\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n", "a" },
		{ "armour that never ends",
		    "-----BEGIN PGP SIGNATURE-----\n\nhQEMA\n"
		    "Non, je reste.\n",
		    "Non, je reste." },
		{ "a key",
		    "a\n-----BEGIN PGP PUBLIC KEY BLOCK-----\n"
		    "Comment: X <x@y.org>\n\nhQEMA\n"
		    "-----END PGP PUBLIC KEY BLOCK-----\n",
		    "a" },
	};

	(void)state;
	check(rows, COUNT(rows));
}

/* Where nobody can tell, it is the person's. */
static void test_said(void **state)
{
	static const struct {
		const char *text;
		const char *want;
	} said[] = {
		{ "Oui\n-- \nPaul\n", "Oui" },
		{ "Oui\n--\nPaul\n", "Oui" },
		{ "Oui\n---\nLa date est fausse.\n",
		    "Oui\n---\nLa date est fausse." },
		{ "Oui\n\xe2\x80\x94\nNon\n", "Oui\n\xe2\x80\x94\nNon" },
		{ "Oui\n______\nwww.example.org manque\n",
		    "Oui\n______\nwww.example.org manque" },
		{ "> une ligne qui est longue et que personne n'a finie, car "
		  "elle va\npas de lien\n> plus loin\n",
		    "pas de lien" },
		{ "Oui\n\nCe message est confidentiel. Non.\n", "Oui" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(said); i++)
		assert_string_equal(
		    own_said(&arena, said[i].text), said[i].want);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_attributions),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_signatures),
		cmocka_unit_test(test_pgp),
		cmocka_unit_test(test_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
