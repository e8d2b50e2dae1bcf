/* Known providers: what stands in presets.txt, and what comes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/str.h"
#include "conf/conf_preset.h"
#include "conf/conf_table.h"

static const char *const figures[] = { "connections", "messages_per_second",
	"messages_per_minute", "messages_per_hour", "messages_per_day",
	"domain_per_minute", "domain_per_hour", "domain_per_day",
	"message_max_kb" };
enum { FIGURES = sizeof(figures) / sizeof(*figures) };

static void see_line(const struct conf_preset *preset, struct str line)
{
	static const char *const words[] = { "label", "note", "source",
		"read" };
	char why[CONF_WHY_SIZE];
	char key[CONF_SETTING_SIZE] = { 0 };
	char value[512] = { 0 };
	const struct conf_row *row;
	struct str word;
	int variant;

	if (line.n == 0 || line.p[0] == '#')
		return;
	assert_true(str_split(&line, '=', &word));
	word = str_trim(word);
	line = str_trim(line);
	for (int i = 0; i < 4; i++)
		if (str_is(word, words[i]))
			return;
	memcpy(key, word.p, word.n);
	memcpy(value, line.p, line.n);
	row = conf_row_find("smtp", key, &variant);
	if (row == NULL || !conf_value_check(row, value, why))
		fail_msg("%.*s: %s = %s", STR_ARG(preset->name), key, value);
}

/* Every line is a setting that exists; every figure has its document. */
static void the_file(void **state)
{
	struct str rest = conf_preset_all();
	struct conf_preset preset;
	struct conf_preset again;
	char name[64];
	int count = 0;

	(void)state;
	while (conf_preset_next(&rest, &preset)) {
		struct str lines = preset.lines;
		struct str line;
		struct str value;
		bool sourced = conf_preset_says(&preset, "source", &value);
		count++;
		while (str_line(&lines, &line))
			see_line(&preset, line);
		assert_true(conf_preset_says(&preset, "label", &value));
		assert_int_equal(
		    conf_preset_says(&preset, "read", &value), sourced);
		for (int i = 0; i < FIGURES && !sourced; i++)
			assert_true(
			    str_is(preset.name, "careful") ||
			    !conf_preset_says(&preset, figures[i], &value));
		(void)memset(name, 0, sizeof(name));
		memcpy(name, preset.name.p, preset.name.n);
		assert_true(conf_preset_find(name, &again));
		assert_ptr_equal(again.name.p, preset.name.p);
	}
	assert_in_range(count, 20, 100);
	assert_false(conf_preset_find("nobody", &preset));
}

static void values(void **state)
{
	struct conf_preset preset;
	struct str value;

	(void)state;
	assert_true(conf_preset_find("microsoft365", &preset));
	assert_true(conf_preset_value(&preset, "messages_per_minute", &value));
	assert_true(str_is(value, "30"));
	/* It has figures of its own: the careful ones are not mixed in. */
	assert_false(conf_preset_value(&preset, "messages_per_hour", &value));
	assert_true(conf_preset_find("ovh", &preset));
	assert_true(conf_preset_value(&preset, "host", &value));
	assert_true(str_is(value, "ssl0.ovh.net"));
	assert_true(conf_preset_value(&preset, "messages_per_hour", &value));
	assert_true(str_is(value, "100"));
	assert_false(conf_preset_value(&preset, "user", &value));
}

static void in_a_file(void **state)
{
	static const char text[] =
	    "site {\n name = \"A\"\n address = \"l@example.org\"\n}\n"
	    "smtp {\n messages_per_day = 50\n port = 2587\n host = \"\"\n"
	    " preset = \"microsoft365\"\n}\n"
	    "relay \"other\" {\n host = \"smtp.example.net\"\n}\n";
	struct err err = { 0 };
	struct conf *conf = NULL;

	(void)state;
	assert_int_equal(conf_parse(text, "x", &conf, &err), ERR_OK);
	assert_string_equal(conf->smtp.host, "smtp.office365.com");
	assert_int_equal(conf->smtp.port, 2587);
	assert_int_equal(conf->smtp.tls, CONF_TLS_STARTTLS);
	assert_int_equal(conf->smtp.connections, 3);
	assert_int_equal(conf->smtp.messages_per_minute, 30);
	assert_int_equal(conf->smtp.messages_per_day, 50);
	assert_int_equal(conf->relays[0].connections, 1);
	assert_int_equal(conf->relays[0].messages_per_minute, 0);
	conf_free(conf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_file),
		cmocka_unit_test(values),
		cmocka_unit_test(in_a_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
