import type { Answers } from '../cycles/form.js';

export interface RevisionFacts {
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

/**
 * Rules §4.3. What a submission freezes, as plain JSON: hash it with `contentHash` of `canonical.ts`. Files are named
 * in the order of field, name and hash, so that the order of uploading does not change the hash.
 */
export function revisionContent(facts: RevisionFacts): Record<string, unknown> {
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
