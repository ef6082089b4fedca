/** What is served under which version: the profile is beta-only, as in Graph, unless the operator says otherwise. */
import { refuse } from '../fault.ts';
import type { Intent } from '../odata/intent.ts';
import type { RawRequest } from '../odata/raw.ts';

/** Refuses a beta-only address on v1.0 the way Graph does: as a segment it does not know. */
export function requireVersion(raw: RawRequest, intent: Intent, v1Profile: boolean): void {
  if (raw.version === 'beta' || v1Profile) return;
  const [, second] = intent.target.steps;
  const reachesProfile = second?.kind === 'navigation' && second.navigation.name === 'profile';
  const expandsProfile = intent.query.expand.some(({ navigation }) => navigation.name === 'profile');
  if (reachesProfile || expandsProfile) refuse('unknownSegment', { segment: 'profile' });
}
