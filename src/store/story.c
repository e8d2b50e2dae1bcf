#include "store/story.h"

#include "store/stmt.h"

enum err_code story_failures(struct db *db, struct arena *arena,
    int64_t subscriber, size_t max, struct story_failure **out, size_t *count,
    struct err *err)
{
	struct stmt *s = stmt_use(db, "story_failures");

	*out = NULL;
	*count = 0;
	stmt_int(s, ":subscriber", subscriber);
	stmt_int(s, ":max", (int64_t)max);
	while (stmt_next(s)) {
		*out = stmt_grow(arena, *out, *count, sizeof(**out));
		(*out)[(*count)++] = (struct story_failure){
			.mailing = stmt_get_int(s, 0),
			.subject = arena_strdup(arena, stmt_get_text(s, 1)),
			.state = arena_strdup(arena, stmt_get_text(s, 2)),
			.verdict = arena_strdup(arena, stmt_get_text(s, 3)),
			.code = (int)stmt_get_int(s, 4),
			.enhanced = arena_strdup(arena, stmt_get_text(s, 5)),
			.reply = arena_strdup(arena, stmt_get_text(s, 6)),
			.at = stmt_get_int(s, 7),
		};
	}
	return stmt_end(s, err);
}
