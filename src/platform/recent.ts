/**
 * The last few answers to questions that are answered in one way for ever, because the key names the version of all that
 * the answer rests on. Who asks while it is looked for waits for the same answer; a failure is not kept.
 */
export class Recent<Answer> {
  private readonly answers = new Map<string, Promise<Answer>>();

  constructor(private readonly most: number) {}

  get(key: string, find: () => Promise<Answer>): Promise<Answer> {
    const answer = this.answers.get(key) ?? find();
    this.answers.delete(key);
    this.answers.set(key, answer);
    if (this.answers.size > this.most) this.answers.delete(this.answers.keys().next().value!);
    answer.catch(() => this.answers.delete(key));
    return answer;
  }
}
