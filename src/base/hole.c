#include "base/hole.h"

enum hole_mark hole_mark(struct str text)
{
	if (text.n < HOLE_MARKER || text.p[0] != 1 || text.p[1] < 'A' ||
	    text.p[1] >= 'A' + HOLES || text.p[2] < HOLE_VALUE ||
	    text.p[2] > HOLE_END)
		return HOLE_NONE;
	return (enum hole_mark)text.p[2];
}
