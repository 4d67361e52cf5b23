import { describe, expect, it } from '@jest/globals';
import { codeFrom, certificateCode, codeText } from '../../../../src/domain/results/publication/certificate.js';
import { sha256 } from '../../../../src/platform/ids.js';

describe('the code of a certificate', () => {
  it('follows from what it certifies and is read back however it is typed', () => {
    const facts = { publicationHash: 'a'.repeat(64), submissionId: 's', outcome: 'winner' };
    const code = certificateCode(facts, sha256);
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/);
    expect(certificateCode(facts, sha256)).toBe(code);
    expect(certificateCode({ ...facts, outcome: 'finalist' }, sha256)).not.toBe(code);
    expect(codeFrom(codeText(code).toLowerCase())).toBe(code);
    expect(codeFrom('OIL0-0000-0000-0000')).toBe('0110000000000000');
    expect([codeFrom('short'), codeFrom('U'.repeat(16))]).toEqual([null, null]);
  });
});
