-- What of an undecided message had its effect all the same.
ALTER TABLE held ADD COLUMN applied TEXT NOT NULL DEFAULT '';
