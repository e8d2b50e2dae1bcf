#include "mail/authres.h"

#include <string.h>

#include "base/buf.h"
#include "mail/addr.h"

/* Blanks: one at a time, none around "=". */
static void put(char *out, size_t *n, char c)
{
	if (str_is_space(c)) {
		if (*n > 0 && out[*n - 1] != ' ' && out[*n - 1] != '=')
			out[(*n)++] = ' ';
		return;
	}
	if (c == '=' && *n > 0 && out[*n - 1] == ' ')
		(*n)--;
	out[(*n)++] = c;
}

/*
 * The value in a form that splits easily: comments gone, and in quoted
 * strings (a reason, say) only characters that mean nothing.
 */
static char *simplify(struct arena *arena, struct str value)
{
	char *out = arena_alloc(arena, value.n + 1);
	size_t comment = 0;
	bool quoted = false;
	size_t n = 0;

	for (size_t i = 0; i < value.n; i++) {
		char c = value.p[i];
		if (c == '\\' && (quoted || comment > 0)) {
			i++;
		} else if (c == '"' && comment == 0) {
			quoted = !quoted;
		} else if (quoted) {
			bool plain = !str_is_space(c) && c != ';' && c != '=';
			put(out, &n, plain ? c : '_');
		} else if (c == '(') {
			comment++;
		} else if (c == ')' && comment > 0) {
			comment--;
			put(out, &n, ' ');
		} else if (comment == 0) {
			put(out, &n, c);
		}
	}
	out[n] = '\0';
	return out;
}

static bool next_word(struct str *rest, struct str *word)
{
	*rest = str_trim(*rest);
	if (rest->n == 0)
		return false;
	*word = str_sub(*rest, 0, str_findc(*rest, ' '));
	*rest = str_from(*rest, word->n);
	return true;
}

/* The value of "name=value" when the word is that, else nothing. */
static bool has_name(struct str word, const char *name, struct str *value)
{
	size_t equals = str_findc(word, '=');

	if (equals == SIZE_MAX || !str_iis(str_sub(word, 0, equals), name))
		return false;
	*value = str_from(word, equals + 1);
	return true;
}

/* The domain behind the last '@', or the whole. */
static struct str domain_of(struct str value)
{
	struct str domain = addr_domain(value);

	if (str_findc(value, '@') == SIZE_MAX)
		domain = value;
	while (domain.n > 0 && domain.p[domain.n - 1] == '.')
		domain.n--;
	return domain;
}

static bool is_under(struct str longer, struct str shorter)
{
	return longer.n > shorter.n && str_iends(longer, shorter) &&
	       longer.p[longer.n - shorter.n - 1] == '.';
}

/* A top-level domain speaks for nobody. */
static bool aligned(struct str value, struct str from)
{
	struct str domain = domain_of(value);

	if (from.n == 0 || str_findc(domain, '.') == SIZE_MAX ||
	    str_findc(from, '.') == SIZE_MAX)
		return false;
	return str_ieq(domain, from) || is_under(domain, from) ||
	       is_under(from, domain);
}

/* One "method=result property=value ..." of the field. */
static enum authres judge(struct str result, struct str from)
{
	struct str rest = result;
	struct str word;
	struct str verdict;
	struct str value;
	bool dmarc;
	bool dkim;
	bool found = false;

	if (!next_word(&rest, &word))
		return AUTHRES_NONE;
	dmarc = has_name(word, "dmarc", &verdict);
	dkim = !dmarc && has_name(word, "dkim", &verdict);
	if (!dmarc && !dkim && !has_name(word, "spf", &verdict))
		return AUTHRES_NONE;
	if (dmarc && str_iis(verdict, "fail"))
		return AUTHRES_FAIL;
	if (!str_iis(verdict, "pass"))
		return AUTHRES_NONE;
	while (next_word(&rest, &word)) {
		bool ours = dmarc  ? has_name(word, "header.from", &value)
			    : dkim ? has_name(word, "header.d", &value) ||
					 has_name(word, "header.i", &value)
				   : has_name(word, "smtp.mailfrom", &value) ||
					 has_name(word, "smtp.mail", &value);
		if (!ours)
			continue;
		if (aligned(value, from))
			return AUTHRES_PASS;
		found = true;
	}
	/* Many servers do not repeat what dmarc=pass is about. */
	return dmarc && !found ? AUTHRES_PASS : AUTHRES_NONE;
}

static bool is_single_sender(const struct message *message)
{
	size_t fields = 0;

	for (size_t i = 0; i < message->field_count; i++)
		fields += str_iis(str_c(message->fields[i].name), "From");
	return fields == 1 && message->from.n == 1;
}

/* The From domain as results write it, empty when nobody can be meant. */
static struct str from_domain(
    struct arena *arena, const struct message *message)
{
	struct err ignored;
	char *address;

	if (!is_single_sender(message) ||
	    addr_normalise(arena, str_c(message->sender_address), &address,
		&ignored) != ERR_OK)
		return str_c("");
	return addr_domain(str_c(address));
}

enum authres authres_read(struct arena *arena, const struct message *message,
    const char *authserv_id, char **text)
{
	const struct message_field *field =
	    message_field(message, "Authentication-Results");
	struct str from = from_domain(arena, message);
	enum authres verdict = AUTHRES_NONE;
	struct str rest;
	struct str part;
	struct str word;

	*text = arena_strdup(arena, "");
	if (field == NULL || authserv_id == NULL || authserv_id[0] == '\0')
		return AUTHRES_NONE;
	rest = str_c(simplify(arena, field->raw));
	if (!str_split(&rest, ';', &part) || !next_word(&part, &word) ||
	    !str_iis(word, authserv_id))
		return AUTHRES_NONE;
	*text = field->value;
	while (verdict != AUTHRES_FAIL && str_split(&rest, ';', &part)) {
		enum authres one = judge(part, from);
		if (one != AUTHRES_NONE && (from.n > 0 || one == AUTHRES_FAIL))
			verdict = one;
	}
	return verdict;
}
