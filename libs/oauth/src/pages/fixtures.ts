import { languages } from './messages/messages.js';
import type { Language, PageContext } from './page-context.js';
import type { Fixture } from './page-definition.js';
import { PAGES, type Page } from './pages.js';

/** Every state of every page; the boot check renders all of them in every language. */
export function fixtures(language: Language): readonly Fixture<Page>[] {
  return Object.values(PAGES).flatMap(
    (definition) => definition.fixtures(language) as readonly Fixture<Page>[],
  );
}

export function fixtureContext(language: Language): PageContext {
  return {
    language,
    languages: languages.map(({ code, label }) => ({
      code,
      label,
      href: `?lang=${code}`,
      current: code === language,
    })),
    assets: { styleSheets: ['/oauth/assets/portcullis.css'], script: '/oauth/assets/portcullis.js' },
    brand: {
      name: 'Acme Account',
      supportUrl: 'https://support.acme.example/',
      termsUrl: 'https://acme.example/terms',
      privacyUrl: 'https://acme.example/privacy',
      logo: null,
    },
  };
}
