import { Readable } from 'node:stream';
import { FormVersion } from '../../../../src/cycles/forms/form-version.entity.js';
import { SubmissionRevision } from '../../../../src/submissions/revisions/submission-revision.entity.js';
import { UploadsService } from '../../../../src/submissions/files/uploads.service.js';
import { SubmissionsService } from '../../../../src/submissions/writing/submissions.service.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { actorOf, given } from '../../../support/given.js';

let app: TestApp;
const close = new Date('2026-06-20T21:00:00Z');
const at = (clock: string) => app.clock.moveTo(`2026-06-20T${clock}Z`);
const codeOf = (deed: Promise<unknown>) =>
  deed.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );

beforeAll(async () => {
  app = await startApp({ now: '2026-06-20T20:00:00Z' });
});
afterAll(() => app.close());

it('what was begun in time ends in the grace and is marked for staff; nobody else is told, and what begins later is late', async () => {
  const made = await given.cycle(app.em, { stages: { intake: ['2026-06-01T00:00:00Z', close.toISOString()] } });
  await app.em.update(
    FormVersion,
    { id: made.form.id },
    {
      fields: [
        ...made.form.fields,
        { id: 'papers', type: 'files', label: { ru: 'Приложения' }, maxFiles: 3, required: false },
      ] as never,
    },
  );
  const user = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: made.cycle.id }] });
  const organizer = await app.signIn(user.email);
  const set = await organizer.post(`/cycles/${made.cycle.id}/stages/grace`, { minutes: '10' });
  expect(set.statusCode).toBe(303);
  expect((await organizer.post(`/cycles/${made.cycle.id}/stages/grace`, { minutes: '90' })).statusCode).toBe(422);

  const organisation = await given.organisation(app.em);
  const entrant = await given.user(app.em, { memberOf: [organisation] });
  const own = actorOf(entrant, { organisationIds: [organisation.id] });
  const submissions = app.nest.get(SubmissionsService);
  const uploads = app.nest.get(UploadsService);
  const begin = () =>
    submissions.start(own, {
      nominationId: made.nomination.id,
      organisationId: organisation.id,
      answers: { title: 'Практика' },
    });
  const [begun, other, slow] = [await begin(), await begin(), await begin()];
  const text = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n');
  const headers = {
    'tus-resumable': '1.0.0',
    'upload-length': String(text.length),
    'upload-metadata': `filename ${Buffer.from('report.pdf').toString('base64')}`,
  };

  at('20:59:30');
  const opened = await uploads.begin(own, begun.id, 'papers', { method: 'POST', headers, body: Readable.from([]) });
  expect(opened.status).toBe(201);
  await uploads.begin(own, slow.id, 'papers', { method: 'POST', headers, body: Readable.from([]) });
  const place = new Map(opened.headers).get('location')!;

  at('21:03:00');
  const part = {
    'tus-resumable': '1.0.0',
    'upload-offset': '0',
    'content-type': 'application/offset+octet-stream',
    'content-length': String(text.length),
  };
  const sent = await uploads.goOn(own, begun.id, place.split('/').at(-1)!, {
    method: 'PATCH',
    headers: part,
    body: Readable.from([text]),
  });
  expect(sent.attached?.begunAt).toEqual(new Date('2026-06-20T20:59:30Z'));
  expect(await codeOf(submissions.submit(own, begun.id))).toBe('done');
  expect(await codeOf(submissions.submit(own, other.id))).toBe('stage-closed');
  at('21:10:00');
  expect(await codeOf(submissions.submit(own, slow.id))).toBe('stage-closed');

  const marked = await app.em.findOneByOrFail(SubmissionRevision, { submissionId: begun.id });
  expect(marked.graceOf).toEqual(close);
  expect((await organizer.get(`/submissions/${begun.id}`)).body).toContain('принято в льготное время');

  const people = await app.signIn(entrant.email);
  const told = await Promise.all([
    people.get(`/submissions/${begun.id}`),
    people.get(`/submissions/${begun.id}/receipt`),
    people.get(`/submissions/${begun.id}/revisions/1`),
    people.get(`/submissions/${begun.id}/revisions/1/content.json`),
    people.get(`/submissions/${other.id}`),
    people.get('/submissions'),
    people.get('/'),
    people.api('GET', `submissions/${begun.id}`),
    people.api('GET', `cycles/${made.cycle.id}`),
    people.api('GET', `cycles/${made.cycle.id}/stages`),
    people.api('POST', `submissions/${other.id}/submit`),
  ]);
  for (const { body } of told) expect(body).not.toMatch(/льготн|grace/i);
});
