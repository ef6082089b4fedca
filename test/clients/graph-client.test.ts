/** @microsoft/microsoft-graph-client, unpatched. */
import { connectGraphClient } from './graph-skills.ts';
import { clientSuite } from './suite.ts';

clientSuite('@microsoft/microsoft-graph-client', (place) => connectGraphClient(place, { getAccessToken: place.token }), {
  attempts: 4,
});
