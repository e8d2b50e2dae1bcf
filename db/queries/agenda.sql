-- Events that readers have in their calendars: src/store/agenda.c.

-- name: agenda_find
-- What was told of one.
SELECT hash, sequence FROM agenda WHERE list = :list AND uid = :uid;

-- name: agenda_keep
-- What is told now; a number that was given never comes again.
INSERT INTO agenda (list, uid, hash, sequence, changed)
VALUES (:list, :uid, :hash, :sequence, :now)
ON CONFLICT (list, uid) DO UPDATE SET hash = excluded.hash,
	sequence = max(sequence, excluded.sequence), changed = excluded.changed
WHERE hash <> excluded.hash OR sequence < excluded.sequence;
