/*
 * The gate before any parser (threat T21): bounds of size, fields, depth and
 * parts, in one pass over the bytes, without allocation or recursion.
 */
#ifndef MAIL_GATE_H
#define MAIL_GATE_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

enum {
	GATE_HEADER = 256 * 1024, /* bytes of the header block */
	GATE_FIELD = 32 * 1024,   /* bytes of one field */
	GATE_FIELDS = 1000,       /* fields of a header block */
	GATE_NESTING = 32,        /* comments and address groups */
	GATE_PARAMETERS = 100,    /* of one Content-* field */
	GATE_ADDRESSES = 1000,    /* of one address field */
	GATE_PARTS = 1000,
	GATE_OUTSIDE = 1024 * 1024, /* bytes in multiparts, in no part */
	GATE_DEPTH = 20             /* multiparts and messages in each other */
};

/*
 * ERR_OK when a parser may see the message, else ERR_LIMIT with a sentence
 * that says which bound it is over.
 */
enum err_code gate_check(struct str raw, size_t max_bytes, struct err *err);

/* The bounds of one field alone. */
enum err_code gate_field(struct str name, struct str value, struct err *err);

#endif
