/* Real and odd mails against what other programs read in them. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus.h"
#include "mail/message.h"

struct rate {
	size_t all;
	size_t subject;
	size_t from;
	size_t texts; /* that have a plain text to compare */
	size_t text;
};

static const char *text_of(const json_t *json, const char *key)
{
	const char *s = json_string_value(json_object_get(json, key));

	return s == NULL ? "" : s;
}

/* Trailing white space of each line does not count, nor at the end. */
static char *comparable(struct arena *arena, const char *text)
{
	char *out = arena_alloc(arena, strlen(text) + 2);
	struct str rest = str_c(text);
	struct str line;
	size_t n = 0;

	while (str_split(&rest, '\n', &line)) {
		while (line.n > 0 && str_is_space(line.p[line.n - 1]))
			line.n--;
		if (line.n > 0)
			memcpy(out + n, line.p, line.n);
		n += line.n;
		out[n++] = '\n';
	}
	while (n > 0 && out[n - 1] == '\n')
		n--;
	out[n] = '\0';
	return out;
}

static bool same_from(const struct message *message, const json_t *json)
{
	const json_t *from = json_object_get(json, "from");

	if (json_array_size(from) != message->from.n)
		return false;
	for (size_t i = 0; i < message->from.n; i++)
		if (strcmp(message->from.v[i].address,
			json_string_value(json_array_get(from, i))) != 0)
			return false;
	return true;
}

static void miss(const char *name, const char *what)
{
	printf("# %s: %s differs\n", name, what);
}

static void compare(struct arena *arena, const char *name,
    const struct message *message, const json_t *json, struct rate *rate)
{
	bool subject = strcmp(message->subject, text_of(json, "subject")) == 0;
	bool from = same_from(message, json);
	bool text = strcmp(comparable(arena, message->text),
			comparable(arena, text_of(json, "body"))) == 0;

	rate->all++;
	rate->subject += subject;
	rate->from += from;
	if (!subject)
		miss(name, "subject");
	if (!from)
		miss(name, "from");
	if (strcmp(text_of(json, "body_type"), "text/html") == 0)
		return;
	rate->texts++;
	rate->text += text;
	if (!text)
		miss(name, "text");
}

static void check_clean(const struct message *message)
{
	for (size_t i = 0; i < message->field_count; i++)
		assert_null(strpbrk(message->fields[i].value, "\r\n"));
	assert_null(strpbrk(message->subject, "\r\n"));
	for (size_t i = 0; i < message->from.n; i++) {
		assert_null(strpbrk(message->from.v[i].address, "\r\n"));
		assert_null(strpbrk(message->from.v[i].name, "\r\n"));
	}
}

static void read_one(const char *folder, const char *name, struct rate *rates)
{
	struct arena arena = { 0 };
	struct message message;
	struct err err;
	json_t *json = json_load_file(arena_printf(&arena, "%s/%.*s.json",
					  folder, (int)strlen(name) - 4, name),
	    0, NULL);
	struct str raw =
	    corpus_read(&arena, arena_printf(&arena, "%s/%s", folder, name));
	/* Some opinions about broken mails are no valid UTF-8. */
	char grade = json == NULL ? 'C' : text_of(json, "grade")[0];

	assert_non_null(raw.p);
	assert_true(grade >= 'A' && grade <= 'C');
	if (message_read(&arena, raw, CORPUS_MAIL_MAX, &message, &err) !=
	    ERR_OK) {
		printf("# %s (%c): %s\n", name, grade, err.text);
		assert_int_equal(err.code, ERR_LIMIT);
	}
	check_clean(&message);
	if (grade != 'C')
		compare(&arena, name, &message, json, &rates[grade - 'A']);
	json_decref(json);
	arena_free(&arena);
}

static void show(const char *grade, const struct rate *rate)
{
	printf("# grade %s: %zu mails, subject %zu, from %zu, text %zu of "
	       "%zu\n",
	    grade, rate->all, rate->subject, rate->from, rate->text,
	    rate->texts);
}

static void test_mails(void **state)
{
	struct arena arena = { 0 };
	struct rate rates[2] = { 0 };
	char *folder = corpus_path(&arena, "mails/msg");
	DIR *dir = opendir(folder);
	const struct dirent *entry;

	(void)state;
	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL)
		if (str_ends(str_c(entry->d_name), str_c(".eml")))
			read_one(folder, entry->d_name, rates);
	closedir(dir);
	show("A", &rates[0]);
	show("B", &rates[1]);
	assert_true(rates[0].all > 0);
	assert_int_equal(rates[0].subject, rates[0].all);
	assert_int_equal(rates[0].from, rates[0].all);
	assert_true(rates[0].text * 100 >= rates[0].texts * 99);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mails),
	};

	corpus_need("mails/msg");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
