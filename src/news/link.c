#include "news/link.h"

#include "base/i18n.h"
#include "base/url.h"
#include "base/utf8.h"
#include "mail/addr.h"
#include "tmpl/unwritten.h"

enum { SHOWN = 80, HOST_MAX = 253, LABEL_MAX = 63 };

static const char *shown(struct arena *arena, struct str link)
{
	struct str part = utf8_cut(link, SHOWN);

	return arena_printf(
	    arena, "\"%.*s%s\"", STR_ARG(part), part.n < link.n ? "..." : "");
}

/* Letters of any script, digits and hyphens; at least one dot. */
static bool is_host(struct str host)
{
	struct str label;
	size_t labels = 0;

	if (host.n == 0 || host.n > HOST_MAX)
		return false;
	while (str_split(&host, '.', &label)) {
		if (label.n == 0 || label.n > LABEL_MAX)
			return false;
		for (size_t i = 0; i < label.n; i++) {
			const unsigned char c = (unsigned char)label.p[i];
			const char low = str_lower((char)c);
			if (c < 0x80 && !(low >= 'a' && low <= 'z') &&
			    !(c >= '0' && c <= '9') && c != '-')
				return false;
		}
		labels++;
	}
	return labels > 1;
}

static const char *web_fault(struct arena *arena, struct str link)
{
	struct str rest = str_from(link, str_find(link, str_c("://")) + 3);
	size_t end = 0;
	size_t colon;
	struct str host;

	while (end < rest.n && rest.p[end] != '/' && rest.p[end] != '?' &&
	       rest.p[end] != '#')
		end++;
	host = str_sub(rest, 0, end);
	if (str_find(host, str_c("{{")) != SIZE_MAX)
		return NULL;
	if (str_findc(host, '@') != SIZE_MAX)
		return arena_printf(arena,
		    _("the link %s holds a login name; take what "
		      "stands "
		      "before the @ out"),
		    shown(arena, link));
	colon = str_findc(host, ':');
	if (is_host(str_sub(host, 0, colon)))
		return NULL;
	return arena_printf(arena,
	    _("the link %s names no site that could be; write it as "
	      "https://www.example.org/page"),
	    shown(arena, link));
}

static const char *mail_fault(struct arena *arena, struct str link)
{
	struct str address = str_from(link, str_findc(link, ':') + 1);
	struct err unused;
	char *normalised;

	address = str_sub(address, 0, str_findc(address, '?'));
	if (str_find(address, str_c("{{")) != SIZE_MAX ||
	    addr_normalise(arena, address, &normalised, &unused) == ERR_OK)
		return NULL;
	return arena_printf(arena,
	    _("the link %s leads to no e-mail address; write it as "
	      "mailto:letter@example.org"),
	    shown(arena, link));
}

/* What stands before the first ':', if it may be a scheme (RFC 3986 3.1). */
static struct str scheme_of(struct str link)
{
	size_t colon = str_findc(link, ':');

	for (size_t i = 0; i < colon && i < link.n; i++) {
		const char low = str_lower(link.p[i]);
		const bool other = (low >= '0' && low <= '9') || low == '+' ||
				   low == '-' || low == '.';
		if (!(low >= 'a' && low <= 'z') && (i == 0 || !other))
			return str_n("", 0);
	}
	return colon == SIZE_MAX ? str_n("", 0) : str_sub(link, 0, colon);
}

static const char *other_fault(struct arena *arena, struct str link)
{
	struct str scheme = scheme_of(link);

	if (link.n == 0)
		return _("this link leads nowhere; write its address between "
			 "the brackets");
	if (link.p[0] == '#')
		return arena_printf(arena,
		    _("the link %s leads to a place in the mail, where "
		      "most mail programs do not go; take it out"),
		    shown(arena, link));
	if (str_iis(scheme, "http") || str_iis(scheme, "https"))
		return arena_printf(arena,
		    _("the link %s lacks a /; write it as "
		      "https://www.example.org/page"),
		    shown(arena, link));
	if (scheme.n > 0 && str_findc(scheme, '.') == SIZE_MAX)
		return arena_printf(arena,
		    _("the link %s is one that mail programs do not "
		      "follow; it can begin with https:// or mailto:"),
		    shown(arena, link));
	if (str_findc(link, '@') != SIZE_MAX)
		return arena_printf(arena,
		    _("%s is no link; write mailto: before it"),
		    shown(arena, link));
	return arena_printf(arena, _("%s is no link; write https:// before it"),
	    shown(arena, link));
}

const char *link_fault(struct arena *arena, struct str link)
{
	/* A field, or what is still to be written. */
	if (str_starts(link, str_c("{{")) || unwritten_find(link).n > 0)
		return NULL;
	for (size_t i = 0; i < link.n; i++)
		if (str_is_space(link.p[i]))
			return arena_printf(arena,
			    _("the link %s holds a blank; write %%20 "
			      "in its place"),
			    shown(arena, link));
	if (url_is_web(link))
		return web_fault(arena, link);
	if (str_istarts(link, str_c("mailto:")))
		return mail_fault(arena, link);
	if (str_istarts(link, str_c("tel:")) && link.n > 4)
		return NULL;
	return other_fault(arena, link);
}

bool link_says_nothing(struct str folded)
{
	static const char *const words[] = { "ici", "cliquez ici",
		"cliquer ici", "clique ici", "cliquez", "par ici", "c'est ici",
		"lien", "ce lien", "le lien", "suivez ce lien", "cette page",
		"here", "click here", "click", "tap here", "right here", "link",
		"this link", "the link", "follow this link", "this page",
		NULL };

	while (folded.n > 0 &&
	       str_findc(str_c(".!:> "), folded.p[folded.n - 1]) != SIZE_MAX)
		folded.n--;
	for (size_t i = 0; words[i] != NULL; i++)
		if (str_is(folded, words[i]))
			return true;
	return false;
}
