#include "conf/conf.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "conf/conf_origin.h"
#include "conf/conf_table.h"

enum { VALUE_MAX = 1 << 20 };

/* As libconfuse reads it back: no ${...} is expanded. */
static void quote(struct buf *out, const char *text)
{
	buf_putc(out, '"');
	for (; *text != '\0'; text++) {
		if (strchr("\"\\$", *text) != NULL)
			buf_putc(out, '\\');
		buf_putc(out, *text);
	}
	buf_putc(out, '"');
}

static void list_begin(struct buf *out, size_t i)
{
	buf_puts(out, i == 0 ? "{ " : ", ");
}

static void write_strings(struct buf *out, const struct conf_strings *strings)
{
	for (size_t i = 0; i < strings->n; i++) {
		list_begin(out, i);
		quote(out, strings->v[i]);
	}
	if (strings->n > 0)
		buf_puts(out, " }");
}

static void write_topics(struct buf *out, const struct conf_list *list)
{
	for (size_t i = 0; i < list->topic_count; i++) {
		list_begin(out, i);
		quote(out, list->topics[i].key);
	}
	if (list->topic_count > 0)
		buf_puts(out, " }");
}

static void write_text(struct buf *out, const char *text)
{
	if (text != NULL)
		quote(out, text);
}

static void write_secret(
    struct buf *out, const struct conf_secret *secret, int variant)
{
	if (variant == 0)
		write_text(out, secret->file);
	else if (variant == 2)
		write_text(out, secret->credential);
	else if (secret->command != NULL)
		buf_puts(out, "(hidden)");
}

/* Nothing is written for what is not set. */
static void write_value(struct buf *out, const struct conf_row *row,
    int variant, const void *section)
{
	const void *at = (const char *)section + row->offset;
	const char *const *texts = at;
	const int *number = at;

	switch (row->type) {
	case CONF_NUMBER:
		buf_printf(out, "%d", *number);
		break;
	case CONF_WORD:
		buf_puts(out, row->words[*number]);
		break;
	case CONF_STRING:
	case CONF_TEXT:
		write_text(out, texts[variant]);
		break;
	case CONF_WORDS:
		write_strings(out, at);
		break;
	case CONF_PASSWORD:
		write_secret(out, at, variant);
		break;
	case CONF_TOPICS:
		write_topics(out, section);
		break;
	}
}

struct walk {
	const struct conf *conf;
	conf_visit *visit;
	void *data;
	struct buf value;
};

static const struct conf_origin *origin_of(
    const struct conf *conf, const char *key)
{
	for (size_t i = 0; i < conf->origins->n; i++) {
		if (strcmp(conf->origins->v[i].key, key) == 0)
			return &conf->origins->v[i];
	}
	return NULL;
}

static void show(struct walk *w, const struct conf_row *row, int variant,
    const void *section, const char *prefix)
{
	char name[CONF_SETTING_SIZE];
	const struct conf_secret *secret =
	    (const void *)((const char *)section + row->offset);

	conf_row_setting(row, variant, name);
	char *key = mem_printf("%s.%s", prefix, name);
	buf_reset(&w->value);
	write_value(&w->value, row, variant, section);
	struct conf_setting setting = {
		.key = key,
		.value = w->value.len > 0 ? w->value.data : NULL,
	};
	const struct conf_origin *origin = origin_of(w->conf, key);
	if (origin != NULL) {
		setting.line = origin->line;
		setting.from =
		    origin->line > 0 ? CONF_FROM_FILE : CONF_FROM_PRESET;
	}
	if (row->type == CONF_PASSWORD && variant == 2 &&
	    secret->credential != NULL)
		setting.from = CONF_FROM_CREDENTIAL;
	w->visit(w->data, &setting);
	free(key);
}

/* Takes the prefix over. */
static void show_section(
    struct walk *w, enum conf_section section, const void *base, char *prefix)
{
	for (size_t i = 0; i < conf_table_length; i++) {
		const struct conf_row *row = &conf_table[i];
		if (!conf_row_in(row, section))
			continue;
		for (int v = 0; v < conf_row_variants(row); v++)
			show(w, row, v, base, prefix);
	}
	free(prefix);
}

void conf_walk(const struct conf *conf, conf_visit *visit, void *data)
{
	struct walk w = { .conf = conf, .visit = visit, .data = data };

	buf_init(&w.value, VALUE_MAX);
	show_section(&w, CONF_SITE, &conf->site, mem_strdup("site"));
	for (size_t i = 0; i < conf->imap_count; i++)
		show_section(&w, CONF_IMAP, &conf->imap[i],
		    i == 0 ? mem_strdup("imap")
			   : mem_printf("imap[%zu]", i + 1));
	show_section(&w, CONF_SMTP, &conf->smtp, mem_strdup("smtp"));
	show_section(
	    &w, CONF_DELIVERY, &conf->delivery, mem_strdup("delivery"));
	show_section(&w, CONF_LIMITS, &conf->limits, mem_strdup("limits"));
	show_section(&w, CONF_BOUNCES, &conf->bounces, mem_strdup("bounces"));
	for (size_t i = 0; i < conf->relay_count; i++)
		show_section(&w, CONF_RELAY, &conf->relays[i],
		    mem_strdup(conf->relays[i].section));
	for (size_t i = 0; i < conf->dkim_count; i++)
		show_section(&w, CONF_DKIM, &conf->dkim[i],
		    mem_printf("dkim.%s", conf->dkim[i].domain));
	for (size_t i = 0; i < conf->list_count; i++) {
		const struct conf_list *list = &conf->lists[i];
		show_section(
		    &w, CONF_LIST, list, mem_printf("list.%s", list->name));
		for (size_t t = 0; t < list->topic_count; t++)
			show_section(&w, CONF_TOPIC, &list->topics[t],
			    mem_printf("list.%s.topic.%s", list->name,
				list->topics[t].key));
	}
	buf_clear(&w.value);
}

static void example_value(
    struct buf *out, const struct conf_row *row, int variant)
{
	const char *value = row->example != NULL ? row->example : row->def;

	if (row->type == CONF_PASSWORD && variant == 1)
		value = "pass show liaison";
	else if (row->type == CONF_PASSWORD && variant == 2)
		value = "liaison-password";
	if (row->type == CONF_STRING || row->type == CONF_TEXT ||
	    row->type == CONF_PASSWORD)
		quote(out, value);
	else
		buf_puts(out, value);
}

static void example_section(struct buf *out, enum conf_section section)
{
	const char *indent = section == CONF_TOPIC ? "\t\t" : "\t";
	char name[CONF_SETTING_SIZE];

	for (size_t i = 0; i < conf_table_length; i++) {
		const struct conf_row *row = &conf_table[i];
		if (row->section != section)
			continue;
		buf_printf(out, "\n%s# %s\n", indent, row->help);
		for (int v = 0; v < conf_row_variants(row); v++) {
			conf_row_setting(row, v, name);
			buf_printf(out, "%s%s%s = ", indent,
			    row->required ? "" : "#", name);
			example_value(out, row, v);
			buf_putc(out, '\n');
		}
	}
}

void conf_example(struct buf *out)
{
	buf_puts(out,
	    "# The settings of a liaison site; see liaison.conf(5).\n"
	    "# A line that begins with #name shows the default, or an example "
	    "where there\n"
	    "# is none.  Text is UTF-8.  A secret comes from one of file, "
	    "command and\n"
	    "# credential; a file is read by its owner only (chmod 600).\n");
	for (int s = 0; s < CONF_RELAY; s++) {
		enum conf_section section = (enum conf_section)s;
		buf_printf(out, "\n%s {", conf_section_name(section));
		example_section(out, section);
		buf_puts(out, "}\n");
	}
	buf_puts(out,
	    "\n# Another server for the lists that name it as their relay; "
	    "every setting of\n"
	    "# the section smtp may stand here.\n"
	    "#relay \"newsletters\" {\n"
	    "#\thost = \"smtp.example.net\"\n"
	    "#}\n");
	buf_puts(out,
	    "\n# The keys that sign mail, one section for each domain; "
	    "\"liaison dkim\n"
	    "# generate\" makes them and tells what the DNS must say.\n"
	    "#dkim \"example.org\" {");
	example_section(out, CONF_DKIM);
	buf_puts(out, "#}\n");
	buf_puts(out, "\n# One section for each list.\nlist \"ess-communs\" {");
	example_section(out, CONF_LIST);
	buf_puts(out, "\n\t# One section for each topic.\n"
		      "\ttopic \"plateformes\" {");
	example_section(out, CONF_TOPIC);
	buf_puts(out, "\t}\n}\n");
}
