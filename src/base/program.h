/* Another program's answer: started without a shell, bounded in all ways. */
#ifndef BASE_PROGRAM_H
#define BASE_PROGRAM_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct program {
	const char *const *argv; /* the name, found in PATH; NULL at the end */
	struct str input;        /* of its standard input */
	int seconds;             /* at most, then it is killed */
};

/*
 * Runs it in an environment of its own (PATH, HOME=/nonexistent, LC_ALL=C), its
 * standard output in `out` (to its ceiling), its errors nowhere; *status is its
 * exit status.  ERR_NOT_FOUND when there is no such program, ERR_TIMEOUT,
 * ERR_LIMIT, ERR_IO, also when it was killed.
 */
enum err_code program_run(const struct program *program, struct buf *out,
    int *status, struct err *err);

#endif
