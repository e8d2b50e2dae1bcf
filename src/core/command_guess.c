#include "core/command_guess.h"

#include <string.h>

#include "core/chosen.h"
#include "core/command_date.h"
#include "core/command_word.h"
#include "mail/addr.h"

enum { TEXT_MAX = 2000, WORDS_MAX = 400, DATE_WORDS = 8 };

struct words {
	const char *v[WORDS_MAX];
	size_t n;
};

/* One word of each part makes the guess; '*' stands for an ending. */
struct rule {
	enum command command;
	enum sub_delivery mode;
	const char *first;
	const char *second; /* NULL = none is needed */
};

static const struct rule rules[] = {
	{ COMMAND_ERASE, SUB_EACH,
	    "supprim* effac* oubli oublie* erase* erasure delet* forget*",
	    "donnees data rgpd gdpr oubli cnil forgotten" },
	{ COMMAND_OBJECT, SUB_EACH, "oppose* opposition object objection",
	    "donnees data rgpd gdpr cnil prospection marketing traitement "
	    "processing messages mails droit right" },
	{ COMMAND_OBJECT, SUB_EACH, "blacklist* blocklist* bloctel", NULL },
	{ COMMAND_OBJECT, SUB_EACH, "liste list", "noire rouge black block" },
	{ COMMAND_DATA, SUB_EACH, "donnees data rgpd gdpr cnil",
	    "copie copy acces access quelles which what concernant about "
	    "savoir know portabilite portability export demande request "
	    "recevoir receive mes my" },
	{ COMMAND_RESUME, SUB_EACH,
	    "reprendre reprise reactiv* resume resuming unpause",
	    "abonnement envois messages mails subscription delivery pause" },
	{ COMMAND_PAUSE, SUB_EACH,
	    "suspend* pause interrompre momentan* temporair* temporarily "
	    "vacances conge conges holiday* vacation provisoire* hold "
	    "standby",
	    NULL },
	{ COMMAND_PAUSE, SUB_EACH, "attente",
	    "mettre mettez place* placer placez" },
	{ COMMAND_CORRECT, SUB_EACH,
	    "chang* nouvel* new modif* remplac* update* corrig* replac* "
	    "correct* moved",
	    "adresse* address mail email courriel nom name" },
	{ COMMAND_CORRECT, SUB_EACH,
	    "orthograph* misspel* mariage married epouse", "nom name" },
	{ COMMAND_ISSUE, SUB_EACH,
	    "renvoy* renvoi resend manqu* missed dernier last recu "
	    "receive* archive* again",
	    "numero issue bulletin" },
	{ COMMAND_DELIVERY, SUB_DIGEST,
	    "digest resume recapitulatif hebdomadaire weekly groupes", NULL },
	{ COMMAND_LANGUAGE, SUB_EACH,
	    "anglais english francais french langue language",
	    "langue language version recevoir receive prefere* prefer" },
	{ COMMAND_TOPICS, SUB_EACH, "theme* thematique* topic*",
	    "seulement only recevoir receive choisir choose interesse* "
	    "interested plus abonn* subscri*" },
};

static bool fits(const char *word, struct str pattern)
{
	if (pattern.n > 0 && pattern.p[pattern.n - 1] == '*')
		return strncmp(word, pattern.p, pattern.n - 1) == 0;
	return str_is(pattern, word);
}

static bool any_of(const struct words *words, const char *patterns)
{
	for (size_t i = 0; i < words->n; i++) {
		struct str rest = str_c(patterns);
		struct str one;
		while (str_split(&rest, ' ', &one))
			if (fits(words->v[i], one))
				return true;
	}
	return false;
}

static void read_text(
    struct arena *arena, const char *text, struct words *words)
{
	struct str rest = str_sub(str_c(text), 0, TEXT_MAX);
	struct command_words read;
	struct str line;

	while (str_line(&rest, &line)) {
		command_words_read(
		    arena, str_sub(line, 0, COMMAND_LINE_MAX), &read);
		for (size_t i = 0; i < read.n && words->n < WORDS_MAX; i++)
			words->v[words->n++] = read.v[i];
	}
}

/* The longest run of words that says until when. */
static int64_t find_date(
    const struct weighing *weighing, const struct words *words)
{
	const struct facts *facts = weighing->facts;
	int64_t until;

	for (size_t i = 0; i < words->n; i++)
		for (size_t n = DATE_WORDS; n >= 2; n--)
			if (i + n <= words->n &&
			    command_date_read(words->v + i, n, false,
				facts->now, facts->conf->site.timezone, &until))
				return until;
	return 0;
}

/* The first address that is neither the sender's nor one of ours. */
static const char *find_address(
    const struct weighing *weighing, const struct words *words)
{
	struct arena *arena = weighing->arena;
	struct err unused;
	char *address;

	for (size_t i = 0; i < words->n; i++) {
		struct str word = str_c(words->v[i]);
		if (!command_word_is_address(words->v[i]) ||
		    str_iis(word, weighing->message->sender_address) ||
		    route_is_ours(weighing->facts->conf, word))
			continue;
		if (addr_normalise(arena, word, &address, &unused) == ERR_OK)
			return address;
	}
	return NULL;
}

static int64_t find_number(const struct words *words)
{
	uint64_t number;

	for (size_t i = 0; i + 1 < words->n; i++)
		if ((any_of(&(struct words){ .v = { words->v[i] }, .n = 1 },
			"numero n no issue number")) &&
		    str_u64(str_c(words->v[i + 1]), 999999, &number))
			return (int64_t)number;
	return 0;
}

static void fill(const struct weighing *weighing, const struct words *words,
    struct decided_command *proposal)
{
	struct argument *argument = &proposal->argument;

	argument->topics = "";
	if (proposal->command == COMMAND_PAUSE)
		argument->until = find_date(weighing, words);
	if (proposal->command == COMMAND_CORRECT)
		argument->to_address = find_address(weighing, words);
	if (proposal->command == COMMAND_ISSUE)
		argument->number = find_number(words);
	if (proposal->command == COMMAND_LANGUAGE &&
	    any_of(words, "anglais english"))
		argument->language = LANG_EN;
}

static const struct conf_list *find_list(const struct weighing *weighing)
{
	const struct wording *wording = &weighing->wording;
	struct chosen chosen = { .n = 0 };

	if (wording->request_count > 0 && wording->requests[0].list_count > 0)
		return wording->requests[0].lists[0];
	chosen_implied(weighing, &chosen);
	if (chosen.n == 0 && weighing->facts->sender_list_count == 1)
		chosen_memberships(weighing, &chosen);
	return chosen.n == 1 ? chosen.v[0] : NULL;
}

/* The others are about the person. */
static bool has_list(enum command command)
{
	return command != COMMAND_DATA && command != COMMAND_ERASE &&
	       command != COMMAND_OBJECT && command != COMMAND_CORRECT &&
	       command != COMMAND_HELP;
}

static bool is_held(const struct decision *decision)
{
	bool held = decision->action == ACTION_HOLD;

	for (size_t i = 0; i < decision->command_count; i++)
		held = held || decision->commands[i].action == ACTION_HOLD;
	return held && decision->kind != KIND_POST &&
	       decision->kind != KIND_MODERATION;
}

static void guess(const struct weighing *weighing, const struct words *words,
    struct decided_command *proposal)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (!any_of(words, rules[i].first) ||
		    (rules[i].second != NULL &&
			!any_of(words, rules[i].second)))
			continue;
		proposal->command = rules[i].command;
		proposal->argument.delivery = rules[i].mode;
		return;
	}
	if (weighing->wording.request_count > 0)
		proposal->command = weighing->wording.requests[0].command;
}

void command_guess(struct weighing *weighing)
{
	struct decided_command *proposal = &weighing->out->proposal;
	struct words *words;

	if (!is_held(weighing->out)) {
		*proposal = (struct decided_command){ .address = "" };
		return;
	}
	if (proposal->command != COMMAND_NONE) {
		if (proposal->list == NULL && has_list(proposal->command))
			proposal->list = find_list(weighing);
		return;
	}
	words = arena_alloc(weighing->arena, sizeof(*words));
	if (!weighing->wording.reply)
		read_text(weighing->arena, weighing->message->subject, words);
	read_text(weighing->arena, weighing->message->own, words);
	guess(weighing, words, proposal);
	proposal->address = weighing->message->sender_address;
	if (proposal->command == COMMAND_NONE)
		return;
	if (has_list(proposal->command))
		proposal->list = find_list(weighing);
	/* Who is on the list wants something else. */
	if (proposal->command == COMMAND_SUBSCRIBE && proposal->list != NULL &&
	    chosen_is_member(weighing->facts, proposal->list)) {
		*proposal = (struct decided_command){ .address = "" };
		return;
	}
	fill(weighing, words, proposal);
}
