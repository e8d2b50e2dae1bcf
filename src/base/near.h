/* How far apart two words are: for "did you mean". */
#ifndef BASE_NEAR_H
#define BASE_NEAR_H

#include <stddef.h>

enum { NEAR_MAX = 64 };

/*
 * Letters (bytes) to put in, take out or change to make one of the other
 * (Levenshtein); NEAR_MAX for words of NEAR_MAX and more.
 */
size_t near_distance(const char *a, const char *b);

#endif
