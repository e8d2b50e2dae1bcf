/* Secrets: threats T41, and keys that are none (CVE-2021-46900). */
#include "conf/conf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"

static char *folder;

static char *write_file(const char *content, size_t n, mode_t mode)
{
	struct err err = { 0 };
	char *path = mem_printf("%s/secret", folder);

	if (file_write(path, str_n(content, n), 0600, &err) != ERR_OK)
		fail_msg("%s", err.text);
	assert_int_equal(chmod(path, mode), 0);
	return path;
}

static enum err_code get(
    const struct conf_secret *secret, const char *want, struct err *err)
{
	char *text = NULL;
	enum err_code rc = conf_secret_get(secret, "imap.password", &text, err);

	if (rc == ERR_OK)
		assert_string_equal(text, want);
	else
		assert_int_equal(strncmp(err->text, "imap.password: ", 15), 0);
	conf_secret_free(text);
	return rc;
}

static const struct {
	const char *name;
	const char *content;
	size_t n;
	mode_t mode;
	enum err_code rc;
	const char *want;
} files[] = {
	{ "plain", "hunter2", 7, 0600, ERR_OK, "hunter2" },
	{ "one newline", "hunter2\n", 8, 0600, ERR_OK, "hunter2" },
	{ "from another system", "hunter2\r\n", 9, 0400, ERR_OK, "hunter2" },
	{ "blanks are kept", " a b \n", 6, 0600, ERR_OK, " a b " },
	{ "accents", "caf\xc3\xa9\n", 6, 0600, ERR_OK, "caf\xc3\xa9" },
	{ "empty", "", 0, 0600, ERR_CONFIG, NULL },
	{ "only a newline", "\n", 1, 0600, ERR_CONFIG, NULL },
	{ "two lines", "a\nb\n", 4, 0600, ERR_CONFIG, NULL },
	{ "two newlines", "a\n\n", 3, 0600, ERR_CONFIG, NULL },
	{ "a NUL", "a\0b", 3, 0600, ERR_CONFIG, NULL },
	{ "a tab", "a\tb", 3, 0600, ERR_CONFIG, NULL },
	{ "group may read", "hunter2", 7, 0640, ERR_PERM, NULL },
	{ "others may read", "hunter2", 7, 0604, ERR_PERM, NULL },
};

static void test_file(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct err err = { 0 };
		char *path =
		    write_file(files[i].content, files[i].n, files[i].mode);
		struct conf_secret secret = { .file = path };
		enum err_code rc = get(&secret, files[i].want, &err);
		if (rc != files[i].rc)
			fail_msg(
			    "%s: %s %s", files[i].name, err_name(rc), err.text);
		assert_null(strstr(err.text, "hunter2"));
		free(path);
	}
}

static void test_file_bounds(void **state)
{
	char *large = mem_calloc(5000, 1);
	struct err err = { 0 };

	(void)state;
	memset(large, 'x', 5000);
	char *path = write_file(large, 5000, 0600);
	struct conf_secret secret = { .file = path };
	assert_int_equal(get(&secret, "", &err), ERR_LIMIT);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(get(&secret, "", &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "is missing"));
	secret.file = NULL;
	assert_int_equal(get(&secret, "", &err), ERR_CONFIG);
	free(path);
	free(large);
}

static void test_command(void **state)
{
	static const struct {
		const char *command;
		enum err_code rc;
		const char *want;
	} rows[] = {
		{ "echo hunter2", ERR_OK, "hunter2" },
		{ "printf 'first\\nsecond\\n'", ERR_OK, "first" },
		{ "printf no-newline", ERR_OK, "no-newline" },
		{ "cat; echo x", ERR_OK, "x" }, /* standard input is empty */
		{ "true", ERR_CONFIG, NULL },
		{ "echo x; exit 3", ERR_CONFIG, NULL },
		{ "kill -9 $$", ERR_CONFIG, NULL },
		{ "head -c 10000 /dev/zero | tr '\\0' x", ERR_LIMIT, NULL },
		{ "yes", ERR_LIMIT, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct err err = { 0 };
		struct conf_secret secret = { 0 };
		secret.command = mem_strdup(rows[i].command);
		enum err_code rc = get(&secret, rows[i].want, &err);
		if (rc != rows[i].rc)
			fail_msg("%s: %s %s", rows[i].command, err_name(rc),
			    err.text);
		free(secret.command);
	}
}

static void test_credential(void **state)
{
	struct err err = { 0 };
	/* Written as systemd does: the group's bit stands for an ACL. */
	char *path = write_file("hunter2", 7, 0440);
	char name[] = "secret";
	char outside[] = "../secret";
	struct conf_secret secret = { .credential = name };

	(void)state;
	unsetenv("CREDENTIALS_DIRECTORY");
	assert_int_equal(get(&secret, "", &err), ERR_CONFIG);
	setenv("CREDENTIALS_DIRECTORY", folder, 1);
	assert_int_equal(get(&secret, "hunter2", &err), ERR_OK);
	secret.credential = outside;
	assert_int_equal(get(&secret, "", &err), ERR_CONFIG);
	secret.credential = name;
	assert_int_equal(chmod(path, 0444), 0);
	assert_int_equal(get(&secret, "", &err), ERR_PERM);
	unsetenv("CREDENTIALS_DIRECTORY");
	free(path);
}

#define RANDOM_KEY                                                             \
	"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

static void test_key(void **state)
{
	static const struct {
		const char *text;
		enum err_code rc;
	} rows[] = {
		{ RANDOM_KEY, ERR_OK },
		{ RANDOM_KEY "\n", ERR_OK },
		{ "", ERR_CONFIG },
		{ "9f86d081884c7d659a2feaa0c55ad015", ERR_CONFIG },
		{ RANDOM_KEY "00", ERR_CONFIG },
		{ " " RANDOM_KEY, ERR_CONFIG },
		{ "gf86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0"
		  "f00a08",
		    ERR_CONFIG },
		{ "00000000000000000000000000000000000000000000000000000000000"
		  "00000",
		    ERR_CONFIG },
		{ "0123456789abcdef0123456789abcdef0123456789abcdef0123456789a"
		  "bcdef",
		    ERR_CONFIG },
		{ "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1"
		  "d1e1f",
		    ERR_CONFIG },
	};
	struct conf conf = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct err err = { 0 };
		unsigned char key[32];
		conf.site.key.file =
		    write_file(rows[i].text, strlen(rows[i].text), 0600);
		enum err_code rc = conf_key(&conf, key, &err);
		if (rc != rows[i].rc)
			fail_msg("\"%s\": %s %s", rows[i].text, err_name(rc),
			    err.text);
		if (rc == ERR_OK)
			assert_int_equal(key[0] << 8 | key[31], 0x9f08);
		free(conf.site.key.file);
	}
}

static enum err_code ready(const char *text, struct err *err)
{
	struct conf *conf = NULL;
	char *name = mem_printf("%s/liaison.conf", folder);

	if (conf_parse(text, name, &conf, err) != ERR_OK)
		fail_msg("%s", err->text);
	enum err_code rc = conf_ready(conf, err);
	conf_free(conf);
	free(name);
	return rc;
}

#define SITE "site { name = n address = \"a@b.org\" key_file = secret }\n"

static void test_ready(void **state)
{
	static const struct {
		const char *text;
		const char *want; /* how the sentence begins */
	} rows[] = {
		{ SITE, "imap.host is empty" },
		{ SITE "imap { }", "imap.host is empty" },
		{ SITE "imap { host = h }", "imap.user is empty" },
		{ SITE "imap { host = h user = u }", "imap.password is not" },
		{ SITE "imap { host = h user = u password_file = missing }",
		    "imap.password: " },
		{ SITE "imap { host = h user = u password_file = secret }",
		    "smtp.host is empty" },
		{ SITE "imap { host = h user = u password_command = x }\n"
		       "smtp { host = h user = u }",
		    "smtp.password is not" },
	};
	struct err err = { 0 };
	char *path = write_file(RANDOM_KEY, strlen(RANDOM_KEY), 0600);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(ready(rows[i].text, &err), ERR_CONFIG);
		if (strncmp(err.text, rows[i].want, strlen(rows[i].want)) != 0)
			fail_msg("%s: %s", rows[i].text, err.text);
	}
	assert_int_equal(
	    ready(SITE "imap { host = h user = u password_file = secret }\n"
		       "smtp { host = h }",
		&err),
	    ERR_OK);
	free(path);
}

static int make_folder(void **state)
{
	char name[] = "/tmp/liaison-secret-XXXXXX";

	(void)state;
	if (mkdtemp(name) == NULL)
		return -1;
	folder = mem_strdup(name);
	return 0;
}

static int remove_folder(void **state)
{
	char *path = mem_printf("%s/secret", folder);

	(void)state;
	unlink(path);
	rmdir(folder);
	free(path);
	free(folder);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_file_bounds),
		cmocka_unit_test(test_command),
		cmocka_unit_test(test_credential),
		cmocka_unit_test(test_key),
		cmocka_unit_test(test_ready),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
