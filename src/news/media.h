/* What an attachment is. */
#ifndef NEWS_MEDIA_H
#define NEWS_MEDIA_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

struct media {
	const char *type; /* media type (RFC 2046) */
	bool refused;     /* a program; the large mail providers refuse it */
	bool other;       /* the name says a type that the content is not */
};

/* By the first bytes, else by the end of the name. */
void media_look(struct str name, struct str bytes, struct media *out);

/* The name with the ending of this type in place of one of another. */
const char *media_name(struct arena *arena, const char *name, const char *type);

#endif
