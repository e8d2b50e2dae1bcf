/* Messages decided anew: once, and only what was not obeyed before. */
#include "op_support.h"

#include "core/op_inbox.h"
#include "core/op_inbox_report.h"
#include "store/ledger.h"

static const char mail[] = "From: Anne <anne@example.net>\r\n"
			   "To: listes@example.org\r\n"
			   "Message-ID: <1@example.net>\r\n"
			   "Subject: Question\r\n\r\n"
			   "Bonjour, quoi ?\r\n";

/* One command is answered, the other waits for a human (or not). */
static void decide_so(
    struct inbound *in, struct decided_command commands[2], bool hold)
{
	commands[0] = (struct decided_command){ .command = COMMAND_HELP,
		.action = ACTION_ANSWER,
		.notice = NOTICE_HELP,
		.address = "anne@example.net" };
	commands[1] = (struct decided_command){ .command = COMMAND_SUBSCRIBE,
		.action = hold ? ACTION_HOLD : ACTION_ANSWER,
		.notice = hold ? NOTICE_NONE : NOTICE_WHICH_LIST,
		.address = "anne@example.net" };
	in->decision = (struct decision){ .kind = KIND_COMMAND,
		.action = ACTION_ANSWER,
		.reason = "for a test",
		.language = "fr",
		.text_name = "",
		.commands = commands,
		.command_count = 2 };
}

static int64_t arrive(struct op_site *site, struct inbound *in,
    struct decided_command commands[2])
{
	struct inbox row;
	enum inbox_state state;

	op_must(site, inbound_look(&site->ctx, &site->arena, str_c(mail), in,
			  &site->err));
	decide_so(in, commands, true);
	op_must(site, db_begin(site->ctx.db, &site->err));
	op_must(site,
	    inbox_find(site->ctx.db, "box", 1, 1, OP_NOW, &row, &site->err));
	op_must(site, db_commit(site->ctx.db, &site->err));
	op_must(site, inbound_apply(&site->ctx, &site->arena, in, row.id,
			  &state, &site->err));
	assert_int_equal(state, INBOX_HELD);
	return row.id;
}

static void get(struct op_site *site, int64_t id, struct inbox_entry *entry)
{
	op_must(
	    site, inbox_get(site->ctx.db, &site->arena, id, entry, &site->err));
}

static void what_was_obeyed_is_not_obeyed_again(void **state)
{
	struct decided_command commands[2];
	struct op_site site;
	struct inbound in;
	struct inbox_entry entry;
	enum inbox_state now;
	int64_t id;

	(void)state;
	op_site_open(&site);
	id = arrive(&site, &in, commands);
	assert_int_equal(op_queued(&site), 1);
	get(&site, id, &entry);
	assert_string_equal(entry.held.answered, "help");
	assert_string_equal(entry.held.applied, "help \n");
	decide_so(&in, commands, false);
	op_must(&site, op_inbox_retry(&site.ctx, &site.arena, &entry, &in, &now,
			   &site.err));
	assert_int_equal(now, INBOX_DONE);
	assert_int_equal(op_queued(&site), 2);
	/* Who comes second with the same knowledge comes too late. */
	assert_int_equal(op_inbox_retry(&site.ctx, &site.arena, &entry, &in,
			     &now, &site.err),
	    ERR_REFUSED);
	assert_int_equal(
	    op_inbox_drop(&site.ctx, &entry, &site.err), ERR_REFUSED);
	assert_int_equal(op_queued(&site), 2);
	get(&site, id, &entry);
	assert_string_equal(entry.held.state, "released");
	op_site_close(&site);
}

static void what_stays_the_same_has_no_effect(void **state)
{
	struct decided_command commands[2];
	struct op_site site;
	struct inbound in;
	struct inbox_entry entry;
	enum inbox_state now;
	int64_t id;

	(void)state;
	op_site_open(&site);
	id = arrive(&site, &in, commands);
	for (int i = 0; i < 2; i++) {
		get(&site, id, &entry);
		op_must(&site, op_inbox_retry(&site.ctx, &site.arena, &entry,
				   &in, &now, &site.err));
		assert_int_equal(now, INBOX_HELD);
	}
	assert_int_equal(op_queued(&site), 1);
	get(&site, id, &entry);
	assert_string_equal(entry.held.state, "waiting");
	op_must(&site, op_inbox_drop(&site.ctx, &entry, &site.err));
	get(&site, id, &entry);
	assert_string_equal(entry.held.state, "rejected");
	assert_int_equal(entry.state, INBOX_DONE);
	op_site_close(&site);
}

static void set_aside_raises_an_alarm_until_it_is_ended(void **state)
{
	struct inbound_aside aside = { .reason = "the reader stopped on this "
						 "message several times",
		.hash = "h",
		.sender = "",
		.subject = "",
		.message_id = "" };
	const char **alarms;
	struct op_site site;
	struct inbox row;
	struct inbox_entry entry;
	size_t n;

	(void)state;
	op_site_open(&site);
	op_must(&site, db_begin(site.ctx.db, &site.err));
	op_must(&site,
	    inbox_find(site.ctx.db, "box", 1, 1, OP_NOW, &row, &site.err));
	aside.inbox_id = row.id;
	op_must(&site,
	    inbound_set_aside(&site.ctx, &site.arena, &aside, &site.err));
	op_must(&site, db_commit(site.ctx.db, &site.err));
	op_must(&site,
	    alarm_list(site.ctx.db, &site.arena, &alarms, &n, &site.err));
	assert_int_equal(n, 1);
	assert_string_equal(alarms[0], INBOUND_ALARM);
	get(&site, row.id, &entry);
	assert_string_equal(entry.held.kind, "failed");
	op_must(&site, op_inbox_drop(&site.ctx, &entry, &site.err));
	op_must(&site,
	    alarm_list(site.ctx.db, &site.arena, &alarms, &n, &site.err));
	assert_int_equal(n, 0);
	op_site_close(&site);
}

static void one_report_an_hour(void **state)
{
	struct decided_command commands[2];
	struct op_site site;
	struct inbound in;
	int64_t count;
	int64_t queued;

	(void)state;
	op_site_open(&site);
	op_must(&site, op_inbox_report_due(&site.ctx, &count, &site.err));
	assert_int_equal(count, 0);
	(void)arrive(&site, &in, commands);
	queued = op_queued(&site);
	for (int i = 0; i < 3; i++) {
		op_must(
		    &site, op_inbox_report_due(&site.ctx, &count, &site.err));
		assert_int_equal(count, i == 0);
		clock_pretend(OP_NOW + i * 2 * CLOCK_HOUR);
	}
	assert_true(op_queued(&site) > queued);
	op_site_close(&site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_obeyed_is_not_obeyed_again),
		cmocka_unit_test(what_stays_the_same_has_no_effect),
		cmocka_unit_test(set_aside_raises_an_alarm_until_it_is_ended),
		cmocka_unit_test(one_report_an_hour),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
