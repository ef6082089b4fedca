/** What the demo people tell of themselves: for each collection how its items follow from who somebody is. */
import type { Patch } from '../../odata/body.ts';
import { departments } from './departments.ts';
import { awards, furtherLanguages, interests, mothersTongues, notes, pronunciations, services } from './leisure.ts';
import { hash, oneIn, pick, type Who } from './who.ts';

/** An item before it gets an id, dates and authors. */
export interface Said {
  readonly value: Patch;
  /** Who sees it; the organization by default. */
  readonly audience?: string;
  /** Set for what was inferred: how sure that is, and what the person said to it. */
  readonly inferred?: { readonly score: number; readonly verified: boolean | null };
  /** True for what comes from the directory of the organization. */
  readonly official?: boolean;
}

type Maker = (who: Who) => readonly Said[];

/** Levels from the lowest up, each with what people at it may offer or want. */
const levels = [
  ['elementary', ['wantsToLearn', 'wantsToImprove']],
  ['limitedWorking', ['wantsToLearn', undefined, 'wantsToImprove']],
  ['generalProfessional', [undefined, 'wantsToImprove', 'askMeAbout']],
  ['advancedProfessional', ['askMeAbout', undefined, 'ableToMentor']],
  ['expert', ['ableToMentor', 'askMeAbout']],
] as const;
const scores = [0.93, 0.87, 0.74, 0.66, 0.58] as const;

const day = (month: string, number = '01'): string => `${month}-${number}`;

/** How long ago something began, as the first day of a month so many years before a month. */
const yearsBefore = (month: string, years: number, then = month.slice(5)): string =>
  `${Number(month.slice(0, 4)) - years}-${then}-01`;

const skillsOf = ({ person, department }: Who): readonly (readonly [name: string, category: string])[] => {
  const all = Object.entries<readonly string[]>(department.skills).flatMap(([category, names]) =>
    names.map((name) => [name, category] as const),
  );
  return pick(all, `${person.key}/skills`, 5);
};

const related = (who: Who, relationship: string): Patch => ({
  displayName: who.displayName,
  relationship,
  userId: who.id,
  userPrincipalName: who.userPrincipalName,
});

const company = (who: Who): Patch => ({
  displayName: who.company,
  department: who.person.department,
  officeLocation: who.office.city,
  address: officeAddress(who),
  webUrl: `https://www.${who.domain}`,
});

const officeAddress = ({ office }: Who): Patch => ({
  type: 'business',
  street: office.street,
  city: office.city,
  state: office.region,
  countryOrRegion: office.country,
  postalCode: office.postalCode,
});

function skills(who: Who): readonly Said[] {
  const { key } = who.person;
  const own = skillsOf(who).map(([displayName, category], at): Said => {
    // The longer somebody is there the more they know, skill by skill a little more or less.
    const level = Math.min(3, Math.floor(who.years / 4)) + (hash(`${key}/${displayName}`) % 3) - (at > 2 ? 1 : 0);
    const [proficiency, wishes] = levels[Math.max(0, Math.min(4, level))] ?? levels[0];
    const tag = pick(wishes, `${displayName}/${key}`, 1)[0];
    const value = { displayName, proficiency, categories: [category], collaborationTags: tag === undefined ? [] : [tag] };
    // The last one is private for some: not everything that is learnt is for everybody.
    return at === 4 && oneIn(3, `${key}private`) ? { value, audience: oneIn(2, key) ? 'me' : 'groupMembers' } : { value };
  });
  // What was inferred comes from other departments: somebody did more than their title says.
  const elsewhere = pick(Object.values(departments), `${key}elsewhere`, 2).flatMap((department) =>
    pick(Object.entries<readonly string[]>(department.skills), key, 1).map(
      ([category, names]) => [pick(names, key, 1)[0] ?? '', category] as const,
    ),
  );
  const known = new Set(own.map(({ value }) => value.displayName));
  const answers = [null, null, true, null, false] as const;
  const inferred = elsewhere
    .filter(([name], at) => !known.has(name) && elsewhere.findIndex(([other]) => other === name) === at)
    .map(
      ([displayName, category], at): Said => ({
        value: { displayName, categories: [category], collaborationTags: [] },
        inferred: {
          score: pick(scores, `${key}${displayName}`, 1)[0] ?? 0.5,
          verified: pick(answers, `${displayName}${at}${key}`, 1)[0] ?? null,
        },
      }),
    );
  return [...own, ...inferred];
}

function languages({ person, office }: Who): readonly Said[] {
  const mother = mothersTongues[person.key];
  const native = (displayName: string, tag: string): Patch => level(displayName, tag, 'nativeOrBilingual', 'nativeOrBilingual');
  const level = (displayName: string, tag: string, spoken: string, written: string): Patch => ({
    displayName,
    tag,
    spoken,
    written,
    reading: written,
    proficiency: spoken,
  });
  const said: Patch[] = mother ? [native(...mother)] : [native(office.language, office.locale)];
  if (mother && mother[0] !== office.language && office.language !== 'English')
    said.push(level(office.language, office.locale, 'professionalWorking', 'limitedWorking'));
  if (office.language !== 'English' || mother) said.push(level('English', 'en-GB', 'fullProfessional', 'professionalWorking'));
  if (oneIn(2, `${person.key}language`)) {
    const [name, tag] =
      pick(
        furtherLanguages.filter(([other]) => said.every(({ displayName }) => displayName !== other)),
        person.key,
        1,
      )[0] ?? [];
    if (name) said.push(level(name, tag ?? '', 'conversational', 'elementary'));
  }
  return said.map((value) => ({ value }));
}

function positions(who: Who): readonly Said[] {
  const { person, manager, peers, reports } = who;
  const present: Patch = {
    isCurrent: true,
    categories: [person.department],
    manager: manager ? related(manager, 'manager') : null,
    colleagues: [...peers.map((peer) => related(peer, 'colleague')), ...reports.map((report) => related(report, 'directReport'))],
    detail: { jobTitle: person.title, employeeId: who.employeeId, startMonthYear: day(person.since), company: company(who) },
  };
  const before: Patch = {
    isCurrent: false,
    detail: {
      jobTitle: `Junior ${person.title.replace(/^(Head of|Senior|Staff|Chief) /, '').toLowerCase()}`,
      startMonthYear: yearsBefore(person.since, 3),
      endMonthYear: day(person.since),
      company: {
        displayName:
          pick(['Tidewater Controls', 'Alder & Finch', 'Municipal Observatory', 'Copperline Systems'], person.key, 1)[0] ?? null,
      },
    },
  };
  const official: Said = { value: present, official: true };
  return oneIn(2, `${person.key}before`) ? [official, { value: before }] : [official];
}

function projects(who: Who): readonly Said[] {
  const { person, department, peers, manager } = who;
  return pick(department.projects, person.key, 2)
    .filter(({ until }) => until === null || until > day(person.since))
    .map(({ name, client, from, until, about }, at) => ({
      value: {
        displayName: name,
        categories: [person.department],
        client: client === null ? null : { displayName: client },
        collaborationTags: at === 0 ? ['askMeAbout'] : [],
        colleagues: peers.slice(0, 3).map((peer) => related(peer, 'colleague')),
        sponsors: manager ? [related(manager, 'sponsor')] : [],
        detail: {
          role: pick(['Project lead', 'Contributor', 'Reviewer', 'Coordinator'], `${person.key}${name}`, 1)[0] ?? null,
          startMonthYear: [from, day(person.since)].sort()[1],
          endMonthYear: until,
          summary: about,
          company: { displayName: who.company },
        },
      },
    }));
}

/** One row for each collection that has something to tell; others are filled with their own example. */
export const makers: Readonly<Record<string, Maker>> = {
  account: ({ office, userPrincipalName }) => [
    {
      official: true,
      value: {
        ageGroup: 'adult',
        countryCode: office.countryCode,
        preferredLanguageTag: { locale: office.locale, displayName: office.localeName },
        userPersona: 'internalMember',
        userPrincipalName,
      },
    },
  ],
  addresses: (who) => {
    const { office, person, number } = who;
    const { latitude, longitude } = office;
    const street = `${pick(office.homes, person.key, 1)[0]} ${(number % 40) + 1}`;
    const home = { type: 'home', street, city: office.city, countryOrRegion: office.country };
    return [
      {
        official: true,
        value: { displayName: `${office.city} office`, detail: officeAddress(who), geoCoordinates: { latitude, longitude } },
      },
      { audience: oneIn(2, person.key) ? 'me' : 'family', value: { displayName: 'Home', detail: home } },
    ];
  },
  anniversaries: ({ person, wedding }) => [
    { value: { displayName: 'Work anniversary', type: 'work', date: day(person.since) }, official: true },
    {
      value: { displayName: 'Birthday', type: 'birthday', date: person.born },
      audience: oneIn(3, person.key) ? 'organization' : 'contacts,groupMembers',
    },
    ...(wedding ? [{ value: { displayName: 'Wedding day', type: 'wedding', date: wedding }, audience: 'family' }] : []),
  ],
  awards: ({ person }) =>
    oneIn(3, `${person.key}award`)
      ? pick(awards, person.key, 1).map(([displayName, issuingAuthority, description]) => ({
          value: {
            displayName,
            issuingAuthority,
            description,
            issuedDate: `${Math.max(2024, Number(person.since.slice(0, 4)) + 1)}-11-20`,
          },
        }))
      : [],
  certifications: ({ person, department, employeeId }) =>
    pick(department.certificates, person.key, 1).map(([displayName, issuingCompany], at) => {
      // All over the calendar, so that whenever one looks some are about to expire.
      const chance = hash(`${person.key}/certificate`);
      const year = 2022 + (chance % 4);
      const day = `${String(1 + ((chance >>> 2) % 12)).padStart(2, '0')}-${String(1 + ((chance >>> 6) % 28)).padStart(2, '0')}`;
      const dates = {
        issuedDate: `${year}-${day}`,
        startDate: `${year}-${day}`,
        endDate: `${year + 3 + ((chance >>> 5) % 2)}-${day}`,
      };
      return {
        value: {
          displayName,
          issuingCompany,
          issuingAuthority: issuingCompany,
          certificationId: `${employeeId}-${at + 1}`,
          ...dates,
        },
      };
    }),
  educationalActivities: ({ person, department, office }) => {
    const years = {
      startMonthYear: `${Number(person.born.slice(0, 4)) + 19}-09-01`,
      endMonthYear: `${Number(person.born.slice(0, 4)) + 24}-06-30`,
    };
    const study = pick(department.studies, person.key, 1)[0] ?? '';
    const program = {
      displayName: study,
      abbreviation: oneIn(5, person.key) ? 'PhD' : 'MSc',
      fieldsOfStudy: [study],
      activities: oneIn(4, study + person.key) ? ['Student radio'] : [],
    };
    const institution = {
      displayName: pick(office.universities, person.key, 1)[0] ?? null,
      location: { city: office.city, countryOrRegion: office.country },
    };
    return [{ value: { program, institution, ...years, completionMonthYear: years.endMonthYear } }];
  },
  emails: ({ userPrincipalName, person }) => [
    { official: true, value: { address: userPrincipalName, displayName: 'Work', type: 'work' } },
    ...(oneIn(2, `${person.key}mail`)
      ? [{ audience: 'me', value: { address: `${person.key}@postbox.example`, displayName: 'Personal', type: 'personal' } }]
      : []),
  ],
  interests: ({ person }) =>
    pick(interests, `${person.key}interest`, 2).map(([displayName, category, description], at) => ({
      ...(at === 1 && oneIn(3, person.key) && { inferred: { score: 0.71, verified: null } }),
      value: { displayName, categories: [category], description, collaborationTags: at === 0 ? ['askMeAbout'] : [] },
    })),
  languages,
  names: ({ person, displayName }) => [
    {
      official: true,
      value: {
        displayName,
        first: person.given,
        last: person.surname,
        initials: `${person.given[0]}${person.surname[0]}`,
        languageTag: 'en-GB',
        ...(person.key in pronunciations && { pronunciation: { displayName: pronunciations[person.key] } }),
      },
    },
    ...(person.native === undefined ? [] : [{ value: { displayName: person.native, languageTag: nativeTag(person.native) } }]),
  ],
  notes: (who) => {
    const { person, office } = who;
    const text = (pick(notes, person.key, 1)[0] ?? '')
      .replace('{city}', office.city)
      .replace('{year}', person.since.slice(0, 4))
      .replace('{skill}', (skillsOf(who)[0]?.[0] ?? '').toLowerCase());
    return [{ value: { displayName: 'About me', detail: { contentType: 'text', content: text } } }];
  },
  patents: ({ person, department, employeeId }) =>
    pick(department.patents, person.key, oneIn(2, `${person.key}patent`) ? 1 : 0).map((displayName) => {
      const isPending = oneIn(3, displayName);
      const issued = isPending ? null : `${Number(person.since.slice(0, 4)) + 3}-05-28`;
      return {
        value: {
          displayName,
          number: `XX-${employeeId}`,
          issuedDate: issued,
          issuingAuthority: 'Patent Office of Vestland',
          isPending,
        },
      };
    }),
  phones: ({ person, office, number }) => [
    {
      official: true,
      value: { displayName: 'Work', number: `${office.phone}${String(number % 100).padStart(2, '0')}`, type: 'business' },
    },
    ...(oneIn(2, `${person.key}mobile`)
      ? [
          {
            audience: 'contacts',
            value: {
              displayName: 'Mobile',
              number: `${office.phone}${String((number + 50) % 100).padStart(2, '0')}`,
              type: 'mobile',
            },
          },
        ]
      : []),
  ],
  positions,
  projects,
  publications: ({ person, department, company: publisher }) =>
    pick(department.publications, person.key, oneIn(2, `${person.key}paper`) ? 1 : 0).map((displayName) => ({
      value: {
        displayName,
        publisher: oneIn(2, displayName) ? publisher : 'Journal of Small Stations',
        publishedDate: '2024-05-01',
      },
    })),
  responsibilities: ({ person, department }) =>
    pick(department.responsibilities, person.key, 1).map(([displayName, description]) => ({
      value: { displayName, description, collaborationTags: ['askMeAbout'] },
    })),
  skills,
  webAccounts: ({ person }) =>
    pick(services, person.key, 1).map(([name, webUrl, description]) => ({
      value: { userId: person.key, description, service: { name, webUrl }, webUrl: `${webUrl}/${person.key}` },
    })),
  websites: ({ person }) =>
    oneIn(3, `${person.key}site`)
      ? [
          {
            audience: 'everyone',
            value: { displayName: 'My own pages', webUrl: `https://${person.key}.pages.example`, categories: ['Personal'] },
          },
        ]
      : [],
};

/** The language of a name in its own script. */
function nativeTag(name: string): string {
  if (/\p{Script=Arabic}/u.test(name)) return 'ar';
  return name.includes(' ') ? 'ja-JP' : 'zh-CN';
}
