#include "mail/addr.h"

#include <glib.h>
#include <idn2.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

enum {
	DOMAIN_MAX = 253,
	LABEL_MAX = 63,
	TEXT_MAX = 1000 /* bytes of anything worth converting */
};

static size_t last_at(struct str addr)
{
	size_t i = addr.n;

	while (i > 0 && addr.p[i - 1] != '@')
		i--;
	return i == 0 ? SIZE_MAX : i - 1;
}

struct str addr_local(struct str addr)
{
	size_t at = last_at(addr);

	return at == SIZE_MAX ? str_n(addr.p, 0) : str_sub(addr, 0, at);
}

struct str addr_domain(struct str addr)
{
	size_t at = last_at(addr);

	return at == SIZE_MAX ? str_n(addr.p, 0) : str_from(addr, at + 1);
}

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

static bool is_utf8(char c)
{
	return (unsigned char)c > 0x7f;
}

/* atext of RFC 5322 section 3.2.3, and of RFC 6531 section 3.3. */
static bool is_atext(char c)
{
	return is_alnum(c) || is_utf8(c) ||
	       (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static bool dot_atom_ok(struct str local)
{
	bool dot = true; /* a dot may not stand here */

	for (size_t i = 0; i < local.n; i++) {
		bool is_dot = local.p[i] == '.';
		if (is_dot ? dot : !is_atext(local.p[i]))
			return false;
		dot = is_dot;
	}
	return !dot;
}

/* Quoted-string without blanks: nothing that needs a blank is delivered. */
static bool quoted_ok(struct str local)
{
	size_t end = local.n - 1;

	if (local.n < 3 || local.p[end] != '"')
		return false;
	for (size_t i = 1; i < end; i++) {
		if (local.p[i] == '"')
			return false;
		if (local.p[i] == '\\' && ++i == end)
			return false;
	}
	return true;
}

static bool label_ok(struct str label)
{
	if (label.n == 0 || label.n > LABEL_MAX)
		return false;
	if (label.p[0] == '-' || label.p[label.n - 1] == '-')
		return false;
	for (size_t i = 0; i < label.n; i++)
		if (!is_alnum(label.p[i]) && label.p[i] != '-')
			return false;
	return true;
}

static bool all_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

/* A last label of digits alone is an IP number, not a domain (RFC 3696). */
static bool domain_ok(struct str domain)
{
	struct str rest = domain;
	struct str label = { 0 };

	if (domain.n == 0 || domain.n > DOMAIN_MAX)
		return false;
	while (str_split(&rest, '.', &label))
		if (!label_ok(label))
			return false;
	return !all_digits(label);
}

/* What can be seen, each sign in one way only: no blanks, no marks that turn
 * the direction of a line. */
static bool utf8_ok(struct str local)
{
	char *nfc;
	bool same;

	if (!utf8_valid(local))
		return false;
	for (const char *p = local.p; p < local.p + local.n; p = utf8_next(p))
		if (!g_unichar_isgraph(g_utf8_get_char(p)))
			return false;
	nfc = g_utf8_normalize(local.p, (gssize)local.n, G_NORMALIZE_NFC);
	same = str_is(local, nfc);
	g_free(nfc);
	return same;
}

static bool is_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (is_utf8(s.p[i]))
			return false;
	return true;
}

bool addr_ok(struct str addr)
{
	return is_ascii(addr) && addr_utf8_ok(addr);
}

bool addr_utf8_ok(struct str addr)
{
	struct str local = addr_local(addr);

	if (addr.n == 0 || addr.n > ADDR_MAX)
		return false;
	for (size_t i = 0; i < addr.n; i++) {
		unsigned char c = (unsigned char)addr.p[i];
		if (c < 0x21 || c == 0x7f || c == '<' || c == '>')
			return false;
	}
	if (!is_ascii(local) && !utf8_ok(local))
		return false;
	if (local.n == 0 || local.n > ADDR_LOCAL_MAX)
		return false;
	if (local.p[0] == '"' ? !quoted_ok(local) : !dot_atom_ok(local))
		return false;
	return domain_ok(addr_domain(addr));
}

static char *lower(struct arena *arena, struct str s)
{
	char *copy = arena_dup(arena, s);

	for (size_t i = 0; i < s.n; i++)
		copy[i] = str_lower(copy[i]);
	return copy;
}

/* The A-label form, or NULL when it is no domain name. */
static char *domain_ascii(struct arena *arena, struct str domain)
{
	uint8_t *ascii = NULL;
	char *text = lower(arena, domain);
	char *out = NULL;

	if (is_ascii(domain))
		return text;
	if (strlen(text) > TEXT_MAX)
		return NULL;
	if (idn2_lookup_u8((const uint8_t *)text, &ascii,
		IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) == IDN2_OK)
		out = lower(arena, str_c((const char *)ascii));
	idn2_free(ascii);
	return out;
}

enum err_code addr_normalise(
    struct arena *arena, struct str text, char **out, struct err *err)
{
	struct str addr = str_trim(text);
	struct str local = addr_local(addr);
	struct str shown = str_sub(addr, 0, ADDR_MAX);
	char *domain;
	char *joined;

	*out = NULL;
	if (addr.n == 0)
		return err_set(err, ERR_INPUT, "The address is empty.");
	if (addr.n > TEXT_MAX)
		return err_set(err, ERR_INPUT,
		    "The address is longer than %d characters.", ADDR_MAX);
	if (last_at(addr) == SIZE_MAX)
		return err_set(err, ERR_INPUT,
		    "\"%.*s\" is no address: it has no @.", STR_ARG(shown));
	domain = domain_ascii(arena, addr_domain(addr));
	if (domain == NULL || !domain_ok(str_c(domain)))
		return err_set(err, ERR_INPUT,
		    "\"%.*s\" is no address: what follows the @ is no domain "
		    "name.",
		    STR_ARG(shown));
	if (!is_ascii(local) && utf8_valid(local))
		local = str_c(utf8_clean(arena, local));
	joined = arena_printf(arena, "%.*s@%s", STR_ARG(local), domain);
	if (!addr_utf8_ok(str_c(joined)))
		return err_set(err, ERR_INPUT,
		    "\"%.*s\" is no address: the part before the @ is not "
		    "allowed.",
		    STR_ARG(shown));
	*out = joined;
	return ERR_OK;
}

char *addr_key(struct arena *arena, const char *normalised)
{
	return lower(arena, str_c(normalised));
}
