import { z } from 'zod';
import { selectionRuleShape } from '../../cycles/ranking-rule-shape.js';
import { type ProtocolFault, protocolFault, protocolFormat, type ProtocolTwin } from '../../domain/protocol.js';
import { Refusal } from '../../domain/refusal.js';
import { decimal, openVote, quorumTerms, rankingRule } from './rules-file.js';
import { sha256 } from './run.js';

const count = z.int().min(0);

/** As much of a twin's shape as computing it again relies on; the rest is compared, not trusted. */
const twinShape = z.looseObject({
  format: z.literal(protocolFormat),
  attendance: z.looseObject({ members: count, present: count, recused: count }),
  quorum: quorumTerms,
  criteria: z.array(z.looseObject({ id: z.string(), weight: decimal, scaleMax: decimal })),
  nominations: z.array(
    z.looseObject({
      input: z.strictObject({
        criteria: z.array(z.strictObject({ id: z.string(), weight: decimal, scaleMax: decimal })),
        entries: z.array(
          z.strictObject({
            id: z.string(),
            regionCode: z.string(),
            registerNumber: z.string(),
            submittedAt: z.iso.datetime(),
            nomination: z.string().optional(),
            amount: decimal.optional(),
            facts: z.record(z.string(), decimal).optional(),
            bonuses: z.array(z.string()).optional(),
          }),
        ),
        sheets: z.array(
          z.strictObject({
            entryId: z.string(),
            expertId: z.string(),
            scores: z.record(z.string(), decimal),
            cannotJudge: z.array(z.string()).optional(),
            extra: z.boolean().optional(),
          }),
        ),
        rule: rankingRule,
        decimals: z.int().min(0).max(12),
        openVote: openVote.optional(),
      }),
      selection: z
        .strictObject({
          rule: selectionRuleShape,
          facts: z.strictObject({
            amounts: z.record(z.string(), decimal).optional(),
            groups: z.record(z.string(), z.record(z.string(), z.string())).optional(),
          }),
        })
        .optional(),
      decisions: z.array(z.looseObject({ entryId: z.string(), place: z.int().nullable() })),
    }),
  ),
});

export interface Verification {
  /** The first thing that does not follow from the inputs, or `null`. */
  fault: ProtocolFault | null;
  sha256: string;
  nominations: number;
  entries: number;
}

/**
 * Computes a protocol's twin again from the inputs inside it. Refuses with `malformed` what is no JSON, and with
 * `invalid-input` what has not the shape of a twin; everything else is a fault that is named, or none.
 */
export function verifyProtocol(json: string): Verification {
  const twin = parsed(json);
  const entries = twin.nominations.reduce((total, { input }) => total + input.entries.length, 0);
  return { fault: faultOf(twin), sha256: twin.sha256, nominations: twin.nominations.length, entries };
}

function parsed(json: string): ProtocolTwin {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Refusal({ code: 'malformed' });
  }
  const read = twinShape.safeParse(value);
  if (read.success) return value as ProtocolTwin;
  const problems = read.error.issues.map(({ path, code }) => ({
    pointer: path.map((step) => `/${String(step)}`).join(''),
    rule: code.replaceAll('_', '-'),
  }));
  throw new Refusal({ code: 'invalid-input', problems });
}

/** Inputs that the rules refuse to rank cannot be the inputs of a protocol: the refusal is the fault. */
function faultOf(twin: ProtocolTwin): ProtocolFault | null {
  try {
    return protocolFault(twin, sha256);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { what: 'ranking', pointer: '/nominations', expected: 'inputs that can be ranked', found: error.code };
  }
}
