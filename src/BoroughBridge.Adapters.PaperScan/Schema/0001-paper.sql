-- Every file that ever came, every page of it, every document made of pages. Nothing here is deleted.
-- name, reading and facts are sealed under the holder's key-encryption key; name_tag is a keyed tag that pairs a scan with its index file.
CREATE TABLE paper_files (
    id TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    name {BYTES} NOT NULL,
    name_tag TEXT NOT NULL,
    sha256 TEXT,
    size BIGINT,
    format TEXT,
    pages INTEGER NOT NULL,
    duplicate_of TEXT,
    attempts INTEGER NOT NULL,
    received BIGINT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE INDEX paper_files_sha256 ON paper_files (sha256);
CREATE INDEX paper_files_name_tag ON paper_files (name_tag);
CREATE INDEX paper_files_state ON paper_files (state);

CREATE TABLE paper_pages (
    file_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    document_id TEXT,
    reading {BYTES},
    PRIMARY KEY (file_id, number)
);

CREATE TABLE paper_documents (
    id TEXT PRIMARY KEY,
    file_id TEXT NOT NULL,
    first_page INTEGER NOT NULL,
    file_pages TEXT NOT NULL,
    state TEXT NOT NULL,
    reasons TEXT NOT NULL,
    child_refs TEXT NOT NULL,
    person_mark TEXT,
    kind TEXT,
    day TEXT,
    facts {BYTES} NOT NULL,
    confidence INTEGER,
    changed BIGINT NOT NULL
);
CREATE INDEX paper_documents_file ON paper_documents (file_id);
CREATE INDEX paper_documents_person ON paper_documents (person_mark);
