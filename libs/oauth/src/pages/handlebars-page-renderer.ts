import { languages } from './messages/messages.js';
import { Theme } from './theme/theme.js';
import type { PageContext } from './page-context.js';
import type { Page } from './pages.js';
import { PageRenderer } from './page-renderer.js';
import { fixtureContext, fixtures } from './fixtures.js';
import { requireFaithfulDocument, requireMeaningfulPage } from './page-contract.js';
import { toLayoutModel, toPageModel } from './page-model.js';
import { TemplateSet } from './templates/template-set.js';

/**
 * Renders the pages from the Handlebars files in `templates/`. It keeps an engine of its own, so a view
 * engine of the host is untouched.
 */
export class HandlebarsPageRenderer extends PageRenderer {
  private readonly templates: TemplateSet;

  /**
   * Compiles every template. Those of a host, and ours with its words, are rendered once for every state and language;
   * ours alone were tried when they were written.
   *
   * @param theme templates of the host, laid out as `templates/` is: a file there replaces ours of the same name, and
   *   `partials/` may hold new ones; and the host's words
   * @throws with file and line when a template is broken, and when a page would leave out what the user must
   *   see, lack a form field, or contain inline script or style
   */
  constructor(private readonly theme: Theme = Theme.none) {
    super();
    this.templates = new TemplateSet(theme.wording, theme.templates);
    if (theme !== Theme.none) this.tryEveryTemplate();
  }

  override render(page: Page, context: PageContext): string {
    requireMeaningfulPage(page, context);
    const model = toPageModel(page, context);
    const layout = toLayoutModel(page, model, context, this.theme.wording);
    const body = this.templates.render(page.name, context.language, model);
    return this.templates.render('layout', context.language, { ...layout, body });
  }

  /** @throws when a page would leave out what the user must see, and with file and line when a template is broken */
  tryEveryTemplate(): void {
    for (const { code } of languages) {
      for (const { page } of fixtures(code)) {
        requireFaithfulDocument(page, this.render(page, fixtureContext(code)));
      }
    }
  }
}
