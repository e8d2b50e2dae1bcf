/* The word for a delivery's state, as commands take it. */
#ifndef CLI_DELIVERY_WORD_H
#define CLI_DELIVERY_WORD_H

#include "base/err.h"
#include "store/mailing.h"

/* ERR_USAGE with the words that there are. */
enum err_code delivery_word(
    const char *word, enum delivery_state *out, struct err *err);

#endif
