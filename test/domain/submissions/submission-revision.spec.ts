import { createHash } from 'node:crypto';
import type { Answers, FileAnswer } from '../../../src/domain/cycles/form.js';
import { canonicalJson, contentHash } from '../../../src/domain/kernel/canonical.js';
import { inShownOrder, moved } from '../../../src/domain/submissions/file-order.js';
import {
  contentForm,
  entryContent,
  isSameContent,
  revisionContent,
  saysItsContent,
} from '../../../src/domain/submissions/submission-revision.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const file = (over: Partial<FileAnswer> = {}): FileAnswer => ({
  id: 'a1',
  name: 'Паспорт.pdf',
  mediaType: 'application/pdf',
  bytes: 12,
  sha256: 'aa',
  ...over,
});
const answers: Answers = {
  title: 'Семейный паспорт',
  idea: 'Строка одна\nстрока две',
  results: [{ indicator: 'Семей', after: '54' }],
  proofs: [file()],
};
const revision = {
  contentForm,
  submissionId: 'e1',
  number: 1,
  title: 'Семейный паспорт',
  formVersionId: 'f1',
  answers,
  organisation: { id: 'o1', name: 'Комитет' },
  files: [],
  submittedAt: new Date('2026-08-01T09:00:00Z'),
};
const hash = (over: Partial<typeof revision> = {}) => contentHash(revisionContent({ ...revision, ...over }), sha256);

describe('what is shown of a revision follows from its content', () => {
  const shown = { field: 'proofs', name: 'Паспорт.pdf', type: 'application/pdf', bytes: 12, sha256: 'aa' };
  const whole = { ...revision, files: [shown] };

  it.each<[string, Partial<typeof whole>, boolean]>([
    ['as it was frozen', {}, true],
    ['another title', { title: 'Паспорт семьи' }, false],
    ['a file less', { files: [] }, false],
    ['a file more', { files: [shown, { ...shown, name: 'Ещё.pdf' }] }, false],
    ['other bytes', { files: [{ ...shown, sha256: 'bb' }] }, false],
    ['of the first rule, whose hash covers both', { contentForm: 1, title: 'Паспорт семьи' }, true],
  ])('%s', (_what, over, says) => expect(saysItsContent({ ...whole, ...over })).toBe(says));
});

describe('the content of an entry', () => {
  it('is written down as RFC 8785 has it, so that any program can hash it', () => {
    const text =
      '{"answers":{"idea":"Строка одна\\nстрока две","proofs":[{"bytes":12,"name":"Паспорт.pdf","sha256":"aa",' +
      '"type":"application/pdf"}],"results":[{"after":"54","indicator":"Семей"}],"title":"Семейный паспорт"},' +
      '"format":"laureat-entry/2"}';
    expect(canonicalJson(entryContent(answers))).toBe(text);
    expect(hash()).toBe(sha256(text));
  });

  it.each<[string, Partial<typeof revision>]>([
    ['the instant', { submittedAt: new Date('2027-01-01T00:00:00Z') }],
    ['the ids', { submissionId: 'e2', formVersionId: 'f2' }],
    ['the number of the revision', { number: 7 }],
    ['the name of the organisation', { organisation: { id: 'o1', name: 'Министерство' } }],
    ['the id of a file', { answers: { ...answers, proofs: [file({ id: 'other' })] } }],
    ['the spelling of ё and й', { answers: { ...answers, title: 'Семейный паспорт'.normalize('NFD') } }],
    [
      'the spelling of a file name',
      { answers: { ...answers, proofs: [file({ name: 'Паспорт.pdf'.normalize('NFD') })] } },
    ],
    ['line breaks of another system', { answers: { ...answers, idea: 'Строка одна\r\nстрока две' } }],
    ['the order of keys', { answers: Object.fromEntries(Object.entries(answers).reverse()) }],
    ['answers that say nothing', { answers: { ...answers, note: '', list: [], agreed: false, rows: [{ a: '' }] } }],
  ])('does not change with %s', (_what, over) => {
    expect(hash(over)).toBe(hash());
    expect(isSameContent(over.answers ?? answers, answers)).toBe(true);
  });

  it.each<[string, Answers]>([
    ['a letter', { ...answers, title: 'Семейный паспорты' }],
    ['a space', { ...answers, title: 'Семейный  паспорт' }],
    ['the order of rows', { ...answers, list: ['a', 'b'] }],
    ['the bytes of a file', { ...answers, proofs: [file({ sha256: 'bb' })] }],
    ['the name of a file', { ...answers, proofs: [file({ name: 'Паспорт 2.pdf' })] }],
    ['a caption', { ...answers, proofs: [file({ caption: 'Страница 3' })] }],
  ])('changes with %s', (_what, other) => {
    expect(hash({ answers: other })).not.toBe(hash());
    expect(isSameContent(other, answers)).toBe(false);
  });
});

describe('files of a field', () => {
  const placed = (name: string, position: number | null = null) => ({ name, position, sha256: name });
  const names = (...files: ReturnType<typeof placed>[]) => inShownOrder(files).map(({ name }) => name);

  it('stand by name, whatever came first, until somebody moves them', () => {
    expect(names(placed('б'), placed('а'), placed('в'))).toEqual(['а', 'б', 'в']);
    expect(names(placed('в'), placed('б'), placed('а'))).toEqual(['а', 'б', 'в']);
  });

  it('stand as they were put; those that came since come after', () => {
    expect(names(placed('а', 1), placed('б', 0), placed('0'))).toEqual(['б', 'а', '0']);
  });

  it('move by one place and not beyond the ends', () => {
    expect(moved(['a', 'b', 'c'], 'b', -1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b', 'c'], 'a', -1)).toEqual(['a', 'b', 'c']);
    expect(moved(['a', 'b', 'c'], 'c', 1)).toEqual(['a', 'b', 'c']);
    expect(moved(['a', 'b'], 'x', 1)).toEqual(['a', 'b']);
  });
});
