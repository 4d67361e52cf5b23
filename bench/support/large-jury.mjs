import pg from 'pg';

/**
 * The greatest contest foreseen, as it could be in life: 15,000 admitted entries of 3,000 organisations in eight nominations,
 * and 2,000 experts of one to three panels with spheres, some of them of those organisations; a few regions have much of
 * both. Least loads, caps of region and organisation, and connected. Returns its id.
 */
export async function largeJury(databaseUrl) {
  return withDatabase(databaseUrl, async (query) => {
    const [{ id }] = await query(
      `INSERT INTO cycle (id, year, title, state, time_zone, created_at, announced_at)
       VALUES (gen_random_uuid(), 2099, 'Конкурс для измерений', 'completed', 'Europe/Moscow', now(), now()) RETURNING id`,
    );
    for (const statement of contest) await query(statement, [id]);
    await query('ANALYZE');
    return id;
  });
}

/** A sheet for each assignment, four of five handed in. */
export async function addSheets(databaseUrl, cycleId) {
  await withDatabase(databaseUrl, async (query) => {
    await query(sheets, [cycleId]);
    await query('ANALYZE');
  });
}

async function withDatabase(connectionString, work) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(async (sql, values = []) => (await client.query(sql, values)).rows);
  } finally {
    await client.end();
  }
}

const contest = [
  `INSERT INTO stage (id, cycle_id, kind, title, position, opens_at, closes_at)
   VALUES (gen_random_uuid(), $1, 'review', 'Экспертная оценка', 1, now() - interval '10 days', now() + interval '10 days')`,
  `INSERT INTO regulation_edition (id, cycle_id, number, protocol_number, ranking_rule, judging_rules, created_at)
   SELECT gen_random_uuid(), $1, 1, '1', ranking_rule,
          '{"assignment": {"mode": "match", "minLoad": 8, "perRegion": 1, "perOrganisation": 1, "connected": true}}', now()
     FROM regulation_edition LIMIT 1`,
  `INSERT INTO criterion (id, cycle_id, position, title, weight)
   SELECT gen_random_uuid(), $1, n, 'Критерий ' || n, 0.25 FROM generate_series(1, 4) n`,
  `INSERT INTO nomination (id, cycle_id, position, code, title, spheres)
   SELECT gen_random_uuid(), $1, n, 'Б' || n, 'Номинация ' || n, ARRAY['сфера ' || n, 'сфера ' || n % 4]
     FROM generate_series(1, 8) n`,
  `INSERT INTO form_version (id, nomination_id, number, fields, created_at)
   SELECT gen_random_uuid(), n.id, 1, '[]', now() FROM nomination n WHERE n.cycle_id = $1`,
  `INSERT INTO organisation (id, name, kind, region_code, created_at)
   SELECT gen_random_uuid(), 'Организация для измерений ' || i, 'institution', r.code, now()
     FROM generate_series(1, 3000) i
     JOIN (SELECT code, row_number() OVER (ORDER BY code) - 1 AS at FROM region) r ON r.at = floor(80 * power(i / 3001.0, 2))
    WHERE $1::uuid IS NOT NULL`,
  `INSERT INTO submission (id, cycle_id, nomination_id, organisation_id, region_code, form_version_id, title, state, answers,
                           register_number, revision_id, revisions, submitted_at, first_submitted_at, screened_at,
                           screened_by_id, generated, created_at, saved_at)
   SELECT gen_random_uuid(), $1, n.id, o.id, o.region_code, f.id, 'Практика ' || i, 'admitted', '{}',
          n.code || '-2099-' || lpad(i::text, 5, '0'), gen_random_uuid(), 1, now(), now(), now(), gen_random_uuid(), true,
          now(), now()
     FROM generate_series(1, 15000) i
     JOIN nomination n ON n.cycle_id = $1 AND n.position = floor(8 * power(i * 7919 % 15000 / 15000.0, 1.3)) + 1
     JOIN form_version f ON f.nomination_id = n.id
     JOIN (SELECT id, region_code, row_number() OVER (ORDER BY name) AS at FROM organisation
            WHERE name LIKE 'Организация для измерений %') o ON o.at = i % 3000 + 1`,
  `INSERT INTO submission_revision (id, submission_id, number, title, form_version_id, answers, organisation, files,
                                    content_hash, submitted_at)
   SELECT revision_id, id, 1, title, form_version_id, '{}', '{}', '[]', repeat('a', 64), now()
     FROM submission WHERE cycle_id = $1`,
  `INSERT INTO user_account (id, email, name, locale, time_zone, created_at)
   SELECT gen_random_uuid(), 'jury' || i || '@bench.test', 'Эксперт ' || lpad(i::text, 4, '0'), 'ru', 'Europe/Moscow', now()
     FROM generate_series(1, 2000) i WHERE $1::uuid IS NOT NULL`,
  `INSERT INTO expert (id, cycle_id, user_id, state, region_code, organisation_id, capacity, panels, invited_at,
                       answered_at, conflicts_declared_at)
   SELECT gen_random_uuid(), $1, u.id, 'accepted', coalesce(o.region_code, r.code), o.id,
          CASE WHEN u.at % 10 = 0 THEN 12 ELSE 30 END,
          ARRAY(SELECT DISTINCT n.id::text FROM nomination n WHERE n.cycle_id = $1 AND u.at % 7 > 0
                   AND n.position IN (u.at % 8 + 1, u.at / 8 % 8 + 1, u.at / 64 % 8 + 1)),
          now(), now(), now()
     FROM (SELECT id, row_number() OVER (ORDER BY email) AS at FROM user_account WHERE email LIKE 'jury%@bench.test') u
     LEFT JOIN (SELECT id, region_code, row_number() OVER (ORDER BY name) AS at FROM organisation
                 WHERE name LIKE 'Организация для измерений %') o ON u.at % 3 = 0 AND o.at = u.at * 7 / 6
     JOIN (SELECT code, row_number() OVER (ORDER BY code) - 1 AS at FROM region) r
       ON r.at = floor(80 * power(u.at * 7919 % 2000 / 2000.0, 2))`,
  `INSERT INTO expert_profile (id, user_id, spheres, updated_at)
   SELECT gen_random_uuid(), e.user_id, (ARRAY['сфера ' || e.at % 8 + 1, 'сфера ' || e.at % 4, 'сфера ' || e.at % 5])[:e.at % 3 + 1],
          now()
     FROM (SELECT user_id, row_number() OVER (ORDER BY id) AS at FROM expert WHERE cycle_id = $1) e`,
];

const sheets = `INSERT INTO evaluation (id, assignment_id, revision_id, state, scores, created_at, saved_at, submitted_at)
   SELECT gen_random_uuid(), a.id, s.revision_id, CASE WHEN a.position % 5 = 0 THEN 'draft' ELSE 'submitted' END,
          (SELECT jsonb_object_agg(c.id::text, (hashtext(a.id::text || c.id::text) & 7)::text) FROM criterion c
            WHERE c.cycle_id = $1), now(), now(), CASE WHEN a.position % 5 = 0 THEN NULL ELSE now() END
     FROM assignment a JOIN submission s ON s.id = a.submission_id WHERE s.cycle_id = $1`;
