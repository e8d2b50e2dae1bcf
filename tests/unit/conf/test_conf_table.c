/* The table, the structs, the manual page and the example say the same. */
#include "conf/conf_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"

enum { TEXT_MAX = 1 << 16, PADDING = 7 };

static size_t row_size(const struct conf_row *row)
{
	switch (row->type) {
	case CONF_STRING:
		return sizeof(char *);
	case CONF_NUMBER:
	case CONF_WORD:
		return sizeof(int);
	case CONF_WORDS:
		return sizeof(struct conf_strings);
	case CONF_TEXT:
		return LANG__MAX * sizeof(char *);
	case CONF_PASSWORD:
		return sizeof(struct conf_secret);
	case CONF_TOPICS:
		return sizeof(struct conf_topic *) + sizeof(size_t);
	}
	return 0;
}

static const struct {
	enum conf_section section;
	size_t size;
	size_t title; /* bytes at the start that are no setting */
} structs[] = {
	{ CONF_SITE, sizeof(struct conf_site), 0 },
	{ CONF_IMAP, sizeof(struct conf_imap), 0 },
	{ CONF_SMTP, sizeof(struct conf_smtp), 2 * sizeof(char *) },
	{ CONF_LIMITS, sizeof(struct conf_limits), 0 },
	{ CONF_BOUNCES, sizeof(struct conf_bounces), 0 },
	{ CONF_DKIM, sizeof(struct conf_dkim), sizeof(char *) },
	{ CONF_LIST, sizeof(struct conf_list), sizeof(char *) },
	{ CONF_TOPIC, sizeof(struct conf_topic), sizeof(char *) },
};

/* The bytes of the rows of one struct; no two rows share one. */
static void take_rows(char *taken, enum conf_section section, size_t size)
{
	for (size_t i = 0; i < conf_table_length; i++) {
		const struct conf_row *row = &conf_table[i];
		if (row->section != section)
			continue;
		assert_true(row->offset + row_size(row) <= size);
		for (size_t b = 0; b < row_size(row); b++)
			assert_int_equal(taken[row->offset + b]++, 0);
	}
}

/*
 * The first byte of a hole larger than padding can be, or SIZE_MAX.  Before a
 * pointer, the place of an int may be padding; elsewhere it is a field.
 */
static size_t find_hole(const char *taken, size_t size)
{
	size_t hole = 0;

	for (size_t b = 0; b < size; b++) {
		hole = taken[b] ? 0 : hole + 1;
		if (hole > PADDING ||
		    (hole == sizeof(int) && b % sizeof(char *) < sizeof(int)))
			return b + 1 - hole;
	}
	return SIZE_MAX;
}

static void test_every_field(void **state)
{
	(void)state;
	for (size_t s = 0; s < sizeof(structs) / sizeof(structs[0]); s++) {
		char *taken = mem_calloc(structs[s].size + 1, 1);
		memset(taken, 1, structs[s].title);
		take_rows(taken, structs[s].section, structs[s].size);
		size_t hole = find_hole(taken, structs[s].size);
		if (hole != SIZE_MAX)
			fail_msg("%s: byte %zu is in no row",
			    conf_section_name(structs[s].section), hole);
		free(taken);
	}
}

static void test_names(void **state)
{
	char name[CONF_SETTING_SIZE];
	char other[CONF_SETTING_SIZE];
	int variant;

	(void)state;
	for (size_t i = 0; i < conf_table_length; i++) {
		const struct conf_row *row = &conf_table[i];
		assert_non_null(row->help);
		assert_true(row->def != NULL || row->example != NULL);
		assert_int_equal(row->help[strlen(row->help) - 1], '.');
		for (int v = 0; v < conf_row_variants(row); v++) {
			conf_row_setting(row, v, name);
			assert_ptr_equal(
			    conf_row_find(conf_section_name(row->section), name,
				&variant),
			    row);
			assert_int_equal(variant, v);
			assert_true(conf_row_nearest(
			    conf_section_name(row->section), name, other));
			assert_string_equal(name, other);
		}
	}
}

/* Every default, and every example of one value, passes its own check. */
static void test_values(void **state)
{
	char why[CONF_WHY_SIZE];

	(void)state;
	for (size_t i = 0; i < conf_table_length; i++) {
		const struct conf_row *row = &conf_table[i];
		if (row->def != NULL && !conf_value_check(row, row->def, why))
			fail_msg("%s: %s %s", row->name, row->def, why);
		if (row->example != NULL && row->example[0] != '{' &&
		    !conf_value_check(row, row->example, why))
			fail_msg("%s: %s %s", row->name, row->example, why);
	}
}

static void test_addresses(void **state)
{
	static const struct {
		const char *text;
		bool ok;
	} rows[] = {
		{ "a@example.org", true },
		{ "a.b+c=d@x-y.example.org", true },
		{ "a@localhost", true },
		{ "o'neil@example.org", true },
		{ "a", false },
		{ "@example.org", false },
		{ "a@", false },
		{ "a@@b.org", false },
		{ "a@b@c.org", false },
		{ "a@.org", false },
		{ "a@b..org", false },
		{ "a@b.org.", false },
		{ "a@-b.org", false },
		{ "a b@c.org", false },
		{ "a@b.org\n", false },
		{ "<a@b.org>", false },
		{ "a@b.org, c@d.org", false },
		{ "élise@example.org", false },
	};
	char why[CONF_WHY_SIZE];
	int variant;
	const struct conf_row *row = conf_row_find("site", "address", &variant);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (conf_value_check(row, rows[i].text, why) != rows[i].ok)
			fail_msg("%s", rows[i].text);
	}
}

/* Is there an item for this setting, under the heading of its section? */
static void check_item(
    const char *page, const struct conf_row *row, int variant)
{
	char name[CONF_SETTING_SIZE];

	conf_row_setting(row, variant, name);
	char *head = mem_printf("\n.Ss %s", conf_section_name(row->section));
	char *item = mem_printf("\n.It Cm %s No =", name);
	const char *section = strstr(page, head);
	const char *found = section == NULL ? NULL : strstr(section, item);
	const char *end = section == NULL ? NULL : strstr(section + 1, "\n.S");
	if (found == NULL || end == NULL || found > end)
		fail_msg("%s: no %s", head, item);
	free(head);
	free(item);
}

static void test_manual(void **state)
{
	struct err err = { 0 };
	struct buf page;

	(void)state;
	buf_init(&page, TEXT_MAX);
	assert_int_equal(
	    file_read(TEST_SOURCE_DIR "/src/conf/liaison.conf.5", &page, &err),
	    ERR_OK);
	for (size_t i = 0; i < conf_table_length; i++) {
		for (int v = 0; v < conf_row_variants(&conf_table[i]); v++)
			check_item(buf_get(&page).p, &conf_table[i], v);
	}
	buf_clear(&page);
}

static void parse_or_fail(const char *text, struct conf **conf)
{
	struct err err = { 0 };

	if (conf_parse(text, "example", conf, &err) != ERR_OK)
		fail_msg("%s\n%s", err.text, text);
}

/* As it is, and with every setting in force. */
static void test_example(void **state)
{
	struct conf *conf = NULL;
	struct buf text;
	struct buf full;
	struct str line;

	(void)state;
	buf_init(&text, TEXT_MAX);
	buf_init(&full, TEXT_MAX);
	conf_example(&text);
	assert_false(text.over);
	parse_or_fail(text.data, &conf);
	conf_free(conf);
	struct str rest = buf_get(&text);
	while (str_line(&rest, &line)) {
		struct str s = str_trim(line);
		/* A line of help begins with "# ", a setting with "#name". */
		bool setting = s.n > 1 && s.p[0] == '#' && s.p[1] != ' ';
		bool second = str_find(s, str_c("_command =")) != SIZE_MAX ||
			      str_find(s, str_c("_credential =")) != SIZE_MAX;
		if (second)
			continue;
		buf_str(&full, setting ? str_from(s, 1) : s);
		buf_putc(&full, '\n');
	}
	parse_or_fail(full.data, &conf);
	assert_string_equal(conf->smtp.ehlo, "lists.example.org");
	assert_string_equal(conf->imap[0].host, "imap.example.org");
	assert_string_equal(
	    conf_relay(conf, conf->lists[0].relay)->host, "smtp.example.net");
	assert_string_equal(conf->dkim[0].domain, "example.org");
	assert_string_equal(conf->lists[0].topics[0].key, "plateformes");
	conf_free(conf);
	buf_clear(&text);
	buf_clear(&full);
}

static void add_line(void *data, const struct conf_setting *s)
{
	static const char *const from[] = { "default", "file", "credential" };

	buf_printf(data, "%s=%s;%s;%d\n", s->key,
	    s->value == NULL ? "" : s->value, from[s->from], s->line);
}

static void test_walk(void **state)
{
	static const char *const want[] = {
		"\nsite.name=\"a \\\"b\\\" \\${HOME} \\\\\";file;2\n",
		"\nsite.delimiter=\"\";file;3\n",
		"\nsite.key_credential=\"key\";credential;3\n",
		"\nsmtp.password_command=(hidden);file;6\n",
		"\nsmtp.port=0;default;0\n",
		"\nsmtp.tls=starttls;file;5\n",
		"\nimap[2].host=\"b\";file;8\n",
		"\nlist.l.owners={ \"a@b.org\", \"c@d.org\" };file;10\n",
		"\nlist.l.delimiter=\"\";default;0\n",
		"\nlist.l.topics={ \"t\" };default;0\n",
		"\nlist.l.topic.t.label_en=\"T\";file;12\n",
		"\nlist.l.topic.t.label_fr=\"T\";default;0\n",
	};
	struct conf *conf = NULL;
	struct buf text;

	(void)state;
	parse_or_fail("site {\n name = 'a \"b\" ${HOME} \\\\'\n"
		      " address = \"a@b.org\" delimiter = \"\" "
		      "key_credential = key\n}\nsmtp { tls = starttls\n"
		      " password_command = \"echo hunter2\" }\n"
		      "imap { host = a }\nimap { host = b }\n"
		      "list \"l\" { kind = discussion address = \"l@b.org\"\n"
		      " owners = { \"a@b.org\", \"c@d.org\" }\n"
		      " topic \"t\" {\n label_en = T } }\n",
	    &conf);
	buf_init(&text, TEXT_MAX);
	buf_putc(&text, '\n');
	conf_walk(conf, add_line, &text);
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		if (strstr(text.data, want[i]) == NULL)
			fail_msg("no %sin %s", want[i], text.data);
	}
	assert_null(strstr(text.data, "hunter2"));
	buf_clear(&text);
	conf_free(conf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_field),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_manual),
		cmocka_unit_test(test_example),
		cmocka_unit_test(test_walk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
