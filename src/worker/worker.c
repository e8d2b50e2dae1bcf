#include "worker/worker.h"

#include <string.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/mem.h"

static const struct {
	const char *name;
	worker_fn *run;
} table[] = {
	{ "reader", worker_reader },
	{ "sender", worker_sender },
	{ "timer", worker_timer },
};

worker_fn *worker_find(const char *name)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (strcmp(table[i].name, name) == 0)
			return table[i].run;
	return NULL;
}

char *worker_sender_name(const struct conf_smtp *relay)
{
	return relay->name[0] == '\0' ? mem_strdup("sender")
				      : mem_printf("sender:%s", relay->name);
}

void worker_backoff(struct worker *worker, unsigned failures)
{
	int64_t wait = 300000;
	int64_t end;
	uint32_t jitter;

	if (failures < 9)
		wait = INT64_C(1000) << failures;
	crypto_random(&jitter, sizeof(jitter));
	wait = wait / 2 + (int64_t)(jitter % (uint32_t)wait);
	end = clock_mono_ms() + wait;
	/* A wake-up is no reason to hammer a server that is down. */
	while (!worker->events->stop && clock_mono_ms() < end)
		events_wait(worker->events, (int)(end - clock_mono_ms()));
}
