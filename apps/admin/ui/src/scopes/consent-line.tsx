import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../shell/icon.js';
import classes from './consent-line.module.css';
import type { LocalText } from './types.js';

export type TextLanguage = keyof LocalText;

export const TEXT_LANGUAGES: readonly TextLanguage[] = ['en', 'zh-CN'];

/** The words of the consent page itself, in its own languages and not in that of this page. */
const SENSITIVE: Readonly<Record<TextLanguage, string>> = { en: 'sensitive', 'zh-CN': '敏感' };

interface ConsentLineProps {
  readonly name: string;
  readonly title: LocalText;
  readonly description: LocalText;
  readonly sensitive: boolean;
  readonly language: TextLanguage;
}

/** What a user reads on the consent page about a scope, in one language. */
export function ConsentLine({ name, title, description, sensitive, language }: ConsentLineProps): ReactNode {
  const { t } = useTranslation();
  // As the server does it: title and sentence of a language together, or those in English, or the bare name.
  const shown = title[language].trim() === '' ? 'en' : language;
  const isWritten = shown === language && title[language] !== '';
  return (
    <figure aria-label={t(`scopesPage.previewIn.${language}`)}>
      <Text component="figcaption" size="xs" c="dimmed" mb={4}>
        {t(`scopesPage.previewIn.${language}`)}
        {!isWritten && ` – ${t(title.en === '' ? 'scopesPage.bareName' : 'scopesPage.fallsBack')}`}
      </Text>
      <div className={classes.line} lang={shown}>
        <span className={classes.box} aria-hidden="true">
          <Icon name="check" size={14} />
        </span>
        <div className={classes.text}>
          <span className={classes.title}>{title[shown] || name}</span>
          {sensitive && (
            <span className={classes.tag} lang={language}>
              <Icon name="warning" size={12} />
              {SENSITIVE[language]}
            </span>
          )}
          {description[shown] && <p className={classes.description}>{description[shown]}</p>}
        </div>
      </div>
    </figure>
  );
}
