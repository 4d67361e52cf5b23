import { describe, expect, it } from '@jest/globals';
import { FormVersion } from '../../../../src/cycles/forms/form-version.entity.js';
import type { FormField } from '../../../../src/domain/cycles/form.js';
import { given } from '../../../support/given.js';
import {
  app,
  forms,
  nominations,
  organizer,
  organizerEmail,
  prepared,
  titleField,
  useCycles,
} from '../../../support/preparing.js';

useCycles();

describe('the form of a nomination', () => {
  it('stays as it was for an entry when the nomination gets a new one', async () => {
    const running = await given.cycle(app.em);
    const entry = await given.submittedEntry(app.em, running);
    const { id } = running.nomination;
    const fields: FormField[] = [titleField, { id: 'goal', type: 'textarea', label: { ru: 'Цель' } }];
    await forms.edit(organizer, running.cycle.id, { id, number: 1, fields });
    const versions = await app.em.find(FormVersion, { where: { nominationId: id }, order: { number: 'ASC' } });
    expect(versions.map(({ number, fields: asked }) => [number, asked.length])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(versions[0]!.id).toBe(entry.formVersionId);
  });

  it('is rearranged on its page without being saved, and saved as a new version', async () => {
    const running = await given.cycle(app.em);
    const page = `/cycles/${running.cycle.id}/nominations/${running.nomination.id}`;
    const browser = await app.signIn(organizerEmail);
    const first = {
      'fields.0.type': 'text',
      'fields.0.id': 'title',
      'fields.0.label': 'Название',
      'fields.0.required': 'on',
    };
    const added = await browser.post(`${page}/form`, { number: '1', ...first, newType: 'textarea', add: 'field' });
    expect(added.body).toContain('Ещё не записано');
    expect(added.body).toContain('name="fields.1.label"');
    const second = { 'fields.1.type': 'textarea', 'fields.1.id': 'goal', 'fields.1.label': 'Цель' };
    const moved = await browser.post(`${page}/form`, { number: '1', ...first, ...second, up: 'fields.1' });
    expect(moved.body.indexOf('value="goal"')).toBeLessThan(moved.body.indexOf('value="title"'));
    expect(await app.em.countBy(FormVersion, { nominationId: running.nomination.id })).toBe(1);
    expect((await browser.post(`${page}/form`, { number: '1', ...first, ...second })).statusCode).toBe(303);
    const saved = await app.em.findOneByOrFail(FormVersion, { nominationId: running.nomination.id, number: 2 });
    expect(saved.fields.map(({ id }) => id)).toEqual(['title', 'goal']);
  });
});

it('says of a field of files how many, how large and of which kinds, and keeps what it does not show', async () => {
  const running = await given.cycle(app.em);
  const page = `/cycles/${running.cycle.id}/nominations/${running.nomination.id}`;
  const browser = await app.signIn(organizerEmail);
  const field = (values: Record<string, string | string[]>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [`fields.1.${name}`, value]));
  const title = { 'fields.0.type': 'text', 'fields.0.id': 'title', 'fields.0.label': 'Название' };
  const files = {
    type: 'files',
    id: 'proof',
    label: 'Подтверждения',
    maxFiles: '3',
    maxMegabytes: '0,5',
    allowed: ['application/pdf', 'video/mp4'],
  };
  const saved = await browser.post(`${page}/form`, { number: '1', ...title, ...field(files) });
  expect(saved.statusCode).toBe(303);
  const { fields } = await app.em.findOneByOrFail(FormVersion, { nominationId: running.nomination.id, number: 2 });
  const limits = { maxFiles: 3, maxBytes: 524_288, allowed: files.allowed };
  expect(fields[1]).toEqual({ id: 'proof', type: 'files', label: { ru: 'Подтверждения' }, ...limits });
  const shown = (await browser.get(page)).body;
  for (const part of ['value="3"', 'value="0.5"', 'value="video/mp4"']) expect(shown).toContain(part);
  const tooLarge = { ...files, maxMegabytes: '201' };
  const refused = await browser.post(`${page}/form`, { number: '2', ...title, ...field(tooLarge) });
  expect([refused.statusCode, refused.body.includes('value="201"')]).toEqual([422, true]);
});

describe('a form that means nothing', () => {
  const label = { ru: 'Поле' };

  it.each([
    [{ id: 'a', type: 'text', label, minLength: 5, maxLength: 4 }, 'below-min'],
    [{ id: 'a', type: 'text', label, maxLength: -1 }, 'not-positive'],
    [{ id: 'a', type: 'text', label, minLength: -1 }, 'too-small'],
    [{ id: 'a', type: 'text', label, maxLength: 9_000_000_000 }, 'too-big'],
    [{ id: 'a', type: 'text', label, maxLength: 1.5 }, 'wrong-type'],
    [{ id: 'a', type: 'text', label, maxLength: null }, 'wrong-type'],
    [{ id: 'a', type: 'number', label, min: '10', max: '9' }, 'below-min'],
    [{ id: 'a', type: 'number', label, min: 'NaN' }, 'not-a-number'],
    [{ id: 'a', type: 'date', label, min: '2026-01-02', max: '2026-01-01' }, 'below-min'],
    [{ id: 'a', type: 'date', label, min: '0000-01-01' }, 'not-a-date'],
    [{ id: 'a', type: 'files', label, maxBytes: 1e18 }, 'too-big'],
    [{ id: 'a', type: 'table', label, columns: [{ id: 'b', type: 'number', label, min: '2', max: '1' }] }, 'below-min'],
  ])('is refused in words: %j', async (field, rule) => {
    const running = await given.cycle(app.em);
    const browser = await app.signIn(organizerEmail);
    const path = `cycles/${running.cycle.id}/nominations/${running.nomination.id}/form`;
    const answer = await browser.api('PUT', path, { fields: [titleField, field] }, { headers: { 'if-match': '"1"' } });
    const { errors } = answer.json<{ errors?: { rule: string; detail: string }[] }>();
    expect([answer.statusCode, errors?.map((each) => each.rule)]).toEqual([422, [rule]]);
    expect(errors![0]!.detail).toMatch(/\S/);
  });

  it.each([
    '{"type":"table","id":"a","label":{"ru":"x"},"columns":5}',
    '{"type":"table","id":"a","label":{"ru":"x"},"columns":[null]}',
    '{"type":"table","id":"a","label":{"ru":"x"},"columns":[{"id":"b","type":"evil","label":{"ru":"Б"}}]}',
    '{"type":"table","id":"a","label":5,"step":5,"minItems":"x"}',
    '[',
  ])('is not remembered by the browser either: %s', async (origin) => {
    const running = await given.cycle(app.em);
    const browser = await app.signIn(organizerEmail);
    const path = `/cycles/${running.cycle.id}/nominations/${running.nomination.id}/form`;
    const fields = {
      'fields.0.type': 'text',
      'fields.0.id': 'title',
      'fields.0.label': 'Название',
      'fields.1.type': 'table',
      'fields.1.id': 'a',
      'fields.1.label': 'Строки',
      'fields.1.lines': 'b | Б | evil',
      'fields.1.origin': origin,
    };
    expect((await browser.post(path, { number: '1', ...fields })).statusCode).toBe(303);
    const saved = await app.em.findOneByOrFail(FormVersion, { nominationId: running.nomination.id, number: 2 });
    expect(saved.fields[1]).toEqual({
      id: 'a',
      type: 'table',
      label: { ru: 'Строки' },
      columns: [{ id: 'b', type: 'text', label: { ru: 'Б' } }],
    });
  });
});

describe('the rules through the programming interface', () => {
  const asked = (fields: unknown[]) => ({ fields });

  it('give a nomination its form, version by version', async () => {
    const id = await prepared();
    const nomination = await nominations.add(organizer, id, {
      code: 'АПИ',
      title: 'Номинация',
      description: '',
      allowedKinds: [],
      quotaPerRegion: null,
      spheres: [],
    });
    const browser = await app.signIn(organizerEmail);
    const path = `cycles/${id}/nominations/${nomination.id}/form`;
    expect((await browser.api('GET', path)).statusCode).toBe(404);
    const put = (fields: unknown[], version: string) =>
      browser.api('PUT', path, asked(fields), { headers: { 'if-match': version } });
    expect((await browser.api('PUT', path, asked([titleField]))).statusCode).toBe(428);
    expect((await put([titleField], '"0"')).json()).toEqual({ number: 1, fields: [titleField] });
    expect((await put([titleField], '"0"')).json()).toMatchObject({ code: 'stale-edit' });
    const table = { id: 'results', type: 'table', label: { ru: 'Итоги' }, columns: [] };
    expect((await put([titleField, table], '"1"')).json()).toMatchObject({
      code: 'invalid-input',
      errors: [{ pointer: '/1/columns', rule: 'required' }],
    });
    expect((await put([{ ...titleField, type: 'hologram' }], '"1"')).statusCode).toBe(422);
    const read = await browser.api('GET', path);
    expect([read.headers.etag, read.json()]).toEqual(['"1"', { number: 1, fields: [titleField] }]);
  });
});
