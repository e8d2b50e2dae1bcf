#include "conf/conf_file.h"

#include <libintl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

/*
 * Every section begins with two options that nobody can set:
 * - the first leads back to the reader (libconfuse's callbacks carry no
 *   pointer of ours): its "simple value" points to reader->slot;
 * - the second has a default, so that its callback runs when the section
 *   begins and sees the line.
 * A line is kept in def.number, which strings do not use.
 *
 * libconfuse takes a file that ends inside a section or a comment for a good
 * one.  So a line of ours is read after the last one: a setting that is known
 * outside of sections only.
 */
enum { OPT_READER, OPT_START, OPT_FIRST };

#define END_LINE "\n\"(end)\" = x\n"

static struct conf_reader *reader_of(const cfg_t *cfg)
{
	return (void *)cfg->opts[OPT_READER].simple_value.string;
}

__attribute__((format(printf, 3, 0))) static void complain_v(
    struct conf_reader *reader, int line, const char *fmt, va_list ap)
{
	size_t before = reader->complaints.len;
	bool past = line > reader->last_line;

	if (past && reader->cut)
		return;
	reader->cut = past;
	reader->count++;
	if (before > 0)
		buf_putc(&reader->complaints, '\n');
	buf_printf(&reader->complaints, "%s:%d: ", reader->name,
	    past ? reader->last_line : line);
	if (past)
		buf_puts(&reader->complaints,
		    _("the file ends too early; a }, a quote or a value is "
		      "missing"));
	else
		buf_vprintf(&reader->complaints, fmt, ap);
	if (reader->complaints.over)
		buf_truncate(&reader->complaints, before);
}

void conf_complain(struct conf_reader *reader, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	complain_v(reader, line, _(fmt), ap);
	va_end(ap);
}

static bool section_nearest(const char *word, char out[CONF_SETTING_SIZE])
{
	for (int s = 0; s < CONF_TOPIC; s++) {
		const char *name = conf_section_name((enum conf_section)s);
		if (strncmp(name, word, 2) != 0)
			continue;
		snprintf(out, CONF_SETTING_SIZE, "%s", name);
		return true;
	}
	return false;
}

static void complain_unknown(const cfg_t *cfg, const char *word)
{
	char near[CONF_SETTING_SIZE];
	char hint[CONF_SETTING_SIZE + 64];
	bool root = strcmp(cfg->name, "root") == 0;
	bool found = root ? section_nearest(word, near)
			  : conf_row_nearest(cfg->name, word, near);

	snprintf(hint, sizeof(hint), found ? _("; did you mean %s?") : "%s",
	    found ? near : "");
	if (root)
		conf_complain(reader_of(cfg), cfg->line,
		    "unknown section \"%.60s\"%s", word, hint);
	else
		conf_complain(reader_of(cfg), cfg->line,
		    "unknown setting \"%.60s\" in the section %s%s", word,
		    cfg->name, hint);
}

static bool is_message(const char *fmt, const char *message)
{
	return strcmp(fmt, message) == 0 ||
	       strcmp(fmt, dgettext("confuse", message)) == 0;
}

/* libconfuse speaks here; two of its messages can be said better. */
__attribute__((format(printf, 2, 0))) static void on_error(
    cfg_t *cfg, const char *fmt, va_list ap)
{
	if (is_message(fmt, "no such option '%s'")) {
		complain_unknown(cfg, va_arg(ap, const char *));
	} else if (is_message(fmt, "found duplicate title '%s'")) {
		conf_complain(reader_of(cfg), cfg->line,
		    "the name \"%.60s\" is used twice",
		    va_arg(ap, const char *));
	} else {
		complain_v(reader_of(cfg), cfg->line, fmt, ap);
	}
}

static int on_hidden(
    cfg_t *cfg, cfg_opt_t *opt, const char *value, void *result)
{
	(void)value;
	(void)result;
	complain_unknown(cfg, opt->name);
	return -1;
}

static int on_start(cfg_t *cfg, cfg_opt_t *opt, const char *value, void *result)
{
	if (opt->def.number != 0)
		return on_hidden(cfg, opt, value, result);
	opt->def.number = cfg->line;
	*(const char **)result = value;
	return 0;
}

static int on_end(cfg_t *cfg, cfg_opt_t *opt, const char *value, void *result)
{
	struct conf_reader *reader = reader_of(cfg);

	if (cfg->line <= reader->last_line)
		return on_hidden(cfg, opt, value, result);
	reader->ended = true;
	*(const char **)result = value;
	return 0;
}

static int on_value(cfg_t *cfg, cfg_opt_t *opt, const char *value, void *result)
{
	char why[CONF_WHY_SIZE];
	int variant = 0;
	const struct conf_row *row =
	    conf_row_find(cfg->name, opt->name, &variant);

	if (row == NULL)
		return on_hidden(cfg, opt, value, result);
	if (opt->def.number != 0 && (opt->flags & CFGF_LIST) == 0)
		conf_complain(reader_of(cfg), cfg->line,
		    "%s.%s is set twice; the first stands in line %ld",
		    cfg->name, opt->name, opt->def.number);
	if (!conf_value_check(row, value, why))
		conf_complain(reader_of(cfg), cfg->line, "%s.%s: \"%.60s\" %s",
		    cfg->name, opt->name, value, why);
	opt->def.number = cfg->line;
	*(const char **)result = value;
	return 0;
}

static size_t options_count(enum conf_section section)
{
	size_t n = OPT_FIRST + 2; /* a section inside, the end */

	for (size_t i = 0; i < conf_table_length; i++) {
		if (conf_row_in(&conf_table[i], section))
			n += (size_t)conf_row_variants(&conf_table[i]);
	}
	return n;
}

static cfg_opt_t option(const char *name, cfg_callback_t callback)
{
	return (cfg_opt_t){
		.name = name,
		.type = CFGT_STR,
		.parsecb = callback,
	};
}

static cfg_opt_t section_option(enum conf_section section, cfg_opt_t *inside)
{
	bool titled = section == CONF_RELAY || section == CONF_DKIM ||
		      section == CONF_LIST || section == CONF_TOPIC;

	return (cfg_opt_t){
		.name = conf_section_name(section),
		.type = CFGT_SEC,
		.flags = CFGF_MULTI | (titled ? CFGF_TITLE | CFGF_NO_TITLE_DUPES
					      : CFGF_NONE),
		.subopts = inside,
	};
}

/* The options of one section, with the topic section inside a list. */
static cfg_opt_t *options_make(struct arena *arena, struct conf_reader *reader,
    enum conf_section section, cfg_opt_t *topic)
{
	cfg_opt_t *opts =
	    arena_calloc(arena, options_count(section), sizeof(*opts));
	size_t n = OPT_FIRST;

	opts[OPT_READER] = option("(reader)", on_hidden);
	opts[OPT_READER].simple_value.string = &reader->slot;
	opts[OPT_START] = option("(start)", on_start);
	opts[OPT_START].def.parsed = arena_strdup(arena, "x");
	for (size_t i = 0; i < conf_table_length; i++) {
		const struct conf_row *row = &conf_table[i];
		if (!conf_row_in(row, section))
			continue;
		for (int v = 0; v < conf_row_variants(row); v++) {
			char name[CONF_SETTING_SIZE];
			conf_row_setting(row, v, name);
			opts[n] = option(arena_strdup(arena, name), on_value);
			if (row->type == CONF_WORDS || row->type == CONF_TOPICS)
				opts[n].flags = CFGF_LIST;
			n++;
		}
	}
	if (section == CONF_LIST)
		opts[n] = section_option(CONF_TOPIC, topic);
	return opts;
}

static cfg_t *root_make(struct conf_reader *reader)
{
	struct arena arena = { 0 };
	cfg_opt_t root[CONF_TOPIC + 3] = { 0 };

	root[OPT_READER] = option("(reader)", on_hidden);
	root[OPT_READER].simple_value.string = &reader->slot;
	root[OPT_READER + 1] = option("(end)", on_end);
	cfg_opt_t *topic = options_make(&arena, reader, CONF_TOPIC, NULL);
	for (int i = 0; i < CONF_TOPIC; i++) {
		enum conf_section section = (enum conf_section)i;
		root[OPT_READER + 2 + i] = section_option(
		    section, options_make(&arena, reader, section, topic));
	}
	cfg_t *cfg = cfg_init(root, CFGF_NONE); /* takes copies */
	arena_free(&arena);
	return cfg;
}

/* Is this the start of a comment, and not of a value such as http://? */
static const char *comment_end(const char *text, const char *at)
{
	bool word = at > text && strchr(" \t\n{}=,", at[-1]) == NULL;

	if (at[0] == '#' || (at[0] == '/' && at[1] == '/' && !word))
		return "\n";
	return at[0] == '/' && at[1] == '*' ? "*/" : NULL;
}

/* The end of a string in quotes, or of the text. */
static char *string_end(char *at)
{
	char quote = *at++;

	while (*at != '\0' && *at != quote)
		at += at[0] == '\\' && at[1] != '\0' ? 2 : 1;
	return at;
}

/*
 * Writes spaces over the comments: libconfuse 3.3 counts the line of a
 * comment twice or three times.  False when a comment has no end.
 */
static bool comments_blank(char *text)
{
	for (char *at = text; *at != '\0'; at++) {
		const char *end = comment_end(text, at);
		if (*at == '"' || *at == '\'') {
			at = string_end(at);
			if (*at == '\0')
				return true; /* libconfuse will say it */
		} else if (end != NULL) {
			char *stop = strstr(at, end);
			if (stop == NULL)
				return false;
			if (*end == '*')
				stop += 2;
			for (; at < stop; at++)
				*at = *at == '\n' ? '\n' : ' ';
			at--;
		}
	}
	return true;
}

static int lines_count(struct str text)
{
	struct str line;
	int n = 0;

	while (str_line(&text, &line))
		n += line.n > 0 || text.n > 0;
	return n > 0 ? n : 1;
}

cfg_t *conf_file_parse(struct conf_reader *reader, const char *text)
{
	char *whole = mem_printf("%s" END_LINE, text);
	cfg_t *cfg = root_make(reader);

	reader->last_line = lines_count(str_c(text));
	reader->ended = false;
	cfg_set_error_function(cfg, on_error);
	int rc = CFG_PARSE_ERROR;
	if (comments_blank(whole))
		rc = cfg_parse_buf(cfg, whole);
	free(whole);
	if (rc == CFG_SUCCESS && reader->ended)
		return cfg;
	if (reader->count == 0)
		conf_complain(reader, reader->last_line + 1, "%s", "");
	cfg_free(cfg);
	return NULL;
}

cfg_opt_t *conf_file_find(
    cfg_t *section, const struct conf_row *row, int variant)
{
	char name[CONF_SETTING_SIZE];

	if (section == NULL)
		return NULL;
	conf_row_setting(row, variant, name);
	cfg_opt_t *opt = cfg_getopt(section, name);
	return opt != NULL && opt->def.number != 0 ? opt : NULL;
}

int conf_file_line(const cfg_opt_t *opt)
{
	return (int)opt->def.number;
}

int conf_file_start(const cfg_t *section)
{
	return section == NULL ? 1 : (int)section->opts[OPT_START].def.number;
}
