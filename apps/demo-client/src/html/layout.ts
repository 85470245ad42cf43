import { Html, html } from './html.js';

export interface Page {
  readonly title: string;
  readonly main: Html;
}

/** The frame around every page. */
export function layout({ title, main }: Page): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · DingTalk demo</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/demo-client.css" />
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="masthead">
          <a class="brand" href="/"><img src="/assets/icon.svg" alt="" width="32" height="32" />DingTalk</a>
          <span class="tag">Portcullis demo client</span>
        </header>
        <main id="main">${main}</main>
        <footer class="footer">
          <p>
            A demonstration of OAuth 2.1 and OpenID Connect. The names DingTalk and WeChat stand for any two
            companies; this page belongs to neither.
          </p>
        </footer>
      </body>
    </html>`;
}
