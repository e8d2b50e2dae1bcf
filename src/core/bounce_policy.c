#include "core/bounce_policy.h"

#include <string.h>

/* Permanent failures, by whose affair they are. */
static const enum bounce_charge by_verdict[VERDICT__MAX] = {
	[VERDICT_NONE] = BOUNCE_NOBODY,
	[VERDICT_ADDRESS] = BOUNCE_PERSON,
	[VERDICT_FULL] = BOUNCE_MAILING,
	[VERDICT_LATER] = BOUNCE_MAILING,
	[VERDICT_DOMAIN] = BOUNCE_MAILING,
	[VERDICT_RELAY] = BOUNCE_MAILING,
	[VERDICT_SESSION] = BOUNCE_MAILING,
	[VERDICT_QUOTA] = BOUNCE_MAILING,
	[VERDICT_POLICY] = BOUNCE_MAILING,
	[VERDICT_LOGIN] = BOUNCE_MAILING,
	[VERDICT_MESSAGE] = BOUNCE_MAILING,
	[VERDICT_OTHER] = BOUNCE_MAILING,
};

/* What is never about an address, whatever stands beside it. */
static const char *const never_the_person[] = {
	"5.1.7", /* the sender's address, */
	"5.1.8", /* or system */
	"5.1.9", /* a relay that understands the form no more */
	"5.2.2", /* mailbox full */
	"5.2.3", /* message too long */
	"5.2.4", /* a list behind the address */
	"5.3.",  /* the system: full, too large a message */
	"5.4.1", /* no answer; Exchange says it of rules, too */
	"5.4.3", /* routing, */
	"5.4.5", /* network, */
	"5.4.6", /* a loop, */
	"5.4.7", /* or given up after days */
	"5.5.",  /* the protocol */
	"5.6.",  /* the content */
	"5.7.",  /* rules, reputation, DMARC */
};

/* And what is about nothing else. */
static const char *const always_the_person[] = {
	"5.1.1",
	"5.1.2",
	"5.1.3",
	"5.1.6",
	"5.1.10",
	"5.2.1",
	"5.4.4",
};

/*
 * Words that raise a doubt: the same refusal is given to people who exist.  A
 * '*' at the end stands for any ending.
 */
static const char *const doubts[] = {
	"spam",
	"junk",
	"blacklist*",
	"blocklist*",
	"block list",
	"blocked",
	"denylist*",
	"reputation",
	"r?putation",
	"dmarc",
	"dkim",
	"spf",
	"policy",
	"policies",
	"permission*",
	"access denied",
	"not authori*",
	"unauthori*",
	"not allowed",
	"autoris*",
	"sender",
	"exp?diteur",
	"too many",
	"this hour",
	"rate",
	"virus",
	"ind?sirable*",
	"liste noire",
};

static bool is_one_of(
    const char *status, const char *const list[], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t n = strlen(list[i]);
		bool whole = list[i][n - 1] != '.';
		if (strncmp(status, list[i], n) == 0 &&
		    (!whole || status[n] == '\0'))
			return true;
	}
	return false;
}

/* The verdict of a report, which tells no stage of the dialogue. */
static enum verdict verdict_in(const struct bounce_said *said)
{
	struct verdict_reply reply = {
		.stage = VERDICT_AT_SESSION,
		.code = said->answered,
		.enhanced = said->status,
		.text = said->words,
		.domain = said->domain,
	};

	if (reply.code < 500 || said->class != REPORT_PERMANENT)
		reply.code = said->class == REPORT_PERMANENT ? 500 : 400;
	return verdict_of(&reply);
}

static bool is_alnum(char c)
{
	c = str_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Of a host's name, or of an address: no word of a sentence. */
static bool is_name_byte(char c)
{
	return is_alnum(c) || c == '-' || c == '_' || c == '@' || c == '/';
}

static bool ends_here(const char *rest)
{
	if (rest[0] == '.')
		return !is_alnum(rest[1]);
	return !is_name_byte(rest[0]);
}

/* Does the word stand at the beginning of the text?  '?' is any byte. */
static bool stands_here(const char *text, const char *word)
{
	for (; *word != '\0' && *word != '*'; word++, text++)
		if (*text == '\0' ||
		    (*word != '?' && str_lower(*text) != *word))
			return false;
	return *word == '*' || ends_here(text);
}

static bool has_word(const char *text, const char *word)
{
	for (size_t i = 0; text[i] != '\0'; i++) {
		bool begins = i == 0 || (!is_name_byte(text[i - 1]) &&
					    text[i - 1] != '.');
		if (begins && stands_here(&text[i], word))
			return true;
	}
	return false;
}

static bool has_doubt(const char *words)
{
	for (size_t i = 0; i < sizeof(doubts) / sizeof(*doubts); i++)
		if (has_word(words, doubts[i]))
			return true;
	return false;
}

/* Do the words alone say that the address is of no use? */
static bool words_say_address(const struct bounce_said *said)
{
	const struct verdict_reply reply = {
		.stage = VERDICT_AT_SESSION,
		.code = 500,
		.enhanced = "",
		.text = said->words,
		.domain = said->domain,
	};

	return verdict_of(&reply) == VERDICT_ADDRESS;
}

/* Is it for sure that the address is of no use? */
static bool is_certain(const struct bounce_said *said)
{
	if (is_one_of(said->status, never_the_person,
		sizeof(never_the_person) / sizeof(*never_the_person)) ||
	    has_doubt(said->words))
		return false;
	/* The relay's "550" to a recipient needs no more words. */
	return said->code != 0 || words_say_address(said) ||
	       is_one_of(said->status, always_the_person,
		   sizeof(always_the_person) / sizeof(*always_the_person));
}

struct bounce_judgement bounce_judge(const struct bounce_said *said)
{
	struct bounce_judgement out = {
		.verdict = said->code != 0 ? said->verdict : verdict_in(said),
		.charge = BOUNCE_NOBODY,
	};
	char class = said->status[0];

	if (said->class != REPORT_PERMANENT || (class != '5' && class != '\0'))
		return out;
	out.charge = by_verdict[out.verdict];
	if (out.charge == BOUNCE_PERSON && !is_certain(said))
		out.charge = BOUNCE_MAILING;
	return out;
}

const char *bounce_class_name(enum report_class class)
{
	switch (class) {
	case REPORT_PERMANENT:
		return "permanent";
	case REPORT_TEMPORARY:
		return "temporary";
	case REPORT_DELAYED:
		break;
	}
	return "delayed";
}
