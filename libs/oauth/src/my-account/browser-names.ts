import { BROWSER_MAP, OS_MAP, parse, type ParsedResult } from 'bowser';

/** What a browser says of itself, as far as it is one that is known. */
export interface BrowserName {
  readonly browser: string | null;
  readonly system: string | null;
  readonly device: 'desktop' | 'mobile' | 'tablet' | null;
}

/** Generic is none. */
const BROWSERS: ReadonlySet<string> = new Set(
  Object.values(BROWSER_MAP).filter((name) => name !== BROWSER_MAP.generic),
);
const SYSTEMS: ReadonlySet<string> = new Set(Object.values(OS_MAP));
const DEVICES = ['desktop', 'mobile', 'tablet'] as const;

/**
 * @param userAgent as it was recorded. Anybody can send anything: only names of a fixed list get onto a page.
 */
export function browserName(userAgent: string | null): BrowserName {
  const { browser, os, platform } = parsed(userAgent);
  return {
    browser: among(BROWSERS, browser.name),
    system: among(SYSTEMS, os.name),
    device: DEVICES.find((device) => device === platform.type) ?? null,
  };
}

function parsed(userAgent: string | null): Pick<ParsedResult, 'browser' | 'os' | 'platform'> {
  // It is an error to ask about nothing.
  return userAgent ? parse(userAgent) : { browser: {}, os: {}, platform: {} };
}

function among(names: ReadonlySet<string>, name: string | undefined): string | null {
  return name !== undefined && names.has(name) ? name : null;
}
