import { Button, Group, Stack } from '@mantine/core';
import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Problem } from '../api/problem.js';
import {
  apisOf,
  edited,
  EMPTY_DRAFT,
  problemsOf,
  requestOf,
  type ClientDraft,
  type DraftProblems,
} from './client-draft.js';
import { ClientFields } from './client-fields.js';
import { KindHelp } from './kind-help.js';
import { useKnownApis } from './known-apis.js';
import { defaultsAmong, useKnownScopes } from './known-scopes.js';
import { useClientCreation } from './use-client-creation.js';

/** Asks for what nobody else can know; safe settings follow from the kind of application. */
export function NewClientForm(): ReactNode {
  const { t } = useTranslation();
  const form = useRef<HTMLFormElement>(null);
  const { scopes } = useKnownScopes();
  const apis = useKnownApis();
  const [typed, setTyped] = useState<Partial<ClientDraft>>({});
  const [problems, setProblems] = useState<DraftProblems>({});
  const creation = useClientCreation();
  const begun: ClientDraft = { ...EMPTY_DRAFT, scopes: defaultsAmong(scopes), ...typed };
  const draft =
    typed.audiences === undefined ? { ...begun, audiences: apisOf(begun, apis).join('\n') } : begun;

  const change = (part: Partial<ClientDraft>): void => {
    // Until somebody has written into them, the APIs follow from the rest of the draft.
    const next = { ...typed, ...part };
    setTyped(
      next.audiences === undefined ? next : { ...next, audiences: edited(draft, part, apis).audiences },
    );
    setProblems(Object.fromEntries(Object.entries(problems).filter(([field]) => !(field in part))));
  };

  const check = (field: keyof ClientDraft): void => {
    const found = problemsOf(draft)[field];
    // A field that was left empty is not wrong before the form is sent.
    setProblems({ ...problems, [field]: found?.filter(({ reason }) => reason !== 'missing') });
  };

  const show = (found: DraftProblems): void => {
    setProblems(found);
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const found = problemsOf(draft);
    if (Object.keys(found).length > 0) return show(found);
    try {
      await creation.create(requestOf(draft));
    } catch (problem) {
      if (!(problem instanceof Problem)) return;
      // The API speaks of scopes where the form has two fields for them.
      const said = problem.fields.map(({ field, message }) => [
        field === 'scopes' ? 'ownScopes' : field,
        [{ reason: 'refused', message }],
      ]);
      show(Object.fromEntries(said) as DraftProblems);
    }
  };

  return (
    <>
      {creation.problem}
      <form ref={form} noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="xl">
          <ClientFields draft={draft} problems={problems} onChange={change} onBlur={check} />
          <Group>
            <Button type="submit" loading={creation.busy}>
              {t('newClient.create')}
            </Button>
            <Button component={Link} to="/clients" variant="default">
              {t('app.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
      <KindHelp kind={draft.kind} />
      {creation.panel}
    </>
  );
}
