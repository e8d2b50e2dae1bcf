#include "base/near.h"

#include <string.h>

/* In one line of the matrix. */
size_t near_distance(const char *a, const char *b)
{
	size_t row[NEAR_MAX];
	size_t m = strlen(b);

	if (strlen(a) >= NEAR_MAX || m >= NEAR_MAX)
		return NEAR_MAX;
	for (size_t j = 0; j <= m; j++)
		row[j] = j;
	for (size_t i = 0; a[i] != '\0'; i++) {
		size_t corner = row[0];
		row[0] = i + 1;
		for (size_t j = 0; j < m; j++) {
			size_t best = corner + (a[i] != b[j]);
			corner = row[j + 1];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (corner + 1 < best)
				best = corner + 1;
			row[j + 1] = best;
		}
	}
	return row[m];
}
