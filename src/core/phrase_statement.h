/* A clause that asks to join or to leave nothing: agreement, refusal, help. */
#ifndef CORE_PHRASE_STATEMENT_H
#define CORE_PHRASE_STATEMENT_H

#include "core/phrase.h"

/* Why a human must read what is said beside requests; NULL = no reason. */
const char *phrase_doubt(const struct clause *clause);

void phrase_statement(const struct clause *clause, struct phrase *out);

#endif
