#include "conf/conf.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "conf/conf_file.h"
#include "conf/conf_finish.h"
#include "conf/conf_origin.h"
#include "conf/conf_preset.h"
#include "conf/conf_table.h"

enum { FILE_MAX = 1 << 20, COMPLAINTS_MAX = 940, NAMES_MAX = 600 };

static void origin_add(struct conf_origins *origins, const char *prefix,
    const char *name, int line)
{
	origins->v =
	    mem_realloc(origins->v, origins->n + 1, sizeof(*origins->v));
	origins->v[origins->n++] = (struct conf_origin){
		.key = mem_printf("%s.%s", prefix, name),
		.line = line,
	};
}

/* One section being filled from the file. */
struct filling {
	struct conf_reader *reader;
	struct conf *conf;
	const char *folder;
	cfg_t *cfg; /* NULL when the file has no such section */
	enum conf_section section;
	void *base;
	char *prefix;
	struct conf_preset preset; /* of this section; no name: none */
};

/* What the preset or the table says for what the file does not set. */
static void fill_otherwise(
    struct filling *f, const struct conf_row *row, int variant)
{
	struct conf_strings texts = { .n = 1 };
	struct str value;
	char *text = NULL;
	char name[CONF_SETTING_SIZE];

	conf_row_setting(row, variant, name);
	if (f->preset.name.n > 0 &&
	    conf_preset_value(&f->preset, name, &value)) {
		text = mem_strndup(value.p, value.n);
		origin_add(f->conf->origins, f->prefix, name, 0);
	} else if (row->def != NULL)
		text = mem_strdup(row->def);
	if (text == NULL)
		return;
	texts.v = &text;
	conf_value_set(row, variant, f->base, &texts, f->folder);
	free(text);
}

/* "" is the same as not set. */
static bool is_left_to_preset(const struct filling *f, cfg_opt_t *opt)
{
	struct str value;

	return f->preset.name.n > 0 && cfg_opt_size(opt) == 1 &&
	       cfg_opt_getnstr(opt, 0)[0] == '\0' &&
	       conf_preset_value(&f->preset, cfg_opt_name(opt), &value);
}

static void fill_setting(
    struct filling *f, const struct conf_row *row, int variant)
{
	cfg_opt_t *opt = conf_file_find(f->cfg, row, variant);
	struct conf_strings texts = { 0 };
	char name[CONF_SETTING_SIZE];

	conf_row_setting(row, variant, name);
	if (opt == NULL && row->required)
		conf_complain(f->reader, conf_file_start(f->cfg),
		    "%s.%s is missing", f->prefix, name);
	if (opt == NULL || is_left_to_preset(f, opt)) {
		fill_otherwise(f, row, variant);
		return;
	}
	texts.n = cfg_opt_size(opt);
	texts.v = mem_calloc(texts.n + 1, sizeof(*texts.v));
	for (size_t i = 0; i < texts.n; i++)
		texts.v[i] = cfg_opt_getnstr(opt, (unsigned)i);
	conf_value_set(row, variant, f->base, &texts, f->folder);
	/* It stands before all that it can set. */
	if (row->shape == CONF_PRESET && texts.n > 0 &&
	    !conf_preset_find(texts.v[0], &f->preset))
		f->preset.name = str_c("");
	free(texts.v);
	origin_add(f->conf->origins, f->prefix, name, conf_file_line(opt));
}

static void fill(struct filling f)
{
	for (size_t i = 0; i < conf_table_length; i++) {
		const struct conf_row *row = &conf_table[i];
		if (!conf_row_in(row, f.section))
			continue;
		for (int v = 0; v < conf_row_variants(row); v++)
			fill_setting(&f, row, v);
	}
	free(f.prefix);
}

static size_t count(cfg_t *cfg, enum conf_section section)
{
	return cfg_size(cfg, conf_section_name(section));
}

static cfg_t *nth(cfg_t *cfg, enum conf_section section, size_t n)
{
	return n < count(cfg, section)
		   ? cfg_getnsec(cfg, conf_section_name(section), (unsigned)n)
		   : NULL;
}

static void fill_single(
    struct filling f, cfg_t *root, enum conf_section section, void *base)
{
	f.cfg = nth(root, section, 0);
	f.section = section;
	f.base = base;
	f.prefix = mem_strdup(conf_section_name(section));
	fill(f);
	if (count(root, section) > 1)
		conf_complain(f.reader, conf_file_start(nth(root, section, 1)),
		    "the section %s stands twice", conf_section_name(section));
}

static void fill_accounts(struct filling f, cfg_t *root)
{
	struct conf *conf = f.conf;

	conf->imap_count = count(root, CONF_IMAP);
	conf->imap = mem_calloc(conf->imap_count + 1, sizeof(*conf->imap));
	for (size_t i = 0; i < conf->imap_count; i++) {
		f.cfg = nth(root, CONF_IMAP, i);
		f.section = CONF_IMAP;
		f.base = &conf->imap[i];
		f.prefix = i == 0 ? mem_strdup("imap")
				  : mem_printf("imap[%zu]", i + 1);
		fill(f);
	}
}

static void fill_relays(struct filling f, cfg_t *root)
{
	struct conf *conf = f.conf;
	char why[CONF_WHY_SIZE];

	conf->smtp.name = mem_strdup("");
	conf->smtp.section = mem_strdup("smtp");
	fill_single(f, root, CONF_SMTP, &conf->smtp);
	conf->relay_count = count(root, CONF_RELAY);
	conf->relays = mem_calloc(conf->relay_count + 1, sizeof(*conf->relays));
	for (size_t i = 0; i < conf->relay_count; i++) {
		struct conf_smtp *relay = &conf->relays[i];
		f.cfg = nth(root, CONF_RELAY, i);
		relay->name = mem_strdup(cfg_title(f.cfg));
		relay->section = mem_printf("relay.%s", relay->name);
		if (!conf_name_check(relay->name, why))
			conf_complain(f.reader, conf_file_start(f.cfg),
			    "relay \"%.60s\" %s", relay->name, why);
		f.section = CONF_RELAY;
		f.base = relay;
		f.prefix = mem_strdup(relay->section);
		fill(f);
	}
}

static void fill_dkim(struct filling f, cfg_t *root)
{
	struct conf *conf = f.conf;

	conf->dkim_count = count(root, CONF_DKIM);
	conf->dkim = mem_calloc(conf->dkim_count + 1, sizeof(*conf->dkim));
	for (size_t i = 0; i < conf->dkim_count; i++) {
		struct conf_dkim *dkim = &conf->dkim[i];
		f.cfg = nth(root, CONF_DKIM, i);
		dkim->domain = mem_strdup(cfg_title(f.cfg));
		for (char *c = dkim->domain; *c != '\0'; c++)
			*c = str_lower(*c);
		f.section = CONF_DKIM;
		f.base = dkim;
		f.prefix = mem_printf("dkim.%s", dkim->domain);
		fill(f);
		conf_finish_dkim(f.reader, conf, i, f.cfg);
	}
}

/* The topics are those of the setting, then those with only a section. */
static struct conf_topic *topic_add(struct conf_list *list, const char *key)
{
	for (size_t i = 0; i < list->topic_count; i++) {
		if (strcmp(list->topics[i].key, key) == 0)
			return &list->topics[i];
	}
	list->topics = mem_realloc(
	    list->topics, list->topic_count + 1, sizeof(*list->topics));
	struct conf_topic *topic = &list->topics[list->topic_count++];
	*topic = (struct conf_topic){ .key = mem_strdup(key) };
	return topic;
}

static void fill_topics(struct filling f, struct conf_list *list)
{
	cfg_t *cfg = f.cfg;
	int variant;
	cfg_opt_t *opt =
	    conf_file_find(cfg, conf_row_find("list", "topics", &variant), 0);
	char why[CONF_WHY_SIZE];

	for (unsigned i = 0; opt != NULL && i < cfg_opt_size(opt); i++)
		topic_add(list, cfg_opt_getnstr(opt, i));
	for (size_t i = 0; i < count(cfg, CONF_TOPIC); i++) {
		f.cfg = nth(cfg, CONF_TOPIC, i);
		f.section = CONF_TOPIC;
		if (!conf_name_check(cfg_title(f.cfg), why))
			conf_complain(f.reader, conf_file_start(f.cfg),
			    "topic \"%.60s\" %s", cfg_title(f.cfg), why);
		f.base = topic_add(list, cfg_title(f.cfg));
		f.prefix = mem_printf(
		    "list.%s.topic.%s", list->name, cfg_title(f.cfg));
		fill(f);
	}
}

static void fill_lists(struct filling f, cfg_t *root)
{
	struct conf *conf = f.conf;
	char why[CONF_WHY_SIZE];

	conf->list_count = count(root, CONF_LIST);
	conf->lists = mem_calloc(conf->list_count + 1, sizeof(*conf->lists));
	for (size_t i = 0; i < conf->list_count; i++) {
		struct conf_list *list = &conf->lists[i];
		f.cfg = nth(root, CONF_LIST, i);
		list->name = mem_strdup(cfg_title(f.cfg));
		if (!conf_name_check(list->name, why))
			conf_complain(f.reader, conf_file_start(f.cfg),
			    "list \"%.60s\" %s", list->name, why);
		f.section = CONF_LIST;
		f.base = list;
		f.prefix = mem_printf("list.%s", list->name);
		fill(f);
		fill_topics(f, list);
		conf_finish_list(f.reader, conf, i, f.cfg);
	}
}

static void fill_all(struct conf_reader *reader, struct conf *conf, cfg_t *root)
{
	const char *slash = strrchr(conf->path, '/');
	char *folder = slash == NULL ? mem_strdup(".")
				     : mem_strndup(conf->path,
					   (size_t)(slash - conf->path));
	struct filling f = {
		.reader = reader,
		.conf = conf,
		.folder = folder,
	};

	conf->origins = mem_calloc(1, sizeof(*conf->origins));
	fill_single(f, root, CONF_SITE, &conf->site);
	fill_relays(f, root);
	fill_single(f, root, CONF_DELIVERY, &conf->delivery);
	fill_single(f, root, CONF_LIMITS, &conf->limits);
	fill_single(f, root, CONF_BOUNCES, &conf->bounces);
	fill_dkim(f, root);
	fill_accounts(f, root);
	fill_lists(f, root);
	conf_finish_site(reader, conf, root);
	free(folder);
}

static enum err_code give_up(struct conf_reader *reader, struct err *err)
{
	size_t shown = reader->complaints.len > 0;
	struct str text = buf_get(&reader->complaints);

	for (size_t i = 0; i < text.n; i++)
		shown += text.p[i] == '\n';
	if (shown < reader->count)
		return err_set(err, ERR_CONFIG, "%s\n%s: and %zu more", text.p,
		    reader->name, reader->count - shown);
	return err_set(err, ERR_CONFIG, "%s", text.p);
}

static enum err_code parse(const char *text, const char *name, const char *path,
    struct conf **out, struct err *err)
{
	struct conf_reader reader = { .name = name };
	struct conf *conf = mem_calloc(1, sizeof(*conf));
	enum err_code rc = ERR_OK;

	buf_init(&reader.complaints, COMPLAINTS_MAX);
	conf->path = mem_strdup(path);
	cfg_t *cfg = conf_file_parse(&reader, text);
	if (cfg != NULL) {
		fill_all(&reader, conf, cfg);
		cfg_free(cfg);
	}
	if (reader.count > 0)
		rc = give_up(&reader, err);
	if (rc == ERR_OK)
		*out = conf;
	else
		conf_free(conf);
	buf_clear(&reader.complaints);
	return rc;
}

enum err_code conf_parse(
    const char *text, const char *name, struct conf **out, struct err *err)
{
	return parse(text, name, name, out, err);
}

/* libconfuse would stop at a NUL, and people's mails hold these texts. */
static enum err_code check_text(
    struct str text, const char *path, struct err *err)
{
	struct str line;
	size_t number = 0;

	while (str_line(&text, &line)) {
		number++;
		if (!utf8_valid(line))
			return err_set(err, ERR_CONFIG,
			    "%s:%zu: this line is not UTF-8 text; save the "
			    "file as UTF-8",
			    path, number);
	}
	return ERR_OK;
}

static char *absolute_path(const char *path)
{
	char here[PATH_MAX];

	if (path[0] == '/' || getcwd(here, sizeof(here)) == NULL)
		return mem_strdup(path);
	return mem_printf("%s/%s", here, path);
}

enum err_code conf_read(const char *path, struct conf **out, struct err *err)
{
	struct buf text;

	buf_init(&text, FILE_MAX);
	enum err_code rc = file_read(path, &text, err);
	if (rc == ERR_OK)
		rc = check_text(buf_get(&text), path, err);
	if (rc == ERR_OK) {
		char *absolute = absolute_path(path);
		rc = parse(buf_get(&text).p, path, absolute, out, err);
		free(absolute);
	}
	buf_clear(&text);
	return rc;
}

static void clear_section(enum conf_section section, void *base)
{
	for (size_t i = 0; i < conf_table_length; i++) {
		if (conf_row_in(&conf_table[i], section))
			conf_value_clear(&conf_table[i], base);
	}
}

static void list_clear(struct conf_list *list)
{
	for (size_t i = 0; i < list->topic_count; i++) {
		clear_section(CONF_TOPIC, &list->topics[i]);
		free(list->topics[i].key);
	}
	free(list->topics);
	free(list->name);
	clear_section(CONF_LIST, list);
}

static void relay_clear(struct conf_smtp *relay)
{
	clear_section(CONF_SMTP, relay);
	free(relay->name);
	free(relay->section);
}

void conf_free(struct conf *conf)
{
	if (conf == NULL)
		return;
	clear_section(CONF_SITE, &conf->site);
	relay_clear(&conf->smtp);
	for (size_t i = 0; i < conf->relay_count; i++)
		relay_clear(&conf->relays[i]);
	for (size_t i = 0; i < conf->imap_count; i++)
		clear_section(CONF_IMAP, &conf->imap[i]);
	for (size_t i = 0; i < conf->dkim_count; i++) {
		clear_section(CONF_DKIM, &conf->dkim[i]);
		free(conf->dkim[i].domain);
	}
	free(conf->dkim);
	for (size_t i = 0; i < conf->list_count; i++)
		list_clear(&conf->lists[i]);
	for (size_t i = 0; conf->origins != NULL && i < conf->origins->n; i++)
		free(conf->origins->v[i].key);
	if (conf->origins != NULL)
		free(conf->origins->v);
	free(conf->origins);
	free(conf->imap);
	free(conf->relays);
	free(conf->lists);
	free(conf->path);
	free(conf);
}

const struct conf_list *conf_list(const struct conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->list_count; i++) {
		if (strcmp(conf->lists[i].name, name) == 0)
			return &conf->lists[i];
	}
	return NULL;
}

enum err_code conf_need_list(const struct conf *conf, const char *name,
    const struct conf_list **out, struct err *err)
{
	struct buf names;

	*out = conf_list(conf, name);
	if (*out != NULL)
		return ERR_OK;
	buf_init(&names, NAMES_MAX);
	for (size_t i = 0; i < conf->list_count; i++)
		(void)buf_printf(
		    &names, "%s%s", i == 0 ? "" : ", ", conf->lists[i].name);
	(void)err_set(err, ERR_NOT_FOUND,
	    _("there is no list \"%s\"; the lists are: %s"), name,
	    buf_get(&names).p);
	buf_clear(&names);
	return ERR_NOT_FOUND;
}
