/* Mails of ours as they are looked at. */
#include "mail/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define PARTS(boundary, type)                                                  \
	"Content-Type: multipart/" type "; boundary=" boundary "\r\n\r\n"

static const char mail[] = "Subject: x\r\nMIME-Version: 1.0\r\n" PARTS(
    "a", "mixed") "--a\r\n" PARTS("b",
    "alternative") "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
		   "Bonjour \xc3\xa0 tous\r\n"
		   "--b\r\n" PARTS(
		       "c", "related") "--c\r\nContent-Type: text/html; "
				       "charset=utf-8\r\n\r\n"
				       "<img src=\"cid:one@x\"><img "
				       "src=\"cid:none@x\"><p>cid:one@x</p>"
				       "<img src=\"cid:one@x\">\r\n"
				       "--c\r\nContent-Type: "
				       "image/png\r\nContent-ID: <one@x>\r\n"
				       "Content-Transfer-Encoding: base64\r\n"
				       "Content-Disposition: inline; "
				       "filename=a.png\r\n\r\naGVsbG8=\r\n"
				       "--c--\r\n--b--\r\n"
				       "--a\r\nContent-Type: text/calendar; "
				       "charset=utf-8\r\n"
				       "Content-Disposition: attachment; "
				       "filename=\"Agenda.ics\"\r\n\r\n"
				       "BEGIN:VCALENDAR\r\n"
				       "--a\r\nContent-Type: text/plain\r\n"
				       "Content-Disposition: attachment; "
				       "filename=n.txt\r\n\r\nnote\r\n"
				       "--a--\r\n";

static void test_parts(void **state)
{
	struct arena arena = { 0 };
	struct view view;
	struct err err;

	(void)state;
	assert_int_equal(
	    view_read(&arena, str_n(mail, sizeof(mail) - 1), &view, &err),
	    ERR_OK);
	assert_non_null(strstr(view.text, "Bonjour \xc3\xa0 tous"));
	assert_true(str_starts(
	    view.html, str_c("<img src=\"data:image/png;base64,aGVsbG8=\">"
			     "<img src=\"cid:none@x\"><p>cid:one@x</p>"
			     "<img src=\"data:image/png;base64,aGVsbG8=\">")));
	assert_int_equal(view.file_count, 2);
	assert_string_equal(view.files[0].name, "Agenda.ics");
	assert_string_equal(view.files[0].type, "text/calendar");
	assert_string_equal(view.files[1].name, "n.txt");
	assert_true(str_starts(view.files[1].bytes, str_c("note")));
	arena_free(&arena);
}

static void test_plain(void **state)
{
	struct arena arena = { 0 };
	struct view view;
	struct err err;

	(void)state;
	assert_int_equal(view_read(&arena, str_c("Subject: x\r\n\r\nhello\r\n"),
			     &view, &err),
	    ERR_OK);
	assert_string_equal(view.text, "hello\n");
	assert_int_equal(view.html.n, 0);
	assert_int_equal(view_read(&arena, str_c(""), &view, &err), ERR_OK);
	assert_string_equal(view.text, "");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_plain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
