import type { ActivityEntry } from '@jupyterlite-auth-bridge/protocol';
import React from 'react';
import type { ActivityList } from '../../activity/activity-list';

/** Between two questions to the worker while the list is looked at (ms). */
const REFRESH_MS = 1_000;

/** The calls, as they happen while `visible`; `trouble` says why there may be more. */
export function useActivity(
  activity: ActivityList,
  visible: boolean,
): { readonly entries: readonly ActivityEntry[]; readonly trouble: string | undefined } {
  const [trouble, setTrouble] = React.useState<string>();
  const entries = React.useSyncExternalStore(
    React.useCallback(
      (onChange: () => void) => {
        activity.changed.connect(onChange);
        return () => void activity.changed.disconnect(onChange);
      },
      [activity],
    ),
    () => activity.entries,
  );
  React.useEffect(() => {
    if (!visible) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const refresh = async () => {
      if (!document.hidden) {
        await activity.refresh().then(
          () => setTrouble(undefined),
          (error: unknown) => setTrouble(error instanceof Error ? error.message : String(error)),
        );
      }
      if (!over) timer = setTimeout(() => void refresh(), REFRESH_MS);
    };
    void refresh();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [activity, visible]);
  return { entries, trouble };
}
