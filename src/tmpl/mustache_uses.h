/* Which fields a template asks for, without rendering it. */
#ifndef TMPL_MUSTACHE_USES_H
#define TMPL_MUSTACHE_USES_H

#include <jansson.h>

#include "tmpl/mustache.h"

struct mustache_use {
	struct str name; /* "ville", "site.name" */
	bool known;      /* the data has it, where it stands */
	bool shown;      /* {{x}}; else a section over it */
	bool guarded;    /* inside {{#x}} or {{^x}} of its own */
	bool inverted;   /* {{^x}} */
	size_t line;     /* as in messages of mustache_compile() */
	size_t column;
};

typedef void mustache_use_fn(void *ctx, const struct mustache_use *use);

/* Calls back with each of them, in their order. */
void mustache_uses(const struct mustache *template, const json_t *data,
    mustache_use_fn *each, void *ctx);

#endif
