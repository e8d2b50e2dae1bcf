/* Which settings stand in the file, for `config show`. */
#ifndef CONF_ORIGIN_H
#define CONF_ORIGIN_H

#include <stddef.h>

struct conf_origin {
	char *key; /* "site.name", "list.ess-communs.address" */
	int line;
};

struct conf_origins {
	struct conf_origin *v;
	size_t n;
};

#endif
