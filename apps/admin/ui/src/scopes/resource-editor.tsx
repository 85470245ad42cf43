import { Anchor, Button, Checkbox, Group, Stack, Text, TextInput, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { Problem } from '../api/problem.js';
import classes from './scope-editor.module.css';
import { textOf } from './text-of.js';

export interface ResourceDraft {
  readonly audience: string;
  readonly name: string;
  readonly description: string;
  readonly scopes: string[];
}

interface ResourceEditorProps {
  readonly initial: ResourceDraft;
  readonly readOnly: boolean;
  readonly action: string;
  readonly onSave: (draft: ResourceDraft) => Promise<void>;
}

export function ResourceEditor({ initial, readOnly, action, onSave }: ResourceEditorProps): ReactNode {
  const { t, i18n } = useTranslation();
  const [draft, setDraft] = useState(initial);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const known = useQuery({
    queryKey: ['scopes', 'to choose from'],
    queryFn: () =>
      call('get', '/api/scopes', { query: { limit: 100, source: ['database', 'configuration'] } }),
  });
  const change = (part: Partial<ResourceDraft>): void => setDraft({ ...draft, ...part });
  const problem = (field: string): string | undefined =>
    failure instanceof Problem ? failure.fields.find((each) => each.field === field)?.message : undefined;
  const scopes = known.data?.items ?? [];
  // What the resource has stays on its list, also when nobody has described that scope.
  const others = draft.scopes.filter((name) => !scopes.some((scope) => scope.name === name));

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await onSave({ ...draft, name: draft.name.trim(), audience: draft.audience.trim() });
    } catch (thrown) {
      setFailure(thrown);
    } finally {
      setBusy(false);
    }
  };

  const choice = (name: string, title: string): ReactNode => (
    <Checkbox
      key={name}
      label={<span className="mono">{name}</span>}
      description={title}
      disabled={readOnly}
      checked={draft.scopes.includes(name)}
      onChange={({ currentTarget: { checked } }) =>
        change({ scopes: checked ? [...draft.scopes, name] : draft.scopes.filter((each) => each !== name) })
      }
    />
  );

  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      {failure !== null && <ProblemAlert problem={failure} />}
      <Stack gap="lg" className={readOnly ? classes.fixed : undefined}>
        <TextInput
          label={t('resourcesPage.name')}
          description={t('resourcesPage.nameHint')}
          error={problem('name')}
          required={!readOnly}
          maxLength={100}
          autoComplete="off"
          readOnly={readOnly}
          value={draft.name}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        />
        <TextInput
          label={t('resourcesPage.audience')}
          description={t('resourcesPage.audienceHint')}
          error={problem('audience')}
          placeholder="https://orders.example.com"
          required={!readOnly}
          maxLength={500}
          spellCheck={false}
          autoComplete="off"
          classNames={{ input: 'mono' }}
          readOnly={readOnly}
          value={draft.audience}
          onChange={({ currentTarget }) => change({ audience: currentTarget.value })}
        />
        <Textarea
          label={t('resourcesPage.description')}
          error={problem('description')}
          maxLength={300}
          autosize
          minRows={2}
          readOnly={readOnly}
          value={draft.description}
          onChange={({ currentTarget }) => change({ description: currentTarget.value.replace(/\n/g, ' ') })}
        />
        <fieldset className={classes.language}>
          <legend className={classes.legend}>{t('resourcesPage.scopes')}</legend>
          {known.isError && <ProblemAlert problem={known.error} onRetry={() => void known.refetch()} />}
          {known.data && scopes.length + others.length === 0 && (
            <Text size="sm" c="dimmed">
              {t('resourcesPage.noScopes')}{' '}
              {!readOnly && (
                <Anchor component={Link} to="/scopes/new" inherit underline="always">
                  {t('scopesPage.new')}
                </Anchor>
              )}
            </Text>
          )}
          <Stack gap="sm">
            {scopes.map(({ name, title }) => choice(name, textOf(title, i18n.language)))}
            {others.map((name) => choice(name, t('resourcesPage.unknownScope')))}
          </Stack>
        </fieldset>
        {!readOnly && (
          <Group>
            <Button type="submit" loading={busy}>
              {action}
            </Button>
            <Button component={Link} to="/resources" variant="default">
              {t('app.cancel')}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
