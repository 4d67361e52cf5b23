import type { FormField } from '../../../src/domain/cycles/form.js';
import {
  changedClosed,
  isFieldOpen,
  mustKeepClosed,
  openFieldsFrom,
} from '../../../src/domain/submissions/open-fields.js';
import { refusalOf } from '../../support/refusal-of.js';

const field = (id: string, type = 'text') => ({ id, type, label: { ru: `Поле ${id}` } }) as FormField;
const fields = [field('title'), field('result'), field('files', 'files')];

it.each([
  ['none', [], null],
  ['all', ['files', 'title', 'result'], null],
  ['some, in the order of the form', ['files', 'title'], ['title', 'files']],
  ['one twice', ['title', 'title'], ['title']],
])('a return that names %s', (_what, chosen, open) => {
  expect(openFieldsFrom(fields, chosen)).toEqual(open);
});

it('a return names no field that the form does not have', () => {
  expect(refusalOf(() => openFieldsFrom(fields, ['title', 'other']))).toEqual({
    code: 'invalid-input',
    problems: [{ pointer: '/openFields/1', rule: 'unknown-field', values: { names: 'other' } }],
  });
});

it.each([
  [null, 'title', true],
  [['title'], 'title', true],
  [['title'], 'result', false],
])('with %j open, %s is open: %s', (openFields, id, open) => {
  expect(isFieldOpen({ openFields }, id)).toBe(open);
});

const file = { id: 'f', name: 'a.pdf', sha256: 'x' };
it.each<[string, string[] | null, Record<string, unknown>, string[]]>([
  ['everything is open', null, { title: 'B', result: '2' }, []],
  ['only the open field changed', ['title'], { title: 'B', result: '1', files: [file] }, []],
  ['a closed field changed', ['title'], { title: 'A', result: '2', files: [file] }, ['result']],
  ['a closed field was emptied', ['title'], { title: 'A', result: ' ', files: [file] }, ['result']],
  ['a closed file went', ['title'], { title: 'A', result: '1' }, ['files']],
  ['keys of a file stand otherwise', ['title'], { result: '1', files: [{ sha256: 'x', name: 'a.pdf', id: 'f' }] }, []],
])('when %s', (_what, openFields, answers, changed) => {
  const inForce = { title: 'A', result: '1', files: [file] };
  const texts = { answers, inForce } as never;
  expect(changedClosed({ openFields }, fields, texts).map(({ id }) => id)).toEqual(changed);
  const refusal = refusalOf(() => mustKeepClosed({ openFields }, fields, texts));
  expect(refusal).toEqual(
    changed.length === 0
      ? undefined
      : {
          code: 'fields-closed',
          titles: changed.map((id) => `Поле ${id}`),
          problems: changed.map((id) => ({ pointer: `/${id}`, rule: 'field-closed' })),
        },
  );
});

it('a blank that was never filled in and an empty list are the same', () => {
  expect(changedClosed({ openFields: ['title'] }, fields, { answers: { files: [] }, inForce: { result: '' } })).toEqual(
    [],
  );
});
