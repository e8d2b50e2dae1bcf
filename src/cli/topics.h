/* Topics as people type them. */
#ifndef CLI_TOPICS_H
#define CLI_TOPICS_H

#include "base/arena.h"
#include "base/err.h"
#include "conf/conf.h"

/*
 * "travail, plateformes" (commas or blanks), or "all", as the keys that are
 * stored, one blank between them; ERR_USAGE for a topic that the list lacks.
 */
enum err_code topics_parse(struct arena *arena, const struct conf_list *list,
    struct str text, const char **out, struct err *err);

#endif
