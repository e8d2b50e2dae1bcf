/*
 * Errors are values: a fallible function returns an err_code (ERR_OK is 0)
 * and fills a struct err with one sentence for a person.  The first failure
 * keeps its text; callers may put context in front of it.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

enum err_code {
	ERR_OK,
	ERR_USAGE,     /* the command line is wrong */
	ERR_CONFIG,    /* the configuration is wrong or incomplete */
	ERR_INPUT,     /* data from outside is malformed */
	ERR_NOT_FOUND, /* the thing named does not exist */
	ERR_EXISTS,    /* it is there already */
	ERR_REFUSED,   /* a rule says no */
	ERR_LIMIT,     /* over a bound of size, depth, count or rate */
	ERR_BUSY,      /* somebody else holds it; try again */
	ERR_DB,        /* the database failed */
	ERR_IO,        /* a file or descriptor failed */
	ERR_PERM,      /* the operating system does not permit it */
	ERR_NET,       /* no connection, or it broke */
	ERR_TIMEOUT,   /* a deadline passed */
	ERR_TLS,       /* the other side is not who it should be */
	ERR_AUTH,      /* the password or token was refused */
	ERR_PROTOCOL,  /* the other side does not speak the protocol */
	ERR_INTERNAL,  /* a bug of ours */
	ERR__MAX
};

struct err {
	enum err_code code;
	char text[1024];
};

/* Sets code and text and returns code.  A longer text ends in "...". */
enum err_code err_set(struct err *err, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "PREFIX: " before the text and returns the code that is there. */
enum err_code err_prefix(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Is the same call worth another try later? */
bool err_retry(enum err_code code);

/* The exit status of sysexits.h for this code (0 for ERR_OK). */
int err_exit(enum err_code code);

/* A short name for logs, such as "not-found". */
const char *err_name(enum err_code code);

#endif
