/* Running a worker once from a command. */
#ifndef CLI_WORK_H
#define CLI_WORK_H

#include "base/err.h"
#include "cli/cli.h"
#include "cli/progress.h"
#include "worker/worker.h"

/* The reader of this account, once. */
enum err_code work_read(struct cli *cli, size_t account, struct err *err);

/* A command that sends: its signals and wake-ups, none of them missed. */
struct work_sender {
	struct events events;
	int lock; /* of who waits, kept to the end; -1 = it did not wait */
	/* Of the last work_send(): what is due may leave, clock_mono_ms(); 0 =
	   nothing is due. */
	int64_t resume;
};

enum err_code work_begin(
    struct cli *cli, struct work_sender *sender, struct err *err);
void work_end(struct work_sender *sender);

/*
 * Sends through this relay until nothing is due or what is due has to wait
 * for the relay's limits or its hours; tally may be NULL.
 */
enum err_code work_send(struct cli *cli, struct work_sender *sender,
    const struct conf_smtp *relay, struct worker_tally *tally, struct err *err);

/*
 * Waits until then, less when there is something new to send; the tally says
 * so.  One command of a site waits at a time: false when another one does, or
 * when this one is asked to stop.
 */
bool work_wait(struct cli *cli, struct work_sender *sender, int64_t resume,
    struct worker_tally *tally);

/* What is called when the tally changes: `arg` is the struct progress. */
void work_show(void *arg, const struct worker_tally *tally);

/* The timer, once. */
enum err_code work_tick(struct cli *cli, struct err *err);

#endif
