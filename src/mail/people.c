#include "mail/people.h"

#include <gmime/gmime.h>
#include <string.h>

#include "mail/charset.h"
#include "mail/words.h"

/* The gate allows 32 levels of groups. */
enum { GROUPS_MAX = 64 };

static bool is_dot_atom(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (str_is_space(s.p[i]) ||
		    strchr("()<>[]:;@\\,\"", s.p[i]) != NULL ||
		    (s.p[i] == '.' && (i == 0 || i + 1 == s.n)))
			return false;
	return s.n > 0;
}

/* In place: "a.b"@c is a.b@c (RFC 5321 section 4.1.2). */
static void unquote_local(char *address)
{
	char *at = strrchr(address, '@');
	struct str local;

	if (address[0] != '"' || at == NULL || at < address + 2 ||
	    at[-1] != '"')
		return;
	local = str_n(address + 1, (size_t)(at - address) - 2);
	if (!is_dot_atom(local))
		return;
	memmove(address, address + 1, local.n);
	memmove(address + local.n, at, strlen(at) + 1);
}

static void add_person(struct arena *arena, const char *address,
    const char *name, struct message_people *people)
{
	struct message_person *person;

	if (people->n >= PEOPLE_MAX)
		return;
	if (people->v == NULL)
		people->v = arena_calloc(arena, PEOPLE_MAX, sizeof(*people->v));
	person = &people->v[people->n++];
	person->address = words_decode(arena, str_trim(str_c(address)));
	unquote_local(person->address);
	person->name = words_decode(arena, str_c(name));
	words_collapse(person->name);
}

static bool is_word_end(char c)
{
	return str_is_space(c) || strchr("<>()[],;:\"'", c) != NULL;
}

/*
 * As written: GMime turns A-labels into Unicode, sometimes, and of a@b@c it
 * takes a@b, which is somebody else.
 */
static const char *written(
    struct arena *arena, InternetAddressMailbox *mailbox, const char *utf8)
{
	const char *address = internet_address_mailbox_get_addr(mailbox);
	const char *ascii;
	const char *found;
	size_t n;

	if (address == NULL)
		return NULL;
	found = strstr(utf8, address);
	if (found == NULL) {
		ascii = internet_address_mailbox_get_idn_addr(mailbox);
		return ascii != NULL && strstr(utf8, ascii) != NULL ? ascii
								    : address;
	}
	n = strlen(address);
	if (found[n] != '@')
		return address;
	while (found[n] != '\0' && !is_word_end(found[n]))
		n++;
	return arena_dup(arena, str_n(found, n));
}

static void add_list(struct arena *arena, InternetAddressList *list,
    const char *utf8, struct message_people *people)
{
	struct {
		InternetAddressList *list;
		int next;
	} stack[GROUPS_MAX] = { { .list = list } };
	size_t depth = 1;

	while (depth > 0) {
		InternetAddressList *now = stack[depth - 1].list;
		int i = stack[depth - 1].next++;
		InternetAddress *one;
		if (i >= internet_address_list_length(now)) {
			depth--;
			continue;
		}
		one = internet_address_list_get_address(now, i);
		if (INTERNET_ADDRESS_IS_MAILBOX(one)) {
			add_person(arena,
			    written(arena, INTERNET_ADDRESS_MAILBOX(one), utf8),
			    internet_address_get_name(one), people);
			continue;
		}
		now = internet_address_group_get_members(
		    INTERNET_ADDRESS_GROUP(one));
		if (now != NULL && depth < GROUPS_MAX) {
			stack[depth].list = now;
			stack[depth++].next = 0;
		}
	}
}

/* The word around the first '@'. */
static struct str find_address(struct str text)
{
	size_t at = str_findc(text, '@');
	size_t start = at;
	size_t end = at;

	if (at == SIZE_MAX)
		return str_n(text.p, 0);
	while (start > 0 && !is_word_end(text.p[start - 1]))
		start--;
	while (end < text.n && !is_word_end(text.p[end]))
		end++;
	return str_sub(text, start, end - start);
}

/* Where the comment that opens here ends, or SIZE_MAX. */
static size_t comment_end(struct str text, size_t open)
{
	size_t depth = 0;

	for (size_t i = open; i < text.n; i++) {
		if (text.p[i] == '\\')
			i++;
		else if (text.p[i] == '(')
			depth++;
		else if (text.p[i] == ')' && --depth == 0)
			return i;
	}
	return SIZE_MAX;
}

/* A comment is no display name, though parsers like to take it for one. */
static void blank_comments(char *text)
{
	struct str all = str_c(text);
	bool quoted = false;

	for (size_t i = 0; i < all.n; i++) {
		size_t end;
		if (text[i] == '"')
			quoted = !quoted;
		if (text[i] == '\\' && quoted)
			i++;
		if (text[i] != '(' || quoted)
			continue;
		end = comment_end(all, i);
		if (end == SIZE_MAX)
			return; /* never closed: not a comment */
		memset(text + i, ' ', end - i + 1);
		i = end;
	}
}

void people_add(struct arena *arena, const struct message_field *field,
    struct message_people *people)
{
	InternetAddressList *list;
	size_t before = people->n;
	char *utf8;

	g_mime_init();
	utf8 = charset_decode(arena, field->raw, NULL, 4 * field->raw.n);
	utf8 = words_quote(arena, str_c(utf8));
	blank_comments(utf8);
	list = internet_address_list_parse(NULL, utf8);
	if (list != NULL) {
		add_list(arena, list, utf8, people);
		g_object_unref(list);
	}
	if (people->n == before) {
		struct str found = find_address(str_c(utf8));
		if (found.n > 0)
			add_person(arena, arena_dup(arena, found), "", people);
	}
}
