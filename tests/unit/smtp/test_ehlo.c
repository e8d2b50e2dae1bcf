/* src/smtp/ehlo.c: what a server offers. */
#include "smtp/ehlo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void take(struct ehlo *ehlo, const char *const *lines)
{
	for (; *lines != NULL; lines++)
		ehlo_line(ehlo, str_c(*lines));
}

static void test_offers(void **state)
{
	static const char *const lines[] = { "220 mx ESMTP\r\n",
		"250-mx.example.org\r\n", "250-PIPELINING\r\n",
		"250-size 10240000\r\n", "250-AUTH PLAIN LOGIN\r\n",
		"250 8bitmime\r\n", "235 2.7.0 in\r\n", NULL };
	struct ehlo ehlo = { 0 };

	(void)state;
	take(&ehlo, lines);
	assert_true(ehlo.pipelining && ehlo.size && ehlo.auth);
	assert_true(ehlo.eight_bit);
	assert_int_equal(ehlo.size_max, 10240000);
}

/* Only the EHLO inside TLS counts. */
static void test_starttls_forgets(void **state)
{
	static const char *const lines[] = { "220 mx\r\n", "250-SIZE 1\r\n",
		"250-PIPELINING\r\n", "250 AUTH LOGIN\r\n",
		"220 2.0.0 Ready to start TLS\r\n", "250 mx\r\n", NULL };
	struct ehlo ehlo = { 0 };

	(void)state;
	take(&ehlo, lines);
	assert_false(ehlo.pipelining || ehlo.size || ehlo.auth);
	assert_int_equal(ehlo.size_max, 0);
}

static void test_odd_lines(void **state)
{
	static const char *const lines[] = { "220 mx\r\n", "", "25", "250",
		"250-", "250 SIZE\r\n", "250-XPIPELINING\r\n",
		"550-PIPELINING\r\n", "250-SIZE 99999999999999999999999\r\n",
		"250-AUTH=LOGIN\r\n", NULL };
	struct ehlo ehlo = { 0 };

	(void)state;
	take(&ehlo, lines);
	assert_true(ehlo.size && ehlo.auth);
	assert_int_equal(ehlo.size_max, 0);
	assert_false(ehlo.pipelining);
}

static void test_names(void **state)
{
	(void)state;
	assert_true(ehlo_name_ok(str_c("listes.example.org")));
	assert_true(ehlo_name_ok(str_c("[192.0.2.1]")));
	assert_true(ehlo_name_ok(str_c("[IPv6:2001:db8::1]")));
	assert_false(ehlo_name_ok(str_c("")));
	assert_false(ehlo_name_ok(str_c(NULL)));
	assert_false(ehlo_name_ok(str_c("a b")));
	assert_false(ehlo_name_ok(str_c("a\r\nRSET")));
	assert_false(ehlo_name_ok(str_c("a/%0d%0a")));
	assert_false(ehlo_name_ok(str_c("caf\xc3\xa9.example")));
	assert_false(ehlo_name_ok(str_n("a\0b", 3)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_offers),
		cmocka_unit_test(test_starttls_forgets),
		cmocka_unit_test(test_odd_lines),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
