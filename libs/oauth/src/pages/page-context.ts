/** Languages that ship complete. */
export type Language = 'en' | 'zh-CN';

/** What every page is given besides its own model. */
export interface PageContext {
  readonly language: Language;
  /** The languages on offer, as links that lead back to the same page. */
  readonly languages: readonly LanguageLink[];
  readonly assets: PageAssets;
  readonly brand: PageBrand;
}

export interface LanguageLink {
  /** BCP 47 tag. */
  readonly code: string;
  /** The language's own name for itself. */
  readonly label: string;
  readonly href: string;
  readonly current: boolean;
}

/** Addresses of the files in `assets/`, as the host serves them. */
export interface PageAssets {
  /** In the order in which they are linked: a later one has the last word. */
  readonly styleSheets: readonly string[];
  /** Left out, the pages are complete: the script only adds comfort. */
  readonly script?: string;
}

export interface PageBrand {
  /** Who runs this authorization server, in the words of its users. */
  readonly name: string;
  /** An `https:` or `mailto:` address where a person finds help, or null. */
  readonly supportUrl: string | null;
  /** Terms of service of this server: an `https:` address, or null. */
  readonly termsUrl: string | null;
  /** Its privacy policy: an `https:` address, or null. */
  readonly privacyUrl: string | null;
  /** Path of the logo that stands in the masthead in place of our mark and the name; or null. */
  readonly logo: string | null;
}
