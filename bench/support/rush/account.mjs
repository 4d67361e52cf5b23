/** What was acknowledged beside what is stored: each entry once, with one revision, number, record and piece of news. */
export async function account(database, entries, closesAt) {
  const acknowledged = entries.filter(({ answer }) => answer === 'accepted').map(({ id }) => id);
  const { rows } = await database.query(
    `SELECT s.id, count(DISTINCT r.id)::int AS revisions, count(DISTINCT s.register_number)::int AS numbers,
            count(DISTINCT a.id) FILTER (WHERE a.action = 'submit')::int AS records, count(DISTINCT o.id)::int AS news
       FROM submission s
       LEFT JOIN submission_revision r ON r.submission_id = s.id
       LEFT JOIN audit_record a ON a.subject_type = 'submission' AND a.subject_id = s.id::text
       LEFT JOIN outbox_message o ON o.type = 'submission.submitted' AND o.payload ->> 'submissionId' = s.id::text
      WHERE s.id = ANY ($1::uuid[]) AND s.state = 'submitted' GROUP BY s.id`,
    [acknowledged],
  );
  const once = ['revisions', 'numbers', 'records', 'news'];
  const { rows: numbers } = await database.query(
    `SELECT count(*)::int AS twice FROM (SELECT 1 FROM submission WHERE register_number IS NOT NULL
       GROUP BY register_number, nomination_id HAVING count(*) > 1) n`,
  );
  return {
    'acknowledged and not there': new Set(acknowledged).size - rows.length,
    'acknowledged twice under different keys': acknowledged.length - new Set(acknowledged).size,
    'not exactly one revision, number, record and news': rows.filter((row) => once.some((name) => row[name] !== 1))
      .length,
    'numbers given twice': numbers[0].twice,
    'never answered': entries.filter(({ answer }) => answer === 'none').length,
    'handed over a second before the close, answered at the first try, refused as late': entries.filter(
      ({ answer, handedOverAt, tries }) => answer === 'late' && tries === 1 && handedOverAt < closesAt.getTime() - 1000,
    ).length,
  };
}
