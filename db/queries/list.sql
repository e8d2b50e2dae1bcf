-- Lists and suppressions: src/store/list.c.

-- name: list_find
-- The id of a list's name.
SELECT id FROM list WHERE name = :name;

-- name: list_ensure
-- Makes a list that another process may have made meanwhile.
INSERT INTO list (name, created) VALUES (:name, :now)
ON CONFLICT (name) DO UPDATE SET name = excluded.name
RETURNING id;

-- name: list_name
-- The name of a list's id.
SELECT name FROM list WHERE id = :id;

-- name: suppression_add
-- No import brings this address back; list NULL: on no list.
INSERT INTO suppression (address_hash, list, reason, at)
VALUES (:hash, :list, :reason, :now)
ON CONFLICT (address_hash, coalesce(list, 0))
DO UPDATE SET reason = excluded.reason, at = excluded.at;

-- name: suppression_remove
-- The person subscribed again; 0: the one for every list.
DELETE FROM suppression
WHERE address_hash = :hash AND coalesce(list, 0) = :list;

-- name: suppression_has
-- Is the address suppressed on this list or on every list?
SELECT EXISTS (SELECT 1 FROM suppression
	WHERE address_hash = :hash AND coalesce(list, 0) IN (0, :list));
