/* message/delivery-status (RFC 3464) and message/global-delivery-status. */
#include <string.h>

#include "base/utf8.h"
#include "mail/addr.h"
#include "mail/fields.h"
#include "mail/report_source.h"
#include "mail/report_status.h"
#include "mail/report_text.h"

enum { BLOCKS_MAX = 12000, UNICODE_MAX = 0x10ffff };

static const char *value_of(
    const struct message_field *fields, size_t n, const char *name)
{
	const struct message_field *field = fields_find(fields, n, name);

	return field == NULL ? "" : field->value;
}

static struct str recipient_of(
    struct arena *arena, const struct message_field *fields, size_t n)
{
	static const char *const names[] = { "Original-Recipient",
		"Final-Recipient", "X-Actual-Recipient" };
	struct str address = str_c("");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct message_field *field =
		    fields_find(fields, n, names[i]);
		if (field != NULL) /* no encoded word: addresses have none */
			address = report_typed_address(arena, field->raw);
		if (address.n > 0)
			break;
	}
	return address;
}

/*
 * Many servers put 5.0.0 or nothing into Status and the truth into
 * Diagnostic-Code.
 */
static struct str status_of(struct str status, struct str diagnostic)
{
	struct str own = report_enhanced(status);
	struct str other = report_enhanced(diagnostic);

	if (own.n == 0 || (str_ends(own, str_c(".0.0")) && other.n > 0))
		return other.n > 0 ? other : own;
	return own;
}

static bool is_failed_action(struct str action)
{
	static const char *const others[] = { "deliver", "relay", "expand" };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (str_istarts(action, str_c(others[i])))
			return false;
	return true;
}

/* "dns; mx.example.org (192.0.2.1)" */
static char *remote_of(
    struct arena *arena, const struct message_field *fields, size_t n)
{
	struct str value = str_c(value_of(fields, n, "Remote-MTA"));
	size_t semicolon = str_findc(value, ';');

	value = str_trim(
	    str_from(value, semicolon == SIZE_MAX ? 0 : semicolon + 1));
	return arena_dup(arena, str_sub(value, 0, str_findc(value, ' ')));
}

static void read_block(struct report_source *source,
    const struct message_field *fields, size_t n, struct report *out)
{
	struct arena *arena = source->arena;
	struct str action = str_c(value_of(fields, n, "Action"));
	struct str diagnostic = str_c(value_of(fields, n, "Diagnostic-Code"));
	struct str status =
	    status_of(str_c(value_of(fields, n, "Status")), diagnostic);
	struct str address = recipient_of(arena, fields, n);
	struct report_recipient recipient = { .class = REPORT_PERMANENT };
	int class =
	    status.n > 0 ? status.p[0] - '0' : report_reply(diagnostic) / 100;
	size_t semicolon = str_findc(diagnostic, ';');

	if (address.n == 0)
		return;
	if (!is_failed_action(action) || class == 2) {
		source->delivered = true;
		return;
	}
	if (str_istarts(action, str_c("delay")))
		recipient.class = REPORT_DELAYED;
	else if (class == 4)
		recipient.class = REPORT_TEMPORARY;
	recipient.address = arena_dup(arena, address);
	recipient.status = arena_dup(arena, status);
	recipient.code = report_reply(diagnostic);
	recipient.remote = remote_of(arena, fields, n);
	recipient.reason = report_one_line(arena,
	    semicolon == SIZE_MAX ? diagnostic
				  : str_from(diagnostic, semicolon + 1),
	    REPORT_REASON_MAX);
	(void)report_add(arena, out, &recipient);
}

/*
 * One recipient to a block: where the empty line between two is missing, only
 * the first is taken, since nobody agrees on what belongs to whom.
 */
static void read_blocks(
    struct report_source *source, struct str text, struct report *out)
{
	struct str rest = text;

	for (size_t i = 0; i < BLOCKS_MAX && rest.n > 0 && !out->cut; i++) {
		struct str block = rest;
		struct message_field *fields;
		struct str line;
		size_t n = fields_read(source->arena, block, &fields, &rest);
		/* Noise on which no field follows is no block. */
		while (n == 0 && rest.n > 0 && !fields_is_field(rest) &&
		       fields_line(&rest, &line))
			continue;
		read_block(source, fields, n, out);
	}
}

/*
 * A status part that lost its MIME type stands among the words; what the copy
 * of the mail has of the kind is somebody else's.
 */
static void read_loose_blocks(struct report_source *source, struct report *out)
{
	static const char *const names[] = { "\nOriginal-Recipient:",
		"\nFinal-Recipient:" };
	struct page *page = arena_alloc(source->arena, sizeof(*page));
	size_t at = SIZE_MAX;

	page_read(source->arena, source->words, page);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t found = str_ifind(page->text, str_c(names[i]));
		at = found < at ? found : at;
	}
	if (at != SIZE_MAX)
		read_blocks(source, str_from(page->text, at + 1), out);
}

void report_read_status(struct report_source *source, struct report *out)
{
	read_blocks(source, source->status, out);
	if (out->recipient_count == 0 && !source->delivered)
		read_loose_blocks(source, out);
}

static size_t hex(struct str s, uint32_t *value)
{
	size_t n = 0;

	for (*value = 0; n < s.n && n < 6; n++) {
		char c = str_lower(s.p[n]);
		if (c >= '0' && c <= '9')
			*value = *value * 16 + (uint32_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			*value = *value * 16 + (uint32_t)(c - 'a' + 10);
		else
			break;
	}
	return n;
}

static size_t put_utf8(char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

/* "\x{E9}" (RFC 6533 section 3) as the character; the rest as it is. */
static struct str unescape(struct arena *arena, struct str text)
{
	char *copy = arena_alloc(arena, text.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.n;) {
		uint32_t c = 0;
		size_t digits = 0;
		if (str_istarts(str_from(text, i), str_c("\\x{")))
			digits = hex(str_from(text, i + 3), &c);
		if (digits == 0 || i + 3 + digits >= text.n ||
		    text.p[i + 3 + digits] != '}' || c > UNICODE_MAX ||
		    (c >= 0xd800 && c < 0xe000)) {
			copy[n++] = text.p[i++];
			continue;
		}
		n += put_utf8(copy + n, c); /* shorter than the escape */
		i += digits + 4;
	}
	copy[n] = '\0';
	return str_n(copy, n);
}

/* "'a@b'", "a@b (Anne)": without quotes and what follows a blank. */
static struct str bare(struct str text)
{
	text = str_trim(text);
	if (text.n > 2 && text.p[0] == '\'' && text.p[text.n - 1] == '\'')
		text = str_sub(text, 1, text.n - 2);
	if (text.n > 0 && text.p[0] != '"')
		text = str_sub(text, 0, str_findc(text, ' '));
	return text;
}

struct str report_typed_address(struct arena *arena, struct str value)
{
	size_t semicolon = str_findc(value, ';');
	struct str text =
	    semicolon == SIZE_MAX ? value : str_from(value, semicolon + 1);
	size_t open = str_findc(text, '<');
	char *address;
	struct err ignored;

	if (open != SIZE_MAX) {
		text = str_from(text, open + 1);
		text = str_sub(text, 0, str_findc(text, '>'));
	}
	text = bare(text);
	if (semicolon != SIZE_MAX &&
	    str_iis(str_trim(str_sub(value, 0, semicolon)), "utf-8"))
		text = unescape(arena, text);
	if (text.n > ADDR_MAX || str_findc(addr_domain(text), '.') == SIZE_MAX)
		return str_c("");
	if (addr_ok(text))
		return str_c(addr_key(arena, arena_dup(arena, text)));
	if (addr_normalise(arena, text, &address, &ignored) == ERR_OK &&
	    utf8_valid(text))
		return str_c(addr_key(arena, address));
	return str_c("");
}
