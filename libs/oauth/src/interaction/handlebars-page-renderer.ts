import { languages } from './messages/messages.js';
import type { Language, Page, PageContext } from './pages.js';
import { PageRenderer } from './page-renderer.js';
import { fixtureContext, fixtures } from './templates/fixtures.js';
import { requireFaithfulDocument, requireMeaningfulPage } from './templates/page-contract.js';
import { toLayoutModel, toPageModel } from './templates/page-model.js';
import { TemplateSet } from './templates/template-set.js';

/**
 * Renders the pages from the Handlebars files in `templates/`. It keeps an engine of its own, so a view
 * engine of the host is untouched.
 */
export class HandlebarsPageRenderer extends PageRenderer {
  private readonly templates: Readonly<Record<Language, TemplateSet>>;

  /**
   * Compiles every template and renders it once for every state and language.
   *
   * @param overrides folder with templates of the host, laid out as `templates/` is; a file there replaces
   *   ours of the same name, and `partials/` may hold new ones
   * @throws with file and line when a template is broken, and when a page would leave out what the user must
   *   see, lack a form field, or contain inline script or style
   */
  constructor(overrides?: string) {
    super();
    this.templates = {
      en: new TemplateSet('en', overrides),
      'zh-CN': new TemplateSet('zh-CN', overrides),
    };
    this.tryEveryTemplate();
  }

  override render(page: Page, context: PageContext): string {
    requireMeaningfulPage(page, context);
    const templates = this.templates[context.language];
    const body = templates.render(page.name, toPageModel(page, context));
    return templates.render('layout', { ...toLayoutModel(page, context), body });
  }

  private tryEveryTemplate(): void {
    for (const { code } of languages) {
      for (const { page } of fixtures(code)) {
        requireFaithfulDocument(page, this.render(page, fixtureContext(code)));
      }
    }
  }
}
