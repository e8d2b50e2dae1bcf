#include "mail/report_page.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "mail/addr.h"
#include "mail/charset.h"
#include "mail/fields.h"

enum { LINE_MAX_FOLDED = 400, FOLDED_MAX = 256 * 1024 };

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* A field of the header that the copy begins with. */
static bool begins_header(const char *folded)
{
	static const char *const starts[] = { "received: ", "return-path: ",
		"message-id: ", "mime-version: ", "x-mailer: ",
		"dkim-signature:" };

	for (size_t i = 0; i < COUNT(starts); i++)
		if (str_starts(str_c(folded), str_c(starts[i])))
			return true;
	return false;
}

/* A line that announces the copy of the mail that was returned. */
static bool begins_copy(const char *folded)
{
	static const char *const words[] = { "copy of the message",
		"copy of your message", "copy of the original",
		"original message", "returned message", "unsent message",
		"message header", "headers of", "header of the original",
		"below this line", "message follows", "text of the message",
		"original mail", "start of message", "original e-mail",
		"beginning of the message", "your message reads",
		"undelivered message", "message d'origine", "message original",
		"message initial", "included below", "attached below",
		"returned mail follow", "bounced e-mail",
		"ursprungliche nachricht", "ursprungliche mail",
		"mensaje original", "mensajes original", "messaggio originale",
		"originali del messaggio", "mensagem origina",
		"oorspronkelijke bericht" };

	/* A sentence may speak of the copy; a rule or a heading begins it. */
	if (strlen(folded) > 90)
		return false;
	for (size_t i = 0; i < COUNT(words); i++)
		if (strstr(folded, words[i]) != NULL)
			return strchr("-=*_<|+#", folded[0]) != NULL ||
			       str_ends(str_c(folded), str_c(":"));
	return false;
}

struct str page_words(struct arena *arena, const struct message *message)
{
	struct message_field *fields;
	struct str text = str_trim(str_c(message->text));
	struct str body;

	if (text.n == 0) {
		(void)fields_read(arena, message->raw, &fields, &body);
		text = str_c(charset_decode(arena,
		    str_sub(body, 0, PAGE_TEXT_MAX), NULL, PAGE_TEXT_MAX));
	}
	return str_sub(text, 0, PAGE_TEXT_MAX);
}

void page_read(struct arena *arena, struct str text, struct page *out)
{
	struct str rest = text;
	struct str line;
	struct buf folded;
	bool shown = false; /* some fields, and the report goes on */

	*out = (struct page){ .text = str_sub(text, 0, 0) };
	buf_init(&folded, FOLDED_MAX);
	while (str_split(&rest, '\n', &line)) {
		const char *one =
		    utf8_fold(arena, str_sub(line, 0, LINE_MAX_FOLDED));
		shown =
		    shown ||
		    strstr(one, "with the following header fields") != NULL ||
		    strstr(one, "this report relates to") != NULL;
		if (begins_copy(one) || (!shown && begins_header(one)))
			break;
		out->cut = out->n == PAGE_LINES || folded.over;
		if (out->cut)
			break;
		out->line[out->n++] =
		    (struct page_line){ .text = line, .offset = folded.len };
		out->text.n = (size_t)(line.p + line.n - text.p);
		(void)buf_printf(&folded, "%s ", one);
	}
	out->folded = arena_dup(arena, buf_get(&folded));
	buf_clear(&folded);
}

size_t page_line_at(const struct page *page, size_t offset)
{
	size_t low = 0;
	size_t high = page->n;

	while (high - low > 1) {
		size_t middle = (low + high) / 2;
		if (page->line[middle].offset <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static const char *find_bytes(const char *text, size_t n, struct str part)
{
	const char *end = text + n;
	const char *p = text;

	while (part.n > 0 && (size_t)(end - p) >= part.n) {
		p = memchr(p, part.p[0], (size_t)(end - p) - part.n + 1);
		if (p == NULL || memcmp(p, part.p, part.n) == 0)
			return p;
		p++;
	}
	return NULL;
}

size_t page_find(const char *folded, const char *phrases, size_t *after)
{
	struct str rest = str_c(phrases);
	struct str phrase;
	size_t n = strlen(folded);
	size_t found = SIZE_MAX;

	while (str_split(&rest, '|', &phrase)) {
		const char *hit = find_bytes(folded, n, phrase);
		if (hit == NULL || (size_t)(hit - folded) >= found)
			continue;
		found = (size_t)(hit - folded);
		*after = found + phrase.n;
	}
	return found;
}

bool page_has(const char *folded, const char *phrases)
{
	size_t after;

	return page_find(folded, phrases, &after) != SIZE_MAX;
}

static bool is_address_char(char c)
{
	return (unsigned char)c > 0x20 && strchr("<>()[],;:\"'`|@", c) == NULL;
}

struct str page_address_at(struct str text, size_t at)
{
	size_t start = at;
	size_t end = at + 1;
	struct str address;

	while (start > 0 && at - start <= ADDR_LOCAL_MAX &&
	       is_address_char(text.p[start - 1]))
		start--;
	while (end < text.n && end - at <= ADDR_MAX &&
	       is_address_char(text.p[end]))
		end++;
	while (end > at && strchr(".?!*", text.p[end - 1]) != NULL)
		end--;
	address = str_sub(text, start, end - start);
	/* A host of somebody's own network is no address for us. */
	if (!addr_ok(address) ||
	    str_findc(addr_domain(address), '.') == SIZE_MAX)
		return str_n(text.p, 0);
	return address;
}

struct str page_address(struct str text, size_t from)
{
	for (size_t i = from; i < text.n; i++) {
		struct str address;
		if (text.p[i] != '@')
			continue;
		address = page_address_at(text, i);
		if (address.n > 0 && address.p >= text.p + from)
			return address;
	}
	return str_n(text.p, 0);
}

struct str page_before(struct str text, struct str address)
{
	struct str head =
	    str_trim(str_sub(text, 0, (size_t)(address.p - text.p)));

	while (head.n > 0 && strchr("<\"'([* \t", head.p[head.n - 1]) != NULL)
		head.n--;
	return head;
}

struct str page_after(struct str text, struct str address)
{
	struct str tail =
	    str_from(text, (size_t)(address.p - text.p) + address.n);

	while (tail.n > 0 && strchr(">\"')]* \t", tail.p[0]) != NULL)
		tail = str_from(tail, 1);
	return tail;
}
