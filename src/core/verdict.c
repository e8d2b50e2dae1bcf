#include "core/verdict.h"

#include <stdbool.h>
#include <string.h>

#include "base/i18n.h"
#include "core/verdict_table.h"

enum { TEXT_MAX = 600 };

static const struct {
	const char *name;
	const char *words;
} names[VERDICT__MAX] = {
	[VERDICT_NONE] = { "", "" },
	[VERDICT_ADDRESS] = { "address", N_("unknown address") },
	[VERDICT_FULL] = { "full", N_("mailbox full") },
	[VERDICT_LATER] = { "later", N_("asked to come back later") },
	[VERDICT_DOMAIN] = { "domain", N_("domain takes no mail for now") },
	[VERDICT_RELAY] = { "relay", N_("slowed down by the relay") },
	[VERDICT_SESSION] = { "session", N_("session ended by the relay") },
	[VERDICT_QUOTA] = { "quota", N_("allowance of the relay used up") },
	[VERDICT_POLICY] = { "policy", N_("refused as spam or by a rule") },
	[VERDICT_LOGIN] = { "login", N_("login not accepted") },
	[VERDICT_MESSAGE] = { "message", N_("message not taken") },
	[VERDICT_OTHER] = { "other", N_("other reasons") },
};

const char *verdict_name(enum verdict verdict)
{
	return names[verdict].name;
}

const char *verdict_words(enum verdict verdict)
{
	return names[verdict].words;
}

enum verdict verdict_parse(const char *name)
{
	for (int i = 0; i < VERDICT__MAX; i++)
		if (strcmp(names[i].name, name) == 0)
			return (enum verdict)i;
	return VERDICT_NONE;
}

/* Lower case, one space between words, one '?' for foreign bytes in a row. */
static void fold(const char *text, char out[TEXT_MAX])
{
	size_t n = 0;

	for (; *text != '\0' && n < TEXT_MAX - 1; text++) {
		char c = str_is_space(*text) ? ' ' : str_lower(*text);
		if ((c == ' ' || c == '?') && n > 0 && out[n - 1] == c)
			continue;
		out[n++] = c;
	}
	out[n] = '\0';
}

static bool fits_here(const char *text, const char *pattern)
{
	for (; *pattern != '\0'; pattern++, text++)
		if (*text == '\0' || (*pattern != '?' && *text != *pattern))
			return false;
	return true;
}

static bool has(const char *text, const char *pattern)
{
	for (; *text != '\0'; text++)
		if (fits_here(text, pattern))
			return true;
	return false;
}

static bool fits_status(const char *enhanced, const char *status)
{
	size_t n = strlen(status);

	if (strlen(enhanced) < 2 || strncmp(enhanced + 2, status, n) != 0)
		return false;
	return status[n - 1] == '.' || enhanced[2 + n] == '\0';
}

static bool fits(const struct verdict_rule *rule,
    const struct verdict_reply *reply, const char *text)
{
	if (rule->code != 0 && rule->code != reply->code &&
	    rule->code != reply->code / 100)
		return false;
	if (rule->stages != 0 && (rule->stages & (unsigned)reply->stage) == 0)
		return false;
	if (rule->status != NULL && !fits_status(reply->enhanced, rule->status))
		return false;
	return rule->words == NULL || has(text, rule->words);
}

/* What the relay slows for the sake of one domain, it says in its name. */
static bool names_domain(const struct verdict_reply *reply)
{
	struct str text = str_c(reply->text);
	struct str domain = reply->domain;

	while (domain.n > 0) {
		size_t at = str_ifind(text, domain);
		if (at >= text.n)
			return false;
		/* In an address it only names the person. */
		if (at == 0 || text.p[at - 1] != '@')
			return true;
		text = str_from(text, at + domain.n);
	}
	return false;
}

enum verdict verdict_of(const struct verdict_reply *reply)
{
	enum verdict verdict = VERDICT_OTHER;
	char text[TEXT_MAX];

	if (reply->code < 400)
		return VERDICT_NONE;
	fold(reply->text, text);
	for (size_t i = 0; i < verdict_rule_count; i++)
		if (fits(&verdict_rules[i], reply, text)) {
			verdict = verdict_rules[i].verdict;
			break;
		}
	if (verdict == VERDICT_RELAY && names_domain(reply))
		verdict = VERDICT_DOMAIN;
	return verdict;
}
