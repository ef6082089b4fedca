/** The clients of the development authority: the one it knows from the start, those of a file, and whoever comes. */

/** The client that every guide uses. */
export const builtInClient = {
  id: '11111111-1111-4111-8111-111111111111',
  secret: 'dev-secret',
  displayName: 'Proficio development client',
} as const;
