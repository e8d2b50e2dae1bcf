#include "core/command_table.h"

#include <string.h>

const struct command_row command_table[] = {
	{ .command = COMMAND_SUBSCRIBE,
	    .takes = COMMAND_TAKES_LISTS,
	    .names = { [LANG_FR] =
			   "abonnement|abo|abonner|abonne moi|abonnez moi|m "
			   "abonner"
			   "|s abonner|je m abonne|je m inscris|inscris moi"
			   "|inscription|inscrire|inscrivez moi|m inscrire"
			   "|s inscrire|rejoindre",
		[LANG_EN] = "subscribe|sub|subscribe me|subscription|join" },
	    .shown = { "abonnement LISTE", "subscribe LIST" },
	    .example = { "abonnement lettre", "subscribe lettre" },
	    .help = { "vous abonner à une liste", "subscribe to a list" },
	    .answers = "confirm-subscribe already-subscribed which-list" },
	{ .command = COMMAND_UNSUBSCRIBE,
	    .takes = COMMAND_TAKES_LISTS,
	    .names = { [LANG_FR] =
			   "desabonnement|desabo|desabonner|desabonne moi"
			   "|desabonnez moi|je me desabonne|je me desinscris"
			   "|desinscris moi"
			   "|me desabonner|se desabonner|desinscription"
			   "|desinscrire|desinscrivez moi|me desinscrire"
			   "|se desinscrire|quitter",
		[LANG_EN] = "unsubscribe|unsub|unsubscribe me|signoff|sign off"
			    "|sig|leave|stop" },
	    .shown = { "désabonnement LISTE", "unsubscribe LIST" },
	    .example = { "désabonnement lettre", "unsubscribe lettre" },
	    .help = { "quitter une liste", "leave a list" },
	    .answers =
		"confirm-unsubscribe goodbye not-subscribed which-list" },
	{ .command = COMMAND_CONFIRM,
	    .takes = COMMAND_TAKES_TOKEN,
	    .unsaid = true,
	    .names = { [LANG_FR] = "confirmer|confirmation|je confirme",
		[LANG_EN] = "confirm|auth" },
	    .shown = { "confirmer CODE", "confirm CODE" },
	    .example = { "confirmer", "confirm" },
	    .help = { "confirmer une demande ; répondre à notre message suffit",
		"confirm a request; an answer to our message will do" },
	    .answers = "welcome goodbye already-done" },
	{ .command = COMMAND_HELP,
	    .takes = COMMAND_TAKES_LIST,
	    .question = true,
	    .names = { [LANG_FR] = "aide|commandes|listes|quelles listes",
		[LANG_EN] =
		    "help|commands|lists|info|index|intro|faq|which lists" },
	    .shown = { "aide", "help" },
	    .example = { "aide", "help" },
	    .help = { "recevoir ce message", "receive this message" },
	    .answers = "help" },
	{ .command = COMMAND_DELIVERY,
	    .mode = SUB_EACH,
	    .takes = COMMAND_TAKES_LIST,
	    .who = COMMAND_SUBSCRIBERS,
	    .set = true,
	    .names = { [LANG_FR] = "chaque message|chaque mail|chaque courriel"
				   "|message par message|+chaque|+tous",
		[LANG_EN] = "each|each message|each mail|every message|nodigest"
			    "|+mail|+on|+digest off|+no digest|+every"
			    "|delivery on" },
	    .shown = { "chaque message", "each" },
	    .example = { "chaque message ess-communs", "each ess-communs" },
	    .help = { "recevoir chaque message, un par un",
		"get every message by itself" },
	    .answers = "confirm-change settings not-subscribed which-list" },
	{ .command = COMMAND_DELIVERY,
	    .mode = SUB_DIGEST,
	    .takes = COMMAND_TAKES_LIST,
	    .who = COMMAND_SUBSCRIBERS,
	    .set = true,
	    .names = { [LANG_FR] =
			   "=résumé|=résumés|=groupé|=groupés|messages "
			   "groupes|digest|digests|en resume|resume "
			   "quotidien"
			   "|resume hebdomadaire|resume mensuel|recapitulatif"
			   "|digest quotidien|digest hebdomadaire"
			   "|digest mensuel|+resume",
		[LANG_EN] = "digest|digests|daily digest|weekly digest"
			    "|monthly digest|digestplain|digest plain"
			    "|digest mime|+summary|+digest on" },
	    .shown = { "résumé", "digest" },
	    .example = { "résumé ess-communs", "digest ess-communs" },
	    .help = { "recevoir les messages réunis en un seul, de temps en "
		      "temps",
		"get the messages of a period in a single one" },
	    .answers = "confirm-change settings not-subscribed which-list" },
	{ .command = COMMAND_DELIVERY,
	    .mode = SUB_NONE,
	    .takes = COMMAND_TAKES_LIST,
	    .who = COMMAND_SUBSCRIBERS,
	    .set = true,
	    .names = { [LANG_FR] = "aucun envoi|sans envoi|pas d envoi|+aucun"
				   "|+rien",
		[LANG_EN] = "nomail|+no mail|+none|+off|delivery off"
			    "|no delivery" },
	    .shown = { "aucun envoi", "nomail" },
	    .example = { "aucun envoi ess-communs", "nomail ess-communs" },
	    .help = { "rester membre sans rien recevoir",
		"stay on the list without getting its mail" },
	    .answers = "confirm-change settings not-subscribed which-list" },
	{ .command = COMMAND_PAUSE,
	    .takes = COMMAND_TAKES_DATE,
	    .who = COMMAND_SUBSCRIBERS,
	    .names = { [LANG_FR] = "pause|mettre en pause|mise en pause"
				   "|suspendre|suspension|faire une pause",
		[LANG_EN] = "pause|suspend" },
	    .shown = { "pause jusqu’au DATE", "pause until DATE" },
	    .example = { "pause jusqu'au 15 août", "pause until 1 September" },
	    .help = { "ne rien recevoir jusqu’à ce jour compris, ou pendant "
		      "« 3 semaines »",
		"get nothing until the end of that day, or for “3 weeks”" },
	    .answers = "confirm-change settings not-subscribed which-list" },
	{ .command = COMMAND_RESUME,
	    .takes = COMMAND_TAKES_LIST,
	    .who = COMMAND_SUBSCRIBERS,
	    .names = { [LANG_FR] = "reprendre|reprise|fin de pause"
				   "|fin de la pause|reprendre les envois"
				   "|reprise des envois",
		[LANG_EN] = "=resume|unpause|end pause|end of pause"
			    "|resume delivery|resume mail" },
	    .shown = { "reprendre", "resume" },
	    .example = { "reprendre ess-communs", "resume ess-communs" },
	    .help = { "finir une pause", "end a pause" },
	    .answers = "confirm-change settings not-subscribed which-list" },
	{ .command = COMMAND_TOPICS,
	    .takes = COMMAND_TAKES_TOPICS,
	    .who = COMMAND_SUBSCRIBERS,
	    .question = true,
	    .names = { [LANG_FR] = "themes|theme|mes themes|thematiques",
		[LANG_EN] = "topics|topic|my topics" },
	    .shown = { "thèmes +UN -AUTRE", "topics +ONE -OTHER" },
	    .example = { "thèmes +plateformes -travail",
		"topics +plateformes -travail" },
	    .help = { "ajouter et retirer des thèmes ; « thèmes ? » les montre,"
		      " « thèmes tous » les prend tous",
		"add and drop topics; “topics ?” shows them, “topics all” "
		"takes them all" },
	    .answers =
		"topics confirm-change settings not-subscribed which-list" },
	{ .command = COMMAND_LANGUAGE,
	    .takes = COMMAND_TAKES_LANGUAGE,
	    .who = COMMAND_SUBSCRIBERS,
	    .set = true,
	    .must = true,
	    .names = { [LANG_FR] = "langue|ma langue",
		[LANG_EN] = "language|lang|my language" },
	    .shown = { "langue français ou anglais",
		"language French or English" },
	    .example = { "langue anglais", "language French" },
	    .help = { "la langue dans laquelle nous vous écrivons",
		"the language in which we write to you" },
	    .answers = "confirm-change settings not-subscribed which-list" },
	{ .command = COMMAND_ISSUE,
	    .takes = COMMAND_TAKES_NUMBER,
	    .who = COMMAND_SUBSCRIBERS,
	    .must = true,
	    .names = { [LANG_FR] = "numero|n|num|renvoyer numero"
				   "|renvoyer le numero|recevoir le numero",
		[LANG_EN] = "issue|no|nr|get|get issue|resend issue|issue no"
			    "|issue number|number" },
	    .shown = { "numéro N", "issue N" },
	    .example = { "numéro 12", "issue 12" },
	    .help = { "recevoir de nouveau un numéro de la lettre",
		"get an issue of the newsletter again" },
	    .answers = "issue issue-unknown not-subscribed which-list" },
	{ .command = COMMAND_ISSUE,
	    .takes = COMMAND_TAKES_LIST,
	    .who = COMMAND_SUBSCRIBERS,
	    .names = { [LANG_FR] = "dernier numero|le dernier numero"
				   "|renvoyer le dernier numero",
		[LANG_EN] = "last issue|latest issue|the last issue|get last"
			    "|get last issue|resend last issue"
			    "|the latest issue" },
	    .shown = { "dernier numéro", "last issue" },
	    .example = { "dernier numéro", "last issue" },
	    .help = { "recevoir de nouveau le dernier",
		"get the last one again" },
	    .answers = "issue issue-unknown not-subscribed which-list" },
	{ .command = COMMAND_DATA,
	    .takes = COMMAND_TAKES_LIST,
	    .question = true,
	    .names = { [LANG_FR] = "mes donnees|donnees|mes abonnements",
		[LANG_EN] = "my data|data|which|query|my subscriptions" },
	    .shown = { "mes données", "my data" },
	    .example = { "mes données", "my data" },
	    .help = { "recevoir tout ce que nous savons de vous",
		"receive all that we know about you" },
	    .answers = "data" },
	{ .command = COMMAND_CORRECT,
	    .takes = COMMAND_TAKES_NAME,
	    .who = COMMAND_SUBSCRIBERS,
	    .grave = true,
	    .must = true,
	    .names = { [LANG_FR] = "corriger nom|corriger mon nom|changer nom"
				   "|changer mon nom|changer de nom"
				   "|modifier mon nom|nouveau nom|nom",
		[LANG_EN] = "name|correct name|correct my name|change name"
			    "|change my name|change name to"
			    "|change my name to|new name" },
	    .shown = { "corriger nom NOM", "name NAME" },
	    .example = { "corriger nom Jeanne Martin", "name Jane Martin" },
	    .help = { "corriger votre nom", "correct your name" },
	    .answers =
		"confirm-correct corrected correct-refused not-subscribed" },
	{ .command = COMMAND_CORRECT,
	    .takes = COMMAND_TAKES_ADDRESS,
	    .who = COMMAND_SUBSCRIBERS,
	    .grave = true,
	    .must = true,
	    .names = { [LANG_FR] = "corriger adresse|corriger mon adresse"
				   "|changer adresse|changer d adresse"
				   "|changer mon adresse|modifier mon adresse"
				   "|nouvelle adresse|ma nouvelle adresse"
				   "|corriger mon e mail|corriger mon email"
				   "|corriger mon mail",
		[LANG_EN] = "address|change address|change my address"
			    "|change my email|change my email address"
			    "|change email|new address|my new address"
			    "|update my address|correct address"
			    "|correct my address" },
	    .shown = { "corriger adresse ADRESSE", "address ADDRESS" },
	    .example = { "corriger adresse jeanne@example.com",
		"change my address to jane@example.com" },
	    .help = { "recevoir nos messages à une autre adresse",
		"get our mail at another address" },
	    .answers = "confirm-correct corrected confirm-address "
		       "address-changed correct-refused not-subscribed" },
	{ .command = COMMAND_OBJECT,
	    .takes = COMMAND_TAKES_NOTHING,
	    .grave = true,
	    .names = { [LANG_FR] = "opposition", [LANG_EN] = "object" },
	    .shown = { "opposition", "object" },
	    .example = { "opposition", "object" },
	    .help = { "quitter toutes les listes et ne plus jamais recevoir de "
		      "message de nous",
		"leave every list and never hear from us again" },
	    .answers = "confirm-object objected" },
	{ .command = COMMAND_ERASE,
	    .takes = COMMAND_TAKES_NOTHING,
	    .grave = true,
	    .names = { [LANG_FR] = "effacer|effacez moi|m effacer"
				   "|effacer mes donnees",
		[LANG_EN] = "erase|erase me|erase my data|delete my data"
			    "|forget me" },
	    .shown = { "effacer", "erase me" },
	    .example = { "effacer", "erase me" },
	    .help = { "effacer tout ce que nous savons de vous",
		"erase all that we know about you" },
	    .answers = "confirm-erase erased" },
	{ .command = COMMAND_MEMBERS,
	    .unsaid = true,
	    .takes = COMMAND_TAKES_LIST,
	    .question = true,
	    .names = { [LANG_FR] = "membres|liste des membres",
		[LANG_EN] = "who|review|members|subscribers" },
	    .shown = { "membres", "who" },
	    .example = { "membres ess-communs", "review ess-communs" },
	    .help = { "apprendre que la liste des membres n’est dite à "
		      "personne",
		"learn that nobody is told who is on a list" },
	    .answers = "members-private" },
	{ .command = COMMAND_NONE,
	    .takes = COMMAND_TAKES_NOTHING,
	    .names = { [LANG_FR] = "fin", [LANG_EN] = "end|quit|exit" },
	    .shown = { "fin", "end" },
	    .example = { "fin", "end" },
	    .help = { "ce qui suit n’est plus une commande",
		"what follows is no command any more" },
	    .answers = "" },
};

const size_t command_table_length =
    sizeof(command_table) / sizeof(command_table[0]);

bool command_table_sets(const char *word)
{
	static const char *const words[] = { "set", "mode", "option", "options",
		"delivery", "livraison", "reception" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}
