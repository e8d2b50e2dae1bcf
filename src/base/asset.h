/* The files of db/ and templates/, inside the program. */
#ifndef BASE_ASSET_H
#define BASE_ASSET_H

#include <stddef.h>

#include "base/str.h"

struct asset {
	const char *path; /* "db/schema.sql", "templates/fr/welcome.txt" */
	const unsigned char *bytes; /* followed by a NUL */
	size_t length;
};

/* Written by scripts/embed.cmake, sorted by path. */
extern const struct asset asset_table[];
extern const size_t asset_count;

/* The file with this path, or NULL. */
const struct asset *asset_find(const char *path);

/* Its content. */
struct str asset_text(const struct asset *asset);

/* The version of this program, such as "0.1.0". */
const char *asset_version(void);

#endif
