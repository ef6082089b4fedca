/** The audit trail in the shape of Graph's directoryAudit: who changed what, when, from what to what. */
import { dateTime, many, nested, string, type ValueOf } from './field.ts';
import { complexType, containedMany, entity, entityType } from './type.ts';

const userIdentity = complexType('userIdentity', { id: string(), displayName: string() });
const appIdentity = complexType('appIdentity', { appId: string(), displayName: string() });
const auditActivityInitiator = complexType('auditActivityInitiator', { app: nested(appIdentity), user: nested(userIdentity) });
/** Values are JSON texts; null where there was nothing before, or is nothing after. */
const modifiedProperty = complexType('modifiedProperty', { displayName: string(), newValue: string(), oldValue: string() });
const targetResource = complexType('targetResource', {
  displayName: string(),
  id: string(),
  modifiedProperties: many(nested(modifiedProperty)),
  type: string(),
});

export const directoryAudit = entityType('directoryAudit', {
  base: entity,
  fields: {
    activityDateTime: dateTime(),
    activityDisplayName: string(),
    category: string(),
    correlationId: string(),
    initiatedBy: nested(auditActivityInitiator),
    loggedByService: string(),
    operationType: string(),
    result: string(),
    targetResources: many(nested(targetResource)),
  },
});

export const auditLogRoot = entityType('auditLogRoot', {
  base: entity,
  fields: {},
  navigations: [containedMany('directoryAudits', () => directoryAudit)],
});

export type DirectoryAudit = ValueOf<typeof directoryAudit> & { readonly id: string };
