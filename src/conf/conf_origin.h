/* Which settings are no defaults, for `config show`. */
#ifndef CONF_ORIGIN_H
#define CONF_ORIGIN_H

#include <stddef.h>

struct conf_origin {
	char *key; /* "site.name", "list.ess-communs.address" */
	int line;  /* 0: it comes from the preset */
};

struct conf_origins {
	struct conf_origin *v;
	size_t n;
};

#endif
