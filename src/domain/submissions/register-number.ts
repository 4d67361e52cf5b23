/** Rules §4.3. The register number: the nomination's letters, the year and the running number: `СБ-2019-0188`. */
export function registerNumber(parts: { nominationCode: string; year: number; sequence: number }): string {
  return `${parts.nominationCode}-${parts.year}-${String(parts.sequence).padStart(4, '0')}`;
}
