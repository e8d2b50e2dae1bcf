/* What a file is: its media type, and the size of an image. */
#ifndef NEWS_MEDIA_H
#define NEWS_MEDIA_H

#include <stdbool.h>

#include "base/str.h"

struct media {
	const char *type; /* media type (RFC 2046) */
	bool image;       /* PNG, JPEG or GIF, which every mail program shows */
	bool refused;     /* a program; the large mail providers refuse it */
	bool other;       /* the name says a type that the content is not */
	int width;        /* of such an image, from its head; 0 = not known */
	int height;
};

/* By the first bytes, else by the end of the name. */
void media_look(struct str name, struct str bytes, struct media *out);

#endif
