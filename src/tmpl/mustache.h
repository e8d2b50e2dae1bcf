/*
 * Mustache templates: the core of the official specification and its
 * inheritance ({{<parent}} {{$block}}); no lambdas, no dynamic names.
 * Compiled once, rendered over JSON values with bounded depth and output.
 */
#ifndef TMPL_MUSTACHE_H
#define TMPL_MUSTACHE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum {
	MUSTACHE_NAME = 64,  /* bytes of a partial's, parent's, block's name */
	MUSTACHE_NEST = 64,  /* sections within sections in one template */
	MUSTACHE_DEPTH = 16, /* partials within partials */
	MUSTACHE_NODES = 65536
};

/* What {{x}} does to a value. */
enum mustache_escape {
	MUSTACHE_TEXT,    /* nothing */
	MUSTACHE_HTML,    /* by its place: tmpl/html_put.h */
	MUSTACHE_MARKDOWN /* a backslash before what Markdown would read */
};

struct mustache;

/*
 * Compiles a template into the arena.  `text` must stay; `name` and
 * `first_line` (1 for a whole file) are for messages, which are
 * "NAME:LINE:COLUMN: sentence" with ERR_INPUT (ERR_LIMIT over a bound).
 */
enum err_code mustache_compile(struct arena *arena, struct str text,
    const char *name, size_t first_line, struct mustache **out,
    struct err *err);

/* A partial or parent: its text (to stay) and a name for messages. */
struct mustache_partial {
	struct str text;
	const char *source;
};

/*
 * Looks up a partial by its name (checked: [A-Za-z0-9_-]).  ERR_NOT_FOUND
 * renders as nothing, or fails when strict; another error ends the rendering.
 */
typedef enum err_code mustache_partial_fn(
    void *ctx, const char *name, struct mustache_partial *out, struct err *err);

struct mustache_options {
	enum mustache_escape escape;
	bool strict; /* an unknown variable, section or partial is an error */
	/* The names, ended by NULL, whose values {{{x}}} and {{&x}} put as they
	   are: those that hold HTML of our own (threat T10).  Others are
	   escaped as by {{x}}.  NULL = any name, as the specification says. */
	const char *const *raw;
	mustache_partial_fn *partial; /* NULL = there are none */
	void *ctx;
};

/*
 * Adds the rendering of `data` to `out`.  Control bytes in values (the hole
 * markers of mail/compose.h) are kept; a section over a value that is such a
 * marker becomes a conditional part of the mail.  ERR_INPUT with the place in
 * the template, ERR_LIMIT over a depth or the ceiling of `out`.
 */
enum err_code mustache_render(const struct mustache *template,
    const json_t *data, const struct mustache_options *options, struct buf *out,
    struct err *err);

/* May this be the name of a partial? */
bool mustache_name_ok(struct str name);

#endif
