#include "worker/tempo.h"

#include "base/clock.h"
#include "store/rate.h"

enum { EVERY_MS = 2000 };

void tempo_count(struct tempo *tempo, int64_t mailing)
{
	size_t i = 0;

	while (i < tempo->count && tempo->of[i].mailing != mailing)
		i++;
	if (i == TEMPO_MAX)
		return;
	if (tempo->count == 0)
		tempo->since = clock_now();
	if (i == tempo->count) {
		tempo->of[i].mailing = mailing;
		tempo->of[i].sent = 0;
		tempo->count++;
	}
	tempo->of[i].sent++;
}

enum err_code tempo_record(
    struct tempo *tempo, struct db *db, bool last, struct err *err)
{
	int64_t now = clock_mono_ms();
	enum err_code rc = ERR_OK;

	if (tempo->count == 0 || (!last && now - tempo->written < EVERY_MS))
		return ERR_OK;
	for (size_t i = 0; rc == ERR_OK && i < tempo->count; i++)
		rc = rate_add(db, tempo->of[i].mailing, tempo->of[i].sent,
		    tempo->since, clock_now(), err);
	tempo->count = 0;
	tempo->written = now;
	return rc;
}
