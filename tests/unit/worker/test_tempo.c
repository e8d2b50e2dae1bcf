/* Which counts are written down, and how often. */
#include "worker/tempo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/clock.h"
#include "store/db.h"
#include "store/mailing.h"
#include "store/rate.h"

static double rate(struct db *db, int64_t mailing)
{
	struct err err;
	double out;

	/* A rate of the very first second is the count. */
	assert_int_equal(
	    rate_get(db, mailing, clock_now(), &out, &err), ERR_OK);
	return out;
}

static void record(struct tempo *tempo, struct db *db, bool last)
{
	struct err err;

	assert_int_equal(tempo_record(tempo, db, last, &err), ERR_OK);
}

static void test_tempo(void **state)
{
	struct tempo tempo = { .count = 0 };
	struct mailing mailing = { .kind = MAILING_POST, .created = 1 };
	struct err err;
	struct db *db;

	(void)state;
	clock_pretend(1000000);
	assert_int_equal(db_open_memory(&db, &err), ERR_OK);
	assert_int_equal(mailing_add(db, &mailing, &err), ERR_OK);
	record(&tempo, db, true); /* nothing: nothing */
	tempo_count(&tempo, mailing.id);
	tempo_count(&tempo, mailing.id);
	record(&tempo, db, false);
	assert_true(rate(db, mailing.id) > 0);
	assert_int_equal(tempo.count, 0);
	/* So soon again only if nothing comes after it. */
	tempo_count(&tempo, mailing.id);
	tempo_count(&tempo, mailing.id);
	tempo.written = clock_mono_ms();
	record(&tempo, db, false);
	assert_int_equal(tempo.count, 1);
	record(&tempo, db, true);
	assert_int_equal(tempo.count, 0);
	/* Of very many mailings at a time some are not told. */
	for (int i = 0; i < 2 * TEMPO_MAX; i++)
		tempo_count(&tempo, mailing.id + i);
	assert_int_equal(tempo.count, TEMPO_MAX);
	record(&tempo, db, true);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tempo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
