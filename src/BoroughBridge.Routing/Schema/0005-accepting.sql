-- Several children proposed in one act are answered in one; a manager who goes on against a warning says why, by code.
ALTER TABLE proposals ADD COLUMN act TEXT;
ALTER TABLE answers ADD COLUMN override TEXT;
