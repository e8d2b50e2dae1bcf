/* What an address of the web is. */
#ifndef BASE_URL_H
#define BASE_URL_H

#include <stdbool.h>

#include "base/str.h"

/* Does it begin with http:// or https://? */
bool url_is_web(struct str url);

/* Is it something that a mail may link to: the same, or mailto:? */
bool url_is_link(struct str url);

#endif
