import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS } from '../../scripts/browser.mjs';
import { sessionCookie } from '../../src/platform/http/session-cookie.js';
import type { TestApp } from './app.js';

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Real browsers of different people on the running program; every page they come to is looked at by axe. */
export class People {
  private readonly looked = new Set<string>();
  private readonly contexts: BrowserContext[] = [];
  readonly violations: string[] = [];
  readonly errors: string[] = [];

  private constructor(
    private readonly browser: Browser,
    readonly baseUrl: string,
  ) {}

  static async on(baseUrl: string): Promise<People> {
    const executablePath = process.env['TEST_CHROMIUM'];
    if (!executablePath) throw new Error('no Chromium: run `npm run setup:system`');
    return new People(await chromium.launch({ executablePath, args: CHROMIUM_FLAGS }), baseUrl);
  }

  /** A browser of somebody; with an address it signs in by password. */
  async person(email?: string, viewport = { width: 1280, height: 900 }): Promise<Person> {
    const context = await this.browser.newContext({ locale: 'ru-RU', viewport });
    this.contexts.push(context);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.errors.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('status of 4'))
        this.errors.push(`${page.url()}: ${message.text()}`);
    });
    const person = new Person(page, this);
    if (email) await person.signIn(email);
    return person;
  }

  /** A browser of somebody whose session is opened without the form of signing in. */
  async signedIn(app: TestApp, email: string, viewport?: { width: number; height: number }): Promise<Person> {
    const person = await this.person(undefined, viewport);
    const { cookies } = await app.signIn(email);
    await person.page
      .context()
      .addCookies([{ name: sessionCookie, value: cookies[sessionCookie]!, url: this.baseUrl }]);
    return person;
  }

  /** axe on a page, once for pages of the same kind. */
  async look(page: Page): Promise<void> {
    const kind = new URL(page.url()).pathname.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|[\w-]{43}/g, ':id');
    if (this.looked.has(kind)) return;
    this.looked.add(kind);
    // A letter stands in a frame without scripts, where axe cannot run; the letters' templates have tests of their own.
    await page.evaluate(() => document.querySelectorAll('iframe').forEach((frame) => frame.remove()));
    const axe = new AxeBuilder({ page })
      .setLegacyMode(true)
      .options({ resultTypes: ['violations'] })
      .withTags(wcag);
    const { violations } = await axe.analyze();
    for (const { id, nodes } of violations) this.violations.push(`${kind}: ${id} ${nodes[0]?.html.slice(0, 160)}`);
  }

  /** What everybody sees, into test-results/, for whoever looks into a failure. */
  async photograph(): Promise<void> {
    const pages = this.contexts.flatMap((context) => context.pages());
    await Promise.all(
      pages.map((page, index) =>
        page.screenshot({ path: `test-results/${index}.png`, fullPage: true }).catch(() => undefined),
      ),
    );
  }

  get pagesLookedAt(): number {
    return this.looked.size;
  }

  async close(): Promise<void> {
    await Promise.all(this.contexts.map((context) => context.close()));
    await this.browser.close();
  }
}

/** What a person does with a browser. */
export class Person {
  constructor(
    readonly page: Page,
    private readonly people: People,
  ) {}

  async signIn(email: string, password = 'laureat-demo'): Promise<void> {
    await this.goes('/sign-in');
    await this.fills({ email, password });
    await this.presses('Войти', 'main');
  }

  async goes(path: string): Promise<number> {
    const response = await this.page.goto(path.startsWith('http') ? path : `${this.people.baseUrl}${path}`);
    await this.people.look(this.page);
    return response?.status() ?? 0;
  }

  /** Fills fields by their names. */
  async fills(fields: Record<string, string>): Promise<void> {
    for (const [name, value] of Object.entries(fields)) {
      const field = this.page.locator(`[name="${name}"]:visible`).first();
      if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption(value);
      else await field.fill(value);
    }
  }

  /** Presses a button and waits for the page that follows. */
  async presses(words: string | RegExp, within = 'body'): Promise<void> {
    const button = this.page.locator(within).getByRole('button', { name: words }).first();
    await Promise.all([this.page.waitForNavigation(), button.click()]);
    await this.people.look(this.page);
  }

  async follows(words: string | RegExp): Promise<void> {
    await Promise.all([this.page.waitForNavigation(), this.page.getByRole('link', { name: words }).first().click()]);
    await this.people.look(this.page);
  }

  sees(): Promise<string> {
    return this.page.locator('body').innerText();
  }

  get at(): string {
    return new URL(this.page.url()).pathname;
  }
}
