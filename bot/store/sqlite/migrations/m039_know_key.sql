-- By which mark the key of the keyed hashes is known again.

ALTER TABLE file_notes ADD COLUMN key_mark TEXT;
