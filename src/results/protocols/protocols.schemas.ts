import { z } from 'zod';
import type { Approval } from './approval.entity.js';
import type { ProtocolHead } from './protocols.queries.js';

export const drawUpSchema = z.strictObject({ meetingId: z.uuid() });
export const approveSchema = z.strictObject({ hash: z.string().regex(/^[0-9a-f]{64}$/) });

export const approvalView = z.object({
  userName: z.string(),
  capacity: z.string(),
  hash: z.string(),
  approvedAt: z.string(),
});
export function toApprovalView({ userName, capacity, hash, approvedAt }: Approval): z.infer<typeof approvalView> {
  return { userName, capacity, hash, approvedAt: approvedAt.toISOString() };
}

export const protocolView = z.object({
  id: z.uuid(),
  meetingId: z.uuid(),
  hash: z.string(),
  createdAt: z.string(),
  approvals: z.array(approvalView),
});
export function toProtocolView(
  { id, meetingId, hash, createdAt }: ProtocolHead,
  approvals: readonly Approval[],
): z.infer<typeof protocolView> {
  const own = approvals.filter(({ protocolId }) => protocolId === id).map(toApprovalView);
  return { id, meetingId, hash, createdAt: createdAt.toISOString(), approvals: own };
}
