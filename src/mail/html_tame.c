#include "mail/html_tame.h"

#include <stdint.h>
#include <string.h>

enum { NAMES_MAX = 64, NAME_MAX_BYTES = 12, CONDITION_MAX = 200 };

/* Elements with one name that are open, here and in what was left out. */
struct name {
	char text[NAME_MAX_BYTES + 1];
	size_t open;
	size_t skipped;
	bool flat; /* it never nests by itself: the parser closes it */
};

struct tame {
	struct name names[NAMES_MAX + 1]; /* the last one is for the others */
	size_t name_count;
	size_t depth;
};

/* What libxml2 may take for a tag: an attribute follows a blank or a quote. */
struct tag {
	size_t length; /* with its brackets */
	size_t attributes;
	size_t last; /* where the last '<' inside is, 0 for none */
	bool closes;
	bool foreign; /* "<o:p>", which libxml2 takes for a paragraph */
	char name[NAME_MAX_BYTES + 1];
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_separator(char c)
{
	return str_is_space(c) || c == '"' || c == '\'';
}

/* At '<' with a name behind it? */
static bool is_tag(struct str s, size_t i)
{
	if (s.p[i] != '<' || i + 1 >= s.n)
		return false;
	i += s.p[i + 1] == '/' ? 2 : 1;
	return i < s.n && is_letter(s.p[i]);
}

static void read_name(struct str s, struct tag *tag)
{
	size_t i = tag->closes ? 2 : 1;
	size_t n = 0;

	for (; i < s.n && (is_letter(s.p[i]) || is_digit(s.p[i])); i++)
		if (n < NAME_MAX_BYTES)
			tag->name[n++] = str_lower(s.p[i]);
	tag->name[n] = '\0';
	tag->foreign = i < s.n && s.p[i] == ':';
}

static struct tag read_tag(struct str s)
{
	struct tag tag = { .closes = s.p[1] == '/' };
	size_t i;

	read_name(s, &tag);
	for (i = 1; i < s.n && s.p[i] != '>'; i++) {
		tag.attributes +=
		    is_separator(s.p[i - 1]) && !str_is_space(s.p[i]);
		if (s.p[i] == '<')
			tag.last = i;
	}
	tag.length = i < s.n ? i + 1 : s.n;
	return tag;
}

static bool is_flat(const char *name)
{
	static const char *const flat[] = { "br", "img", "hr", "input", "meta",
		"link", "col", "area", "base", "p", "html", "head", "body" };

	for (size_t i = 0; i < sizeof(flat) / sizeof(flat[0]); i++)
		if (strcmp(name, flat[i]) == 0)
			return true;
	return false;
}

static struct name *find_name(struct tame *tame, const char *text)
{
	struct name *name;

	for (size_t i = 0; i < tame->name_count; i++)
		if (strcmp(tame->names[i].text, text) == 0)
			return &tame->names[i];
	if (tame->name_count == NAMES_MAX)
		return &tame->names[NAMES_MAX];
	name = &tame->names[tame->name_count++];
	memcpy(name->text, text, sizeof(name->text));
	name->flat = is_flat(text);
	return name;
}

/* Is the tag to be left out, by what is open around it? */
static bool is_idle(struct tame *tame, const struct tag *tag)
{
	struct name *name = find_name(tame, tag->name);
	bool deep = tame->depth >= TAME_DEPTH;

	if (name->flat)
		return false;
	if (!tag->closes) {
		name->skipped += deep;
		name->open += !deep;
		tame->depth += !deep;
		return deep;
	}
	if (name->skipped > 0 || name->open == 0) {
		name->skipped -= name->skipped > 0;
		return true;
	}
	name->open--;
	tame->depth--;
	return false;
}

/* Up to the end of what is no markup; `from` where that never comes. */
static size_t find_end(
    struct str html, size_t from, const char *end, bool *never)
{
	size_t at =
	    *never ? SIZE_MAX : str_ifind(str_from(html, from), str_c(end));

	*never = at == SIZE_MAX;
	return at == SIZE_MAX ? from : from + at;
}

/* Past the tag or the character at i: there is no markup in styles. */
static size_t step(
    struct str html, size_t i, const struct tag *tag, bool *never)
{
	if (str_starts(str_from(html, i), str_c("<!--")))
		return find_end(html, i + 4, "-->", &never[0]);
	if (tag->length == 0)
		return i + 1;
	i += tag->length;
	if (!tag->closes && strcmp(tag->name, "style") == 0)
		return find_end(html, i, "</style", &never[1]);
	if (!tag->closes && strcmp(tag->name, "script") == 0)
		return find_end(html, i, "</script", &never[2]);
	return i;
}

/* "<![if !supportLists]>" and "<![endif]>" of Word, which parsers show. */
static size_t condition_length(struct str html)
{
	size_t end;

	if (!str_starts(html, str_c("<![")))
		return 0;
	end = str_findc(str_sub(html, 0, CONDITION_MAX), '>');
	return end == SIZE_MAX ? 0 : end + 1;
}

struct str html_tame(struct arena *arena, struct str html)
{
	struct tame *tame = arena_alloc(arena, sizeof(*tame));
	char *out = arena_alloc(arena, html.n + 1);
	size_t n = 0;
	bool never[3] = { false };
	size_t kept = 0; /* up to here all has been copied */

	for (size_t i = 0; i < html.n;) {
		struct tag tag = { .length =
				       condition_length(str_from(html, i)) };
		bool bad = tag.length > 0;
		if (is_tag(html, i))
			tag = read_tag(str_from(html, i));
		bad = bad || tag.foreign || tag.attributes > TAME_ATTRIBUTES;
		/* In a script it may be a sign, and no tag. */
		if (bad && tag.last > 0)
			tag.length = tag.last;
		if (tag.length > 0 && (bad || is_idle(tame, &tag))) {
			memcpy(out + n, html.p + kept, i - kept);
			n += i - kept;
			kept = i + tag.length;
		}
		i = step(html, i, &tag, never);
	}
	memcpy(out + n, html.p + kept, html.n - kept);
	return str_n(out, n + html.n - kept);
}
