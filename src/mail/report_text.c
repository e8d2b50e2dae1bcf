#include "mail/report_text.h"

#include <string.h>

#include "base/utf8.h"
#include "mail/addr.h"
#include "mail/report_status.h"

enum {
	LINES_MAX = 600,
	RECIPIENTS_MAX = 500,
	REASON_MAX = 300,
	REASON_LINES = 12,
	WORDS_MAX = 2000 /* of a report that has no line for the address */
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

struct line {
	struct str text;
	const char *folded;
	struct str address; /* first one in the line that is not ours */
	int weight;         /* how sure it is that the address failed */
};

struct lines {
	struct line v[LINES_MAX];
	size_t n;
	bool ours_failed; /* the report is about an address of ours */
};

bool report_add(struct arena *arena, struct report *out,
    const struct report_recipient *recipient)
{
	if (out->recipients == NULL)
		out->recipients = arena_calloc(
		    arena, RECIPIENTS_MAX, sizeof(*out->recipients));
	if (out->recipient_count >= RECIPIENTS_MAX)
		return false;
	for (size_t i = 0; i < out->recipient_count; i++)
		if (strcmp(out->recipients[i].address, recipient->address) == 0)
			return false;
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

static bool is_address_char(char c)
{
	return (unsigned char)c > 0x20 && strchr("<>()[],;:\"'`|@", c) == NULL;
}

/* The address around this '@', empty when it is none. */
static struct str address_at(struct str text, size_t at)
{
	size_t start = at;
	size_t end = at + 1;
	struct str address;

	while (start > 0 && is_address_char(text.p[start - 1]))
		start--;
	while (end < text.n && is_address_char(text.p[end]))
		end++;
	while (end > at && strchr(".?!", text.p[end - 1]) != NULL)
		end--;
	address = str_sub(text, start, end - start);
	return addr_ok(address) ? address : str_n(text.p, 0);
}

static bool is_ours(const struct report_text *input, struct str address)
{
	return is_any_of(address, input->ours, input->ours_count);
}

/* The first address of the line that is not on our side, else one that is. */
static struct str find_address(const struct report_text *input, struct str text)
{
	struct str found = str_n(text.p, 0);

	for (size_t i = 0; i < text.n; i++) {
		struct str address;
		if (text.p[i] != '@')
			continue;
		address = address_at(text, i);
		if (address.n == 0)
			continue;
		if (!is_ours(input, address))
			return address;
		if (found.n == 0)
			found = address;
	}
	return found;
}

/* What stands before the address, without brackets and stars around it. */
static struct str before(struct str text, struct str address)
{
	struct str head = str_sub(text, 0, (size_t)(address.p - text.p));

	head = str_trim(head);
	while (head.n > 0 && strchr("<\"'([* \t", head.p[head.n - 1]) != NULL)
		head.n--;
	return head;
}

static struct str after(struct str text, struct str address)
{
	struct str tail =
	    str_from(text, (size_t)(address.p - text.p) + address.n);

	while (tail.n > 0 && strchr(">\"')]* \t", tail.p[0]) != NULL)
		tail = str_from(tail, 1);
	return tail;
}

static bool starts_with_code(struct str s)
{
	return s.n > 3 && (s.p[0] == '4' || s.p[0] == '5') &&
	       report_reply_class(str_sub(s, 0, 4)) != 0;
}

/* Words in front of an address that failed, and of one that did not. */
static int word_weight(const char *folded)
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
	return 0;
}

static int weigh(
    struct arena *arena, const struct report_text *input, struct line *line)
{
	struct str head = before(line->text, line->address);
	struct str tail = after(line->text, line->address);
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
	return word_weight(folded);
}

/* From here on the text is a copy of the mail that was returned. */
static bool begins_copy(const char *folded)
{
	static const char *const words[] = { "copy of the message",
		"copy of your message", "copy of the original",
		"original message", "returned message", "unsent message",
		"message header", "headers of", "below this line",
		"message follows", "text of the message", "original mail",
		"start of message", "original e-mail",
		"beginning of the message", "your message reads",
		"undelivered message", "message d'origine", "message original",
		"included below", "attached below", "returned mail follow" };
	static const char *const starts[] = { "received: ", "return-path: ",
		"message-id: ", "mime-version: ", "x-mailer: ",
		"dkim-signature:" };

	for (size_t i = 0; i < COUNT(starts); i++)
		if (str_starts(str_c(folded), str_c(starts[i])))
			return true;
	/* A sentence may speak of the copy; a rule or a heading begins it. */
	if (strlen(folded) > 90)
		return false;
	for (size_t i = 0; i < COUNT(words); i++)
		if (strstr(folded, words[i]) != NULL)
			return folded[0] == '-' || folded[0] == '=' ||
			       folded[0] == '*' || folded[0] == '_' ||
			       folded[0] == '<' ||
			       str_ends(str_c(folded), str_c(":"));
	return false;
}

static void read_lines(
    struct arena *arena, const struct report_text *input, struct lines *lines)
{
	struct str rest = input->text;
	struct str text;

	while (lines->n < LINES_MAX && str_split(&rest, '\n', &text)) {
		struct line *line = &lines->v[lines->n];
		line->text = text;
		line->folded = utf8_fold(arena, str_sub(text, 0, 300));
		if (begins_copy(line->folded))
			break;
		line->address = find_address(input, text);
		if (line->address.n > 0)
			line->weight = weigh(arena, input, line);
		if (line->weight > 0 && is_ours(input, line->address)) {
			lines->ours_failed |= line->weight > 1;
			line->weight = 0;
		}
		lines->n++;
	}
}

/* The words about an address: its line and those up to the next address. */
static struct str words_about(const struct lines *lines, size_t i, int weight)
{
	const char *start = lines->v[i].text.p;
	const char *end = start + lines->v[i].text.n;

	for (size_t n = 1; n < REASON_LINES && i + n < lines->n; n++) {
		const struct line *line = &lines->v[i + n];
		if (line->weight >= weight &&
		    !str_ieq(line->address, lines->v[i].address))
			break;
		end = line->text.p + line->text.n;
	}
	return str_n(start, (size_t)(end - start));
}

static enum report_class classify(struct arena *arena,
    const struct report_text *input, struct str about, struct str status)
{
	const char *folded = utf8_fold(arena, about);
	const char *all = utf8_fold(arena, str_sub(input->text, 0, 4000));
	const char *subject = utf8_fold(arena, str_c(input->subject));
	int reply =
	    status.n > 0 ? status.p[0] - '0' : report_reply_class(about);

	if (report_is_delay(subject) || report_is_delay(folded))
		return reply == 5 ? REPORT_PERMANENT : REPORT_DELAYED;
	if (reply == 4)
		return report_is_delay(all) ? REPORT_DELAYED : REPORT_TEMPORARY;
	if (reply == 0 && report_is_delay(all))
		return REPORT_DELAYED;
	if (reply == 0 && strstr(folded, "expired") != NULL)
		return REPORT_TEMPORARY;
	return REPORT_PERMANENT;
}

static void add(struct arena *arena, const struct report_text *input,
    struct str address, struct str about, struct report *out)
{
	struct str status = report_enhanced(about);
	struct report_recipient recipient = {
		.address = addr_key(arena, arena_dup(arena, address)),
		.class = classify(arena, input, about, status),
		.status = arena_dup(arena, status),
		.reason = report_one_line(arena, about, REASON_MAX),
	};

	(void)report_add(arena, out, &recipient);
}

void report_text_add(struct arena *arena, const struct report_text *input,
    struct str address, struct report *out)
{
	add(arena, input, address, str_sub(input->text, 0, WORDS_MAX), out);
}

bool report_text_read(
    struct arena *arena, const struct report_text *input, struct report *out)
{
	struct lines *lines = arena_alloc(arena, sizeof(*lines));
	size_t before_count = out->recipient_count;
	int best = 0;

	read_lines(arena, input, lines);
	for (size_t i = 0; i < lines->n; i++)
		if (lines->v[i].weight > best)
			best = lines->v[i].weight;
	for (size_t i = 0; best > 0 && i < lines->n; i++)
		if (lines->v[i].weight == best)
			add(arena, input, lines->v[i].address,
			    words_about(lines, i, best), out);
	/* Words without an address are about the one that was written to. */
	if (best == 0 && !lines->ours_failed && input->original_count == 1)
		report_text_add(arena, input, str_c(input->original[0]), out);
	return out->recipient_count > before_count;
}
