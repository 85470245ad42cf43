import { Radio, Stack, Switch, Title, useMantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LANGUAGES, type Language } from '../messages/i18n.js';
import { usePreferences } from './use-preferences.js';

/** As the browser wishes; the API says null, a radio button needs a word. */
const AUTO = 'auto';

/** Language, colours, keys. */
export function PreferencesCard(): ReactNode {
  const { t } = useTranslation();
  const { language, shortcuts, chooseLanguage, switchShortcuts } = usePreferences();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <section className="card" aria-labelledby="preferences">
      <Title order={2} size="h4" id="preferences" mb="md">
        {t('account.preferences')}
      </Title>
      <Stack gap="lg">
        <Radio.Group
          label={t('app.language')}
          description={t('account.languageHint')}
          value={language ?? AUTO}
          onChange={(code) => void chooseLanguage(code === AUTO ? null : (code as Language))}
        >
          <Stack gap="xs" mt="xs">
            <Radio value={AUTO} label={t('account.languageAuto')} />
            {LANGUAGES.map(({ code, label }) => (
              <Radio key={code} value={code} label={<span lang={code}>{label}</span>} />
            ))}
          </Stack>
        </Radio.Group>
        <Radio.Group
          label={t('app.colorScheme')}
          description={t('account.colorSchemeHint')}
          value={colorScheme}
          onChange={(value) => setColorScheme(value as typeof colorScheme)}
        >
          <Stack gap="xs" mt="xs">
            <Radio value="auto" label={t('app.schemeAuto')} />
            <Radio value="light" label={t('app.schemeLight')} />
            <Radio value="dark" label={t('app.schemeDark')} />
          </Stack>
        </Radio.Group>
        <Switch
          label={t('account.shortcuts')}
          description={t('account.shortcutsHint')}
          checked={shortcuts}
          onChange={({ currentTarget }) => void switchShortcuts(currentTarget.checked)}
        />
      </Stack>
    </section>
  );
}
