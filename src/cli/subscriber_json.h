/* How a subscription is shown to programs. */
#ifndef CLI_SUBSCRIBER_JSON_H
#define CLI_SUBSCRIBER_JSON_H

#include <jansson.h>

#include "store/subscription.h"

/* A new object: address, name, status, delivery, language, topics, dates. */
json_t *subscriber_json(const struct subscription *sub);

#endif
