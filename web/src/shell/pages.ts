/** The pages, each fetched when it is first opened. */
import { lazy } from 'react';

const loadProfile = () => import('../profile/my-profile-page.tsx');

/** Fetches the page that most people come to, while they are still being signed in. */
export function prepareFirstPage(): void {
  // A failure is met again by whoever opens the page.
  loadProfile().catch(() => undefined);
}

export const pages = [
  { name: 'profile', path: '/', inNavigation: true, Page: lazy(loadProfile) },
  { name: 'people', path: '/people', inNavigation: true, Page: lazy(() => import('../people/people-page.tsx')) },
  { name: 'people', path: '/people/:id', inNavigation: false, Page: lazy(() => import('../people/person-page.tsx')) },
  { name: 'overview', path: '/overview', inNavigation: true, Page: lazy(() => import('../overview/overview-page.tsx')) },
  { name: 'explorer', path: '/try', inNavigation: true, Page: lazy(() => import('../explorer/explorer-page.tsx')) },
] as const;
