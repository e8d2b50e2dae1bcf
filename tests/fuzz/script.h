/* A fuzzer whose input is a script: what a server says, step by step. */
#ifndef TEST_FUZZ_SCRIPT_H
#define TEST_FUZZ_SCRIPT_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"

static inline void must(bool ok, const char *what)
{
	if (ok)
		return;
	(void)fprintf(stderr, "%s\n", what);
	abort();
}

/* The next byte of the script; 0 when it is used up. */
static inline unsigned script_take(struct str *script)
{
	unsigned byte = 0;

	if (script->n > 0) {
		byte = (unsigned char)script->p[0];
		*script = str_from(*script, 1);
	}
	return byte;
}

#endif
