import type { Page, PageContext } from '../pages.js';

/**
 * What strict templates do not catch: a value that is there but says nothing. A consent page without the
 * client's name would still look like a consent page.
 *
 * @throws naming every empty value
 */
export function requireMeaningfulPage(page: Page, context: PageContext): void {
  const empty = Object.entries(requiredStrings(page, context))
    .filter(([, value]) => !isMeaningful(value))
    .map(([name]) => name);
  if (empty.length > 0) {
    throw new Error(`the ${page.name} page cannot be shown, because these are empty: ${empty.join(', ')}`);
  }
}

/**
 * What a template, ours or a host's, must have put on the page. Checked at boot against the fixtures.
 *
 * @throws naming what is missing, or what the pages' Content-Security-Policy would block
 */
export function requireFaithfulDocument(page: Page, html: string): void {
  const missing = requiredMarkup(page).filter((markup) => !html.includes(markup));
  if (missing.length > 0) {
    throw new Error(`the ${page.name} template leaves out: ${missing.join(', ')}`);
  }
  const blocked = [/<style\b/i, /\sstyle\s*=\s*["']/i, /\son\w+\s*=\s*["']/i, /<script\b(?![^>]*\ssrc=)/i]
    .map((pattern) => pattern.exec(html)?.[0])
    .find((found) => found !== undefined);
  if (blocked !== undefined) {
    throw new Error(
      `the ${page.name} template contains inline script or style ("${blocked.trim()}"), which the pages' ` +
        'Content-Security-Policy blocks. Put it into a file of its own.',
    );
  }
}

function requiredStrings(page: Page, context: PageContext): Record<string, unknown> {
  const common = { 'brand.name': context.brand.name, 'assets.css': context.assets.css };
  const client = page.client === null ? {} : { 'client.name': page.client.name };
  switch (page.name) {
    case 'sign-in':
      return { ...common, ...client, action: page.action, interaction: page.interaction };
    case 'consent':
      return {
        ...common,
        ...client,
        action: page.action,
        interaction: page.interaction,
        'account.username': page.account.username,
        switchAccountHref: page.switchAccountHref,
        ...(page.device === null
          ? { redirectHost: page.redirectHost }
          : { 'device.userCode': page.device.userCode }),
        ...Object.fromEntries(
          page.scopes.flatMap(({ name, title }, at) => [
            [`scopes[${at}].name`, name],
            [`scopes[${at}].title`, title],
          ]),
        ),
      };
    case 'sign-out':
      return {
        ...common,
        ...client,
        action: page.action,
        request: page.request,
        token: page.token,
        'account.username': page.account.username,
        ...Object.fromEntries(page.apps.map((name, at) => [`apps[${at}]`, name])),
      };
    case 'signed-out':
      return {
        ...common,
        ...client,
        ...(page.outcome === 'nobody' ? {} : { 'account.username': page.account?.username }),
      };
    case 'device':
      return { ...common, action: page.action, token: page.token };
    case 'device-done':
      return { ...common, ...client };
    case 'error':
      return { ...common, ...client, at: page.at, ...(page.kind === 'neutral' ? {} : { code: page.code }) };
    case 'notice':
      return { ...common, ...client };
    case 'form-post':
      return { ...common, action: page.action };
  }
}

/** The fixtures contain nothing that escaping changes, so plain search is enough. */
function requiredMarkup(page: Page): readonly string[] {
  switch (page.name) {
    case 'sign-in':
      return [
        page.client.name,
        `value="${page.interaction}"`,
        'name="interaction"',
        'name="username"',
        'name="password"',
        'name="action"',
        'value="sign_in"',
        'value="cancel"',
      ];
    case 'consent':
      return [
        page.client.name,
        page.account.username,
        ...(page.device === null ? [page.redirectHost!] : [page.device.userCode]),
        ...page.scopes.flatMap(({ name, title }) => [`name="scope.${name}"`, title]),
        `value="${page.interaction}"`,
        'name="interaction"',
        'name="decision"',
        'value="allow"',
        'value="deny"',
        ...(page.rememberable ? ['name="remember"'] : []),
      ];
    case 'sign-out':
      return [
        ...(page.client === null ? [] : [page.client.name]),
        page.account.username,
        ...page.apps,
        `value="${page.request}"`,
        'name="request"',
        `value="${page.token}"`,
        'name="token"',
        'name="decision"',
        'value="sign_out"',
        'value="stay"',
      ];
    case 'signed-out':
      return page.account === null ? [] : [page.account.username];
    case 'device':
      return [`value="${page.token}"`, 'name="token"', 'name="user_code"', page.userCode];
    case 'device-done':
      return [page.client.name];
    case 'error':
      return [page.reference, page.signOutHref ?? ''];
    case 'notice':
      return page.startAgainHref === null ? [] : [page.startAgainHref];
    case 'form-post':
      return [
        'method="post"',
        `action="${page.action}"`,
        ...page.fields.map(({ name, value }) => `name="${name}" value="${value}"`),
      ];
  }
}

/** Spaces, controls and invisible format characters alone are not a name. */
function isMeaningful(value: unknown): boolean {
  return typeof value === 'string' && /[^\p{Z}\p{C}]/u.test(value);
}
