#include "mail/gate.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "mail/fields.h"

enum field_kind { FIELD_OTHER, FIELD_ADDRESS, FIELD_STRUCTURED, FIELD_TYPE };

/* What the part type says about what follows its header. */
enum part_kind { PART_LEAF, PART_MULTIPART, PART_DIGEST, PART_MESSAGE };

struct gate {
	struct str rest;
	struct str boundary[GATE_DEPTH];
	bool digest[GATE_DEPTH];
	size_t outer[GATE_DEPTH]; /* messages around that multipart */
	size_t depth;             /* boundaries that are open */
	size_t messages;          /* message/rfc822 around this place */
	size_t parts;
	bool outside; /* of all parts, where parsers keep what they find */
	size_t outside_bytes;
	size_t fields;           /* of the present block */
	const char *block_start; /* of the present block */
	bool top;                /* it is the header of the mail itself */
	enum part_kind part;     /* of the present block */
	bool encoded;            /* its body is base64 or the like */
	struct str part_boundary;
};

static enum field_kind field_kind(struct str name)
{
	static const struct {
		const char *name;
		enum field_kind kind;
	} known[] = {
		{ "From", FIELD_ADDRESS },
		{ "To", FIELD_ADDRESS },
		{ "Cc", FIELD_ADDRESS },
		{ "Bcc", FIELD_ADDRESS },
		{ "Sender", FIELD_ADDRESS },
		{ "Reply-To", FIELD_ADDRESS },
		{ "Resent-From", FIELD_ADDRESS },
		{ "Resent-To", FIELD_ADDRESS },
		{ "Resent-Cc", FIELD_ADDRESS },
		{ "Resent-Bcc", FIELD_ADDRESS },
		{ "Resent-Sender", FIELD_ADDRESS },
		{ "Resent-Reply-To", FIELD_ADDRESS },
		{ "Return-Path", FIELD_ADDRESS },
		{ "Delivered-To", FIELD_ADDRESS },
		{ "Envelope-To", FIELD_ADDRESS },
		{ "X-Original-To", FIELD_ADDRESS },
		{ "Disposition-Notification-To", FIELD_ADDRESS },
		{ "Content-Type", FIELD_TYPE },
		{ "Content-Disposition", FIELD_TYPE },
		{ "Content-Transfer-Encoding", FIELD_STRUCTURED },
		{ "Content-Id", FIELD_STRUCTURED },
		{ "MIME-Version", FIELD_STRUCTURED },
		{ "Date", FIELD_STRUCTURED },
		{ "Resent-Date", FIELD_STRUCTURED },
		{ "Received", FIELD_STRUCTURED },
		{ "Message-Id", FIELD_STRUCTURED },
		{ "In-Reply-To", FIELD_STRUCTURED },
		{ "References", FIELD_STRUCTURED },
		{ "Auto-Submitted", FIELD_STRUCTURED },
		{ "Authentication-Results", FIELD_STRUCTURED },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (str_iis(name, known[i].name))
			return known[i].kind;
	return FIELD_OTHER;
}

struct counts {
	size_t comment;  /* deepest nesting */
	size_t group;    /* deepest nesting */
	size_t commas;   /* outside quotes and comments */
	size_t semicola; /* the same */
};

/* Quotes hide everything but an escaped character; comments nest. */
static void count_field(struct str value, struct counts *counts)
{
	bool quoted = false;
	size_t comment = 0;
	size_t group = 0;

	for (size_t i = 0; i < value.n; i++) {
		char c = value.p[i];
		if (c == '\\' && (quoted || comment > 0))
			i++;
		else if (c == '"' && comment == 0)
			quoted = !quoted;
		else if (c == '(' && !quoted && ++comment > counts->comment)
			counts->comment = comment;
		else if (c == ')' && comment > 0)
			comment--;
		else if (quoted || comment > 0)
			continue;
		else if (c == ':' && ++group > counts->group)
			counts->group = group;
		else if (c == ',')
			counts->commas++;
		else if (c == ';') {
			counts->semicola++;
			group -= group > 0;
		}
	}
}

enum err_code gate_field(struct str name, struct str value, struct err *err)
{
	enum field_kind kind = field_kind(name);
	struct counts counts = { 0 };
	struct str shown = str_sub(name, 0, 60);

	if (value.n > GATE_FIELD)
		return err_set(err, ERR_LIMIT,
		    "The header field %.*s is %zu bytes long; at most %d are "
		    "read.",
		    STR_ARG(shown), value.n, GATE_FIELD);
	if (kind == FIELD_OTHER)
		return ERR_OK;
	count_field(value, &counts);
	if (counts.comment > GATE_NESTING)
		return err_set(err, ERR_LIMIT,
		    "The header field %.*s nests comments %zu deep; at most "
		    "%d levels are read.",
		    STR_ARG(shown), counts.comment, GATE_NESTING);
	if (kind == FIELD_ADDRESS && counts.group > GATE_NESTING)
		return err_set(err, ERR_LIMIT,
		    "The header field %.*s nests address groups %zu deep; at "
		    "most %d levels are read.",
		    STR_ARG(shown), counts.group, GATE_NESTING);
	if (kind == FIELD_ADDRESS && counts.commas >= GATE_ADDRESSES)
		return err_set(err, ERR_LIMIT,
		    "The header field %.*s has %zu addresses; at most %d are "
		    "read.",
		    STR_ARG(shown), counts.commas + 1, GATE_ADDRESSES);
	if (kind == FIELD_TYPE && counts.semicola > GATE_PARAMETERS)
		return err_set(err, ERR_LIMIT,
		    "The header field %.*s has %zu parameters; at most %d are "
		    "read.",
		    STR_ARG(shown), counts.semicola, GATE_PARAMETERS);
	return ERR_OK;
}

/* The value of boundary= with or without quotes, empty without one. */
static struct str boundary_of(struct str value)
{
	struct str rest = value;
	struct str text;
	size_t at;
	size_t n = 0;

	do {
		at = str_ifind(rest, str_c("boundary"));
		if (at == SIZE_MAX)
			return str_n(value.p, 0);
		rest = str_trim(str_from(rest, at + 8));
	} while (rest.n == 0 || rest.p[0] != '=');
	text = str_trim(str_from(rest, 1));
	if (text.n > 0 && text.p[0] == '"') {
		text = str_from(text, 1);
		while (n < text.n && text.p[n] != '"')
			n++;
	} else {
		while (
		    n < text.n && text.p[n] != ';' && !str_is_space(text.p[n]))
			n++;
	}
	return str_sub(text, 0, n);
}

static void read_type(struct gate *gate, struct str value)
{
	struct str type = str_trim(value);

	if (str_istarts(type, str_c("multipart/"))) {
		gate->part_boundary = boundary_of(value);
		gate->part = str_istarts(type, str_c("multipart/digest"))
				 ? PART_DIGEST
				 : PART_MULTIPART;
	} else if (str_istarts(type, str_c("message/rfc822")) ||
		   str_istarts(type, str_c("message/rfc2822")) ||
		   str_istarts(type, str_c("message/global")) ||
		   str_istarts(type, str_c("message/news"))) {
		gate->part = PART_MESSAGE;
	} else {
		gate->part = PART_LEAF;
	}
}

static void begin_block(struct gate *gate, bool top, enum part_kind part)
{
	gate->block_start = gate->rest.p;
	gate->fields = 0;
	gate->top = top;
	gate->part = part;
	gate->encoded = false;
	gate->part_boundary = str_n(gate->rest.p, 0);
}

/* Takes the lines that continue this one. */
static struct str whole_field(struct gate *gate, struct str line)
{
	const char *end = line.p + line.n;
	struct str more = { 0 };

	while (gate->rest.n > 0 &&
	       (gate->rest.p[0] == ' ' || gate->rest.p[0] == '\t') &&
	       fields_line(&gate->rest, &more))
		end = more.p + more.n;
	return str_n(line.p, (size_t)(end - line.p));
}

static enum err_code check_line(
    struct gate *gate, struct str line, struct err *err)
{
	struct str field = whole_field(gate, line);
	size_t colon = str_findc(field, ':');
	struct str name;
	struct str value;
	enum err_code code;

	if (gate->top && memchr(field.p, '\0', field.n) != NULL)
		return err_set(err, ERR_LIMIT, "The header holds a NUL byte.");
	if ((size_t)(gate->rest.p - gate->block_start) > GATE_HEADER)
		return err_set(err, ERR_LIMIT,
		    "The header is longer than %d bytes.", GATE_HEADER);
	if (++gate->fields > GATE_FIELDS)
		return err_set(err, ERR_LIMIT,
		    "The header has more than %d fields.", GATE_FIELDS);
	if (colon == SIZE_MAX)
		colon = 0;
	name = str_trim(str_sub(field, 0, colon));
	value = str_from(field, colon == 0 ? 0 : colon + 1);
	code = gate_field(name, value, err);
	if (code == ERR_OK && str_iis(name, "Content-Type"))
		read_type(gate, value);
	if (str_iis(name, "Content-Transfer-Encoding"))
		gate->encoded = str_iis(str_trim(value), "base64") ||
				str_iis(str_trim(value), "quoted-printable") ||
				str_istarts(str_trim(value), str_c("x-uu"));
	return code;
}

static enum err_code open_level(struct gate *gate, struct err *err)
{
	if (gate->depth + gate->messages >= GATE_DEPTH)
		return err_set(err, ERR_LIMIT,
		    "The message nests its parts more than %d deep.",
		    GATE_DEPTH);
	return ERR_OK;
}

/* The empty line after a header: what follows is a header again, or a body. */
static enum err_code end_block(
    struct gate *gate, bool *in_header, struct err *err)
{
	enum err_code code = ERR_OK;

	*in_header = false;
	switch (gate->part) {
	case PART_LEAF:
		break;
	case PART_MULTIPART:
	case PART_DIGEST:
		gate->outside = true;
		if (gate->part_boundary.n == 0)
			break;
		code = open_level(gate, err);
		if (code != ERR_OK)
			break;
		gate->digest[gate->depth] = gate->part == PART_DIGEST;
		gate->outer[gate->depth] = gate->messages;
		gate->boundary[gate->depth++] = gate->part_boundary;
		break;
	case PART_MESSAGE:
		if (gate->encoded)
			break;
		code = open_level(gate, err);
		gate->messages++;
		begin_block(gate, false, PART_LEAF);
		*in_header = true;
		break;
	}
	return code;
}

/* Which open boundary is it?  Its level, or GATE_DEPTH for none. */
static size_t boundary_level(
    const struct gate *gate, struct str line, bool *closes)
{
	if (!str_starts(line, str_c("--")))
		return GATE_DEPTH;
	for (size_t i = gate->depth; i-- > 0;) {
		struct str tail;
		if (!str_starts(str_from(line, 2), gate->boundary[i]))
			continue;
		tail = str_from(line, 2 + gate->boundary[i].n);
		*closes = str_starts(tail, str_c("--"));
		if (*closes)
			tail = str_from(tail, 2);
		if (str_trim(tail).n == 0)
			return i;
	}
	return GATE_DEPTH;
}

static enum err_code at_boundary(struct gate *gate, size_t level, bool closes,
    bool *in_header, struct err *err)
{
	*in_header = !closes;
	gate->outside = closes;
	gate->depth = closes ? level : level + 1;
	gate->messages = gate->outer[level];
	if (closes)
		return ERR_OK;
	if (++gate->parts > GATE_PARTS)
		return err_set(err, ERR_LIMIT,
		    "The message has more than %d parts.", GATE_PARTS);
	begin_block(
	    gate, false, gate->digest[level] ? PART_MESSAGE : PART_LEAF);
	return ERR_OK;
}

/*
 * A body is not read, but a parser that sees the structure otherwise than we
 * do may take any of its lines for an address field.
 */
static enum err_code check_body_line(
    struct gate *gate, struct str line, bool *in_header, struct err *err)
{
	size_t colon = str_findc(str_sub(line, 0, 30), ':');
	struct str name;
	struct str field;

	*in_header = false;
	gate->outside_bytes += gate->outside ? line.n + 1 : 0;
	if (gate->outside_bytes > GATE_OUTSIDE)
		return err_set(err, ERR_LIMIT,
		    "The message has more than %d bytes outside of its parts.",
		    GATE_OUTSIDE);
	if (colon == SIZE_MAX)
		return ERR_OK;
	name = str_trim(str_sub(line, 0, colon));
	if (field_kind(name) != FIELD_ADDRESS)
		return ERR_OK;
	field = whole_field(gate, line);
	return gate_field(name, str_from(field, colon + 1), err);
}

enum err_code gate_check(struct str raw, size_t max_bytes, struct err *err)
{
	struct gate gate = { .rest = fields_skip_mbox(raw) };
	enum err_code code = ERR_OK;
	struct str line;
	bool in_header = true;
	bool closes = false;

	if (raw.n > max_bytes)
		return err_set(err, ERR_LIMIT,
		    "The message is %zu bytes long; at most %zu are read.",
		    raw.n, max_bytes);
	begin_block(&gate, true, PART_LEAF);
	while (code == ERR_OK && fields_line(&gate.rest, &line)) {
		size_t level = boundary_level(&gate, line, &closes);
		if (level < GATE_DEPTH)
			code =
			    at_boundary(&gate, level, closes, &in_header, err);
		else if (in_header && line.n == 0)
			code = end_block(&gate, &in_header, err);
		else if (!in_header || !(gate.top || fields_is_field(line)))
			code = check_body_line(&gate, line, &in_header, err);
		else
			code = check_line(&gate, line, err);
	}
	return code;
}
