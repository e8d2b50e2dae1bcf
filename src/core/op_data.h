/* What is held about an address (RGPD articles 15 and 20). */
#ifndef CORE_OP_DATA_H
#define CORE_OP_DATA_H

#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"
#include "core/ctx.h"

/*
 * Everything, for programs: dates of RFC 3339, the words of the database.  A
 * stranger's has "held": false.  A new reference.
 */
enum err_code op_data(struct ctx *ctx, struct arena *arena, const char *address,
    json_t **out, struct err *err);

/*
 * The same for the template "data": days in words, and beside each word a
 * flag of that name.  A new reference.
 */
enum err_code op_data_readable(struct ctx *ctx, struct arena *arena,
    const char *address, enum lang language, json_t **out, struct err *err);

/*
 * As a file to keep: indented text, in the arena.  Of what makes it longer than
 * `max` bytes the older half is left out of `data`, and counted, until it fits.
 */
struct str op_data_file(struct arena *arena, json_t *data, size_t max);

#endif
