import { useEffect, useState } from 'react';

/**
 * Gives the focus back to what had it before, once this component is gone: to the button that opened a dialog. Not
 * when something else has taken it meanwhile, such as the heading of another page.
 */
export function useReturnedFocus(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // After the dialog's own elements have left the page.
      setTimeout(() => {
        const isLost = document.activeElement === null || document.activeElement === document.body;
        if (isLost && before instanceof HTMLElement && before.isConnected) before.focus();
      });
    },
    [before],
  );
}
