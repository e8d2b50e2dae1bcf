#include "mail/report_rule.h"

#include <string.h>

#include "base/utf8.h"
#include "mail/addr.h"
#include "mail/people.h"

enum {
	PARENT_LINES = 3,   /* that may lie between an address and its parent */
	NEAR_LINES = 3,     /* that a phrase's address may be away */
	OPENING_TEXT = 250, /* that a person would begin in their own words */
	PROOF_TEXT = 16 * 1024 /* of the text that a proof looks at */
};

/* The header as rules see it, folded. */
struct marks {
	const struct message *message;
	const char *from;
	const char *subject;
};

/* Where addresses are put. */
struct finds {
	struct arena *arena;
	const struct page *page;
	struct report_find *v;
	size_t max;
	size_t n;
};

static struct marks read_marks(
    struct arena *arena, const struct message *message)
{
	return (struct marks){
		.message = message,
		.from = utf8_fold(
		    arena, str_sub(str_c(message_value(message, "From")), 0,
			       4 * ADDR_MAX)),
		.subject = utf8_fold(
		    arena, str_sub(str_c(message->subject), 0, 4 * ADDR_MAX)),
	};
}

static bool has_any(const char *folded, const char *phrases)
{
	size_t after;

	return page_find(folded, phrases, &after) != SIZE_MAX;
}

static bool is_subject(const char *folded, const char *phrases)
{
	struct str rest = str_c(phrases);
	struct str phrase;

	while (str_split(&rest, '|', &phrase)) {
		bool start = phrase.n > 0 && phrase.p[0] == '^';
		struct str words = str_from(phrase, start ? 1 : 0);
		size_t at = str_find(str_c(folded), words);
		if (at != SIZE_MAX && (at == 0 || !start))
			return true;
	}
	return false;
}

/* "Name: part" */
static bool has_field(const struct message *message, const char *wanted)
{
	size_t colon = str_findc(str_c(wanted), ':');
	struct str name = str_sub(str_c(wanted), 0, colon);
	struct str part = str_trim(str_from(str_c(wanted), colon + 1));

	for (size_t i = 0; i < message->field_count; i++)
		if (str_ieq(str_c(message->fields[i].name), name) &&
		    str_ifind(str_c(message->fields[i].value), part) !=
			SIZE_MAX)
			return true;
	return false;
}

static bool head_fits(const struct report_rule *rule, const struct marks *marks)
{
	return (rule->from == NULL || has_any(marks->from, rule->from)) &&
	       (rule->subject == NULL ||
		   is_subject(marks->subject, rule->subject)) &&
	       (rule->field == NULL || has_field(marks->message, rule->field));
}

/* What a person quotes proves nothing. */
static char *unquoted(struct arena *arena, struct str text)
{
	struct str rest = str_sub(text, 0, PROOF_TEXT);
	char *copy = arena_alloc(arena, rest.n + 1);
	struct str line;
	size_t n = 0;

	while (str_split(&rest, '\n', &line)) {
		if (line.n > 0 && line.p[0] == '>')
			continue;
		memcpy(copy + n, line.p, line.n);
		n += line.n;
		copy[n++] = '\n';
	}
	return utf8_fold(arena, str_n(copy, n));
}

/* A mail that somebody sends on is theirs, whatever it quotes. */
static bool is_forwarded(const struct marks *marks)
{
	return is_subject(marks->subject,
	    "^fwd:|^fw:|^tr:|^tr :|^wg:|^rv:|^enc:|^i:|[fwd|(fwd)");
}

/* No sender to answer to, or one that no person has. */
static bool from_machine(const struct marks *marks)
{
	const char *path = marks->message->return_path;

	return (path != NULL && path[0] == '\0') ||
	       has_any(marks->from, "postmaster|post_master|mailer-daemon");
}

/* What a proof looks at, folded once. */
struct proof {
	struct arena *arena;
	struct marks marks;
	struct str words;
	const char *text;    /* NULL: not folded yet */
	const char *opening; /* how it begins */
	bool machine;
	bool answers; /* it is in answer to something */
};

static bool proves(struct proof *proof, const struct report_rule *rule)
{
	bool marked =
	    rule->from != NULL || rule->subject != NULL || rule->field != NULL;

	if (rule->words == NULL || !head_fits(rule, &proof->marks))
		return false;
	if (rule->opens && !proof->answers &&
	    has_any(proof->opening, rule->words))
		return true;
	if (!marked && !proof->machine)
		return false;
	if (proof->text == NULL)
		proof->text = unquoted(proof->arena, proof->words);
	return has_any(proof->text, rule->words);
}

bool report_rule_proves(const struct message *message)
{
	struct arena arena = { 0 };
	struct proof proof = { .arena = &arena,
		.marks = read_marks(&arena, message),
		.words = page_words(&arena, message) };
	bool found = false;

	proof.machine = from_machine(&proof.marks);
	proof.answers = message->in_reply_to[0] != '\0' ||
			message->reference_count > 0 ||
			is_subject(proof.marks.subject, "^re:|^re :|^aw:");
	proof.opening = unquoted(&arena, str_sub(proof.words, 0, OPENING_TEXT));
	for (const struct report_rule *rule = report_rules();
	     !found && rule->name != NULL && !is_forwarded(&proof.marks);
	     rule++)
		found = proves(&proof, rule);
	arena_free(&arena);
	return found;
}

static void add(struct finds *finds, struct str address, size_t line)
{
	if (address.n > 0 && finds->n < finds->max)
		finds->v[finds->n++] =
		    (struct report_find){ .address = address, .line = line };
}

/* Is this what may stand in front of an address on its line? */
static bool is_bullet(struct str head)
{
	for (size_t i = 0; i < head.n; i++)
		if (strchr("->*+=o.", head.p[i]) == NULL)
			return false;
	return true;
}

/* The address that a line begins with; empty when it begins with others. */
static struct str front_address(struct str text)
{
	struct str address = page_address(text, 0);

	if (address.n == 0 || !is_bullet(page_before(text, address)))
		return str_n(text.p, 0);
	return address;
}

/* The lines between `at` and `until`: [*first, *end). */
static bool section(const struct report_rule *rule, const struct page *page,
    size_t *first, size_t *end)
{
	size_t after = 0;
	size_t stop;

	*first = 0;
	*end = page->n;
	if (page->n == 0)
		return false;
	if (rule->at != NULL) {
		if (page_find(page->folded, rule->at, &after) == SIZE_MAX)
			return false;
		*first = page_line_at(page, after - 1) + 1;
	}
	if (rule->until == NULL)
		return true;
	stop = page_find(page->folded + after, rule->until, &(size_t){ 0 });
	if (stop != SIZE_MAX)
		*end = page_line_at(page, after + stop);
	return true;
}

static bool line_fits(
    enum report_place place, struct str text, struct str address)
{
	struct str tail = page_after(text, address);
	bool angle = address.p > text.p && address.p[-1] == '<';
	bool marked = tail.n > 0 && (tail.p[0] == ':' || tail.p[0] == '(');

	switch (place) {
	case PLACE_ANGLE:
		return angle && (tail.n == 0 || marked);
	case PLACE_COLON:
		return marked;
	case PLACE_LINE:
	case PLACE_AFTER:
	case PLACE_REPLY:
	case PLACE_LOCAL:
	case PLACE_FIELD:
	case PLACE_LIST:
		break;
	}
	return true;
}

/*
 * The address that we wrote to, where a server tells what it made of it:
 * "(expanded from <a@b>)", "generated by a@b".
 */
static struct str parent_address(struct str text)
{
	static const char *const words[] = { "(expanded from",
		"generated from ", "generated by ", "original address:" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t at = str_ifind(text, str_c(words[i]));
		if (at != SIZE_MAX)
			return page_address(text, at);
	}
	return str_n(text.p, 0);
}

static void add_parent(struct finds *finds, struct str parent, size_t line)
{
	struct report_find *last =
	    finds->n > 0 ? &finds->v[finds->n - 1] : NULL;

	if (last != NULL && line - last->line <= PARENT_LINES)
		last->address = parent;
	else
		add(finds, parent, line);
}

static void find_lines(const struct report_rule *rule, struct finds *finds)
{
	size_t first;
	size_t end;

	if (!section(rule, finds->page, &first, &end))
		return;
	for (size_t i = first; i < end; i++) {
		struct str text = finds->page->line[i].text;
		struct str address = front_address(text);
		struct str parent = parent_address(text);
		if (str_is(text, "-- "))
			break;
		if (address.n > 0 && line_fits(rule->place, text, address))
			add(finds, address, i);
		if (parent.n > 0)
			add_parent(finds, parent, i);
	}
}

/* On a line, behind the phrase that ends at this offset of the page. */
static struct str address_after(
    const struct page *page, size_t line, size_t offset)
{
	struct str text = page->line[line].text;
	size_t signs = 0;

	/* Folding keeps the number of signs before the phrase's end. */
	for (size_t i = page->line[line].offset; i < offset; i++)
		signs += page->folded[i] == '@';
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] != '@')
			continue;
		if (signs == 0)
			return page_address_at(text, i);
		signs--;
	}
	return str_n(text.p, 0);
}

/* In the lines from this one up to an empty one. */
static struct str parent_near(const struct page *page, size_t line)
{
	struct str parent = str_n(page->text.p, 0);

	for (size_t i = 0; i < PARENT_LINES && parent.n == 0; i++) {
		if (line + i >= page->n ||
		    str_trim(page->line[line + i].text).n == 0)
			break;
		parent = parent_address(page->line[line + i].text);
	}
	return parent;
}

static void add_after(struct finds *finds, size_t offset)
{
	const struct page *page = finds->page;
	size_t line = page_line_at(page, offset - 1);
	struct str address = parent_near(page, line);

	if (address.n == 0)
		address = address_after(page, line, offset);
	for (size_t i = 1; address.n == 0 && i <= NEAR_LINES; i++) {
		if (line + i >= page->n)
			return;
		address = front_address(page->line[line + i].text);
		line += address.n > 0 ? i : 0;
	}
	add(finds, address, line);
}

/* One phrase after the other, so that each text is walked through once. */
static void find_after(const struct report_rule *rule, struct finds *finds)
{
	const char *folded = finds->page->folded;
	struct str rest = str_c(rule->at);
	struct str part;

	while (finds->page->n > 0 && str_split(&rest, '|', &part)) {
		const char *phrase = arena_dup(finds->arena, part);
		size_t offset = 0;
		size_t after = 0;
		while (finds->n < finds->max &&
		       page_find(folded + offset, phrase, &after) != SIZE_MAX) {
			offset += after;
			add_after(finds, offset);
		}
	}
}

/* "<<< 550 ...", "550-5.1.1 ..." */
static bool is_reply(struct str line)
{
	while (line.n > 0 && strchr("< \t", line.p[0]) != NULL)
		line = str_from(line, 1);
	return line.n > 4 && (line.p[0] == '4' || line.p[0] == '5') &&
	       line.p[1] >= '0' && line.p[1] <= '9' && line.p[2] >= '0' &&
	       line.p[2] <= '9' && (line.p[3] == ' ' || line.p[3] == '-');
}

static void find_replies(const struct report_rule *rule, struct finds *finds)
{
	size_t first;
	size_t end;

	if (!section(rule, finds->page, &first, &end))
		return;
	for (size_t i = first; i < end; i++)
		if (is_reply(finds->page->line[i].text))
			add(finds, page_address(finds->page->line[i].text, 0),
			    i);
}

/* A name alone on an indented line, at the domain of the mailer. */
static void find_locals(const struct report_rule *rule,
    const struct message *message, struct finds *finds)
{
	struct str domain = addr_domain(str_c(message->sender_address));
	size_t first;
	size_t end;

	if (!section(rule, finds->page, &first, &end))
		return;
	for (size_t i = first; i < end; i++) {
		struct str text = finds->page->line[i].text;
		struct str name = str_trim(text);
		struct str address;
		if (name.n == 0 || !str_is_space(text.p[0]) ||
		    str_findc(name, '@') != SIZE_MAX ||
		    str_findc(name, ' ') != SIZE_MAX)
			continue;
		address = str_c(arena_printf(
		    finds->arena, "%.*s@%.*s", STR_ARG(name), STR_ARG(domain)));
		if (addr_ok(address))
			add(finds, address, i);
	}
}

static void find_field(const struct report_rule *rule,
    const struct message *message, struct finds *finds)
{
	const struct message_field *field = message_field(message, rule->at);
	struct message_people people = { 0 };

	if (field == NULL)
		return;
	people_add(finds->arena, field, &people);
	for (size_t i = 0; i < people.n; i++)
		if (addr_ok(str_c(people.v[i].address)))
			add(finds, str_c(people.v[i].address), 0);
}

static void find(const struct report_rule *rule, const struct message *message,
    struct finds *finds)
{
	switch (rule->place) {
	case PLACE_ANGLE:
	case PLACE_COLON:
	case PLACE_LINE:
		find_lines(rule, finds);
		break;
	case PLACE_AFTER:
		find_after(rule, finds);
		break;
	case PLACE_REPLY:
		find_replies(rule, finds);
		break;
	case PLACE_LOCAL:
		find_locals(rule, message, finds);
		break;
	case PLACE_FIELD:
		find_field(rule, message, finds);
		break;
	case PLACE_LIST:
		break;
	}
}

const struct report_rule *report_rule_find(struct arena *arena,
    const struct message *message, const struct page *page,
    struct report_find *out, size_t max, size_t *n)
{
	struct marks marks = read_marks(arena, message);
	struct finds finds = {
		.arena = arena, .page = page, .v = out, .max = max
	};

	for (const struct report_rule *rule = report_rules();
	     rule->name != NULL; rule++) {
		if (!head_fits(rule, &marks) ||
		    (rule->words != NULL &&
			!has_any(page->folded, rule->words)))
			continue;
		find(rule, message, &finds);
		if (finds.n == 0)
			continue;
		*n = finds.n;
		return rule;
	}
	*n = 0;
	return NULL;
}
