/** The tenant of the demo people, and the default of every command that asks for one. */

export const demoTenant = {
  id: 'c0ffee00-0000-4000-8000-000000000001',
  displayName: 'Brambleforth Instruments',
  domain: 'brambleforth.example',
} as const;
