/** The offices of the demo organization: where they are, how one writes and calls there, and what is spoken. */

export interface Office {
  readonly city: string;
  readonly region: string | null;
  readonly country: string;
  readonly countryCode: string;
  readonly street: string;
  readonly postalCode: string;
  readonly latitude: number;
  readonly longitude: number;
  /** Begins every number there; the numbers behind are kept free for fiction or belong to nobody. */
  readonly phone: string;
  readonly locale: string;
  readonly localeName: string;
  readonly language: string;
  readonly homes: readonly string[];
  readonly universities: readonly string[];
}

export const offices = {
  Bergen: {
    city: 'Bergen',
    region: 'Vestland',
    country: 'Norway',
    countryCode: 'NO',
    street: 'Værmålerkaien 4',
    postalCode: '5003',
    latitude: 60.393,
    longitude: 5.324,
    phone: '+47 55 00 00 ',
    locale: 'nb-NO',
    localeName: 'Norwegian Bokmål (Norway)',
    language: 'Norwegian Bokmål',
    homes: ['Fjellveien', 'Øvregaten', 'Nygårdsgaten', 'Sandviksveien'],
    universities: ['Vestland Institute of Technology', 'Fjordheim University'],
  },
  Porto: {
    city: 'Porto',
    region: null,
    country: 'Portugal',
    countryCode: 'PT',
    street: 'Rua do Anemómetro 18',
    postalCode: '4050-001',
    latitude: 41.15,
    longitude: -8.611,
    phone: '+351 220 000 0',
    locale: 'pt-PT',
    localeName: 'Portuguese (Portugal)',
    language: 'Portuguese',
    homes: ['Rua das Hortênsias', 'Travessa do Farol', 'Rua da Alegria', 'Largo da Maré'],
    universities: ['Universidade do Douro Litoral', 'Instituto Superior da Foz'],
  },
  Kraków: {
    city: 'Kraków',
    region: 'Małopolskie',
    country: 'Poland',
    countryCode: 'PL',
    street: 'ulica Barometryczna 7',
    postalCode: '30-001',
    latitude: 50.062,
    longitude: 19.937,
    phone: '+48 12 000 00 ',
    locale: 'pl-PL',
    localeName: 'Polish (Poland)',
    language: 'Polish',
    homes: ['ulica Lipowa', 'ulica Źródlana', 'aleja Róż', 'ulica Święty Jan'],
    universities: ['Akademia Techniczna w Wiślicach', 'Uniwersytet Podgórski'],
  },
  Toronto: {
    city: 'Toronto',
    region: 'Ontario',
    country: 'Canada',
    countryCode: 'CA',
    street: '240 Windvane Street',
    postalCode: 'M5V 0A0',
    latitude: 43.645,
    longitude: -79.395,
    phone: '+1 416 555 01',
    locale: 'en-CA',
    localeName: 'English (Canada)',
    language: 'English',
    homes: ['Juniper Crescent', 'Lakeshore Lane', 'Old Mill Terrace', 'Harbord Mews'],
    universities: ['Lake Ontario University', 'Don Valley College'],
  },
  Nagoya: {
    city: 'Nagoya',
    region: 'Aichi',
    country: 'Japan',
    countryCode: 'JP',
    street: '風見町 3-12',
    postalCode: '460-0000',
    latitude: 35.17,
    longitude: 136.9,
    phone: '+81 52 000 00',
    locale: 'ja-JP',
    localeName: 'Japanese (Japan)',
    language: 'Japanese',
    homes: ['桜台', '青葉通', '松ヶ丘', '港見町'],
    universities: ['東海計測大学', '中部工科大学'],
  },
  Nairobi: {
    city: 'Nairobi',
    region: null,
    country: 'Kenya',
    countryCode: 'KE',
    street: 'Raincloud Avenue 31',
    postalCode: '00100',
    latitude: -1.286,
    longitude: 36.817,
    phone: '+254 20 000 00',
    locale: 'sw-KE',
    localeName: 'Kiswahili (Kenya)',
    language: 'Kiswahili',
    homes: ['Jacaranda Close', 'Ngong View Road', 'Acacia Drive', 'Mzima Lane'],
    universities: ['Rift Valley University', 'Ngong Hills Polytechnic'],
  },
} as const satisfies Readonly<Record<string, Office>>;

export type OfficeName = keyof typeof offices;
