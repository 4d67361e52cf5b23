export type FormField = { id: string } & Record<string, unknown>;
export type Answers = Record<string, unknown>;
