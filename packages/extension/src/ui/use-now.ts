import React from 'react';

/** How often the time left is written anew (ms). */
const REFRESH_MS = 15_000;

/** The time (ms since the epoch), every 15 s anew. */
export function useNow(): number {
  const [now, setNow] = React.useState(Date.now());
  React.useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
