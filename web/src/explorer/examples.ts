/** Requests to begin with. */
import type { Words } from '../language/en.ts';
import type { ExplorerRequest } from './request.ts';

export const examples: Readonly<Record<keyof Words['explorer']['exampleNames'], ExplorerRequest>> = {
  me: { method: 'GET', url: '/beta/me', headers: '', body: '' },
  profile: { method: 'GET', url: '/beta/me/profile', headers: '', body: '' },
  skills: { method: 'GET', url: '/beta/me/profile/skills?$orderby=createdDateTime desc&$top=5', headers: '', body: '' },
  add: {
    method: 'POST',
    url: '/beta/me/profile/skills',
    headers: '',
    body: JSON.stringify({ displayName: 'Listening', proficiency: 'generalProfessional', allowedAudiences: 'me' }, undefined, 2),
  },
  mentors: {
    method: 'GET',
    url: "/beta/me/profile/skills?$filter=collaborationTags/any(t:t eq 'ableToMentor')",
    headers: '',
    body: '',
  },
  people: {
    method: 'GET',
    url: '/beta/users?$select=displayName&$expand=profile($expand=skills($select=displayName,proficiency))&$top=5',
    headers: '',
    body: '',
  },
};
