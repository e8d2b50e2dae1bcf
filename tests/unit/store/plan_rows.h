/* How the queries of the workers must walk: rows of test_stmt.c. */
#ifndef TEST_STORE_PLAN_ROWS_H
#define TEST_STORE_PLAN_ROWS_H

struct plan_row {
	const char *name;
	const char *want[4];
};

static const struct plan_row plan_rows[] = {
	{ "mailing_runnable",
	    { "SCAN mailing USING INDEX mailing_running",
		"SEARCH d USING COVERING INDEX delivery_ready "
		"(mailing=? AND due<?)" } },
	{ "delivery_first_due",
	    { "SEARCH d USING COVERING INDEX delivery_ready "
	      "(mailing=?)" } },
	{ "delivery_claimable", { "SEARCH d USING INDEX delivery_ready "
				  "(mailing=? AND due>? AND due<?)" } },
	{ "delivery_next_due",
	    { "INDEX mailing_running", "SEARCH d USING COVERING INDEX "
				       "delivery_ready (mailing=?)" } },
	{ "delivery_doubt", { "SCAN delivery USING INDEX delivery_open" } },
	{ "delivery_release", { "SCAN delivery USING INDEX delivery_open" } },
	{ "delivery_hold", { "SEARCH delivery USING INDEX delivery_other "
			     "(state=?)" } },
	{ "delivery_retry", { "SEARCH delivery USING INDEX delivery_other "
			      "(state=?)" } },
	{ "delivery_cancel_mailing",
	    { "SEARCH delivery USING INDEX delivery_ready "
	      "(mailing=? AND due>?)" } },
	{ "delivery_cancel_claims",
	    { "SEARCH delivery USING INDEX delivery_open "
	      "(mailing=? AND lease>?)" } },
	{ "delivery_claim", { "SEARCH delivery USING INTEGER PRIMARY KEY",
				"SEARCH d USING COVERING INDEX delivery_ready "
				"(mailing=? AND due>? AND due<?)" } },
	{ "delivery_start", { "SEARCH delivery USING INTEGER PRIMARY KEY" } },
	{ "delivery_settle", { "SEARCH delivery USING INTEGER PRIMARY KEY" } },
	{ "delivery_cancel_for", { "USING INDEX delivery_subscription" } },
	{ "delivery_fill", { "SEARCH s USING INDEX subscription_status "
			     "(list=? AND status=? AND id>?)" } },
	{ "delivery_start_some",
	    { "SEARCH delivery USING INTEGER PRIMARY KEY" } },
	{ "delivery_settle_sent",
	    { "SEARCH delivery USING INTEGER PRIMARY KEY" } },
	{ "delivery_settle_body",
	    { "SEARCH delivery USING INTEGER PRIMARY KEY" } },
	{ "delivery_count", { "INDEX delivery_ready", "INDEX delivery_open",
				"COVERING INDEX delivery_other",
				"COVERING INDEX delivery_mailing" } },
	{ "mailing_counts",
	    { "INDEX delivery_ready (mailing=? AND due>?)",
		"INDEX delivery_open (mailing=? AND lease>?)",
		"COVERING INDEX delivery_other (state=? AND mailing=?)",
		"COVERING INDEX delivery_mailing (mailing=?)" } },
	{ "mailing_finishable",
	    { "INDEX mailing_running",
		"INDEX delivery_ready (mailing=? AND due>?)",
		"INDEX delivery_open (mailing=? AND lease>?)",
		"INDEX delivery_other (state=? AND mailing=?)" } },
	{ "mailing_finish",
	    { "INDEX mailing_running",
		"INDEX delivery_ready (mailing=? AND due>?)",
		"INDEX delivery_open (mailing=? AND lease>?)",
		"INDEX delivery_other (state=? AND mailing=?)" } },
	{ "mailing_purge_notices", { "INDEX mailing_notice" } },
	{ "mailing_same_content",
	    { "INDEX mailing_list", "COVERING INDEX delivery_mailing",
		"COVERING INDEX delivery_other" } },
	{ "pending_waiting", { "INDEX pending_waiting" } },
	{ "pending_find", { "INDEX pending_open" } },
	{ "pending_expire", { "INDEX pending_expires" } },
	{ "inbox_unmoved", { "INDEX inbox_open" } },
	{ "inbox_known", { "INDEX inbox_hash" } },
	{ "inbox_last_uidvalidity", { "INDEX inbox_latest" } },
	{ "inbox_forget", { "INDEX inbox_old" } },
	{ "inbox_purge", { "INDEX inbox_old", "INDEX held_inbox" } },
	{ "held_purge", { "INDEX inbox_old", "INDEX held_inbox" } },
	{ "held_news", { "INDEX held_fresh" } },
	{ "inbox_get", { "INDEX held_inbox" } },
	{ "inbox_misfiled", { "INDEX inbox_open" } },
	{ "allowance_count", { "INDEX allowance_key" } },
	{ "allowance_purge", { "INDEX allowance_at" } },
	{ "suppression_has", { "INDEX suppression_key" } },
	{ "subscription_find", { "(address_key=?)" } },
	{ "subscription_lists_of", { "(address_key=?)" } },
	{ "subscription_count", { "INDEX subscription_status" } },
	{ "archive_range", { "INDEX archive_list" } },
	{ "consent_list", { "INDEX consent_subscriber" } },
	{ "bounce_list", { "INDEX bounce_subscriber" } },
	{ "bounce_since", { "INDEX bounce_at" } },
	{ "bounce_purge", { "INDEX bounce_at" } },
	{ "bounce_sent_to", { "INDEX delivery_subscription" } },
	{ "failing_next", { "INDEX failing_due" } },
	{ "failing_unsent", { "INDEX failing_probe" } },
	{ "stray_list", { "INDEX stray_list" } },
};

#endif
