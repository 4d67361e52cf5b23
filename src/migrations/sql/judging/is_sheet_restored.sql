-- Whether a change of a sheet is what its restoration means: two people approved it, it is not yet applied, and the
-- sheet becomes a version of the time asked for, or an untouched draft where it had none.
CREATE OR REPLACE FUNCTION is_sheet_restored(id_ uuid, from_ evaluation, to_ evaluation) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT to_.restoration_id IS NOT NULL AND to_.restoration_id IS DISTINCT FROM from_.restoration_id
     AND EXISTS (SELECT 1 FROM sheet_restoration r WHERE r.id = to_.restoration_id AND r.applied_at IS NULL
                  AND (SELECT count(DISTINCT a.user_id) FROM sheet_restoration_approval a
                        WHERE a.restoration_id = r.id) >= 2
                  AND (to_.state = 'draft' AND to_.scores = from_.scores AND to_.remarks = from_.remarks
                       OR EXISTS (SELECT 1 FROM evaluation_version v
                                   WHERE v.evaluation_id = id_ AND v.at <= r.as_of AND v.state = to_.state
                                     AND v.scores = to_.scores AND v.remarks = to_.remarks
                                     AND v.cannot_judge = to_.cannot_judge AND v.revision_id = to_.revision_id)))
$$;
