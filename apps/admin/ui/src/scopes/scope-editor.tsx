import { Button, Group, Stack, Switch, Text, TextInput, Textarea, Title } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ProblemAlert } from '../api/problem-alert.js';
import { Problem } from '../api/problem.js';
import { ConsentLine, TEXT_LANGUAGES, type TextLanguage } from './consent-line.js';
import type { ScopeDraft } from './scope-draft.js';
import classes from './scope-editor.module.css';

interface ScopeEditorProps {
  readonly initial: ScopeDraft;
  readonly isNew: boolean;
  /** Cannot be edited: shown as it is. */
  readonly readOnly: boolean;
  readonly action: string;
  readonly onSave: (draft: ScopeDraft) => Promise<void>;
}

/** The fields of a scope, and beside them what users will read, in every language, while it is being written. */
export function ScopeEditor({ initial, isNew, readOnly, action, onSave }: ScopeEditorProps): ReactNode {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(initial);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const change = (part: Partial<ScopeDraft>): void => setDraft({ ...draft, ...part });
  const problem = (field: string): string | undefined =>
    failure instanceof Problem
      ? failure.fields.find((each) => each.field === field || each.field.startsWith(`${field}.`))?.message
      : undefined;
  const untranslated = TEXT_LANGUAGES.some((language) => draft.title[language].trim() === '');

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await onSave(draft);
    } catch (thrown) {
      setFailure(thrown);
    } finally {
      setBusy(false);
    }
  };

  const texts = (language: TextLanguage): ReactNode => (
    <fieldset key={language} className={classes.language}>
      <legend className={classes.legend}>{t(`scopesPage.language.${language}`)}</legend>
      <Stack gap="md">
        <TextInput
          label={t('scopesPage.lineTitle')}
          description={t('scopesPage.lineTitleHint')}
          error={problem(`title.${language}`)}
          lang={language}
          maxLength={100}
          required={language === 'en' && !readOnly}
          readOnly={readOnly}
          value={draft.title[language]}
          onChange={({ currentTarget: { value } }) =>
            change({ title: { ...draft.title, [language]: value } })
          }
        />
        <Textarea
          label={t('scopesPage.lineText')}
          description={t('scopesPage.lineTextHint')}
          error={problem(`description.${language}`)}
          lang={language}
          maxLength={300}
          autosize
          minRows={2}
          readOnly={readOnly}
          value={draft.description[language]}
          onChange={({ currentTarget: { value } }) =>
            change({ description: { ...draft.description, [language]: value.replace(/\n/g, ' ') } })
          }
        />
      </Stack>
    </fieldset>
  );

  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      {failure !== null && <ProblemAlert problem={failure} />}
      <div className={readOnly ? `${classes.columns} ${classes.fixed}` : classes.columns}>
        <Stack gap="lg">
          {isNew && (
            <TextInput
              label={t('scopesPage.name')}
              description={t('scopesPage.nameHint')}
              error={problem('name')}
              placeholder="orders:read"
              required
              maxLength={128}
              spellCheck={false}
              autoComplete="off"
              classNames={{ input: 'mono' }}
              value={draft.name}
              onChange={({ currentTarget }) => change({ name: currentTarget.value })}
            />
          )}
          {TEXT_LANGUAGES.map(texts)}
          <Textarea
            label={t('scopesPage.claims')}
            description={t('scopesPage.claimsHint')}
            error={problem('claims')}
            autosize
            spellCheck={false}
            autoComplete="off"
            classNames={{ input: 'mono' }}
            readOnly={readOnly}
            value={draft.claims}
            onChange={({ currentTarget }) => change({ claims: currentTarget.value.replace(/\n/g, ' ') })}
          />
          <Switch
            label={t('scopesPage.sensitive')}
            description={t('scopesPage.sensitiveHint')}
            disabled={readOnly}
            checked={draft.sensitive}
            onChange={({ currentTarget }) => change({ sensitive: currentTarget.checked })}
          />
          <Switch
            label={t('scopesPage.default')}
            description={t('scopesPage.defaultHint')}
            disabled={readOnly}
            checked={draft.isDefault}
            onChange={({ currentTarget }) => change({ isDefault: currentTarget.checked })}
          />
          {!readOnly && (
            <Group>
              <Button type="submit" loading={busy}>
                {action}
              </Button>
              <Button component={Link} to="/scopes" variant="default">
                {t('app.cancel')}
              </Button>
            </Group>
          )}
        </Stack>
        <section className={`card ${classes.preview}`} aria-labelledby="preview">
          <Title order={2} size="h4" id="preview" mb={4}>
            {t('scopesPage.preview')}
          </Title>
          <Text size="sm" c="dimmed" mb="md">
            {t('scopesPage.previewText')}
          </Text>
          {TEXT_LANGUAGES.map((language) => (
            <ConsentLine key={language} {...draft} language={language} />
          ))}
          {untranslated && (
            <Text size="sm" role="status">
              {t('scopesPage.completeHint')}
            </Text>
          )}
        </section>
      </div>
    </form>
  );
}
