import { Button, Group, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../api/problem-alert.js';
import { Dialog } from './dialog.js';

interface TypedConfirmDialogProps {
  readonly title: string;
  readonly text: string;
  /** What has to be typed, such as the name of what is to go. */
  readonly word: string;
  /** What the red button says. */
  readonly action: string;
  /** Does it. When it throws, the dialog stays and says why. */
  readonly onConfirm: () => Promise<void>;
  readonly onClose: () => void;
}

/** Asks before something that cannot be undone: nobody types a name by accident. */
export function TypedConfirmDialog(props: TypedConfirmDialogProps): ReactNode {
  const { title, text, word, action, onConfirm, onClose } = props;
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const fits = typed.trim() === word.trim();

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!fits || busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await onConfirm();
      onClose();
    } catch (problem) {
      setFailure(problem);
      setBusy(false);
    }
  };

  return (
    <Dialog title={title} onClose={onClose}>
      {failure !== null && <ProblemAlert problem={failure} />}
      <Text mb="md">{text}</Text>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <TextInput
          label={t('app.typeToConfirm', { word })}
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          mb="lg"
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('app.cancel')}
          </Button>
          <Button type="submit" color="red" loading={busy} disabled={!fits}>
            {action}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
