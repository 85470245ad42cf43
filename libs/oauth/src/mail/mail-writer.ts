import { Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import { ResolvedOptions } from '../oauth.options.js';
import { formatMessage } from '../pages/messages/messages.js';
import type { MessageKey } from '../pages/messages/en.js';
import type { Language } from '../pages/page-context.js';
import { Theme } from '../pages/theme/theme.js';
import { shortened } from '../pages/shortened.js';
import type { Mail } from './mailer.js';

/** A paragraph: a message with its values, or a link that stands alone. */
export type Paragraph =
  { readonly message: MessageKey } | { readonly href: string; readonly label: MessageKey };

export interface Content {
  readonly subject: MessageKey;
  readonly paragraphs: readonly Paragraph[];
  /** For all messages, beside `brand`. */
  readonly values: Readonly<Record<string, string>>;
}

const { escapeExpression } = Handlebars.Utils;

const BODY =
  'margin:0;padding:24px 16px;font:16px/1.5 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif';
const COLUMN = 'max-width:34em;margin:0 auto';
const HEADING = 'font-size:20px;line-height:1.3';
const LINK =
  'display:inline-block;padding:12px 20px;border-radius:10px;background:#364fc7;color:#ffffff;font-weight:600;text-decoration:none';

/** Writes a mail as text and as a document that fetches nothing. */
@Injectable()
export class MailWriter {
  constructor(
    private readonly options: ResolvedOptions,
    private readonly theme: Theme,
  ) {}

  /** @param to a bare address */
  write(to: string, language: Language, { subject, paragraphs, values }: Content): Mail {
    const all = { brand: this.options.brand.name, ...values };
    const shown = mapped(all, oneLine);
    const { wording } = this.theme;
    const plain = (key: MessageKey): string => formatMessage(wording.of(language, key), shown);
    const rich = (key: MessageKey): string =>
      formatMessage(wording.of(language, key), shown, escapeExpression, isolated);
    const text = paragraphs.map((each) => ('href' in each ? each.href : plain(each.message)));
    const html = paragraphs.map((each) =>
      'href' in each
        ? `<p><a href="${escapeExpression(each.href)}" style="${LINK}">${rich(each.label)}</a></p>\n` +
          `<p style="font-size:14px;word-break:break-all">${escapeExpression(each.href)}</p>`
        : `<p>${rich(each.message)}</p>`,
    );
    return {
      to,
      subject: plain(subject),
      text: `${text.join('\n\n')}\n`,
      html: document(language, plain(subject), html),
    };
  }
}

function document(language: Language, title: string, paragraphs: readonly string[]): string {
  return [
    '<!doctype html>',
    `<html lang="${language}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeExpression(title)}</title>`,
    '</head>',
    `<body style='${BODY}'>`,
    `<main style="${COLUMN}">`,
    `<h1 style="${HEADING}">${escapeExpression(title)}</h1>`,
    ...paragraphs,
    '</main>',
    '</body>',
    '</html>',
  ].join('\n');
}

/** Names are chosen by people: none may look like a paragraph of ours, or like a header. */
function oneLine(value: string): string {
  return shortened(value.replace(/[\p{C}\p{Z}]+/gu, ' ').trim());
}

function isolated(value: string): string {
  return `<bdi>${escapeExpression(value)}</bdi>`;
}

function mapped(
  values: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}
