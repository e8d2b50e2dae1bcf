#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/asset.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/date.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "cli/cmd.h"
#include "cli/options.h"
#include "cli/out.h"

enum {
	MADE_MAX = 64,
	KEY_SIZE = 32,
	KEY_DIGITS = 64,
	DAY = 10, /* characters of YYYY-MM-DD */
	WEEK = 7 * CLOCK_DAY,
	EXAMPLE_WRITTEN = 1795651200 /* 2026-11-26 */
};

/* What was made so far, to be taken away again if a later step fails. */
struct site {
	struct arena arena;
	const char *folder;
	struct {
		const char *path;
		bool folder;
	} made[MADE_MAX];
	size_t count;
};

static enum err_code remember(
    struct site *site, const char *path, bool folder, struct err *err)
{
	if (site->count == MADE_MAX)
		return err_set(err, ERR_LIMIT, _("%s: too deep a path"), path);
	site->made[site->count].path = arena_strdup(&site->arena, path);
	site->made[site->count].folder = folder;
	site->count++;
	return ERR_OK;
}

static void take_away(struct site *site)
{
	while (site->count > 0) {
		site->count--;
		if (site->made[site->count].folder)
			rmdir(site->made[site->count].path);
		else
			unlink(site->made[site->count].path);
	}
}

static enum err_code make_one(
    struct site *site, const char *path, unsigned mode, struct err *err)
{
	if (mkdir(path, mode) == 0)
		return remember(site, path, true, err);
	if (errno == EEXIST)
		return ERR_OK;
	return err_set(err, errno == EACCES ? ERR_PERM : ERR_IO, "%s: %s", path,
	    strerror(errno));
}

/* The folder itself, and before it those above that are missing. */
static enum err_code make_folder(
    struct site *site, const char *path, unsigned mode, struct err *err)
{
	char *part = arena_strdup(&site->arena, path);
	enum err_code rc = ERR_OK;

	for (char *slash = strchr(part + 1, '/'); slash != NULL && rc == ERR_OK;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		rc = make_one(site, part, 0755, err);
		*slash = '/';
	}
	return rc != ERR_OK ? rc : make_one(site, path, mode, err);
}

static const char *inside(struct site *site, const char *name)
{
	return arena_printf(&site->arena, "%s/%s", site->folder, name);
}

static enum err_code make_file(struct site *site, const char *name,
    struct str content, unsigned mode, struct err *err)
{
	const char *path = inside(site, name);
	enum err_code rc = file_create(path, content, mode, err);

	return rc != ERR_OK ? rc : remember(site, path, false, err);
}

static enum err_code make_from_asset(
    struct site *site, const char *name, const char *asset, struct err *err)
{
	const struct asset *found = asset_find(asset);

	if (found == NULL)
		return err_set(
		    err, ERR_INTERNAL, "%s is not in this program", asset);
	return make_file(site, name, asset_text(found), 0644, err);
}

static enum err_code make_key(struct site *site, struct err *err)
{
	unsigned char key[KEY_SIZE];
	char text[KEY_DIGITS + 2] = { 0 };
	char *digits = text;

	crypto_random(key, sizeof(key));
	for (size_t i = 0; i < sizeof(key); i++, digits += 2)
		snprintf(digits, 3, "%02x", key[i]);
	*digits = '\n';
	enum err_code rc = make_file(
	    site, "secrets/site.key", str_n(text, KEY_DIGITS + 1), 0600, err);
	mem_wipe(key, sizeof(key));
	mem_wipe(text, sizeof(text));
	return rc;
}

/* The day of YYYY-MM-DD at the front of a text; false if there is none. */
static bool read_day(struct str text, int64_t *when)
{
	char day[DAY + 1] = { 0 };

	if (text.n < DAY || text.p[4] != '-' || text.p[7] != '-')
		return false;
	memcpy(day, text.p, DAY);
	return date_parse_day(day, "UTC", when);
}

/* The example was written for a day of 2026: its dates move on by weeks. */
static struct str move_dates(struct site *site, struct str text)
{
	int64_t late = clock_now() - EXAMPLE_WRITTEN;
	int64_t weeks = late <= 0 ? 0 : late / WEEK + 1;
	char *copy = arena_dup(&site->arena, text);
	char day[DATE_SIZE];
	int64_t when;

	for (size_t i = 0; i < text.n; i++)
		if (read_day(str_from(text, i), &when) &&
		    date_local_day(when + weeks * WEEK, "UTC", day))
			memcpy(copy + i, day, DAY);
	return str_n(copy, text.n);
}

/* A whole newsletter in two languages, as the example's site would send it. */
static enum err_code make_example(struct site *site, struct err *err)
{
	static const char *const files[] = { "lettre.fr.md", "lettre.en.md" };
	enum err_code rc = make_from_asset(site, "newsletters/reseau.png",
	    "templates/site/lettre/reseau.png", err);

	for (size_t i = 0; rc == ERR_OK && i < sizeof(files) / sizeof(files[0]);
	     i++) {
		const struct asset *found = asset_find(arena_printf(
		    &site->arena, "templates/site/lettre/%s", files[i]));
		rc = make_file(site,
		    arena_printf(&site->arena, "newsletters/%s", files[i]),
		    move_dates(site, asset_text(found)), 0644, err);
	}
	return rc;
}

static enum err_code make_all(struct site *site, bool example, struct err *err)
{
	static const struct {
		const char *name;
		unsigned mode;
	} folders[] = { { "state", 0700 }, { "secrets", 0700 },
		{ "templates", 0755 }, { "newsletters", 0755 } };
	enum err_code rc = make_folder(site, site->folder, 0755, err);

	for (size_t i = 0;
	     rc == ERR_OK && i < sizeof(folders) / sizeof(folders[0]); i++)
		rc = make_one(
		    site, inside(site, folders[i].name), folders[i].mode, err);
	if (rc == ERR_OK)
		rc = make_key(site, err);
	if (rc == ERR_OK)
		rc = make_from_asset(site, "newsletters/premier-numero.md",
		    "templates/site/newsletter.md", err);
	if (rc == ERR_OK && example)
		rc = make_example(site, err);
	/* Last: a folder with this file is a site. */
	if (rc == ERR_OK)
		rc = make_from_asset(site, "liaison.conf",
		    example ? "templates/site/ess-communs.conf"
			    : "templates/site/liaison.conf",
		    err);
	return rc;
}

static void tell(struct site *site)
{
	printf(_("The site is in %s.  What comes next:\n"
		 "1. write the names of your servers and lists into "
		 "%s/liaison.conf;\n"
		 "2. write the password of the mailbox into %s/secrets/imap "
		 "(chmod 600);\n"
		 "3. cd %s && liaison config check\n"),
	    site->folder, site->folder, site->folder, site->folder);
}

enum err_code cmd_init(struct cli *cli, int argc, char **argv, struct err *err)
{
	const char *example = NULL;
	const struct cli_option options[] = {
		{ .name = "example", .value = &example },
		{ 0 },
	};
	struct site site = { 0 };

	(void)cli;
	if (cli_options(options, &argc, argv, 1, 1, err) != ERR_OK)
		return err->code;
	if (example != NULL && strcmp(example, "ess-communs") != 0)
		return err_set(err, ERR_USAGE,
		    _("there is no example %s; there is ess-communs"), example);
	site.folder = argv[1];
	enum err_code rc = ERR_OK;
	if (access(inside(&site, "liaison.conf"), F_OK) == 0)
		rc = err_set(err, ERR_EXISTS,
		    _("%s is a site already: it holds a liaison.conf"),
		    site.folder);
	if (rc == ERR_OK)
		rc = make_all(&site, example != NULL, err);
	if (rc == ERR_OK)
		tell(&site);
	else
		take_away(&site);
	arena_free(&site.arena);
	return rc;
}
