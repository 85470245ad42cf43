import { useEffect } from 'react';
import { useBlocker, type Blocker } from 'react-router';

/**
 * Holds back a change of page, and lets the browser warn before the tab is closed.
 *
 * @param isHeld whether there is something that would be lost
 * @returns `state` is `blocked` while somebody has to decide: `proceed()` or `reset()`
 */
export function useLeaveGuard(isHeld: boolean): Blocker {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => isHeld && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!isHeld) return;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isHeld]);
  return blocker;
}
