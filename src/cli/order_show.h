/* How an order of a newsletter is shown to people and programs. */
#ifndef CLI_ORDER_SHOW_H
#define CLI_ORDER_SHOW_H

#include <jansson.h>

#include "store/newsletter.h"

/* A new object. */
json_t *order_json(const struct newsletter *row);

/* One line: its number, state, lists, subject and hour. */
void order_print(const struct newsletter *row);

#endif
