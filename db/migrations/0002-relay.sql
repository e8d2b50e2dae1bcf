-- Several relays, each with a sender of its own.
ALTER TABLE delivery ADD COLUMN relay TEXT NOT NULL DEFAULT '';
