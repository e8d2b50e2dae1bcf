/* How a mailing is shown to people and programs. */
#ifndef CLI_MAILING_SHOW_H
#define CLI_MAILING_SHOW_H

#include <jansson.h>

#include "base/arena.h"
#include "cli/cli.h"
#include "cli/local_time.h"
#include "cli/progress_line.h"
#include "store/mailing.h"

/*
 * A new object: id, kind, state, list, subject, dates, deliveries by state,
 * errors, and while it runs mails per second and when the last one leaves.
 */
json_t *mailing_json(struct cli *cli, const struct mailing *mailing);

/* The same as text. */
void mailing_print(struct cli *cli, const struct mailing *mailing);

/* On one line: "mailing 7 120/500 (24 %), 31/s, 0:13 left: SUBJECT". */
void mailing_print_line(struct cli *cli, const struct mailing *mailing);

/*
 * How far it is, in the words of cli/progress_line.h: done is what waits no
 * more; how fast it goes or until when it waits (text in `time`), if it is
 * running.
 */
void mailing_measure(struct cli *cli, const struct mailing *mailing,
    struct progress_line *out, char time[LOCAL_TIME_SIZE]);

/*
 * What a running mailing waits for, and what is wrong with its relay, a line
 * each; nothing if all is well.
 */
void mailing_print_waiting(struct cli *cli, const struct mailing *mailing);

/*
 * Why deliveries of a mailing (0 = of all) are in this state, a line each; or
 * all that failed or wait as an object {"failed": {"address": 12}}.
 */
void mailing_print_errors(
    struct cli *cli, int64_t mailing, enum delivery_state state);
json_t *mailing_errors_json(struct cli *cli, int64_t mailing);

/*
 * What reports charged to a mailing after it was sent, a line each; or an
 * object {"mailing": {"policy": {"example.org": 3}}}.
 */
void mailing_print_reports(struct cli *cli, int64_t mailing);
json_t *mailing_reports_json(struct cli *cli, int64_t mailing);

/* All its deliveries. */
int64_t mailing_total(const struct mailing *mailing);

/* The mailing whose id a person typed; ERR_NOT_FOUND, ERR_USAGE. */
enum err_code mailing_find(struct cli *cli, struct arena *arena,
    const char *text, struct mailing *out, struct err *err);

#endif
