import { clientMark } from './client-mark.js';
import { dayInWords } from './days.js';
import { followable } from './followable.js';
import type { MessageKey } from './messages/en.js';
import { formatMessage } from './messages/messages.js';
import type { Wording } from './messages/wording.js';
import type { Language, PageContext } from './page-context.js';
import { ownImage } from './own-image.js';
import { definitionOf, type Page } from './pages.js';
import type { ClientView } from './views.js';

/** What a body template sees: the page, prepared so that the template decides nothing but markup. */
export function toPageModel(page: Page, context: PageContext) {
  const client = page.client === null ? null : toClient(page.client, context.language);
  const definition = definitionOf(page);
  return {
    ...page,
    ...definition.details(page, context.language),
    client,
    clientName: client?.name ?? '',
    titleKey: definition.title(page),
    brand: toBrand(context),
  };
}

export type PageModel = ReturnType<typeof toPageModel>;

/** What `layout.hbs` sees besides `body`. */
export function toLayoutModel(
  page: Page,
  { titleKey, clientName, brand }: PageModel,
  context: PageContext,
  wording: Wording,
) {
  const text = (key: MessageKey, values: Record<string, string>): string =>
    formatMessage(wording.of(context.language, key), values);
  const failed = definitionOf(page).hasFailed?.(page) ?? false;
  return {
    page: page.name,
    refresh: definitionOf(page).refresh?.(page) ?? null,
    documentTitle: text(failed ? 'layout.titleAfterFailure' : 'layout.title', {
      title: text(titleKey, { client: clientName, brand: brand.name }),
      brand: brand.name,
    }),
    language: context.language,
    languages: context.languages,
    assets: { styleSheets: context.assets.styleSheets, script: context.assets.script ?? null },
    brand,
  };
}

function toBrand({ brand }: PageContext) {
  return {
    name: brand.name,
    logo: ownImage(brand.logo),
    supportUrl: followable(brand.supportUrl),
    termsUrl: followable(brand.termsUrl),
    privacyUrl: followable(brand.privacyUrl),
  };
}

function toClient(client: ClientView, language: Language) {
  const uri = followable(client.uri);
  return {
    ...clientMark(client),
    uri,
    host: uri !== null && URL.canParse(uri) ? new URL(uri).host : null,
    tosUri: followable(client.tosUri),
    policyUri: followable(client.policyUri),
    verified: client.verified,
    firstSeen: client.firstSeen && dayInWords(client.firstSeen, language),
    firstSeenDay: client.firstSeen?.slice(0, 10) ?? null,
    hasLegal: followable(client.tosUri) !== null || followable(client.policyUri) !== null,
  };
}
