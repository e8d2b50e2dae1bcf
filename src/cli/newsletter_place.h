/* Sending that is an order: for an hour, or for a second editor. */
#ifndef CLI_NEWSLETTER_PLACE_H
#define CLI_NEWSLETTER_PLACE_H

#include "cli/newsletter_file.h"
#include "cli/recap.h"

struct newsletter_place {
	const char *at;     /* --at; NULL = as the file says */
	const char *editor; /* --editor; NULL = not said */
	bool again;
	bool wait; /* ERR_USAGE: an order leaves by itself */
};

/* Does it leave later, or after an approval, and not by this command? */
bool newsletter_place_needed(const struct op_newsletter *newsletter,
    const struct newsletter_place *place);

/*
 * When it would leave, by --at (NULL: as the file says): `start` and `zone`.
 * An hour that the clocks show twice or never becomes a warning of the
 * newsletter.  Errors of op_order_hour().
 */
enum err_code newsletter_start(struct arena *arena,
    struct op_newsletter *newsletter, const char *at, struct recap *out,
    struct err *err);

/* Orders it, and tells what became of that. */
enum err_code newsletter_place(struct cli *cli, struct arena *arena,
    const struct newsletter_file *file, const struct op_newsletter *newsletter,
    const struct newsletter_place *place, struct err *err);

/* What somebody ordered before does not leave as well; unless --quiet. */
void newsletter_tell_withdrawn(const struct cli *cli, size_t withdrawn);

/* The normalised address of --editor; NULL gives "". */
enum err_code newsletter_editor(
    struct arena *arena, const char *text, const char **out, struct err *err);

/* The absolute path of a folder, in the arena. */
enum err_code newsletter_folder(
    struct arena *arena, const char *folder, const char **out, struct err *err);

#endif
