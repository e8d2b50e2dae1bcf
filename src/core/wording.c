#include "core/wording.h"

#include <string.h>

#include "base/i18n.h"
#include "base/token.h"
#include "base/utf8.h"

enum {
	UNKNOWN_MAX = 40,   /* words beside a request */
	UNKNOWN_TITLE = 15, /* ... that is but a title */
	NAME_MAX = 4,       /* words of a name below a letter */
	LABEL_MAX = 8       /* ... of a line below that name */
};

/* What the clauses of one text add up to. */
struct sum {
	struct wording *out;
	struct clauses clauses;
	enum command history;
	const struct conf_list *mentioned[PHRASE_LISTS_MAX];
	size_t mentioned_count;
	size_t unknown;
	bool stranger;
	bool event;
	bool mails;
	bool negated;
	bool asked;
	bool refused_first;
	bool refused;   /* not just "I never asked for it" */
	bool asked_own; /* in the letter, not just in its title */
	bool slip;      /* the history was a mistake */
	bool other;     /* something beside requests and politeness */
};

/* "Re: ", "TR : ", "[list] Re: " and an empty one say nothing of their own. */
static bool is_reply(const char *folded)
{
	static const char *const marks[] = { "re:", "re :", "fwd:", "fw:",
		"tr:", "tr :", "aw:", "rv:", "fwd :", "ref:", "r:", "antw:",
		"sv:", "vs:", "wg:", "i:", "rif:", "enc:", "res:" };
	const char *p = folded;

	if (*p == '[' && strchr(p, ']') != NULL)
		p = strchr(p, ']') + 1;
	while (*p == ' ')
		p++;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (strncmp(p, marks[i], strlen(marks[i])) == 0)
			return true;
	return false;
}

bool wording_is_silent(struct arena *arena, const char *subject)
{
	const char *folded = utf8_fold(arena, str_c(subject));
	static const char *const empty[] = { "", "(sans objet)", "sans objet",
		"(no subject)", "no subject", "(aucun objet)", "aucun objet",
		"(pas d'objet)", "<sans objet>", "<no subject>", "(sans titre)",
		"[sans objet]", "(none)" };

	for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++)
		if (strcmp(folded, empty[i]) == 0)
			return true;
	return false;
}

/* The text without tokens: they are looked at elsewhere. */
static struct str without_tokens(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text);
	struct token token;

	for (char *p = copy; *p != '\0';) {
		size_t n = strspn(p, "abcdefghijklmnopqrstuvwxyz"
				     "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
		if (n == TOKEN_LENGTH && token_read(str_n(p, n), &token))
			memset(p, ' ', n);
		p += n > 0 ? n : 1;
	}
	return str_c(copy);
}

/* "Paul", "Le trésorier", "P. Garnier / Rennes" below a letter. */
static bool is_signature(const struct clauses *clauses, size_t i)
{
	const struct clause *clause = &clauses->v[i];

	if (i == 0 || i + 2 < clauses->n || clause->count > NAME_MAX ||
	    clause->question)
		return false;
	for (size_t w = 0; w < clause->count; w++) {
		enum word word = clause->words[w].word;
		if (word != WORD_OTHER && word != WORD_NAME &&
		    word != WORD_FILL && word != WORD_THIRD)
			return false;
	}
	return true;
}

/* A word of a place or an employer below a name; events are no such. */
static bool is_label(const struct clause_word *word)
{
	static const char *const bodies[] = { "association", "reseau", "bureau",
		"conseil", "commission", "amap", "network", "board",
		"committee" };

	if (word->word == WORD_OTHER || word->word == WORD_NAME ||
	    word->word == WORD_FILL || word->word == WORD_THIRD)
		return true;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		if (word->word == WORD_EVENT &&
		    strcmp(word->text, bodies[i]) == 0)
			return true;
	return false;
}

static bool is_own_name(const struct clause *clause)
{
	for (size_t w = 0; w < clause->count; w++)
		if (clause->words[w].word != WORD_NAME)
			return false;
	return clause->count > 0 && clause->paragraph;
}

/* Where the sender's name begins lines that only say who that is. */
static size_t signature_start(const struct clauses *clauses)
{
	size_t start = clauses->n;

	for (size_t i = clauses->n; i-- > 1;) {
		const struct clause *clause = &clauses->v[i];
		bool labels = !clause->question && clause->count <= LABEL_MAX;
		for (size_t w = 0; labels && w < clause->count; w++)
			labels = is_label(&clause->words[w]);
		if (!labels)
			break;
		if (is_own_name(clause))
			start = i;
	}
	return start;
}

/* Other list managers stop reading commands at such a line. */
static bool is_end(const struct clause *clause)
{
	return clause->count == 1 &&
	       (strcmp(clause->words[0].text, "end") == 0 ||
		   strcmp(clause->words[0].text, "quit") == 0);
}

static struct phrase_request *same_request(
    struct wording *out, const struct phrase_request *request)
{
	for (size_t i = 0; i < out->request_count; i++)
		if (out->requests[i].command == request->command)
			return &out->requests[i];
	return NULL;
}

static void merge_lists(
    struct phrase_request *into, const struct phrase_request *from)
{
	for (size_t i = 0; i < from->list_count; i++)
		into->list_count = phrase_add_list(
		    into->lists, into->list_count, from->lists[i]);
}

static void add_request(
    struct wording *out, const struct phrase_request *request)
{
	struct phrase_request *same = same_request(out, request);

	if (same == NULL) {
		if (out->request_count < WORDING_REQUESTS_MAX)
			out->requests[out->request_count++] = *request;
		return;
	}
	same->strong = same->strong || request->strong;
	same->pure = same->pure && request->pure;
	same->event = same->event && request->event;
	same->bare = same->bare && request->bare;
	same->cancels = same->cancels && request->cancels;
	same->mails = same->mails || request->mails;
	same->confirms = same->confirms || request->confirms;
	same->all = same->all || request->all;
	same->all_lists = same->all_lists || request->all_lists;
	same->newsletter = same->newsletter || request->newsletter;
	merge_lists(same, request);
}

/* Lists outside of requests: by themselves, or among other words. */
static void add_mentioned(struct sum *sum, const struct phrase *phrase)
{
	struct wording *out = sum->out;

	for (size_t i = 0; i < phrase->list_count; i++) {
		sum->mentioned_count = phrase_add_list(
		    sum->mentioned, sum->mentioned_count, phrase->lists[i]);
		if (phrase->listing)
			out->listed_count = phrase_add_list(
			    out->listed, out->listed_count, phrase->lists[i]);
	}
	if (out->hint == NULL && sum->mentioned_count > 0)
		out->hint = sum->mentioned[0];
	if (phrase->listing && phrase->newsletter)
		out->listed_newsletter = true;
}

/* Unknown words of a title say no more when the letter is clear. */
static bool clear_already(struct wording *out, const struct phrase *phrase)
{
	const struct phrase_request *title = &phrase->requests[0];
	const struct phrase_request *same;

	if (phrase->request_count != 1 || !title->vague)
		return false;
	same = same_request(out, title);
	return same != NULL && same->strong &&
	       (same->list_count > 0 || title->list_count > 0);
}

static void add_phrase(struct sum *sum, const struct phrase *phrase)
{
	struct wording *out = sum->out;

	if (out->unclear == NULL && !clear_already(out, phrase))
		out->unclear = phrase->unclear;
	for (size_t i = 0; i < phrase->request_count; i++)
		add_request(out, &phrase->requests[i]);
	if (phrase->history != COMMAND_NONE)
		sum->history = phrase->history;
	out->turns = out->turns || phrase->turns;
	sum->slip = sum->slip || phrase->slip;
	add_mentioned(sum, phrase);
	/* "Non merci, désabonnez-moi" says the same thing twice. */
	if (phrase->request_count > 0 && !sum->asked)
		sum->refused_first = out->no;
	sum->asked = sum->asked || phrase->request_count > 0;
	out->yes = out->yes || phrase->yes;
	out->no = out->no || phrase->no;
	sum->refused = sum->refused || (phrase->no && !phrase->unasked);
	sum->unknown += phrase->unknown;
	sum->stranger = sum->stranger || phrase->stranger;
	sum->event = sum->event || phrase->event;
	sum->mails = sum->mails || phrase->mails;
	sum->negated = sum->negated || phrase->negated;
	if (phrase->request_count == 0 && !phrase->benign && !phrase->yes)
		sum->other = true;
}

static void add_text(struct sum *sum, struct arena *arena,
    const struct conf *conf, const struct wording_input *input, struct str text)
{
	struct clauses *clauses = &sum->clauses;
	size_t last;

	clauses_read(arena, conf, &input->sender, text, clauses);
	if (clauses->over && sum->out->unclear == NULL)
		sum->out->unclear = N_("it is long");
	last = signature_start(clauses);
	for (size_t i = 0; i < last; i++) {
		struct phrase phrase;
		if (sum->out->request_count > 0 && is_end(&clauses->v[i]))
			break;
		if (is_signature(clauses, i))
			continue;
		phrase_read(&clauses->v[i], &phrase);
		add_phrase(sum, &phrase);
	}
}

/* The list that a Subject mentions when its words are not the sender's. */
static void read_hint(struct arena *arena, const struct conf *conf,
    const struct wording_input *input, struct wording *out)
{
	struct clauses clauses;

	clauses_read(
	    arena, conf, &input->sender, str_c(input->subject), &clauses);
	for (size_t i = 0; i < clauses.n; i++)
		for (size_t w = 0; w < clauses.v[i].count; w++)
			if (out->hint == NULL)
				out->hint = clauses.v[i].words[w].list;
}

/* Are lists mentioned beside those of the request, or several for it? */
static bool names_more(const struct sum *sum)
{
	const struct wording *out = sum->out;
	const struct phrase_request *first = &out->requests[0];

	for (size_t i = 0; i < out->listed_count; i++) {
		bool there = first->list_count == 0;
		for (size_t n = 0; n < first->list_count; n++)
			there = there || first->lists[n] == out->listed[i];
		if (!there)
			return true;
	}
	return first->list_count == 0 && !first->all &&
	       out->listed_count == 0 && sum->mentioned_count > 1;
}

static const char *doubt(const struct sum *sum)
{
	const struct wording *out = sum->out;
	const struct phrase_request *first = &out->requests[0];
	bool named = first->list_count > 0 || first->mails;

	if (out->request_count == 0)
		return NULL;
	if (out->no &&
	    !(first->command == COMMAND_UNSUBSCRIBE &&
		(sum->refused_first || !sum->refused) && sum->asked_own))
		return N_("it says no");
	if (sum->unknown > (first->strong ? UNKNOWN_MAX : UNKNOWN_TITLE))
		return N_("it says much else");
	if (sum->stranger &&
	    !(first->strong && (named || sum->mentioned_count > 0)))
		return N_("it may be about somebody else");
	if ((sum->event || first->cancels) && (first->event || first->bare) &&
	    !(first->strong && named))
		return N_("it may be about an event");
	if (sum->unknown > 0 && first->event && !first->strong && !named &&
	    !sum->mails)
		return N_("it may be about something else");
	if (first->bare && !first->strong && !named &&
	    (sum->negated || out->yes))
		return N_("it says something else besides");
	if (sum->history == first->command && !first->strong)
		return N_("it tells of an earlier request");
	if (first->command != COMMAND_HELP && names_more(sum))
		return N_("it names several lists");
	if (first->command == COMMAND_HELP && sum->other)
		return N_("it says something else besides");
	return NULL;
}

static const char *language_of(const int fr, const int en)
{
	if (fr == en)
		return "";
	return lang_name(fr > en ? LANG_FR : LANG_EN);
}

/* A question mark alone is how some ask for help. */
static bool is_mark(const char *folded)
{
	return *folded == '?' && strspn(folded, "? ") == strlen(folded);
}

void wording_read(struct arena *arena, const struct conf *conf,
    const struct wording_input *input, struct wording *out)
{
	struct sum sum = { .out = out, .history = COMMAND_NONE };
	const char *subject = utf8_fold(arena, str_c(input->subject));
	const char *own = utf8_fold(arena, str_c(input->own));
	int said[LANG__MAX] = { 0 };
	bool silent = wording_is_silent(arena, input->subject);

	*out = (struct wording){ .nothing = *own == '\0', .language = "" };
	out->reply = is_reply(subject);
	if (is_mark(subject) || (silent && is_mark(own))) {
		add_request(out, &(struct phrase_request){
				     .command = COMMAND_HELP, .pure = true });
		out->alone = *own == '\0' || is_mark(own);
		return;
	}
	add_text(&sum, arena, conf, input, without_tokens(arena, input->own));
	memcpy(said, sum.clauses.said, sizeof(said));
	sum.asked_own = sum.asked;
	out->thanks = out->request_count == 0 && out->unclear == NULL &&
		      !out->yes && !out->no && !sum.other;
	if (out->reply) {
		read_hint(arena, conf, input, out);
	} else if (!silent) {
		out->nothing = false;
		add_text(&sum, arena, conf, input,
		    without_tokens(arena, input->subject));
		said[LANG_FR] += sum.clauses.said[LANG_FR];
		said[LANG_EN] += sum.clauses.said[LANG_EN];
	}
	if (is_mark(own) && out->unclear == NULL)
		out->unclear = N_("it asks a question");
	out->doubt = doubt(&sum);
	/* A mistake that is told must be what the request would mend. */
	if (sum.slip && out->unclear == NULL &&
	    !(out->requests[0].strong &&
		out->requests[0].command != sum.history))
		out->unclear = N_("it tells of a mistake");
	if (out->request_count > 1 && out->unclear == NULL)
		out->unclear = N_("it asks for different things");
	out->alone = out->request_count > 0 && !sum.other;
	out->yes = out->yes && !out->no && !sum.negated;
	out->language = language_of(said[LANG_FR], said[LANG_EN]);
}
