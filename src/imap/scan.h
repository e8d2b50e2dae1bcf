/*
 * A watch over the server's bytes before libetpan sees them.  libetpan takes
 * any length for granted, recurses at every parenthesis and reads a literal's
 * size modulo 2^32; so the bounds are held here, line by line.
 */
#ifndef IMAP_SCAN_H
#define IMAP_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum {
	SCAN_LINE = 64 * 1024,         /* bytes in one line */
	SCAN_PARENS = 1000,            /* opening ones in one response */
	SCAN_LITERAL = 8 * 1024,       /* bytes of a literal that is no body */
	SCAN_COMMAND = 2 * 1024 * 1024 /* bytes per command beside bodies */
};

struct scan {
	struct buf line; /* the line under way */
	size_t total;    /* bytes since scan_begin(), bodies left out */
	size_t literal;  /* bytes of a literal still to come */
	size_t parens;   /* in the response under way */
	bool in_body;    /* the literal is a mail */
	bool continued;  /* the line goes on after a literal */
	bool data;       /* the response is one that may hold literals */
	bool greeted;    /* the first line has come */
	uint64_t bodies; /* bytes of the mails announced so far */
	uint64_t came;   /* of them, bytes that came */
	size_t body_max;
	uint64_t bodies_max;
};

void scan_init(struct scan *scan);
void scan_clear(struct scan *scan);

/*
 * A new command: counts from zero.  Mails (BODY[] literals) may now have
 * body_max bytes each and bodies_max together; 0 where none was asked for.
 */
void scan_begin(struct scan *scan, size_t body_max, uint64_t bodies_max);

/*
 * Looks at the next bytes.  ERR_LIMIT over a bound, ERR_NET for "* BYE": then
 * *good says how many bytes stand before the line in question, and the rest
 * must not be handed on.
 */
enum err_code scan_feed(
    struct scan *scan, struct str bytes, size_t *good, struct err *err);

/*
 * Text of the server's for a sentence of ours: printable, short, in `out`.
 */
void scan_quote(struct str text, char out[200]);

#endif
