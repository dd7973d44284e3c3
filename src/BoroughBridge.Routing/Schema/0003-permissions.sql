-- Labels the officer may read in full by named permission, joined by commas (ACC-7).
ALTER TABLE grants ADD COLUMN permissions TEXT NOT NULL DEFAULT '';
