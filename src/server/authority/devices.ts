/** Device codes (RFC 8628): what a device waits for, found by the code that its user types and by the one that it asks with. */
import { randomInt } from 'node:crypto';
import type { SignedInPerson } from './access-token.ts';
import { type Codes, type Kept, openCodes } from './codes.ts';

/** What a device waits for. */
export interface DeviceRequest extends Kept {
  readonly client: string;
  readonly scope: string;
  readonly answer:
    | { readonly kind: 'pending' }
    | { readonly kind: 'declined' }
    | { readonly kind: 'granted'; readonly person: SignedInPerson };
}

export interface DeviceRequests {
  readonly begin: (request: DeviceRequest) => { readonly deviceCode: string; readonly userCode: string };
  readonly byDeviceCode: Codes<DeviceRequest>['look'];
  /** The device code that goes with what a user typed, in any case and with any signs between. */
  readonly find: (typed: string) => string | undefined;
  readonly answer: (deviceCode: string, answer: DeviceRequest['answer']) => void;
  /** The tokens have been handed out. */
  readonly spend: (deviceCode: string) => void;
}

/** Letters that make no words and are not taken for each other (RFC 8628 6.1). */
const letters = 'BCDFGHJKLMNPQRSTVWXZ';

function makeUserCode(): string {
  return Array.from({ length: 8 }, () => letters.charAt(randomInt(letters.length))).join('');
}

export function openDevices(): DeviceRequests {
  const devices = openCodes<DeviceRequest>();
  const users = openCodes<Kept & { readonly deviceCode: string }>(makeUserCode);
  return {
    begin(request) {
      const deviceCode = devices.keep(request);
      return { deviceCode, userCode: users.keep({ tenant: request.tenant, until: request.until, deviceCode }) };
    },
    byDeviceCode: devices.look,
    find(typed) {
      const found = users.look(typed.toUpperCase().replace(/[^A-Z]/g, ''));
      return found === undefined || found === 'spent' ? undefined : found.deviceCode;
    },
    answer(deviceCode, answer) {
      const request = devices.look(deviceCode);
      if (request !== undefined && request !== 'spent') devices.replace(deviceCode, { ...request, answer });
    },
    spend: devices.spend,
  };
}
