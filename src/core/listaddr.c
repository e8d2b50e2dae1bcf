#include "core/listaddr.h"

#include <string.h>

#include "base/buf.h"
#include "mail/addr.h"

/* "subscribe=abo@example.org" among the list's aliases. */
static const char *alias(const struct conf_list *list, const char *verb)
{
	size_t n = strlen(verb);

	for (size_t i = 0; i < list->aliases.n; i++) {
		const char *entry = list->aliases.v[i];
		if (strncmp(entry, verb, n) == 0 && entry[n] == '=')
			return entry + n + 1;
	}
	return NULL;
}

static const char *sub_address(struct arena *arena, const char *base,
    const char *delimiter, const char *verb, const char *token)
{
	struct str addr = str_c(base);
	const char *made;

	if (delimiter == NULL || *delimiter == '\0')
		return NULL;
	made =
	    arena_printf(arena, "%.*s%s%s%s%s@%.*s", STR_ARG(addr_local(addr)),
		delimiter, verb, token == NULL ? "" : "-",
		token == NULL ? "" : token, STR_ARG(addr_domain(addr)));
	return addr_ok(str_c(made)) ? made : NULL;
}

/* With a token the word is short: List-Unsubscribe is to fit 78 columns. */
static const char *word_for(const char *verb, const char *token)
{
	return token != NULL && strcmp(verb, "unsubscribe") == 0 ? "stop"
								 : verb;
}

struct listaddr listaddr_for(struct arena *arena, const struct conf *conf,
    const struct conf_list *list, const char *verb, const char *token)
{
	const char *site = conf->site.address;
	const char *word = word_for(verb, token);
	const char *made = NULL;

	if (list != NULL && token == NULL)
		made = alias(list, verb);
	if (list != NULL && made == NULL)
		made = sub_address(
		    arena, list->address, list->delimiter, word, token);
	/* A list's long name must not cost the token its address. */
	if (made == NULL && token != NULL)
		made =
		    sub_address(arena, site, conf->site.delimiter, word, token);
	if (made != NULL)
		return (struct listaddr){ made, NULL };
	if (list != NULL && strcmp(verb, "owner") == 0)
		return (struct listaddr){ list->owners.v[0], NULL };
	if (token == NULL && list != NULL)
		token = list->name;
	return (struct listaddr){ site,
		token == NULL ? verb
			      : arena_printf(arena, "%s %s", verb, token) };
}

static bool is_unreserved(char c, const char *also)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') ||
	       (c != '\0' &&
		   (strchr("-._~", c) != NULL || strchr(also, c) != NULL));
}

/* Everything but RFC 3986's unreserved characters and `also` is encoded. */
static void percent(struct buf *out, struct str text, const char *also)
{
	size_t done = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (is_unreserved(text.p[i], also))
			continue;
		(void)buf_str(out, str_sub(text, done, i - done));
		(void)buf_printf(
		    out, "%%%02X", (unsigned)(unsigned char)text.p[i]);
		done = i + 1;
	}
	(void)buf_str(out, str_from(text, done));
}

const char *listaddr_uri(struct arena *arena, const struct listaddr *to)
{
	struct buf uri;
	const char *copy;

	buf_init(&uri, 4096);
	(void)buf_puts(&uri, "mailto:");
	percent(&uri, str_c(to->address), "@+");
	if (to->subject != NULL) {
		(void)buf_puts(&uri, "?subject=");
		percent(&uri, str_c(to->subject), "");
	}
	copy = arena_dup(arena, buf_get(&uri));
	buf_clear(&uri);
	return copy;
}

const char *listaddr_mailto(struct arena *arena, const struct conf *conf,
    const struct conf_list *list, const char *verb, const char *token)
{
	const struct listaddr to = listaddr_for(arena, conf, list, verb, token);

	return listaddr_uri(arena, &to);
}

const char *listaddr_domain(const struct conf *conf)
{
	const char *at = strrchr(conf->site.address, '@');

	return at == NULL ? "localhost" : at + 1;
}
