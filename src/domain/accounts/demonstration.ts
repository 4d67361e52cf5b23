/**
 * Rules §2. Accounts of the demonstration have passwords that everybody knows. Their addresses are under a name that is
 * reserved for trials (RFC 2606), so that no mailbox of anybody is among them.
 */
export const isOfDemonstration = (email: string): boolean => email.toLowerCase().endsWith('@laureat.test');
