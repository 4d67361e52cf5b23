import type { Answers, FileAnswer } from '../cycles/form.js';
import { canonicalJson } from '../kernel/canonical.js';

export interface RevisionFacts {
  /** By which of the rules below the content is made; 1 for what was frozen before ids and times were left out. */
  contentForm: number;
  submissionId: string;
  number: number;
  title: string;
  formVersionId: string;
  answers: Answers;
  /** The organisation as it was then: id, name, kind, region's code and name. */
  organisation: Readonly<Record<string, string>>;
  files: readonly { field: string; name: string; type: string; bytes: number; sha256: string }[];
  submittedAt: Date;
}

/** The rule by which contents are made now. */
export const contentForm = 2;

/** What a submission freezes, as plain JSON, by the rule of its time: hash it with `contentHash` of `canonical.ts`. */
export function revisionContent(facts: RevisionFacts): Record<string, unknown> {
  return facts.contentForm === 1 ? firstContent(facts) : entryContent(facts.answers);
}

/**
 * Rules §4.3. The content of an entry: its answers and files, and nothing of whose it is, when it came or how the program keeps
 * it. The spelling of Unicode (NFC) and of line breaks does not count, an empty answer is none, and a file is its name,
 * type, size, SHA-256 and caption, in the order in which it is shown.
 */
export function entryContent(answers: Answers): Record<string, unknown> {
  return { format: 'laureat-entry/2', answers: plain(answers) ?? {} };
}

/** The name of the practice is the answer to the field `title`; every form has it. */
export function titleOf(answers: Answers): string {
  const title = answers['title'];
  return typeof title === 'string' ? title.trim() : '';
}

/**
 * Rules §4.3. Whether what lists show of a revision follows from what its hash covers: the title and the files. What was frozen by
 * the first rule has both within its hash.
 */
export function saysItsContent({ contentForm: form, title, answers, files }: RevisionFacts): boolean {
  if (form === 1) return true;
  const fact = ({ name, type, bytes, sha256 }: Omit<RevisionFacts['files'][number], 'field'>) =>
    canonicalJson({ name, type, bytes, sha256 });
  const said = filesIn(answers).map(({ mediaType, ...file }) => fact({ ...file, type: mediaType }));
  return title === titleOf(answers) && canonicalJson(said.sort()) === canonicalJson(files.map(fact).sort());
}

function filesIn(value: unknown): FileAnswer[] {
  if (typeof value !== 'object' || value === null) return [];
  return isFile(value) ? [value] : Object.values(value).flatMap(filesIn);
}

/** Whether two texts of an entry say the same: submitting the one in force again makes no revision. */
export const isSameContent = (one: Answers, other: Answers): boolean =>
  canonicalJson(entryContent(one)) === canonicalJson(entryContent(other));

/** Whether something was typed or attached that the revision in force does not say; a draft, which has none, is all unsent. */
export const hasUnsent = (inForce: Answers | null, working: Answers): boolean =>
  inForce !== null && !isSameContent(inForce, working);

/** A value in its one spelling; `undefined` where it says nothing. */
function plain(value: unknown): unknown {
  if (typeof value === 'string') return value === '' ? undefined : spelt(value);
  if (Array.isArray(value)) {
    const items = value.map(plain).filter((item) => item !== undefined);
    return items.length > 0 ? items : undefined;
  }
  if (typeof value !== 'object' || value === null) return value === null || value === false ? undefined : value;
  const said = Object.entries(isFile(value) ? factsOf(value) : value).flatMap(([key, each]) => {
    const one = plain(each);
    return one === undefined ? [] : [[spelt(key), one] as const];
  });
  return said.length > 0 ? Object.fromEntries(said) : undefined;
}

const spelt = (text: string): string => text.replaceAll('\r\n', '\n').normalize('NFC');

/** Whether a part of an answer is a file. */
export const isFile = (item: unknown): item is FileAnswer =>
  typeof item === 'object' && item !== null && 'sha256' in item && 'mediaType' in item;

const factsOf = ({ name, mediaType, bytes, sha256, caption = '' }: FileAnswer) => ({
  name,
  type: mediaType,
  bytes,
  sha256,
  caption,
});

/** The content as it was until 2026: with ids, number and instant. What was frozen so keeps its hash. */
function firstContent(facts: RevisionFacts): Record<string, unknown> {
  const key = (file: RevisionFacts['files'][number]) => `${file.field}\n${file.name}\n${file.sha256}`;
  return {
    submissionId: facts.submissionId,
    number: facts.number,
    title: facts.title,
    formVersionId: facts.formVersionId,
    answers: facts.answers,
    organisation: { ...facts.organisation },
    files: facts.files
      .map(({ field, name, type, bytes, sha256 }) => ({ field, name, type, bytes, sha256 }))
      .sort((a, b) => (key(a) < key(b) ? -1 : 1)),
    submittedAt: facts.submittedAt.toISOString(),
  };
}
