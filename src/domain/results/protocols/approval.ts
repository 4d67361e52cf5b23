import { Refusal } from '../../kernel/refusal.js';

export interface Approval {
  userId: string;
  /** The hash of the protocol that the person had before the eyes. */
  hash: string;
  approvedAt: Date;
}

/**
 * Rules §13. A person signs the protocol as it stands, once. Refuses: `protocol-changed` when what was read is not what
 * stands now, `same-approver` for a second signature of one person.
 */
export function approve(
  facts: { userId: string; hashRead: string; now: Date },
  protocol: { hash: string; approvals: readonly Approval[] },
): Approval {
  if (facts.hashRead !== protocol.hash) throw new Refusal({ code: 'protocol-changed' });
  if (protocol.approvals.some(({ userId }) => userId === facts.userId)) throw new Refusal({ code: 'same-approver' });
  return { userId: facts.userId, hash: protocol.hash, approvedAt: facts.now };
}

/** How many different people have signed exactly this hash. */
export function approversOf(protocol: { hash: string; approvals: readonly Approval[] }): number {
  return new Set(protocol.approvals.filter(({ hash }) => hash === protocol.hash).map(({ userId }) => userId)).size;
}
