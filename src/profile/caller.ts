/** Who calls: a person through an application, or an application of its own. */

export interface ClientApplication {
  readonly id: string;
  readonly displayName: string | null;
}

export type Caller =
  | {
      readonly kind: 'person';
      readonly tenant: string;
      /** The person's object id, lower case. */
      readonly id: string;
      readonly displayName: string | null;
      readonly userPrincipalName: string | null;
      /** Delegated permissions, as granted. */
      readonly scopes: ReadonlySet<string>;
      /** True if the person holds a directory role that may change other people's data. */
      readonly administrator: boolean;
      /** True for a personal Microsoft account. */
      readonly personal: boolean;
      readonly client: ClientApplication;
    }
  | {
      readonly kind: 'application';
      readonly tenant: string;
      readonly id: string;
      /** Application permissions. */
      readonly scopes: ReadonlySet<string>;
      readonly client: ClientApplication;
    };
