/* Which messages are reports though no header field says so. */
#include <string.h>

#include "base/utf8.h"
#include "mail/report_marks.h"

enum {
	OPENING_TEXT = 250, /* that a person would begin in their own words */
	PROOF_TEXT = 16 * 1024 /* of the text that a proof looks at */
};

/* What a person quotes proves nothing. */
static char *unquoted(struct arena *arena, struct str text)
{
	struct str rest = str_sub(text, 0, PROOF_TEXT);
	char *copy = arena_alloc(arena, rest.n + 1);
	struct str line;
	size_t n = 0;

	while (str_split(&rest, '\n', &line)) {
		if (line.n > 0 && line.p[0] == '>')
			continue;
		memcpy(copy + n, line.p, line.n);
		n += line.n;
		copy[n++] = '\n';
	}
	return utf8_fold(arena, str_n(copy, n));
}

/* A mail that somebody sends on is theirs, whatever it quotes. */
static bool is_forwarded(const struct report_marks *marks)
{
	return report_marks_subject(
	    marks, "^fwd:|^fw:|^tr:|^tr :|^wg:|^rv:|^enc:|^i:|[fwd|(fwd)");
}

/* No sender to answer to, or one that no person has. */
static bool from_machine(const struct report_marks *marks)
{
	const char *path = marks->message->return_path;

	return (path != NULL && path[0] == '\0') ||
	       page_has(marks->from, "postmaster|post_master|mailer-daemon");
}

/* What a proof looks at, folded once. */
struct proof {
	struct arena *arena;
	struct report_marks marks;
	struct str words;
	const char *text;    /* NULL: not folded yet */
	const char *opening; /* how it begins */
	bool machine;
	bool answers; /* it is in answer to something */
};

static bool proves(struct proof *proof, const struct report_rule *rule)
{
	bool marked =
	    rule->from != NULL || rule->subject != NULL || rule->field != NULL;

	if (rule->words == NULL || !report_marks_fit(&proof->marks, rule))
		return false;
	if (rule->opens && !proof->answers &&
	    page_has(proof->opening, rule->words))
		return true;
	if (!marked && !proof->machine)
		return false;
	if (proof->text == NULL)
		proof->text = unquoted(proof->arena, proof->words);
	return page_has(proof->text, rule->words);
}

bool report_rule_proves(const struct message *message)
{
	struct arena arena = { 0 };
	struct proof proof = { .arena = &arena,
		.marks = report_marks_read(&arena, message),
		.words = page_words(&arena, message) };
	bool found = false;

	proof.machine = from_machine(&proof.marks);
	proof.answers = message->in_reply_to[0] != '\0' ||
			message->reference_count > 0 ||
			report_marks_subject(&proof.marks, "^re:|^re :|^aw:");
	proof.opening = unquoted(&arena, str_sub(proof.words, 0, OPENING_TEXT));
	for (const struct report_rule *rule = report_rules();
	     !found && rule->name != NULL && !is_forwarded(&proof.marks);
	     rule++)
		found = proves(&proof, rule);
	arena_free(&arena);
	return found;
}
