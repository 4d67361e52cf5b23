import type { CountedBallot } from './ballot.js';

export const memberRoles = ['chair', 'secretary', 'member'] as const;
export type MemberRole = (typeof memberRoles)[number];

/** What happened at a sitting beside the decisions on entries. */
export interface SittingRecord {
  members: { name: string; role: MemberRole; present: boolean; declaration: 'none' | 'conflict' | null }[];
  agenda: { title: string; recused: { name: string; reason: string }[]; ballots: CountedBallot[] }[];
  dissents: { name: string; text: string }[];
}
