/* How a mailing is shown to people and programs. */
#ifndef CLI_MAILING_SHOW_H
#define CLI_MAILING_SHOW_H

#include <jansson.h>

#include "base/arena.h"
#include "cli/cli.h"
#include "store/mailing.h"

/* A new object: id, kind, state, list, subject, dates, deliveries by state. */
json_t *mailing_json(struct cli *cli, const struct mailing *mailing);

/* The same as text. */
void mailing_print(struct cli *cli, const struct mailing *mailing);

/* All its deliveries. */
int64_t mailing_total(const struct mailing *mailing);

/* The mailing whose id a person typed; ERR_NOT_FOUND, ERR_USAGE. */
enum err_code mailing_find(struct cli *cli, struct arena *arena,
    const char *text, struct mailing *out, struct err *err);

#endif
