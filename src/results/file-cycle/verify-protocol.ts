import { z } from 'zod';
import { selectionRuleShape } from '../../cycles/editions/ranking-rule-shape.js';
import { outcomes } from '../../domain/cycles/outcome.js';
import { protocolFormat, type ProtocolTwin } from '../../domain/results/protocols/protocol.js';
import { type ProtocolFault, protocolFault } from '../../domain/results/protocols/protocol-fault.js';
import {
  signatureFault,
  type KnownKey,
  type SignatureFault,
  type SignedApproval,
} from '../../domain/results/protocols/signature.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { fileProblemsOf } from '../../platform/schema-problems.js';
import { correctionChange } from '../corrections/correction-change.schemas.js';
import { bodyBallot, decimal, openVote, quorumTerms, rankingRule } from './rules-file.js';
import { sha256 } from './run-file-cycle.js';
import { verifySignature } from '../../platform/secrets/verify-signature.js';

const count = z.int().min(0);
const outcome = z.enum(outcomes);

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
            crossReview: z.strictObject({ submitted: z.int().nonnegative(), needed: z.int().positive() }).optional(),
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
        ballots: z.array(bodyBallot).optional(),
        corrections: z
          .array(z.strictObject({ id: z.string(), ground: z.string(), changes: z.array(correctionChange) }))
          .optional(),
      }),
      selection: z
        .strictObject({
          rule: selectionRuleShape,
          facts: z.strictObject({
            amounts: z.record(z.string(), decimal).optional(),
            groups: z.record(z.string(), z.record(z.string(), z.string())).optional(),
          }),
          scenario: z.strictObject({ title: z.string(), ground: z.string(), rankingRule }).optional(),
        })
        .optional(),
      decisions: z.array(
        z.looseObject({
          entryId: z.string(),
          place: z.int().nullable(),
          outcome,
          departure: z.boolean(),
          order: z.int().optional(),
          follows: z.looseObject({ entryId: z.string() }).optional(),
        }),
      ),
      notAwarded: z.array(z.looseObject({ outcome })).optional(),
      withdrawn: z.array(z.looseObject({ entryId: z.string(), held: z.array(outcome) })).optional(),
      standing: z.array(z.looseObject({ entryId: z.string(), outcome, order: z.int().optional() })).optional(),
    }),
  ),
  regional: z
    .array(
      z.looseObject({
        entries: z.array(z.looseObject({ id: z.string(), regionCode: z.string() })),
        decisions: z.array(z.looseObject({ entryId: z.string(), regionCode: z.string() })),
        notAwarded: z.array(z.looseObject({ regionCode: z.string() })).optional(),
      }),
    )
    .optional(),
});

const signaturesShape = z.array(
  z.strictObject({
    hash: z.string(),
    userName: z.string(),
    person: z.string().optional(),
    capacity: z.string(),
    approvedAt: z.iso.datetime(),
    signature: z.string(),
    publicKey: z.string(),
  }),
);

export interface Verification {
  /** The first thing that does not follow from the inputs, or `null`. */
  fault: ProtocolFault | SignatureFault | null;
  /** Who signed by the file, where it has signatures beside the twin. */
  signedBy: string[];
  /** Whether the signatures were held against keys known from elsewhere. */
  pinned: boolean;
  sha256: string;
  nominations: number;
  entries: number;
}

/**
 * Computes a protocol's twin again from the inputs inside it, and holds its signatures against keys that the caller knows; `null`
 * where none is known. Refuses with `malformed` what is no JSON, and with
 * `invalid-input` what has not the shape of a twin; everything else is a fault that is named, or none.
 */
export function verifyProtocol(json: string, keys: readonly KnownKey[] | null = null): Verification {
  const { twin, signatures } = parsed(json);
  const entries = twin.nominations.reduce((total, { input }) => total + input.entries.length, 0);
  return {
    fault: faultOf(twin) ?? signatureFault(twin.sha256, signatures, { verify: verifySignature, keys }),
    signedBy: signatures.map(({ userName }) => userName),
    pinned: keys !== null,
    sha256: twin.sha256,
    nominations: twin.nominations.length,
    entries,
  };
}

/** A twin alone, or a twin with the signatures beside it. */
function parsed(json: string): { twin: ProtocolTwin; signatures: SignedApproval[] } {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Refusal({ code: 'malformed' });
  }
  const isSigned = typeof value === 'object' && value !== null && 'twin' in value && 'signatures' in value;
  const read = isSigned
    ? z.strictObject({ twin: twinShape, signatures: signaturesShape }).safeParse(value)
    : twinShape.safeParse(value);
  if (read.success)
    return isSigned
      ? (value as { twin: ProtocolTwin; signatures: SignedApproval[] })
      : { twin: value as ProtocolTwin, signatures: [] };
  throw new Refusal({ code: 'invalid-input', problems: fileProblemsOf(read.error) });
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
