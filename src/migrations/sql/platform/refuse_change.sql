-- For tables to which rows are only added. Which tables: `appendOnly` and `unchanging` in the guards of the rooms.
-- The violated constraint is called after the table: `audit_record_append_only`.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
    USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END $$;
