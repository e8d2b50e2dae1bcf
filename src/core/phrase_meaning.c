#include "core/phrase_meaning.h"

#include <string.h>

enum { NEAR = 5 }; /* words between "ne" and its "plus" */

size_t phrase_find(
    const struct clause *clause, size_t from, size_t to, enum word word)
{
	size_t i = from;

	while (i < to && clause->words[i].word != word)
		i++;
	return i;
}

bool phrase_has(
    const struct clause *clause, size_t from, size_t to, enum word word)
{
	return phrase_find(clause, from, to, word) < to;
}

bool phrase_one_of(const char *text, const char *words)
{
	struct str rest = str_c(words);
	struct str word;

	while (str_split(&rest, ' ', &word))
		if (str_is(word, text))
			return true;
	return false;
}

bool phrase_event_word(const char *text)
{
	return strstr(text, "inscri") != NULL ||
	       strstr(text, "incri") != NULL ||
	       phrase_one_of(text,
		   "sign signup enrol enroll join joining rejoindre rejoins"
		   " quitter quitte leave retrait quit"
		   " retirer retirez enlever enlevez supprimer supprimez rayer "
		   "rayez"
		   " oter otez sortir sortez remove delete"
		   " arreter arretez arrete cesser cessez stoppez stoppe");
}

bool phrase_is_target(enum word word)
{
	return word == WORD_LIST || word == WORD_MAILS ||
	       word == WORD_NEWSLETTER;
}

static bool has_target(const struct clause *clause, size_t from)
{
	for (size_t i = from; i < clause->count; i++)
		if (phrase_is_target(clause->words[i].word))
			return true;
	return false;
}

static bool has(const struct clause *clause, enum word word)
{
	return phrase_has(clause, 0, clause->count, word);
}

static bool is_text(const struct clause *clause, size_t i, const char *text)
{
	return strcmp(clause->words[i].text, text) == 0;
}

static void turn(
    struct clause *clause, size_t from, enum word old, enum word new)
{
	for (size_t i = from; i < clause->count; i++)
		if (clause->words[i].word == old)
			clause->words[i].word = new;
}

/* Is there but a wish and the like between "ne" and "plus"? */
static bool wish_between(const struct clause *clause, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		enum word word = clause->words[i].word;
		if (word != WORD_WISH && word != WORD_BEG && word != WORD_ME &&
		    word != WORD_SEND && word != WORD_FILL && word != WORD_BE &&
		    word != WORD_POLITE && word != WORD_CAN &&
		    word != WORD_RECEIVE)
			return false;
	}
	return to > from;
}

/* "je veux plus recevoir", as it is said. */
static bool drops_ne(const struct clause *clause, size_t more)
{
	enum word next = clause->words[more + 1].word;

	return (next == WORD_RECEIVE || next == WORD_PART || next == WORD_BE) &&
	       (more == 0 || clause->words[more - 1].word == WORD_WISH);
}

/* "ne souhaite plus": "ne" becomes nothing and "plus" says it all. */
static void resolve_nomore(struct clause *clause)
{
	for (size_t i = 0; i < clause->count; i++) {
		size_t end =
		    i + NEAR < clause->count ? i + NEAR : clause->count;
		size_t more = phrase_find(clause, i + 1, end, WORD_MORE);
		size_t pas = phrase_find(clause, i + 1, end, WORD_NOT);
		if (clause->words[i].word != WORD_NOT ||
		    !(is_text(clause, i, "ne") || is_text(clause, i, "n")))
			continue;
		if (more == end && pas < end && is_text(clause, pas, "pas") &&
		    phrase_has(clause, pas, clause->count, WORD_RECEIVE))
			more = pas;
		if (more == end || !wish_between(clause, i + 1, more))
			continue;
		clause->words[i].word = WORD_FILL;
		clause->words[more].word = WORD_NOMORE;
	}
	for (size_t i = 0; i + 1 < clause->count; i++)
		if (clause->words[i].word == WORD_MORE && drops_ne(clause, i))
			clause->words[i].word = WORD_NOMORE;
	turn(clause, 0, WORD_MORE, WORD_FILL);
}

/* What one can have no more of: mail, membership. */
static bool ends_something(const struct clause *clause, size_t from)
{
	bool be = has(clause, WORD_BE);

	return phrase_has(clause, from, clause->count, WORD_RECEIVE) ||
	       phrase_has(clause, from, clause->count, WORD_PART) ||
	       phrase_has(clause, 0, clause->count, WORD_SEND) ||
	       phrase_has(clause, from, clause->count, WORD_JOINED) ||
	       (be && phrase_has(clause, from, clause->count, WORD_JOIN)) ||
	       (has_target(clause, from) && !has(clause, WORD_JOIN));
}

static bool leaves(const struct clause *clause)
{
	return has(clause, WORD_LEAVE) || has(clause, WORD_LEAVE_NOUN) ||
	       has(clause, WORD_LEFT) || has(clause, WORD_REMOVE);
}

static void end_with(struct clause *clause, size_t at)
{
	clause->words[at].word = WORD_LEAVE;
	turn(clause, 0, WORD_RECEIVE, WORD_FILL);
	turn(clause, 0, WORD_SEND, WORD_FILL);
	turn(clause, 0, WORD_PART, WORD_FILL);
	turn(clause, 0, WORD_JOINED, WORD_FILL);
	turn(clause, at, WORD_JOIN, WORD_FILL);
	turn(clause, at, WORD_JOIN_NOUN, WORD_FILL);
	turn(clause, at, WORD_NOMORE, WORD_FILL);
	turn(clause, 0, WORD_STOP, WORD_FILL);
}

/* "Supprimez mon abonnement" cancels it. */
static void end_own(struct clause *clause)
{
	size_t remove = phrase_find(clause, 0, clause->count, WORD_REMOVE);
	size_t noun =
	    phrase_find(clause, remove, clause->count, WORD_JOIN_NOUN);

	if (noun < clause->count && clause->words[noun - 1].word == WORD_ME)
		clause->words[remove].word = WORD_CANCEL;
}

static void resolve_ends(struct clause *clause)
{
	size_t nomore = phrase_find(clause, 0, clause->count, WORD_NOMORE);
	size_t stop = phrase_find(clause, 0, clause->count, WORD_STOP);
	size_t cancel;

	if (nomore < clause->count && !leaves(clause) &&
	    ends_something(clause, nomore)) {
		end_with(clause, nomore);
		return;
	}
	end_own(clause);
	turn(clause, 0, WORD_NOMORE, WORD_NOT);
	if (stop < clause->count && leaves(clause)) {
		clause->words[stop].word = WORD_FILL;
	} else if (stop < clause->count) {
		end_with(clause, stop);
		return;
	}
	cancel = phrase_find(clause, 0, clause->count, WORD_CANCEL);
	if (cancel < clause->count && !leaves(clause) &&
	    phrase_has(clause, cancel, clause->count, WORD_JOIN_NOUN)) {
		clause->words[cancel].word = WORD_FILL;
		end_with(clause,
		    phrase_find(clause, cancel, clause->count, WORD_JOIN_NOUN));
	}
	turn(clause, 0, WORD_CANCEL, WORD_DANGER);
}

static bool about_me(const struct clause *clause)
{
	return has(clause, WORD_ME) || has(clause, WORD_SELF);
}

/* "Remove, please", "sortir de la liste": who else but the one who writes? */
static bool only_removes(const struct clause *clause)
{
	bool from = clause->count > 1 && clause->words[0].word == WORD_REMOVE &&
		    phrase_one_of(clause->words[1].text, "de du d from");

	for (size_t i = 0; i < clause->count; i++)
		if (clause->words[i].word != WORD_REMOVE &&
		    clause->words[i].word != WORD_POLITE &&
		    !(from && (clause->words[i].word == WORD_FILL ||
				  phrase_is_target(clause->words[i].word))))
			return false;
	return true;
}

/* "Je souhaite sortir de cette liste": "je" is in the wish. */
static bool gets_out(const struct clause *clause)
{
	for (size_t i = 1; i + 1 < clause->count; i++)
		if (is_text(clause, i, "sortir") &&
		    clause->words[i - 1].word == WORD_WISH &&
		    phrase_one_of(clause->words[i + 1].text, "de du d"))
			return has_target(clause, i);
	return false;
}

static bool is_weak(const char *text)
{
	static const char *const weak[] = { "quitte", "quitter", "leave",
		"quit", "rejoindre", "rejoins", "join", "joining", "integrer" };

	for (size_t i = 0; i < sizeof(weak) / sizeof(weak[0]); i++)
		if (strcmp(text, weak[i]) == 0)
			return true;
	return false;
}

/* One quits a job and joins a friend: such a verb needs a list, or nothing. */
static void resolve_weak(struct clause *clause)
{
	for (size_t i = 0; i < clause->count; i++) {
		size_t next = i + 1;
		if (!is_weak(clause->words[i].text))
			continue;
		while (next < clause->count &&
		       (clause->words[next].word == WORD_FILL ||
			   clause->words[next].word == WORD_ME))
			next++;
		if (next < clause->count &&
		    (clause->words[next].word == WORD_OTHER ||
			clause->words[next].word == WORD_EVENT ||
			clause->words[next].word == WORD_THIRD))
			clause->words[i].word = WORD_OTHER;
	}
}

/* "recevoir la lettre en braille": not just the letter. */
static bool qualified(const struct clause *clause)
{
	size_t receive = phrase_find(clause, 0, clause->count, WORD_RECEIVE);

	return phrase_has(clause, receive, clause->count, WORD_OTHER);
}

/* "M. Durand" ends a clause after its first letter, "m'inscrire" does not. */
static void resolve_title(struct clause *clause)
{
	struct clause_word *last = clause->words + clause->count;

	if (clause->count > 1 && last[-1].word == WORD_ME &&
	    strcmp(last[-1].text, "m") == 0)
		last[-1].word = WORD_THIRD;
}

bool phrase_is_couple(const struct clause *clause)
{
	for (size_t i = 1; i + 1 < clause->count; i++)
		if (clause->words[i].word == WORD_AND &&
		    (phrase_one_of(
			 clause->words[i + 1].text, "moi me i myself") ||
			phrase_one_of(
			    clause->words[i - 1].text, "moi me i myself")))
			return has(clause, WORD_THIRD);
	return false;
}

void phrase_resolve(struct clause *clause)
{
	bool me;
	bool asks = has(clause, WORD_WISH) || has(clause, WORD_BEG) ||
		    has(clause, WORD_CAN);
	bool target = has_target(clause, 0);
	bool moved = has(clause, WORD_JOIN) || has(clause, WORD_JOINED) ||
		     has(clause, WORD_JOIN_NOUN);

	resolve_title(clause);
	me = about_me(clause) || gets_out(clause);
	/* "Résiliation" as a title asks for nothing by itself. */
	if (clause->count == 1 && has(clause, WORD_CANCEL))
		clause->words[0].word = WORD_OTHER;
	resolve_weak(clause);
	resolve_nomore(clause);
	resolve_ends(clause);
	if (me && !leaves(clause) && !moved)
		turn(clause, 0, WORD_ADD, WORD_JOIN);
	if (!moved && (me || only_removes(clause)))
		turn(clause, 0, WORD_REMOVE, WORD_LEAVE);
	if (asks && target && !leaves(clause) && !moved &&
	    !has(clause, WORD_JOIN) && !qualified(clause)) {
		turn(clause, 0, WORD_RECEIVE, WORD_JOIN);
		turn(clause, 0, WORD_PART, WORD_JOIN);
	}
	turn(clause, 0, WORD_ADD, WORD_OTHER);
	turn(clause, 0, WORD_REMOVE, WORD_OTHER);
	turn(clause, 0, WORD_PART, WORD_OTHER);
	turn(clause, 0, WORD_RECEIVE, WORD_OTHER);
	turn(clause, 0, WORD_SEND, WORD_OTHER);
}
