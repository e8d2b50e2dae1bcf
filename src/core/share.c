#include "core/share.h"

/* A newcomer's lead: two mails of the smallest weight. */
enum { LEAD = 2 * SHARE_UNIT };

static int64_t cost(const struct share *share)
{
	int weight = 10 - share->priority;

	if (weight < 1)
		weight = 1;
	return SHARE_UNIT / (weight > 9 ? 9 : weight);
}

void share_lift(struct share *list, size_t count)
{
	int64_t most = INT64_MIN;

	for (size_t i = 0; i < count; i++)
		if (list[i].served > most)
			most = list[i].served;
	for (size_t i = 0; i < count; i++)
		if (list[i].served < most - LEAD)
			list[i].served = most - LEAD;
}

size_t share_next(struct share *list, size_t count)
{
	size_t best = count;

	for (size_t i = 0; i < count; i++)
		if (list[i].most > 0 &&
		    (best == count ||
			list[i].served + cost(&list[i]) <
			    list[best].served + cost(&list[best])))
			best = i;
	if (best < count) {
		list[best].served += cost(&list[best]);
		list[best].most--;
	}
	return best;
}
