/** Who sees an item: `allowedAudiences` as sets of members, and which viewers each lets in. */
import { allowedAudiences } from '../model.ts';

export type Audience = ReadonlySet<string>;

/** Members that say it all by themselves, from the fewest to the most people; any others combine. */
export const wideAudiences: readonly string[] = ['me', 'organization', 'federatedOrganizations', 'everyone'];

/** Members for some people only. */
export const narrowAudiences: readonly string[] = Object.keys(allowedAudiences.members)
  .filter((member) => member !== allowedAudiences.sentinel && !wideAudiences.includes(member))
  .reverse();

/** What the server takes when nothing is said. */
export const defaultAudience = 'organization';

export function readAudience(text: string | null): Audience {
  const members = (text ?? defaultAudience).split(',').map((member) => member.trim());
  return new Set(members.length > 1 ? members.filter((member) => member !== 'me') : members);
}

/** The text of a set of members, in the order of their values. */
export function writeAudience(audience: Audience): string {
  const members = Object.keys(allowedAudiences.members).filter((member) => audience.has(member));
  return members.length === 0 ? 'me' : members.join(',');
}

/** Adds or takes away some people; whoever chooses some people no longer means everyone. */
export function toggleNarrow(audience: Audience, member: string): Audience {
  const narrow = new Set([...audience].filter((name) => narrowAudiences.includes(name)));
  if (!narrow.delete(member)) narrow.add(member);
  return narrow.size === 0 ? new Set(['me']) : narrow;
}

/** Somebody looking at a profile, and the audiences that include them. */
export const viewers = {
  colleague: ['organization', 'federatedOrganizations', 'everyone'],
  teammate: ['groupMembers', 'organization', 'federatedOrganizations', 'everyone'],
  contact: ['contacts', 'organization', 'federatedOrganizations', 'everyone'],
  family: ['family', 'contacts', 'organization', 'federatedOrganizations', 'everyone'],
  partner: ['federatedOrganizations', 'everyone'],
  anyone: ['everyone'],
} as const satisfies Record<string, readonly string[]>;

export type Viewer = keyof typeof viewers;

/** True if an item with this `allowedAudiences` is there for the viewer. */
export function isVisibleTo(viewer: Viewer, text: string | null): boolean {
  const audience = readAudience(text);
  return viewers[viewer].some((member) => audience.has(member));
}
