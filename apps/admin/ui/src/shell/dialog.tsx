import { Modal, type ModalRootProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { useReturnedFocus } from './use-returned-focus.js';

interface DialogProps {
  readonly title: string;
  /** Escape, a click beside the dialog: whoever opened it decides what that means. */
  readonly onClose: () => void;
  readonly size?: ModalRootProps['size'];
  readonly children: ReactNode;
}

/**
 * A dialog of Mantine's parts, without its header: that is a second banner landmark, and its close button would be a
 * way out that some dialogs must not have.
 */
export function Dialog({ title, onClose, size, children }: DialogProps): ReactNode {
  useReturnedFocus();
  return (
    <Modal.Root opened onClose={onClose} size={size} centered>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body p="lg">
          <Modal.Title component="h2" fw={650} fz="lg" mb="sm">
            {title}
          </Modal.Title>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
