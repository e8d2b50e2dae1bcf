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
 * strings (a reason, say) only characters that mean nothing.  *clear is false
 * when it cannot be told where a comment or a string ends: a server that puts
 * what a sender made up into a comment may have been tricked out of it.
 */
static char *simplify(struct arena *arena, struct str value, bool *clear)
{
	char *out = arena_alloc(arena, value.n + 1);
	size_t comment = 0;
	bool quoted = false;
	size_t n = 0;

	*clear = true;
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
			*clear = *clear && c != ')';
		} else if (c == '"') {
			*clear = false;
		}
	}
	*clear = *clear && !quoted && comment == 0;
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

/* As has_name(), for a method, which may have a version (section 2.2). */
static bool has_method(struct str word, const char *name, struct str *value)
{
	struct str method = str_sub(word, 0, str_findc(word, '='));
	size_t slash = str_findc(method, '/');

	if (slash == SIZE_MAX)
		return has_name(word, name, value);
	*value = str_from(word, method.n + 1);
	return str_iis(str_sub(method, 0, slash), name) &&
	       str_is(str_from(method, slash + 1), "1");
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
	dmarc = has_method(word, "dmarc", &verdict);
	dkim = !dmarc && has_method(word, "dkim", &verdict);
	if (!dmarc && !dkim && !has_method(word, "spf", &verdict))
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

/* The From domain as results write it, empty when nobody can be meant. */
static struct str from_domain(
    struct arena *arena, const struct message *message)
{
	struct err ignored;
	char *address;

	if (!message_has_one_sender(message) ||
	    addr_normalise(arena, str_c(message->sender_address), &address,
		&ignored) != ERR_OK)
		return str_c("");
	return addr_domain(str_c(address));
}

/* "mx.example.org" or "mx.example.org 1": of another version nothing counts. */
static bool is_written_by(struct str id, const char *authserv_id)
{
	struct str word;

	if (!next_word(&id, &word) || !str_iis(word, authserv_id))
		return false;
	return !next_word(&id, &word) ||
	       (str_is(word, "1") && str_trim(id).n == 0);
}

/* False when the field is not our server's. */
static bool read_field(struct arena *arena, struct str value, struct str from,
    const char *authserv_id, enum authres *verdict)
{
	struct str rest;
	struct str part;
	bool clear;

	rest = str_c(simplify(arena, value, &clear));
	*verdict = AUTHRES_NONE;
	if (!str_split(&rest, ';', &part) || !is_written_by(part, authserv_id))
		return false;
	while (*verdict != AUTHRES_FAIL && str_split(&rest, ';', &part)) {
		enum authres one = judge(part, from);
		if (one == AUTHRES_FAIL ||
		    (one == AUTHRES_PASS && from.n > 0 && clear))
			*verdict = one;
	}
	return true;
}

enum authres authres_read(struct arena *arena, const struct message *message,
    const char *authserv_id, char **text)
{
	struct str from = from_domain(arena, message);
	bool above = message_field(message, "Received") != NULL;
	enum authres verdict = AUTHRES_NONE;
	enum authres one;
	bool topmost = true;

	*text = arena_strdup(arena, "");
	if (authserv_id == NULL || authserv_id[0] == '\0')
		return AUTHRES_NONE;
	for (size_t i = 0; i < message->field_count; i++) {
		const struct message_field *field = &message->fields[i];
		if (str_iis(str_c(field->name), "Received"))
			above = false;
		if (!str_iis(str_c(field->name), "Authentication-Results"))
			continue;
		if (!above && !topmost)
			break;
		topmost = false;
		if (read_field(arena, field->raw, from, authserv_id, &one) &&
		    (verdict == AUTHRES_NONE || one == AUTHRES_FAIL)) {
			verdict = one;
			*text = field->value;
		}
	}
	return verdict;
}
