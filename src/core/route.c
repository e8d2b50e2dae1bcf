#include "core/route.h"

#include "base/token.h"
#include "mail/addr.h"

struct verb_word {
	const char *word;
	enum route_verb verb;
	bool habit; /* also after a hyphen, as other list managers have it */
};

static const struct verb_word verb_words[] = {
	{ "subscribe", ROUTE_SUBSCRIBE, true },
	{ "join", ROUTE_SUBSCRIBE, true },
	{ "inscription", ROUTE_SUBSCRIBE, true },
	{ "abonnement", ROUTE_SUBSCRIBE, true },
	{ "unsubscribe", ROUTE_UNSUBSCRIBE, true },
	{ "leave", ROUTE_UNSUBSCRIBE, true },
	{ "stop", ROUTE_UNSUBSCRIBE, false },
	{ "signoff", ROUTE_UNSUBSCRIBE, true },
	{ "desinscription", ROUTE_UNSUBSCRIBE, true },
	{ "desabonnement", ROUTE_UNSUBSCRIBE, true },
	{ "confirm", ROUTE_CONFIRM, true },
	{ "help", ROUTE_HELP, true },
	{ "aide", ROUTE_HELP, true },
	{ "owner", ROUTE_OWNER, true },
	{ "admin", ROUTE_OWNER, true },
	{ "editor", ROUTE_OWNER, true },
	{ "request", ROUTE_REQUEST, true },
	{ "bounce", ROUTE_BOUNCE, true },
	{ "bounces", ROUTE_BOUNCE, true },
	{ "moderate", ROUTE_MODERATE, false },
};

/* "confirm-TOKEN", "subscribe": the word, then perhaps a token. */
static bool read_verb(struct str word, bool habit, struct route *out)
{
	for (size_t i = 0; i < sizeof(verb_words) / sizeof(verb_words[0]);
	     i++) {
		const struct verb_word *row = &verb_words[i];
		struct str verb = str_c(row->word);
		if ((habit && !row->habit) || !str_istarts(word, verb))
			continue;
		out->verb = row->verb;
		out->token = str_from(word, verb.n + 1);
		if (word.n == verb.n)
			return true;
		/* LIST-confirm+TOKEN is how Mailman writes it. */
		if (word.p[verb.n] == '-' || word.p[verb.n] == '+' ||
		    word.p[verb.n] == '=')
			return out->token.n > 0;
	}
	return false;
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

	return address.n > 0 && route_address(conf, address, &route);
}
