#include "cli/newsletter_file.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "cli/lists.h"
#include "cli/out.h"
#include "core/op_check.h"

enum { REMARKS = 5 }; /* told before a sending; the others are counted */

/* "a, b" */
static enum err_code choose_lists(struct cli *cli, struct arena *arena,
    struct newsletter_file *file, struct err *err)
{
	struct str rest = str_c(file->lists);
	struct str name;

	file->chosen_count = 0;
	while (str_split(&rest, ',', &name)) {
		const struct conf_list **out =
		    &file->chosen[file->chosen_count];
		enum err_code rc = ERR_OK;
		if (file->chosen_count == OP_LISTS_MAX)
			return err_set(err, ERR_USAGE,
			    _("a newsletter goes to %d lists at most"),
			    OP_LISTS_MAX);
		rc = cli_list(cli, arena_dup(arena, str_trim(name)), out, err);
		if (rc != ERR_OK)
			return rc;
		file->chosen_count++;
	}
	return ERR_OK;
}

/* The file, or NAME.fr.md and the like for the NAME of "newsletter new". */
static const char *named(struct arena *arena, const char *path)
{
	static const char *const ends[] = { ".md", ".fr.md", ".en.md" };

	if (access(path, F_OK) == 0)
		return path;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		const char *whole = arena_printf(arena, "%s%s", path, ends[i]);
		if (access(whole, F_OK) == 0)
			return whole;
	}
	return path;
}

enum err_code newsletter_file_read(struct cli *cli, struct arena *arena,
    struct newsletter_file *file, struct op_newsletter *out, struct err *err)
{
	enum err_code rc = choose_lists(cli, arena, file, err);

	if (rc != ERR_OK)
		return rc;
	file->path = named(arena, file->path);
	news_disk_source(arena, file->path, &file->disk, &file->source);
	return op_newsletter_read(cli->ctx, arena, &file->source, file->chosen,
	    file->chosen_count, clock_now(), out, err);
}

enum err_code newsletter_file_open(struct cli *cli, struct arena *arena,
    struct newsletter_file *file, struct op_newsletter *out, struct err *err)
{
	struct op_checked checked;
	enum err_code rc = newsletter_file_read(cli, arena, file, out, err);

	if (rc == ERR_OK && out->target_count == 0 && out->news.list_count == 0)
		rc = err_set(err, ERR_USAGE,
		    _("say which list it goes to: --list LIST"));
	if (rc == ERR_OK)
		rc = op_check(cli->ctx, arena, out,
		    file->draft ? OP_CHECK_DRAFT : OP_CHECK_FILES, &checked,
		    err);
	return rc == ERR_OK ? news_first_error(&out->news.problems, err) : rc;
}

size_t newsletter_file_warn(const struct op_newsletter *newsletter)
{
	const struct news_problems *problems = &newsletter->news.problems;
	size_t count = 0;

	for (size_t i = 0; i < problems->count; i++) {
		const struct news_problem *p = &problems->rows[i];
		if (p->level != NEWS_WARNING)
			continue;
		if (count++ >= REMARKS)
			continue;
		out_remark("%s%s %s", news_problem_place(problems->arena, p),
		    _("warning:"), p->text);
	}
	if (count > REMARKS)
		out_remark(_("%zu more warnings: see \"liaison newsletter "
			     "check\""),
		    count - REMARKS);
	return count;
}
