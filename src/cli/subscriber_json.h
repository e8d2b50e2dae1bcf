/* How a subscription is shown to programs and people. */
#ifndef CLI_SUBSCRIBER_JSON_H
#define CLI_SUBSCRIBER_JSON_H

#include <jansson.h>

#include "store/ledger.h"
#include "store/subscription.h"

/* A new object: address, name, status, delivery, language, topics, dates,
   fields. */
json_t *subscriber_json(const struct subscription *sub);

/* A consent record, as an object and as a line. */
json_t *subscriber_consent_json(const struct consent *consent);
void subscriber_print_consent(const struct consent *consent);

/* The subscription to this list, a line for each field. */
void subscriber_print(const char *list, const struct subscription *sub);

#endif
