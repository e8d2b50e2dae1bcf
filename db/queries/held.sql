-- What waits for a human: src/store/held.c.

-- name: held_put
-- It waits; what its people were told before stays told.
INSERT INTO held (inbox, list, kind, why, created, reported, forwarded,
	language, answered, proposal, proposal_command, applied)
VALUES (:inbox, :list, :kind, :why, :created, :reported, :forwarded,
	:language, :answered, :proposal, :command, :applied)
ON CONFLICT (inbox) DO UPDATE SET
	list = excluded.list, kind = excluded.kind, why = excluded.why,
	state = 'waiting', language = excluded.language,
	reported = coalesce(excluded.reported, held.reported),
	forwarded = coalesce(excluded.forwarded, held.forwarded),
	answered = CASE excluded.answered WHEN '' THEN held.answered
		ELSE excluded.answered END,
	proposal = excluded.proposal,
	proposal_command = excluded.proposal_command,
	applied = held.applied || excluded.applied;

-- name: held_settle
-- A human acted.
UPDATE held SET state = :state WHERE inbox = :inbox AND state = 'waiting';

-- name: held_count
-- How many still wait.
SELECT count(*) FROM held
WHERE state = 'waiting' AND (:kind = '' OR kind = :kind);

-- name: held_news
-- What the owners were not told of.
SELECT held.inbox, list.name
FROM held INDEXED BY held_fresh
LEFT JOIN list ON list.id = held.list
WHERE held.state = 'waiting' AND held.reported IS NULL
ORDER BY held.inbox;

-- name: held_set_reported
-- Once.
UPDATE held SET reported = :now WHERE inbox = :inbox AND reported IS NULL;

-- name: held_purge
-- Settled by a human, long ago.
DELETE FROM held WHERE state <> 'waiting' AND inbox IN (
	SELECT id FROM inbox WHERE moved = 1 AND settled < :until);
