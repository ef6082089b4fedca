/** The pages, each fetched when it is first opened or about to be. */
import { split } from './split.tsx';
import { PageLoading } from './states.tsx';

const loading = <PageLoading />;
const profile = split(() => import('../profile/my-profile-page.tsx'), loading);
const people = split(() => import('../people/people-page.tsx'), loading);
const person = split(() => import('../people/person-page.tsx'), loading);
const overview = split(() => import('../overview/overview-page.tsx'), loading);
const explorer = split(() => import('../explorer/explorer-page.tsx'), loading);

export const pages = [
  { name: 'profile', path: '/', inNavigation: true, page: profile },
  { name: 'people', path: '/people', inNavigation: true, page: people },
  { name: 'people', path: '/people/:id', inNavigation: false, page: person },
  { name: 'overview', path: '/overview', inNavigation: true, page: overview },
  { name: 'explorer', path: '/try', inNavigation: true, page: explorer },
] as const;

/** Fetches the page that most people come to while it is still found out who they are. */
export const prepareFirstPage = profile.prepare;
