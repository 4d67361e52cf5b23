import type { Locale } from './i18n.js';

/** What every page knows besides its own model; templates read it as `@locale`, `@user`, `@csrf` and so on. */
export interface RenderContext {
  locale: Locale;
  /** IANA zone of the reader, or of the cycle for guests. */
  timeZone: string;
  /** The reader's place in the words of a sentence: «в Уфе», "in Ufa". Without it: «по вашим часам». */
  place?: string;
  now: Date;
  /** Path with query of the page, where the preferences come back to. */
  path: string;
  theme: 'light' | 'dark' | null;
  csrf: string;
  user: null | SignedInUser;
  nav: NavItem[];
  /** Groups of links in the footer; none by default. */
  foot?: FootGroup[];
  flash: null | Flash;
  /** The band of a demonstration or of a stopped clock. */
  demo: null | { text: string };
}

export interface SignedInUser {
  name: string;
  email: string;
  initials: string;
  /** Organisation or role beside the name. */
  label: string;
}

export interface NavItem {
  href: string;
  label: string;
  current: boolean;
}

export interface FootGroup {
  title: string;
  links: { href: string; label: string }[];
}

export interface Flash {
  kind: 'ok' | 'no' | 'wait' | 'news';
  text: string;
}

/** Side navigation of a work page. `gap` draws a hairline before the item, `due` tints its count. */
export interface SideItem {
  href: string;
  label: string;
  icon?: string;
  current?: boolean;
  count?: number | string;
  due?: boolean;
  gap?: boolean;
}
