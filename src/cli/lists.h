/* What several commands take from their arguments. */
#ifndef CLI_LISTS_H
#define CLI_LISTS_H

#include "base/arena.h"
#include "base/err.h"
#include "cli/cli.h"
#include "store/subscription.h"

/* The configured list with this name, or ERR_NOT_FOUND that names those. */
enum err_code cli_list(struct cli *cli, const char *name,
    const struct conf_list **out, struct err *err);

/* Its row in the database; 0 when nobody was ever on it. */
enum err_code cli_list_id(struct cli *cli, const struct conf_list *list,
    int64_t *id, struct err *err);

/* A person's address, checked and in the form that is stored. */
enum err_code cli_address(
    struct arena *arena, const char *text, char **out, struct err *err);

/* The subscription of an address on a list, or ERR_NOT_FOUND. */
enum err_code cli_subscription(struct cli *cli, struct arena *arena,
    const struct conf_list *list, const char *address, struct subscription *out,
    struct err *err);

/* A number as the command `of` shows it: "mailing list". */
enum err_code cli_id(
    const char *text, const char *of, int64_t *out, struct err *err);

#endif
