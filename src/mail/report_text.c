#include "mail/report_text.h"

#include <string.h>

#include "base/utf8.h"
#include "mail/addr.h"
#include "mail/report_page.h"
#include "mail/report_rule.h"
#include "mail/report_status.h"

enum {
	RECIPIENTS_MAX = 500,
	REASON_MAX = 300,
	REASON_LINES = 12,
	WORDS_MAX = 4000 /* that say how the whole report is meant */
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* A line with an address. */
struct line {
	struct str text;
	size_t number;
	struct str address; /* first one in the line that is not ours */
	int weight;         /* how sure it is that the address failed */
};

/* One report being read. */
struct reading {
	struct arena *arena;
	const struct report_text *input;
	struct page page;
	struct line line[PAGE_LINES];
	size_t n;
	bool ours_failed; /* the report is about an address of ours */
	const char *head; /* folded: how the whole report begins */
	const char *subject;
	struct report *out;
};

bool report_add(struct arena *arena, struct report *out,
    const struct report_recipient *recipient)
{
	if (out->recipients == NULL)
		out->recipients = arena_calloc(
		    arena, RECIPIENTS_MAX, sizeof(*out->recipients));
	for (size_t i = 0; i < out->recipient_count; i++)
		if (strcmp(out->recipients[i].address, recipient->address) == 0)
			return false;
	if (out->recipient_count == RECIPIENTS_MAX) {
		out->cut = true;
		return false;
	}
	out->recipients[out->recipient_count++] = *recipient;
	return true;
}

static bool is_any_of(struct str address, char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_ieq(address, str_c(list[i])))
			return true;
	return false;
}

static bool is_ours(const struct report_text *input, struct str address)
{
	return is_any_of(address, input->ours, input->ours_count);
}

/* The first address of the line that is not on our side, else one that is. */
static struct str find_address(const struct report_text *input, struct str text)
{
	struct str found = str_n(text.p, 0);
	size_t from = 0;

	for (;;) {
		struct str address = page_address(text, from);
		if (address.n == 0)
			return found;
		if (!is_ours(input, address))
			return address;
		if (found.n == 0)
			found = address;
		from = (size_t)(address.p - text.p) + address.n;
	}
}

static bool starts_with_code(struct str s)
{
	return s.n > 3 && (s.p[0] == '4' || s.p[0] == '5') &&
	       report_reply(str_sub(s, 0, 4)) != 0;
}

/*
 * Words in front of an address that failed, and of one that did not;
 * `refused`: a server's reply follows it.
 */
static int word_weight(const char *folded, bool refused)
{
	static const char *const not_it[] = { "from:", "from ", "sender",
		"contact", "postmaster", "please", "mailto:", "http", "by ",
		"return-path", "reply", "message-id", "in-reply-to",
		"questions", "e-mail us", "abuse", "references", "expediteur",
		"de :" };
	static const char *const it[] = { "recipient", "rcpt to",
		"to:", "unknown", "no such", "user", "mailbox", "address",
		"account", "delivery to", "deliver to", "delivered to",
		"sent to", "following", "failed", "failure", "your message to",
		"your mail to", "destinataire", "adresse", "not to be",
		"mail to", "message to", "undeliverable to", "reach" };

	if (strcmp(folded, "to:") == 0 || strcmp(folded, "cc:") == 0)
		return 0; /* of the mail that is returned */
	if (str_ends(str_c(folded), str_c("(generated from")))
		return 2; /* Exim, of an address behind an alias */
	for (size_t i = 0; i < COUNT(not_it); i++)
		if (strstr(folded, not_it[i]) != NULL)
			return 0;
	for (size_t i = 0; i < COUNT(it); i++)
		if (strstr(folded, it[i]) != NULL)
			return 1;
	return refused ? 1 : 0;
}

static int weigh(
    struct arena *arena, const struct report_text *input, struct line *line)
{
	struct str head = page_before(line->text, line->address);
	struct str tail = page_after(line->text, line->address);
	const char *folded = utf8_fold(arena, head);

	if (is_any_of(line->address, input->original, input->original_count))
		return 3;
	if (head.n == 0)
		return tail.n == 0 || tail.p[0] == ':' || tail.p[0] == '(' ||
			       str_starts(tail, str_c("...")) ||
			       str_starts(tail, str_c("- "))
			   ? 3
			   : 1;
	if (starts_with_code(head) || strstr(folded, "rcpt to") != NULL)
		return 2;
	return word_weight(folded, report_reply(tail) != 0);
}

static void read_lines(struct reading *reading)
{
	const struct report_text *input = reading->input;

	for (size_t i = 0; i < reading->page.n; i++) {
		struct line line = { .text = reading->page.line[i].text,
			.number = i };
		line.address = find_address(input, line.text);
		if (line.address.n == 0)
			continue;
		line.weight = weigh(reading->arena, input, &line);
		if (line.weight > 0 && is_ours(input, line.address)) {
			reading->ours_failed |= line.weight > 1;
			line.weight = 0;
		}
		if (line.weight > 0)
			reading->line[reading->n++] = line;
	}
}

/* From the line with this number up to another one, or a dozen of them. */
static struct str words_from(
    const struct reading *reading, size_t number, size_t end)
{
	const struct page *page = &reading->page;
	const char *start = page->line[number].text.p;
	size_t last = number + REASON_LINES;

	if (last > end)
		last = end;
	if (last > page->n)
		last = page->n;
	return str_n(start, (size_t)(page->line[last - 1].text.p +
				     page->line[last - 1].text.n - start));
}

/* The words about an address: its line and those up to the next address. */
static struct str words_about(
    const struct reading *reading, size_t i, int weight)
{
	const struct line *line = &reading->line[i];
	size_t end = reading->page.n;

	for (size_t n = i + 1; n < reading->n && end == reading->page.n; n++)
		if (reading->line[n].weight >= weight &&
		    !str_ieq(reading->line[n].address, line->address))
			end = reading->line[n].number;
	return words_from(reading, line->number, end);
}

/*
 * Gave up after a time: no one says that the address is wrong, so this is
 * not a permanent failure even where no code tells.
 */
static enum report_class classify(const struct reading *reading,
    struct str about, struct str status, const char *delay)
{
	const char *folded = utf8_fold(reading->arena, about);
	int reply =
	    status.n > 0 ? status.p[0] - '0' : report_reply(about) / 100;
	bool delayed =
	    report_is_delay(reading->subject) || report_is_delay(folded);

	if (delay != NULL && reply != 5 &&
	    page_has(reading->page.folded, delay))
		return REPORT_DELAYED;
	if (delayed)
		return reply == 5 ? REPORT_PERMANENT : REPORT_DELAYED;
	if (reply == 4)
		return report_is_delay(reading->head) ? REPORT_DELAYED
						      : REPORT_TEMPORARY;
	if (reply == 0 && report_is_delay(reading->head))
		return REPORT_DELAYED;
	if (reply == 0 && report_is_expired(folded) &&
	    strstr(reading->head, "permanent error") == NULL)
		return REPORT_TEMPORARY;
	return REPORT_PERMANENT;
}

/* A dialogue further down may tell what the list of addresses does not. */
static struct str replied(const struct reading *reading, struct str address)
{
	const struct page *page = &reading->page;

	for (size_t i = 0; i < page->n; i++) {
		struct str text = page->line[i].text;
		if (report_reply(text) != 0 &&
		    str_ifind(text, address) != SIZE_MAX)
			return text;
	}
	return str_n(page->text.p, 0);
}

static void add(struct reading *reading, struct str address, struct str about,
    const char *delay)
{
	struct arena *arena = reading->arena;
	struct str status = report_enhanced(about);
	struct report_recipient recipient = { 0 };

	if (status.n == 0 && report_reply(about) == 0 &&
	    replied(reading, address).n > 0) {
		about = replied(reading, address);
		status = report_enhanced(about);
	}
	recipient = (struct report_recipient){
		.address = addr_key(arena, arena_dup(arena, address)),
		.class = classify(reading, about, status, delay),
		.status = arena_dup(arena, status),
		.code = report_reply(about),
		.remote = arena_strdup(arena, ""),
		.reason = report_one_line(arena, about, REASON_MAX),
	};
	(void)report_add(arena, reading->out, &recipient);
}

static bool is_one_address(const struct reading *reading)
{
	for (size_t i = 1; i < reading->n; i++)
		if (!str_ieq(
			reading->line[i].address, reading->line[0].address))
			return false;
	return true;
}

static void read_generally(struct reading *reading)
{
	const struct report_text *input = reading->input;
	int best = 0;

	read_lines(reading);
	for (size_t i = 0; i < reading->n; i++)
		if (reading->line[i].weight > best)
			best = reading->line[i].weight;
	/* Several that only their neighbour words speak for: which failed? */
	if (best == 1 && !is_one_address(reading))
		return;
	for (size_t i = 0; best > 0 && i < reading->n; i++)
		if (reading->line[i].weight == best)
			add(reading, reading->line[i].address,
			    words_about(reading, i, best), NULL);
	/*
	 * Words without an address are about the one that was written to, but
	 * for those that name it in another way.
	 */
	if (best == 0 && !reading->ours_failed && input->original_count == 1 &&
	    strstr(reading->head, "following address") == NULL &&
	    strstr(reading->head, "following recipient") == NULL)
		add(reading, str_c(input->original[0]),
		    str_sub(input->text, 0, WORDS_MAX), NULL);
}

static void read_by_rule(struct reading *reading)
{
	struct report_find *find =
	    arena_calloc(reading->arena, RECIPIENTS_MAX, sizeof(*find));
	size_t n;
	const struct report_rule *rule = report_rule_find(reading->arena,
	    reading->input->message, &reading->page, find, RECIPIENTS_MAX, &n);

	for (size_t i = 0; i < n; i++) {
		size_t end = i + 1 < n && find[i + 1].line > find[i].line
				 ? find[i + 1].line
				 : reading->page.n;
		struct str about =
		    rule->whole || reading->page.n == 0
			? str_sub(reading->page.text, 0, WORDS_MAX)
			: words_from(reading, find[i].line, end);
		if (is_ours(reading->input, find[i].address))
			reading->ours_failed = true;
		else
			add(reading, find[i].address, about, rule->delay);
	}
	if (reading->out->recipient_count > 0)
		reading->out->rule = rule->name;
}

static struct reading *begin(
    struct arena *arena, const struct report_text *input, struct report *out)
{
	struct reading *reading = arena_calloc(arena, 1, sizeof(*reading));

	reading->arena = arena;
	reading->input = input;
	reading->out = out;
	reading->head = utf8_fold(arena, str_sub(input->text, 0, WORDS_MAX));
	reading->subject = utf8_fold(arena, str_c(input->message->subject));
	page_read(arena, input->text, &reading->page);
	return reading;
}

void report_text_add(struct arena *arena, const struct report_text *input,
    struct str address, struct report *out)
{
	add(begin(arena, input, out), address,
	    str_sub(input->text, 0, WORDS_MAX), NULL);
}

bool report_text_read(
    struct arena *arena, const struct report_text *input, struct report *out)
{
	struct reading *reading = begin(arena, input, out);
	size_t before = out->recipient_count;

	read_by_rule(reading);
	if (out->recipient_count == before)
		read_generally(reading);
	out->cut = out->cut || reading->page.cut;
	return out->recipient_count > before;
}
