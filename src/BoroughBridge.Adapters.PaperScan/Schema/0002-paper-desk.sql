-- Which scan an index file has spoken of: it speaks of no other.
ALTER TABLE paper_files ADD COLUMN used_for TEXT;
