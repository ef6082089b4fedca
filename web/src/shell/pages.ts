/** The pages, each fetched when it is first opened. */
import { lazy } from 'react';

export const pages = [
  { name: 'profile', path: '/', inNavigation: true, Page: lazy(() => import('../profile/my-profile-page.tsx')) },
  { name: 'people', path: '/people', inNavigation: true, Page: lazy(() => import('../people/people-page.tsx')) },
  { name: 'people', path: '/people/:id', inNavigation: false, Page: lazy(() => import('../people/person-page.tsx')) },
  { name: 'overview', path: '/overview', inNavigation: true, Page: lazy(() => import('../overview/overview-page.tsx')) },
  { name: 'explorer', path: '/try', inNavigation: true, Page: lazy(() => import('../explorer/explorer-page.tsx')) },
] as const;
