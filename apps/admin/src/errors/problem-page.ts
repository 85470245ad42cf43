import { PROBLEM_MESSAGES, type ProblemKind, type ProblemLanguage } from './problem-messages.js';

export interface ProblemPage {
  readonly kind: ProblemKind;
  readonly language: ProblemLanguage;
  /** The style nonce of this response. */
  readonly nonce: string;
  /** Shown to somebody who is not a member, so that an owner can add them. */
  readonly subject?: string;
  /** Finds the entry in the log. */
  readonly reference?: string;
}

/** A page for the moments when the admin app itself cannot be shown. Needs no script and no built assets. */
export function renderProblemPage({ kind, language, nonce, subject, reference }: ProblemPage): string {
  const messages = PROBLEM_MESSAGES[language];
  const { title, text, next } = messages[kind];
  const facts = [
    ...(subject ? [[messages.subject, subject]] : []),
    ...(reference ? [[messages.reference, reference]] : []),
  ].map(([term, value]) => `<dt>${escapeHtml(term!)}</dt><dd><code>${escapeHtml(value!)}</code></dd>`);
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
<p>${escapeHtml(text)}</p>
${facts.length ? `<dl>${facts.join('')}</dl>\n` : ''}<p><a class="next" href="/sign-in">${escapeHtml(next)}</a></p>
</main>
</body>
</html>
`;
}

const STYLE = `
:root { color-scheme: light dark; --page: #f1f3f5; --card: #fff; --text: #212529; --quiet: #5c636a; --accent: #364fc7; --on-accent: #fff; --line: #dee2e6; }
@media (prefers-color-scheme: dark) { :root { --page: #1a1b1e; --card: #242529; --text: #e9ecef; --quiet: #a6a7ab; --accent: #91a7ff; --on-accent: #1a1b1e; --line: #3b3d42; } }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; background: var(--page); color: var(--text); font: 1rem/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { box-sizing: border-box; width: min(30rem, 100% - 2rem); margin: 1rem; padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
.brand { margin: 0 0 1.5rem; font-weight: 600; color: var(--quiet); }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25; }
dt { color: var(--quiet); font-size: .875rem; }
dd { margin: 0 0 .75rem; overflow-wrap: anywhere; }
.next { display: inline-block; padding: .5rem 1.25rem; border-radius: .5rem; background: var(--accent); color: var(--on-accent); font-weight: 600; text-decoration: none; }
.next:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
`;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
