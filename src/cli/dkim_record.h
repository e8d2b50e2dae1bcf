/* A DKIM key as `liaison dkim` tells it: its file and what the DNS says. */
#ifndef CLI_DKIM_RECORD_H
#define CLI_DKIM_RECORD_H

#include <jansson.h>

#include "base/arena.h"
#include "mail/dkim_key.h"

struct dkim_record {
	enum dkim_type type;
	unsigned bits;
	const char *selector;
	const char *file;  /* as it stands in the settings */
	const char *name;  /* of the TXT record, without a final dot */
	const char *value; /* of the TXT record */
};

/* What the key says under this name; texts in the arena. */
struct dkim_record dkim_record_make(struct arena *arena, const char *domain,
    const char *selector, const char *file, const struct dkim_key *key);

/* Name and value, and the line of a zone file, its strings of 255 at most. */
void dkim_record_print(const struct dkim_record *record);

json_t *dkim_record_json(const struct dkim_record *record);

#endif
