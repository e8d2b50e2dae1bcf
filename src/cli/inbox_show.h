/* How a message of the inbox is shown to people and programs. */
#ifndef CLI_INBOX_SHOW_H
#define CLI_INBOX_SHOW_H

#include <jansson.h>

#include "base/str.h"
#include "cli/cli.h"
#include "store/inbox_entry.h"

/* Why it waits, in the language of its list; else in English. */
const char *inbox_why(const struct inbox_entry *entry);

/* What is known of a message; a new reference. */
json_t *inbox_json(const struct inbox_entry *entry);

#endif
