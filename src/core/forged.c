#include "core/forged.h"

#include <string.h>

enum {
	LONG_ENOUGH = 16, /* for letters alone */
	SHORTEST = 4      /* with digits among them */
};

static bool is_token_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* Words are not tokens: "confirm subscription" claims nothing. */
static bool looks_made_up(struct str word)
{
	bool digit = false;

	for (size_t i = 0; i < word.n; i++)
		digit = digit || (word.p[i] >= '0' && word.p[i] <= '9');
	return word.n >= LONG_ENOUGH || (digit && word.n >= SHORTEST);
}

/* What follows the word "confirm" and blanks or a colon. */
static struct str after_confirm(struct str text)
{
	static const char word[] = "confirm";
	size_t at;
	size_t n = 0;

	while ((at = str_ifind(text, str_c(word))) != SIZE_MAX) {
		bool starts = at == 0 || !is_token_char(text.p[at - 1]);
		text = str_from(text, at + sizeof(word) - 1);
		if (!starts || text.n == 0 || is_token_char(text.p[0]))
			continue;
		while (text.n > 0 && (str_is_space(*text.p) || *text.p == ':'))
			text = str_from(text, 1);
		for (n = 0; n < text.n && is_token_char(text.p[n]);)
			n++;
		if (looks_made_up(str_sub(text, 0, n)))
			return str_sub(text, 0, n);
	}
	return str_n("", 0);
}

/* <confirm.X@our-domain>, as our own confirmation mails are named. */
static struct str in_id(const char *id, const char *site_id)
{
	static const char prefix[] = "confirm.";
	struct str text = str_c(id);
	size_t at = str_findc(text, '@');

	if (at == SIZE_MAX || !str_istarts(text, str_c(prefix)) ||
	    !str_iis(str_from(text, at + 1), site_id))
		return str_n("", 0);
	text = str_sub(text, 0, at);
	return str_from(text, sizeof(prefix) - 1);
}

static struct str find(const struct weighing *weighing)
{
	const struct message *message = weighing->message;
	const char *site_id = decide_site_id(weighing->facts->conf);
	struct str rest = str_trim(str_c(message->own));
	struct str line = { "", 0 };
	struct str found;

	if (weighing->route.verb == ROUTE_CONFIRM &&
	    weighing->route.token.n > 0)
		return weighing->route.token;
	found = after_confirm(str_c(message->subject));
	if (found.n == 0)
		found = in_id(message->in_reply_to, site_id);
	for (size_t i = 0; found.n == 0 && i < message->reference_count; i++)
		found = in_id(message->references[i], site_id);
	if (found.n == 0 && str_line(&rest, &line))
		found = after_confirm(line);
	return found;
}

static const struct fact_token *make(
    struct arena *arena, struct str text, enum token_purpose purpose)
{
	struct fact_token *token;

	if (text.n == 0)
		return NULL;
	token = arena_alloc(arena, sizeof(*token));
	token->text = arena_dup(arena, text);
	token->purpose = purpose;
	return token;
}

const struct fact_token *forged_confirmation(const struct weighing *weighing)
{
	return make(weighing->arena, find(weighing), TOKEN_CONFIRM);
}

const struct fact_token *forged_way_out(const struct weighing *weighing)
{
	if (weighing->route.verb != ROUTE_UNSUBSCRIBE)
		return NULL;
	return make(weighing->arena, weighing->route.token, TOKEN_UNSUBSCRIBE);
}
