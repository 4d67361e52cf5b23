import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { workerDatabase } from '../support/database.js';
import { People, type Person } from '../support/people.js';
import { runProgram, type RunningProgram } from '../support/program.js';

/**
 * One annual cycle as its people live it: the built program, a real browser for each person, mails read from the captured
 * mailbox. The steps follow each other; axe looks at every page that anybody comes to.
 */
let program: RunningProgram;
let people: People;
let database: pg.Client;
let cycleId: string;

let leader: Person;
let organizer: Person;
let admin: Person;
/** Where all mails are read. */
let mailbox: Person | undefined;

jest.setTimeout(600_000);

beforeAll(async () => {
  const url = await workerDatabase();
  const env = { ...process.env, DATABASE_URL: url, LAUREAT_SECRET: 'test-secret-test-secret-test-secret' };
  execFileSync(process.execPath, [join(__dirname, '../../dist/cli.js'), 'demo'], { env });
  program = await runProgram({ DATABASE_URL: url, LAUREAT_DEMO: 'true' });
  people = await People.on(program.baseUrl);
  database = new pg.Client({ connectionString: url });
  await database.connect();
  cycleId = await one("SELECT id FROM cycle WHERE state = 'announced' ORDER BY year DESC LIMIT 1");
});

afterAll(async () => {
  if (broken) process.stderr.write(`${[...people.errors, ...people.violations].join('\n')}\n`);
  await people?.close();
  await database?.end();
  expect(await program?.stop()).toBe(0);
});

async function one(sql: string, values: unknown[] = []): Promise<string> {
  const { rows } = await database.query<Record<string, string>>(sql, values);
  return Object.values(rows[0] ?? {})[0] ?? '';
}

/** The newest mail to somebody with these words in its subject; waits for it as a person would. */
async function mailTo(recipient: string, subject: RegExp): Promise<{ subject: string; text: string }> {
  mailbox ??= await people.person();
  for (let round = 0; round < 60; round += 1) {
    await mailbox.goes(`/dev/mail?to=${encodeURIComponent(recipient)}`);
    const link = mailbox.page.getByRole('link', { name: subject }).first();
    if ((await link.count()) > 0) {
      await mailbox.goes((await link.getAttribute('href'))!);
      const text = await mailbox.page.locator('pre').first().innerText();
      const title = await mailbox.page.locator('h1').innerText();
      return { subject: title, text };
    }
    await mailbox.page.waitForTimeout(500);
  }
  throw new Error(`no mail to ${recipient} about ${String(subject)}`);
}

/** The administrator moves the demonstration's clock to just after the opening of a stage. */
async function moveClockTo(kind: string, edge: 'opens' | 'closes' = 'opens'): Promise<void> {
  const { rows } = await database.query<{ at: Date }>(
    `SELECT ${edge}_at AS at FROM stage WHERE cycle_id = $1 AND kind = $2`,
    [cycleId, kind],
  );
  const local = new Date(rows[0]!.at.getTime() + 3 * 3_600_000 + (edge === 'opens' ? 60_000 : -60_000))
    .toISOString()
    .slice(0, 16);
  await admin.goes('/admin/clock');
  await admin.fills({ at: local });
  await admin.page.locator('form:has(input[type="datetime-local"]) button').click();
  await admin.page.waitForLoadState();
  await admin.page.waitForTimeout(1200);
}

let broken = '';

/** A step of the story: when one fails, those after it have nothing to stand on. */
function step(sentence: string, happens: () => Promise<void>): void {
  // oxlint-disable-next-line jest/valid-title -- the sentence comes from the step
  it(sentence, async () => {
    if (broken) throw new Error(`the story stopped at: ${broken}`);
    broken = sentence;
    try {
      await happens();
      broken = '';
    } catch (error) {
      await people.photograph();
      throw error;
    }
  });
}

let entryId: string;
const title = 'Соседская служба для одиноких пожилых';

step('a region’s practice leader fills in a draft that saves itself and submits it', async () => {
  leader = await people.person('leader@laureat.test');
  await leader.goes('/submissions');
  await leader.follows('Начать заявку');
  await leader.page.getByLabel('Туризм и культура').check();
  await leader.page.getByLabel('Я прочитал документ и согласен').check();
  await leader.presses('Начать заявку', 'main');
  entryId = leader.at.split('/')[2]!;
  await leader.fills({ title });
  await leader.page.locator('[name="title"]').blur();
  await leader.page.waitForFunction(
    () =>
      document.querySelector('input[name="version"]')?.getAttribute('value') !== '1' ||
      (document.querySelector('input[name="version"]') as HTMLInputElement).value !== '1',
  );
  expect(await one('SELECT title FROM submission WHERE id = $1', [entryId])).toBe(title);
  await leader.goes(`/submissions/${entryId}/check`);
  expect(await leader.sees()).toContain('Осталось заполнить');
  await fillEverything(leader, entryId);
  await leader.goes(`/submissions/${entryId}/check`);
  expect(await leader.sees()).toContain('Всё заполнено');
  await leader.presses('Подать заявку', 'main');
  expect(leader.at).toBe(`/submissions/${entryId}/receipt`);
  const number = await one('SELECT register_number FROM submission WHERE id = $1', [entryId]);
  expect(await leader.sees()).toContain(number);
  const receipt = await mailTo('leader@laureat.test', new RegExp(number));
  const hash = await one('SELECT content_hash FROM submission_revision WHERE submission_id = $1', [entryId]);
  expect(receipt.text.replaceAll(/\s/g, '')).toContain(hash);
});

step('the organizer returns it with a reason, the leader mends it, the organizer admits it', async () => {
  organizer = await people.person('organizer@laureat.test');
  await organizer.goes(`/cycles/${cycleId}`);
  await organizer.goes(`/cycles/${cycleId}/register`);
  await organizer.goes(`/cycles/${cycleId}/screening/${entryId}`);
  await organizer.presses('Вернуть на доработку', '.l-decide');
  expect(await organizer.sees()).toContain('Назовите причину');
  await organizer.fills({ reason: 'Укажите, сколько человек получают помощь.' });
  await organizer.presses('Вернуть на доработку', '.l-decide');
  expect((await mailTo('leader@laureat.test', /доработку/)).text).toContain(
    'Укажите, сколько человек получают помощь.',
  );
  await leader.goes(`/submissions/${entryId}/edit`);
  await leader.presses('Сохранить и продолжить');
  await leader.goes(`/submissions/${entryId}/check`);
  await leader.presses(/Подать/, 'main');
  await organizer.goes(`/cycles/${cycleId}/screening/${entryId}`);
  await organizer.presses('Допустить', '.l-decide');
  await mailTo('leader@laureat.test', /допущена/i);
});

step('a late entry is refused with both times, and its text is kept', async () => {
  const draft = await one(
    "SELECT id FROM submission WHERE cycle_id = $1 AND state = 'draft' AND organisation_id = (SELECT organisation_id FROM submission WHERE id = $2)",
    [cycleId, entryId],
  );
  await leader.goes(`/submissions/${draft}/edit`);
  await fillEverything(leader, draft);
  await leader.goes(`/submissions/${draft}/check`);
  admin = await people.person('admin@laureat.test');
  await admin.goes('/admin');
  await moveClockTo('review');
  await leader.presses('Подать заявку', 'main');
  expect(await leader.sees()).toMatch(/Этап не идёт[^]*открыт с[^]*Сейчас/);
  expect(await one('SELECT state FROM submission WHERE id = $1', [draft])).toBe('draft');
});

step('an expert is invited by mail: the link shows, the button accepts', async () => {
  await organizer.goes(`/cycles/${cycleId}/experts`);
  await organizer.page.locator('summary', { hasText: 'Пригласить эксперта' }).click();
  await organizer.fills({ name: 'Щербакова Нина Олеговна', email: 'nina@example.org', regionCode: 'RU-TUL' });
  await organizer.presses('Отправить приглашение');
  const mail = await mailTo('nina@example.org', /Приглашение оценить заявки/);
  const link = /https?:\/\/\S+\/judging\/invitation\/\S+/.exec(mail.text)![0];
  const nina = await people.person();
  await nina.goes(new URL(link).pathname);
  expect(
    await one("SELECT state FROM expert x JOIN user_account u ON u.id = x.user_id WHERE u.email = 'nina@example.org'"),
  ).toBe('invited');
  await nina.presses('Принять приглашение');
  expect(nina.at).toBe('/judging');
  expect(
    await one("SELECT state FROM expert x JOIN user_account u ON u.id = x.user_id WHERE u.email = 'nina@example.org'"),
  ).toBe('accepted');
});

step('assignments are computed, seen, published; every expert hears of it once', async () => {
  await organizer.goes(`/cycles/${cycleId}/assignment`);
  await organizer.presses('Посчитать распределение', 'main form');
  await organizer.page.getByRole('link', { name: 'Посмотреть распределение' }).waitFor();
  await organizer.follows('Посмотреть распределение');
  expect(
    await one('SELECT count(*) FROM assignment a JOIN expert x ON x.id = a.expert_id WHERE x.cycle_id = $1', [cycleId]),
  ).toBe('0');
  await organizer.presses('Опубликовать назначения');
  await mailTo('expert1@laureat.test', /Вам достал/);
  const conflicted = await one(
    `SELECT count(*) FROM assignment a JOIN expert x ON x.id = a.expert_id JOIN submission s ON s.id = a.submission_id
      WHERE x.region_code = s.region_code OR x.organisation_id = s.organisation_id`,
  );
  expect(conflicted).toBe('0');
});

step('experts declare conflicts and score by the keyboard; nobody sees others’ scores', async () => {
  const emails = (
    await database.query<{ email: string }>(
      "SELECT u.email FROM expert x JOIN user_account u ON u.id = x.user_id WHERE x.cycle_id = $1 AND x.state = 'accepted'",
      [cycleId],
    )
  ).rows.map(({ email }) => email);
  const expert = await people.person('expert1@laureat.test');
  await expert.goes('/judging');
  await expert.follows('Отметить');
  await expert.presses('Подтвердить');
  await expert.follows('Оценить следующую');
  await expert.page.locator('.l-scale input').first().focus();
  for (const key of ['8', 'ArrowDown', '7', 'ArrowDown', '9', 'ArrowDown', '6']) await expert.page.keyboard.press(key);
  const before = expert.at;
  await Promise.all([expert.page.waitForNavigation(), expert.page.keyboard.press('Control+Enter')]);
  expect(expert.at).not.toBe(before);
  expect(await one("SELECT count(*) FROM evaluation WHERE state = 'submitted'")).toBe('1');
  for (const email of emails) await scoreEverything(email);
  expect(
    await one(
      "SELECT count(*) FROM assignment a LEFT JOIN evaluation e ON e.assignment_id = a.id WHERE a.state = 'active' AND e.state IS DISTINCT FROM 'submitted'",
    ),
  ).toBe('0');
  await organizer.goes(`/cycles/${cycleId}/evaluation`);
});

step('a ranking is made from the frozen sheets and explained line by line', async () => {
  await moveClockTo('board');
  await organizer.goes(`/cycles/${cycleId}/ranking`);
  await organizer.presses('Посчитать все рейтинги', 'main');
  const { rows } = await database.query<{ id: string; nomination: string }>(
    `SELECT s.id, s.nomination_id AS nomination FROM submission s WHERE s.id = $1`,
    [entryId],
  );
  await organizer.goes(`/cycles/${cycleId}/ranking?nomination=${rows[0]!.nomination}`);
  expect(await organizer.sees()).toContain(title);
  await organizer.goes(`/cycles/${cycleId}/ranking/${entryId}`);
  expect(await organizer.sees()).toContain(title);
});

step(
  'the board meets without a quorum and cannot decide; with one it names winners, one against the ranking with a reason',
  async () => {
    await organizer.goes(`/cycles/${cycleId}/decisions`);
    await openMeetingForm();
    const day = (
      await one(
        "SELECT to_char(opens_at + interval '1 day', 'YYYY-MM-DD') FROM stage WHERE cycle_id = $1 AND kind = 'board'",
        [cycleId],
      )
    ).slice(0, 10);
    const meeting = {
      body: 'Попечительский совет',
      number: '7',
      heldOn: day,
      place: 'Москва',
      members: '9',
      present: '4',
      recused: '0',
      chairName: 'Орлова Анна Сергеевна',
      secretaryName: 'Ким Денис Андреевич',
    };
    await organizer.fills(meeting);
    await organizer.presses('Сохранить заседание');
    const nominations = (
      await database.query<{ id: string }>('SELECT id FROM nomination WHERE cycle_id = $1 ORDER BY position', [cycleId])
    ).rows;
    const own = await one('SELECT nomination_id FROM submission WHERE id = $1', [entryId]);
    const meetingId = await one('SELECT id FROM meeting WHERE cycle_id = $1', [cycleId]);
    await organizer.goes(`/cycles/${cycleId}/decisions?meeting=${meetingId}&nomination=${own}&outcome=winner`);
    expect(await organizer.sees()).toContain('Присутствуют 4');
    expect(await organizer.page.locator('form:has(input[name="chosen"]) button[type=submit]').count()).toBe(0);
    await organizer.goes(`/cycles/${cycleId}/decisions?meeting=${meetingId}`);
    await openMeetingForm();
    await organizer.fills({ present: '7' });
    await organizer.presses('Сохранить заседание');
    for (const { id } of nominations) await nameWinner(id, meetingId, id === own);
    expect(await one("SELECT reason FROM award WHERE submission_id = $1 AND outcome = 'winner'", [entryId])).toContain(
      'сёл',
    );
    await organizer.goes(`/cycles/${cycleId}/decisions?meeting=${meetingId}&nomination=${own}&outcome=recommended`);
    await organizer.page.locator(`input[name="chosen"][value="${entryId}"]`).check();
    await organizer.page.locator(`input[name="reason-${entryId}"]`).fill('Описана по шагам и уже повторена.');
    await organizer.page.locator('form:has(input[name="chosen"]) button.btn-primary').click();
    await organizer.page.waitForLoadState();
    expect(
      await one("SELECT count(*) FROM award WHERE submission_id = $1 AND outcome = 'recommended'", [entryId]),
    ).toBe('1');
  },
);

step(
  'in the room of the sitting members declare, one stands aside, they vote on the agenda, and one dissents',
  async () => {
    const meetingId = await one('SELECT id FROM meeting WHERE cycle_id = $1', [cycleId]);
    const room = `/cycles/${cycleId}/meetings/${meetingId}`;
    await organizer.goes(room);
    const voting = [
      'Орлова Анна Сергеевна',
      'Ким Денис Андреевич',
      'Белова Ирина',
      'Гусев Павел',
      'Савельев Игорь',
      'Тарасова Ольга',
    ];
    const names = [...voting, 'Носова Вера'];
    for (const name of names) {
      const form = organizer.page.locator('details:has(form[action$="/member"])');
      if (!(await form.evaluate((details) => (details as HTMLDetailsElement).open)))
        await form.locator('summary').click();
      await organizer.fills({ name });
      await organizer.presses('Добавить', 'form[action$="/member"]');
      await organizer.presses(
        new RegExp(`пришёл.*${name}|присут.*${name}|${name}`, 'i'),
        `tr:has-text("${name}") form[action$="/attend"]`,
      );
    }
    for (const name of names) await organizer.presses(/^Нет/, `tr:has-text("${name}")`);
    expect(await one('SELECT present::text FROM meeting WHERE id = $1', [meetingId])).toBe('7');
    const own = await one('SELECT nomination_id FROM submission WHERE id = $1', [entryId]);
    await organizer.fills({ title: 'Победитель номинации', nominationId: own });
    await organizer.presses('Добавить', 'form[action$="/item"]');
    const item = organizer.page.locator('section:has(form[action$="/recuse"])');
    await item.locator('details:has(form[action$="/recuse"]) summary').click();
    await item.locator('form[action$="/recuse"] select').selectOption({ label: 'Носова Вера' });
    await item.locator('form[action$="/recuse"] input[name="reason"]').fill('Консультировала авторов');
    await organizer.presses(/тв/, 'form[action$="/recuse"]');
    await organizer.page.locator('details:has(form[action$="/ballot"]) summary').click();
    await organizer.fills({ question: `Назвать победителем «${title}»` });
    await organizer.presses(/./, 'form[action$="/ballot"]');
    for (const name of voting) {
      await organizer.page.locator('form[action$="/vote"] select').selectOption({ label: name });
      await organizer.presses(name === 'Гусев Павел' ? 'Против' : 'За', 'form[action$="/vote"]');
    }
    await organizer.presses(/./, 'form[action$="/close"]');
    expect(await organizer.sees()).toContain('За 5, против 1');
    await organizer.page.locator('details:has(form[action$="/dissent"]) summary').click();
    await organizer.page.locator('form[action$="/dissent"] select').selectOption({ label: 'Гусев Павел' });
    await organizer.page.locator('form[action$="/dissent"] textarea').fill('Практика ещё не проверена временем.');
    await organizer.presses(/./, 'form[action$="/dissent"]');
    expect(await organizer.sees()).toContain('не проверена временем');
  },
);

step('the protocol is signed by two different people, and published at its instant', async () => {
  await organizer.goes(`/cycles/${cycleId}/publication`);
  await organizer.presses('Составить протокол', 'main');
  const protocolId = await one('SELECT id FROM protocol WHERE cycle_id = $1 ORDER BY created_at DESC LIMIT 1', [
    cycleId,
  ]);
  const chair = await people.person('chair@laureat.test');
  await chair.goes(`/cycles/${cycleId}/protocols/${protocolId}`);
  await chair.presses('Подписать протокол');
  await organizer.goes(`/cycles/${cycleId}/publication`);
  expect(await organizer.page.getByRole('button', { name: 'Опубликовать итоги' }).count()).toBe(0);
  const second = await people.person('second@laureat.test');
  await second.goes(`/cycles/${cycleId}/protocols/${protocolId}`);
  await second.presses('Подписать протокол');
  const pdf = await organizer.page.request.get(`${program.baseUrl}/cycles/${cycleId}/protocols/${protocolId}.pdf`);
  expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
  await organizer.goes(`/cycles/${cycleId}/publication`);
  const at = await one(
    "SELECT to_char((opens_at + interval '1 hour') AT TIME ZONE 'Europe/Moscow', 'YYYY-MM-DD\"T\"HH24:MI') FROM stage WHERE cycle_id = $1 AND kind = 'publication'",
    [cycleId],
  );
  await organizer.fills({ publishAt: at });
  await organizer.presses('Опубликовать итоги', 'main');
  expect(await organizer.page.textContent('main')).toContain('Проверьте список');
  expect(await one('SELECT count(*) FROM publication WHERE cycle_id = $1', [cycleId])).toBe('0');
  await organizer.presses('Опубликовать', 'main');
  expect(await one('SELECT count(*) FROM publication WHERE cycle_id = $1', [cycleId])).toBe('1');
});

step('before the instant nobody sees a winner, in the second after it everybody does', async () => {
  const year = await one('SELECT year FROM cycle WHERE id = $1', [cycleId]);
  const guest = await people.person();
  for (const path of [
    '/',
    `/results/${year}`,
    '/results',
    '/practices',
    `/practices?q=${encodeURIComponent('соседская')}`,
    `/contest/${year}`,
  ]) {
    await guest.page.goto(`${program.baseUrl}${path}`);
    expect([path, (await guest.page.locator('main').innerText()).includes(title)]).toEqual([path, false]);
  }
  await leader.goes('/submissions');
  expect(await leader.page.locator('main').innerText()).not.toMatch(/обедител/);
  expect(
    await one("SELECT count(*) FROM captured_mail WHERE subject LIKE 'Итоги%' OR subject LIKE 'Ваша заявка отмечена%'"),
  ).toBe('0');
  await moveClockTo('publication', 'closes');
  await guest.goes(`/results/${year}`);
  expect(await guest.sees()).toContain(title);
});

step('entrants and experts get their letters, once each, and the winner is a practice in the library', async () => {
  await mailTo('leader@laureat.test', /Ваша заявка отмечена/);
  await mailTo('expert2@laureat.test', /Итоги опубликованы/);
  const twice = await one(
    'SELECT count(*) FROM (SELECT message_id, recipient FROM delivery GROUP BY 1, 2 HAVING count(*) > 1) repeated',
  );
  expect(twice).toBe('0');
  const guest = await people.person();
  for (
    let round = 0;
    round < 40 && (await one('SELECT count(*) FROM practice WHERE submission_id = $1', [entryId])) === '0';
    round += 1
  )
    await guest.page.waitForTimeout(500);
  await guest.goes(`/practices?q=${encodeURIComponent('соседской службы')}`);
  await guest.page.evaluate(() => (document.body.dataset['sameDocument'] = 'yes'));
  const facet = guest.page.locator('#facets input[type=checkbox]').first();
  await facet.press('Space');
  await guest.page.locator('.l-tag--x').waitFor();
  expect(guest.page.url()).toContain('&o=');
  expect(await guest.page.evaluate(() => document.body.dataset['sameDocument'])).toBe('yes');
  expect(await facet.evaluate((box) => box === document.activeElement)).toBe(true);
  await guest.follows(title);
  expect(await guest.sees()).toContain('340 человек');
});

step('a region reads how its result came about and appeals; others decide, and two apply the correction', async () => {
  const second = await nextRanked();
  await leader.goes(`/submissions/${entryId}/result`);
  expect(await leader.sees()).toContain('Победитель');
  // The leader's own entry has won: somebody of an entry that has not appeals.
  await database.query(
    `INSERT INTO membership (id, user_id, organisation_id, created_at)
     SELECT gen_random_uuid(), u.id, s.organisation_id, now() FROM user_account u, submission s
      WHERE u.email = 'leader@laureat.test' AND s.id = $1`,
    [second],
  );
  await database.query(
    `UPDATE regulation_edition SET publication_rules = publication_rules || '{"appealDays": 30}' WHERE cycle_id = $1`,
    [cycleId],
  );
  await leader.goes(`/submissions/${second}/result`);
  await leader.fills({ grounds: 'Эксперт не увидел приложения с замерами.' });
  await leader.presses('Подать апелляцию', 'main');
  await leader.goes(`/submissions/${second}/result`);
  expect(await leader.page.textContent('main')).toContain('не увидел приложения');

  await organizer.goes(`/cycles/${cycleId}/appeals`);
  expect(await organizer.page.locator('form[action$="/decide"]').count()).toBe(0);
  const { rows } = await database.query<{ email: string }>(
    `SELECT u.email FROM user_account u WHERE u.email LIKE 'expert%@laureat.test' AND NOT EXISTS (
        SELECT 1 FROM assignment a JOIN expert x ON x.id = a.expert_id WHERE x.user_id = u.id AND a.submission_id = $1)
        AND NOT is_staff_conflicted(u.id, $1)
      ORDER BY u.email LIMIT 1`,
    [second],
  );
  await database.query(
    `INSERT INTO role_grant (id, user_id, role, cycle_id, granted_at)
     SELECT gen_random_uuid(), id, 'chair', $2, now() FROM user_account WHERE email = $1`,
    [rows[0]!.email, cycleId],
  );
  const appeals = await people.person(rows[0]!.email);
  await appeals.goes(`/cycles/${cycleId}/appeals`);
  await appeals.page.locator('details:has(form[action$="/decide"]) summary').click();
  await appeals.fills({ outcome: 'raised', decision: 'Приложение с замерами подтверждает эффект.' });
  await appeals.presses(/./, 'form[action$="/decide"]');
  await organizer.goes(`/cycles/${cycleId}/appeals`);
  await organizer.follows('Подготовить исправление');
  await organizer.fills({ points: '3', ground: 'Решение по апелляции' });
  await organizer.presses('Посчитать и показать', 'main');
  const correction = organizer.at;
  expect(await organizer.sees()).toContain('Решение по апелляции');
  await organizer.presses('Согласиться', 'main');
  expect(await organizer.sees()).toContain('слово за другим');
  const chair = await people.person('chair@laureat.test');
  await chair.goes(correction);
  await chair.presses('Согласиться и применить', 'main');
  expect(await one("SELECT state FROM correction WHERE ground = 'Решение по апелляции'")).toBe('applied');
  // What is published stands until the body decides anew.
  const guest = await people.person();
  await guest.goes(`/results/${await one('SELECT year FROM cycle WHERE id = $1', [cycleId])}`);
  expect(await guest.sees()).toContain(title);
});

step('what must always hold, holds, and the chain of records is whole', async () => {
  const env = {
    ...process.env,
    DATABASE_URL: await workerDatabase(),
    LAUREAT_SECRET: 'test-secret-test-secret-test-secret',
    LAUREAT_DEMO: 'true',
  };
  const laureat = (...args: string[]) =>
    JSON.parse(
      execFileSync(process.execPath, [join(__dirname, '../../dist/cli.js'), ...args, '--json'], { env }).toString(),
    ) as unknown;
  expect(laureat('audit', 'verify')).toMatchObject({ ok: true });
  laureat('invariants');
  await admin.goes('/admin/audit');
  await admin.goes('/admin/invariants');
  await admin.goes('/admin/mail');
  await admin.goes('/admin/people');
});

step('axe found nothing on any page, and no script failed', async () => {
  expect(people.violations).toEqual([]);
  expect(people.errors).toEqual([]);
  expect(people.pagesLookedAt).toBeGreaterThan(40);
});

/** An entry that stands behind the first of its nomination. */
async function nextRanked(): Promise<string> {
  return one(
    `SELECT w.entry_id FROM ranking r JOIN ranking_row w ON w.ranking_id = r.id
      WHERE r.cycle_id = $1 AND w.place > 1 ORDER BY r.id, w.position LIMIT 1`,
    [cycleId],
  );
}

/** The form of a meeting is folded away once there is one. */
async function openMeetingForm(): Promise<void> {
  const form = organizer.page.locator('details.l-more-form');
  if (!(await form.evaluate((details) => (details as HTMLDetailsElement).open))) await form.locator('summary').click();
}

/** The board takes the first of the ranking; in the entry's own nomination it takes the entry, with a reason. */
async function nameWinner(nominationId: string, meetingId: string, own: boolean): Promise<void> {
  await organizer.goes(`/cycles/${cycleId}/decisions?meeting=${meetingId}&nomination=${nominationId}&outcome=winner`);
  const boxes = organizer.page.locator('input[name="chosen"]');
  if ((await boxes.count()) === 0) return;
  const id = own ? entryId : (await boxes.first().getAttribute('value'))!;
  await organizer.page.locator(`input[name="chosen"][value="${id}"]`).check();
  await organizer.page
    .locator(`input[name="reason-${id}"]`)
    .fill(own ? 'Помогает двенадцати сёлам и готова к повторению.' : '');
  await organizer.page.locator('textarea[name="ground"]').fill('Первое место рейтинга.');
  await organizer.page.locator('form:has(input[name="chosen"]) button.btn-primary').click();
  await organizer.page.waitForLoadState();
}

/** Answers everything that a form asks, step by step, as plain as possible. */
async function fillEverything(person: Person, id: string): Promise<void> {
  for (let step = 1; step < 10; step += 1) {
    await person.goes(`/submissions/${id}/edit?step=${step}`);
    if (!person.page.url().includes(`step=${step}`)) return;
    await person.page.waitForLoadState('networkidle');
    for (const list of await person.page.locator('ol[data-rows]').all())
      for (let rows = await list.locator('[data-row]').count(); rows < 3; rows += 1)
        await list.locator('xpath=..').getByRole('button', { name: 'Добавить строку' }).click();
    const fields = person.page.locator(
      'main :is(input, textarea, select)[name]:not([type="hidden"]):not([type="file"]):not([type="radio"]):visible',
    );
    for (let index = 0; index < (await fields.count()); index += 1) await answer(fields.nth(index));
    const next = person.page.getByRole('button', { name: /Сохранить и продолжить|К проверке и подаче/ }).first();
    const last = /К проверке/.test(await next.innerText());
    await Promise.all([person.page.waitForNavigation(), next.click()]);
    if (last) return;
  }
}

async function answer(field: ReturnType<Person['page']['locator']>): Promise<void> {
  const { tag, type, name, value } = await field.evaluate((element) => {
    const control = element as HTMLInputElement;
    return { tag: control.tagName, type: control.type, name: control.name, value: control.value };
  });
  if (tag === 'BUTTON' || type === 'checkbox' || (value && tag !== 'SELECT')) return;
  if (tag === 'SELECT') await field.selectOption({ index: 1 });
  else if (type === 'date') await field.fill('2024-03-01');
  else if (type === 'url') await field.fill('https://example.org/praktika');
  else if (['.before', '.after'].some((end) => name.endsWith(end))) await field.fill('12');
  else if (name.endsWith('.year')) await field.fill('2025');
  else if (name.endsWith('.unit')) await field.fill('человек');
  else await field.fill('Помощь по дому получают 340 человек в двенадцати сёлах, раньше её не было ни в одном.');
}

/** A signed-in expert sends the remaining sheets by the same form that the desk has. */
async function scoreEverything(email: string): Promise<void> {
  const expert = await people.person();
  const { rows } = await database.query<{ id: string; expert: string }>(
    `SELECT a.id, a.expert_id AS expert FROM assignment a JOIN expert x ON x.id = a.expert_id JOIN user_account u ON u.id = x.user_id
       LEFT JOIN evaluation e ON e.assignment_id = a.id WHERE u.email = $1 AND a.state = 'active' AND e.state IS DISTINCT FROM 'submitted' ORDER BY a.position`,
    [email],
  );
  if (rows.length === 0) return;
  if (email === 'nina@example.org') return scoreBySql(rows.map(({ id }) => id));
  await expert.signIn(email);
  await expert.goes(`/judging/${rows[0]!.expert}/conflicts`);
  await expert.presses('Подтвердить');
  for (const [index, { id }] of rows.entries()) {
    const address = `${program.baseUrl}/judging/desk/${id}`;
    const html = await (await expert.page.request.get(address)).text();
    const value = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)![1]!;
    const criteria = [...html.matchAll(/<fieldset[^>]* id="(score-[^"]+)"/g)].map(([, name = '']) => name);
    const scores = Object.fromEntries(
      criteria.map((criterion, place) => [criterion, String((id.charCodeAt(30) + index * 3 + place * 2) % 11)]),
    );
    const form = { _csrf: value('_csrf'), version: value('version'), ...scores, verb: 'submit' };
    expect((await expert.page.request.post(address, { form, maxRedirects: 0 })).status()).toBe(303);
  }
  await expert.page.context().close();
}

/** Nina has no password in this story; her sheets are put in as the desk would. */
async function scoreBySql(assignments: string[]): Promise<void> {
  for (const id of assignments)
    await database.query(
      `INSERT INTO evaluation (id, assignment_id, revision_id, state, scores, created_at, saved_at, submitted_at)
       SELECT uuidv7(), a.id, s.revision_id, 'submitted', (SELECT jsonb_object_agg(c.id, '7') FROM criterion c WHERE c.cycle_id = s.cycle_id), now(), now(), now()
         FROM assignment a JOIN submission s ON s.id = a.submission_id WHERE a.id = $1`,
      [id],
    );
}
