#include "core/route.h"

#include <string.h>

#include "base/token.h"
#include "mail/addr.h"

/* What may follow a word, behind one of "-+=.". */
enum follows { FOLLOWS_TOKEN, FOLLOWS_NUMBER, FOLLOWS_NOTHING };

struct verb_word {
	const char *word;
	enum route_verb verb;
	enum follows follows;
	enum sub_delivery mode;
	bool hyphen; /* also after a hyphen, as other list managers have it */
	bool habit;  /* theirs alone: we never use it ourselves */
};

#define OURS       .hyphen = true
#define THEIRS     .hyphen = true, .habit = true
#define AFTER_PLUS .habit = true

/* The longest word that fits is the one. */
static const struct verb_word verb_words[] = {
	{ "subscribe", ROUTE_SUBSCRIBE, OURS },
	{ "join", ROUTE_SUBSCRIBE, OURS },
	{ "inscription", ROUTE_SUBSCRIBE, OURS },
	{ "abonnement", ROUTE_SUBSCRIBE, OURS },
	{ "unsubscribe", ROUTE_UNSUBSCRIBE, OURS },
	{ "leave", ROUTE_UNSUBSCRIBE, OURS },
	{ "stop", ROUTE_UNSUBSCRIBE, .hyphen = false },
	{ "signoff", ROUTE_UNSUBSCRIBE, OURS },
	{ "desinscription", ROUTE_UNSUBSCRIBE, OURS },
	{ "desabonnement", ROUTE_UNSUBSCRIBE, OURS },
	{ "confirm", ROUTE_CONFIRM, OURS },
	{ "help", ROUTE_HELP, OURS },
	{ "aide", ROUTE_HELP, OURS },
	{ "owner", ROUTE_OWNER, OURS },
	{ "admin", ROUTE_OWNER, OURS },
	{ "editor", ROUTE_OWNER, OURS },
	{ "request", ROUTE_REQUEST, OURS },
	{ "bounce", ROUTE_BOUNCE, OURS },
	{ "bounces", ROUTE_BOUNCE, OURS },
	{ "moderate", ROUTE_MODERATE, .hyphen = false },
	{ "approve", ROUTE_APPROVE, .hyphen = false },
	{ "newsletter", ROUTE_NEWSLETTER, .hyphen = false },
	/* mlmmj */
	{ "subscribe-digest", ROUTE_SUBSCRIBE, FOLLOWS_TOKEN, SUB_DIGEST,
	    THEIRS },
	{ "subscribe-nomail", ROUTE_SUBSCRIBE, FOLLOWS_TOKEN, SUB_NONE,
	    THEIRS },
	{ "subscribe-both", ROUTE_SUBSCRIBE, THEIRS },
	{ "unsubscribe-digest", ROUTE_UNSUBSCRIBE, THEIRS },
	{ "unsubscribe-nomail", ROUTE_UNSUBSCRIBE, THEIRS },
	{ "confsub", ROUTE_CONFIRM, THEIRS },
	{ "confsub-digest", ROUTE_CONFIRM, THEIRS },
	{ "confsub-nomail", ROUTE_CONFIRM, THEIRS },
	{ "confunsub", ROUTE_CONFIRM, THEIRS },
	{ "confunsub-digest", ROUTE_CONFIRM, THEIRS },
	{ "confunsub-nomail", ROUTE_CONFIRM, THEIRS },
	{ "list", ROUTE_MEMBERS, FOLLOWS_NOTHING, AFTER_PLUS },
	/* mlmmj and ezmlm */
	{ "get", ROUTE_ISSUE, FOLLOWS_NUMBER, THEIRS },
	{ "faq", ROUTE_HELP, FOLLOWS_NOTHING, THEIRS },
	{ "info", ROUTE_HELP, FOLLOWS_NOTHING, THEIRS },
	{ "index", ROUTE_HELP, FOLLOWS_NOTHING, THEIRS },
	/* ezmlm */
	{ "digest-subscribe", ROUTE_SUBSCRIBE, FOLLOWS_TOKEN, SUB_DIGEST,
	    THEIRS },
	{ "digest-unsubscribe", ROUTE_UNSUBSCRIBE, THEIRS },
	{ "query", ROUTE_DATA, THEIRS },
	{ "sc", ROUTE_CONFIRM, THEIRS },
	{ "uc", ROUTE_CONFIRM, THEIRS },
};

static bool parts(char c)
{
	return c == '-' || c == '+' || c == '=' || c == '.';
}

/* "-subscribe-jeanne=example.org@": ezmlm's way to ask for somebody else. */
static bool is_person(struct str text)
{
	size_t equals = str_findc(text, '=');

	return equals != SIZE_MAX && equals > 0 && equals + 1 < text.n;
}

static void read_argument(
    const struct verb_word *row, struct str text, struct route *out)
{
	uint64_t number;

	switch (row->follows) {
	case FOLLOWS_TOKEN:
		out->token = text;
		out->odd = row->verb != ROUTE_BOUNCE && is_person(text);
		break;
	case FOLLOWS_NUMBER:
		out->odd = !str_u64(text, 999999, &number);
		out->number = out->odd ? 0 : (int64_t)number;
		break;
	case FOLLOWS_NOTHING:
		out->odd = true;
		break;
	}
}

static const struct verb_word *find_verb(struct str word, bool hyphen)
{
	const struct verb_word *best = NULL;

	for (size_t i = 0; i < sizeof(verb_words) / sizeof(verb_words[0]);
	     i++) {
		const struct verb_word *row = &verb_words[i];
		struct str verb = str_c(row->word);
		if ((hyphen && !row->hyphen) || !str_istarts(word, verb) ||
		    (word.n > verb.n && !parts(word.p[verb.n])))
			continue;
		if (best == NULL || verb.n > strlen(best->word))
			best = row;
	}
	return best;
}

/* "confirm-TOKEN", "subscribe", "get.12": the word, then what follows. */
static bool read_verb(struct str word, bool hyphen, struct route *out)
{
	const struct verb_word *row = find_verb(word, hyphen);
	size_t length;

	if (row == NULL)
		return false;
	length = strlen(row->word);
	out->verb = row->verb;
	out->mode = row->mode;
	out->habit = row->habit;
	out->token = str_c("");
	if (word.n == length)
		return true;
	if (word.n > length + 1)
		read_argument(row, str_from(word, length + 1), out);
	return word.n > length + 1;
}

/* `address` is `base` with a delimiter or hyphen and a verb. */
static bool read_extended(struct str address, const char *base,
    const char *delimiter, struct route *out)
{
	struct str own = addr_local(str_c(base));
	struct str local = addr_local(address);
	struct str rest;

	if (!str_ieq(addr_domain(address), addr_domain(str_c(base))) ||
	    own.n == 0 || local.n < own.n + 2 || !str_istarts(local, own))
		return false;
	rest = str_from(local, own.n);
	if (delimiter != NULL && delimiter[0] != '\0' &&
	    rest.p[0] == delimiter[0])
		return read_verb(str_from(rest, 1), false, out);
	return rest.p[0] == '-' && read_verb(str_from(rest, 1), true, out);
}

/* Settings say "subscribe=abo-ess@example.org". */
static bool read_alias(
    struct str address, const struct conf_list *list, struct route *out)
{
	struct str own = addr_local(address);

	for (size_t i = 0; i < list->aliases.n; i++) {
		struct str alias = str_c(list->aliases.v[i]);
		size_t equals = str_findc(alias, '=');
		struct str target;
		struct str token;
		if (equals == SIZE_MAX)
			continue;
		target = str_from(alias, equals + 1);
		if (!str_ieq(addr_domain(address), addr_domain(target)) ||
		    !str_istarts(own, addr_local(target)))
			continue;
		token = str_from(own, addr_local(target).n);
		if (token.n > 0 && token.n != TOKEN_LENGTH + 1)
			continue;
		if (!read_verb(str_sub(alias, 0, equals), false, out))
			continue;
		out->token = str_from(token, 1);
		return true;
	}
	return false;
}

bool route_address(
    const struct conf *conf, struct str address, struct route *out)
{
	*out = (struct route){ .verb = ROUTE_PLAIN };
	if (str_iis(address, conf->site.address))
		return true;
	for (size_t i = 0; i < conf->list_count; i++) {
		out->list = &conf->lists[i];
		if (str_iis(address, out->list->address))
			return true;
	}
	for (size_t i = 0; i < conf->list_count; i++) {
		out->list = &conf->lists[i];
		if (read_alias(address, out->list, out) ||
		    read_extended(
			address, out->list->address, out->list->delimiter, out))
			return true;
	}
	out->list = NULL;
	return read_extended(
	    address, conf->site.address, conf->site.delimiter, out);
}

/* 2: an address with a word, 1: a list, 0: the site. */
static int weight(const struct route *route)
{
	if (route->verb != ROUTE_PLAIN)
		return 2;
	return route->list != NULL ? 1 : 0;
}

void route_message(const struct conf *conf, const struct message *message,
    struct route *out, bool *mixed)
{
	*out = (struct route){ .verb = ROUTE_PLAIN };
	*mixed = false;
	for (size_t i = 0; i < message->recipient_count; i++) {
		struct route route;
		if (!route_address(conf, str_c(message->recipients[i]), &route))
			continue;
		if (weight(&route) > weight(out)) {
			*out = route;
			*mixed = false;
		} else if (weight(&route) == weight(out)) {
			*mixed = *mixed || route.verb != out->verb ||
				 route.list != out->list;
		}
	}
}

bool route_is_ours(const struct conf *conf, struct str address)
{
	struct route route;

	return address.n > 0 && route_address(conf, address, &route) &&
	       !route.habit;
}
