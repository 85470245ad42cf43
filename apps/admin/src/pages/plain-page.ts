import type { PageLanguage } from './page-language.js';

export interface PlainPage {
  readonly language: PageLanguage;
  /** The style nonce of this response. */
  readonly nonce: string;
  /** As text. */
  readonly title: string;
  /** As HTML, below the title. */
  readonly body: string;
}

/** A page for the moments when the admin app itself cannot be shown. Needs no script and no built assets. */
export function renderPlainPage({ language, nonce, title, body }: PlainPage): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/assets/icon.svg">
<title>${escapeHtml(title)} · Portcullis</title>
<style nonce="${escapeHtml(nonce)}">${STYLE}</style>
</head>
<body>
<main>
<p class="brand">Portcullis</p>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
}

const STYLE = `
:root { color-scheme: light dark; --page: #f1f3f5; --card: #fff; --text: #212529; --quiet: #5c636a; --accent: #364fc7; --on-accent: #fff; --line: #dee2e6; --edge: #868e96; --wrong: #c92a2a; }
@media (prefers-color-scheme: dark) { :root { --page: #1a1b1e; --card: #242529; --text: #e9ecef; --quiet: #a6a7ab; --accent: #91a7ff; --on-accent: #1a1b1e; --line: #3b3d42; --edge: #868e96; --wrong: #ff8787; } }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; background: var(--page); color: var(--text); font: 1rem/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { box-sizing: border-box; width: min(30rem, 100% - 2rem); margin: 1rem; padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
.brand { margin: 0 0 1.5rem; font-weight: 600; color: var(--quiet); }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25; }
dt { color: var(--quiet); font-size: .875rem; }
dd { margin: 0 0 .75rem; overflow-wrap: anywhere; }
a { color: var(--accent); }
code { overflow-wrap: anywhere; }
.next { display: inline-block; padding: .5rem 1.25rem; border: 0; border-radius: .5rem; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; text-decoration: none; cursor: pointer; }
label { display: block; font-weight: 600; font-size: .9375rem; }
.hint { margin: 0; color: var(--quiet); font-size: .875rem; }
.field { margin: 0 0 1.25rem; }
input { box-sizing: border-box; width: 100%; margin-top: .25rem; padding: .5rem .75rem; border: 1px solid var(--edge); border-radius: .5rem; background: var(--card); color: var(--text); font: inherit; }
input[aria-invalid=true] { border-color: var(--wrong); }
.wrong { margin: .25rem 0 0; color: var(--wrong); font-size: .875rem; }
.other { margin: 1.5rem 0 0; padding-top: 1.25rem; border-top: 1px solid var(--line); font-size: .9375rem; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
`;

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
