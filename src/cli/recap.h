/* What a newsletter is about to do: `newsletter plan`, and before a sending. */
#ifndef CLI_RECAP_H
#define CLI_RECAP_H

#include <jansson.h>

#include "cli/cli.h"
#include "core/op_plan.h"

struct recap {
	const struct op_newsletter *newsletter;
	struct op_readers readers;
	struct op_plan plan;
	int64_t start;    /* 0 = now */
	const char *zone; /* of all hours that are shown */
	int64_t ends;     /* 0 = nothing tells */
	bool whole;       /* with domains and changes of the lists */
};

/* `start`, `zone` and `whole` are given, the rest is filled. */
enum err_code recap_make(struct cli *cli, struct arena *arena,
    const struct op_newsletter *newsletter, struct recap *recap,
    struct err *err);

void recap_print(const struct recap *recap);

/* A new object. */
json_t *recap_json(const struct recap *recap);

/* The names of its lists: "lettre, membres"; in the arena. */
const char *recap_lists(
    struct arena *arena, const struct op_newsletter *newsletter);

#endif
