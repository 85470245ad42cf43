import type { EndpointName } from '../wire/endpoint-names.js';
import type { MessageKey } from './messages/en.js';
import type { Language } from './page-context.js';
import type { ClientView } from './views.js';

/** What all view models have in common. */
export interface AnyPage {
  readonly name: string;
  /** The client it is about, or null. */
  readonly client: ClientView | null;
}

/** Where a page can be opened again. */
export interface PageAddress {
  readonly endpoint: EndpointName;
  readonly query: Readonly<Record<string, string>>;
}

/** One state of a page: the boot check and the gallery render it in every language. */
export interface Fixture<P extends AnyPage = AnyPage> {
  /** Stable, such as `consent/more-than-before`: also a file name for screenshots. */
  readonly id: string;
  readonly page: P;
}

/**
 * Everything about a page but its words and its markup: those are in `messages/` and in the template of the page's
 * name. Fixtures contain nothing that escaping changes, so that `contains` is a plain search.
 */
export interface PageDefinition<P extends AnyPage> {
  /**
   * A form on it ends at a client. Browsers check form-action against every redirect that follows a POST, so such a
   * page cannot have one.
   */
  readonly endsAtClient: boolean;
  /** ... and posts to the client itself, so that it cannot have one in strict mode either. */
  readonly postsToClient?: boolean;
  /** Where the browser goes by itself, at once and without a script; null for nowhere. An http or https address. */
  refresh?(page: P): string | null;
  /** Null for a page that stands at an address which must not be called again. */
  address(page: P): PageAddress | null;
  /** Of the heading and of the document. */
  title(page: P): MessageKey;
  /** The last try failed: the document's title says so first. */
  hasFailed?(page: P): boolean;
  /** What the template sees besides the page itself, so that it decides nothing but markup. */
  details(page: P, language: Language): object;
  /** Values that must not be empty, by their names: a page without them would not tell the truth. */
  says(page: P): Readonly<Record<string, unknown>>;
  /** What a template, ours or a host's, must have put on the page. */
  contains(page: P): readonly string[];
  /** Every state there is. */
  fixtures(language: Language): readonly Fixture<P>[];
}
