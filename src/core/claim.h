/* Tokens in a message: where they stand, and what they prove. */
#ifndef CORE_CLAIM_H
#define CORE_CLAIM_H

#include "core/command.h"

/* Where in a message a token was found. */
enum claim_place {
	CLAIM_RECIPIENT = 1,
	CLAIM_SUBJECT = 2,
	CLAIM_REFERENCES = 4,
	CLAIM_WORDS = 8
};

/* The places of this token text, or 0. */
unsigned claim_places(const struct message *message, const char *token);

/* The first token with this purpose in one of these places, or NULL. */
const struct fact_token *claim_find(const struct weighing *weighing,
    enum token_purpose purpose, unsigned places);

/* A confirmation, if the words agree to it.  Never from a machine. */
void claim_confirm(struct weighing *weighing, const struct fact_token *token);

/*
 * Leaving with a signed address or Subject.  False when the token is not one
 * of ours but the sender is a member, whose word is weighed without it.
 */
bool claim_unsubscribe(
    struct weighing *weighing, const struct fact_token *token);

#endif
