/** The departments of the demo organization: what people there can do, answer for, build, prove and publish. */

interface Project {
  readonly name: string;
  readonly client: string | null;
  readonly from: string;
  readonly until: string | null;
  readonly about: string;
}

export interface Department {
  /** Skills by category. */
  readonly skills: Readonly<Record<string, readonly string[]>>;
  readonly responsibilities: readonly (readonly [name: string, about: string])[];
  readonly projects: readonly Project[];
  readonly certificates: readonly (readonly [name: string, by: string])[];
  readonly studies: readonly string[];
  readonly publications: readonly string[];
  readonly patents: readonly string[];
}

const project = (name: string, client: string | null, from: string, until: string | null, about: string): Project => ({
  name,
  client,
  from,
  until,
  about,
});

export const departments = {
  Leadership: {
    skills: {
      Leadership: ['Strategy', 'Negotiation', 'Public speaking', 'Coaching'],
      Business: ['Budgeting', 'Mergers and acquisitions', 'Supply chains', 'Risk management'],
    },
    responsibilities: [
      ['Board reporting', 'Prepares the quarterly report and answers for it.'],
      ['Crisis team', 'Takes over when a network of stations goes dark.'],
      ['Partner relations', 'Keeps in touch with the weather services of twelve countries.'],
    ],
    projects: [project('Brambleforth 2030', null, '2025-01-01', null, 'Where the company wants to be in five years, and how.')],
    certificates: [['Certified board member', 'Guild of Directors']],
    studies: ['Business administration', 'Engineering management'],
    publications: ['Measuring what matters: twenty years of small stations'],
    patents: [],
  },
  'Platform engineering': {
    skills: {
      Programming: ['TypeScript', 'Go', 'Python', 'SQL', 'Rust'],
      Infrastructure: ['Kubernetes', 'PostgreSQL', 'Observability', 'Incident response', 'Linux'],
      Practice: ['Code review', 'API design', 'Accessibility', 'Threat modelling'],
    },
    responsibilities: [
      ['On-call lead', 'Runs the rota of the platform team and the reviews after incidents.'],
      ['API guild', 'Looks after how our interfaces look and how they age.'],
      ['Release train', 'Makes sure that something good ships every second Tuesday.'],
    ],
    projects: [
      project(
        'Moving to the new data centre',
        null,
        '2025-02-01',
        null,
        'Forty services, no downtime that a station would notice.',
      ),
      project(
        'Station portal',
        'Vestkyst Weather Service',
        '2024-03-01',
        '2025-06-01',
        'Live readings of 800 stations in a browser.',
      ),
      project('Open readings API', null, '2023-09-01', null, 'Every reading for everybody, in formats that last.'),
    ],
    certificates: [
      ['Cloud architect', 'Example Academy'],
      ['Kubernetes operator', 'Container Institute'],
      ['Secure development', 'Society of Engineers'],
    ],
    studies: ['Computer science', 'Distributed systems', 'Informatics'],
    publications: ['Keyset paging in practice', 'Backpressure on a windy day'],
    patents: [],
  },
  Firmware: {
    skills: {
      Programming: ['C', 'Rust', 'Assembly for ARM', 'Zephyr'],
      Electronics: ['Circuit design', 'Low-power radio', 'Signal processing', 'Soldering', 'Sensor fusion'],
      Practice: ['Hardware testing', 'Code review', 'Root cause analysis'],
    },
    responsibilities: [
      ['Radio certification', 'Takes every device through the laboratory before it may transmit.'],
      ['Bootloader', 'Keeps the few kilobytes that must never fail.'],
    ],
    projects: [
      project('Station mark IV', null, '2024-06-01', null, 'A station that lives ten years on one battery.'),
      project('Storm-proof anemometer', 'Kitakaze Rail', '2022-04-01', '2024-10-01', 'Measures gusts along railway lines.'),
    ],
    certificates: [
      ['Electromagnetic compatibility', 'Society of Engineers'],
      ['Functional safety engineer', 'Safety Board'],
    ],
    studies: ['Electrical engineering', 'Embedded systems', 'Applied physics'],
    publications: ['Ten years on one battery'],
    patents: ['Self-heating rain gauge', 'Folding sensor mast', 'Gust detection with two microphones', 'Dew-proof housing'],
  },
  'Data science': {
    skills: {
      Science: ['Statistics', 'Meteorology', 'Machine learning', 'Time series', 'Experiment design'],
      Programming: ['Python', 'R', 'SQL', 'Julia'],
      Practice: ['Data visualisation', 'Data modelling', 'Scientific writing'],
    },
    responsibilities: [
      ['Reading quality', 'Finds stations that lie before customers do.'],
      ['Forecast review', 'Compares last week with what we said of it.'],
    ],
    projects: [
      project('Fog over runways', 'Aeroporto das Dunas', '2024-01-01', null, 'Two hours of warning from six cheap sensors.'),
      project(
        'Rain from radio links',
        'Savanna Telecom',
        '2023-02-01',
        '2025-03-01',
        'Rain maps from the noise of mobile networks.',
      ),
    ],
    certificates: [
      ['Chartered meteorologist', 'Meteorological Guild'],
      ['Professional statistician', 'Statistics Union'],
    ],
    studies: ['Atmospheric science', 'Statistics', 'Mathematics'],
    publications: ['Nowcasting fog with six sensors', 'Rain maps from radio links', 'When a thermometer lies'],
    patents: ['Rain estimation from link noise'],
  },
  Design: {
    skills: {
      Design: ['Interaction design', 'Typography', 'Prototyping', 'Design systems', 'Illustration'],
      Research: ['Interviewing', 'Usability testing', 'Survey design'],
      Writing: ['Technical writing', 'Plain language', 'Editing'],
      Practice: ['Accessibility', 'Facilitation'],
    },
    responsibilities: [
      ['Design system', 'Owns the components and the words between them.'],
      ['Research panel', 'Knows sixty meteorologists who like to be asked.'],
    ],
    projects: [
      project('A display for sunlight', null, '2024-09-01', null, 'Readable on a glacier at noon.'),
      project(
        'Station portal',
        'Vestkyst Weather Service',
        '2024-03-01',
        '2025-06-01',
        'Live readings of 800 stations in a browser.',
      ),
    ],
    certificates: [['Accessibility professional', 'Inclusive Design Forum']],
    studies: ['Industrial design', 'Human-computer interaction', 'Linguistics'],
    publications: ['Numbers that can be read in the rain'],
    patents: ['Sunlight-readable dial'],
  },
  'Field operations': {
    skills: {
      Field: ['Rope access', 'Calibration', 'Off-road driving', 'First aid', 'Drone piloting'],
      Electronics: ['Soldering', 'Cabling', 'Solar power'],
      Practice: ['Route planning', 'Safety briefings', 'Customer training'],
    },
    responsibilities: [
      ['Mountain stations', 'Visits everything above a thousand metres before the snow comes.'],
      ['Reference instruments', 'Keeps the thermometers that all others are compared with.'],
      ['Safety officer', 'May call any trip off, and does.'],
    ],
    projects: [
      project('Stations along the Rift', 'Rift Valley Water Board', '2023-05-01', null, 'Sixty stations between two lakes.'),
      project('Winter round', null, '2025-10-01', null, 'Every mountain station, once, before the solstice.'),
    ],
    certificates: [
      ['Rope access technician', 'Height Safety Council'],
      ['Wilderness first aid', 'Mountain Rescue School'],
      ['Drone pilot', 'Civil Aviation Office'],
    ],
    studies: ['Geography', 'Mechatronics'],
    publications: [],
    patents: ['Quick-release mast clamp'],
  },
  Manufacturing: {
    skills: {
      Production: ['Lean manufacturing', 'Process control', 'Injection moulding', 'Assembly planning'],
      Quality: ['Six Sigma', 'Auditing', 'Metrology', 'Root cause analysis'],
      Business: ['Supply chains', 'Purchasing'],
    },
    responsibilities: [
      ['Line three', 'Rain gauges and everything with a funnel.'],
      ['Supplier audits', 'Visits those who make what we do not.'],
    ],
    projects: [project('Line four', null, '2025-04-01', null, 'A second shift of robots, and people to teach them.')],
    certificates: [
      ['Six Sigma black belt', 'Quality Circle'],
      ['Lead auditor', 'Quality Circle'],
    ],
    studies: ['Mechanical engineering', 'Production engineering'],
    publications: [],
    patents: ['Moulded cable gland'],
  },
  Sales: {
    skills: {
      Sales: ['Negotiation', 'Tendering', 'Account planning', 'Forecasting'],
      Business: ['Contract law', 'Spreadsheets', 'Pricing'],
      Practice: ['Public speaking', 'Storytelling', 'Customer training'],
    },
    responsibilities: [
      ['Public tenders', 'Reads the four hundred pages so that nobody else must.'],
      ['Rail customers', 'Everybody who runs trains in the wind.'],
    ],
    projects: [project('Airports programme', 'Aeroporto das Dunas', '2024-02-01', null, 'One contract for eleven airfields.')],
    certificates: [['Certified tender manager', 'Procurement College']],
    studies: ['International business', 'Economics'],
    publications: [],
    patents: [],
  },
  Marketing: {
    skills: {
      Marketing: ['Copywriting', 'Campaign planning', 'Search engine optimisation', 'Event management'],
      Media: ['Photography', 'Video editing', 'Podcasting'],
      Practice: ['Storytelling', 'Editing'],
    },
    responsibilities: [
      ['Weather Week', 'Our yearly meeting of people who look at the sky.'],
      ['House style', 'How we sound, in eleven languages.'],
    ],
    projects: [
      project('Weather Week 2026', null, '2025-11-01', null, 'Three days, four hundred guests, one hailstorm on demand.'),
    ],
    certificates: [['Event safety', 'Events Council']],
    studies: ['Communication', 'Journalism'],
    publications: ['The cloud atlas of our customers'],
    patents: [],
  },
  'Customer support': {
    skills: {
      Support: ['Troubleshooting', 'Customer training', 'Knowledge management', 'Remote diagnostics'],
      Programming: ['SQL', 'Bash', 'Python'],
      Practice: ['Plain language', 'Incident response', 'Facilitation'],
    },
    responsibilities: [
      ['Night desk', 'Answers when it is three in the morning somewhere with a typhoon.'],
      ['Knowledge base', 'Writes every answer down the second time it is asked.'],
    ],
    projects: [
      project('Answers in six languages', null, '2025-03-01', null, 'The whole knowledge base, readable by all customers.'),
    ],
    certificates: [['Support centre analyst', 'Help Desk Association']],
    studies: ['Information systems', 'Electrical engineering'],
    publications: [],
    patents: [],
  },
  'Corporate services': {
    skills: {
      Business: ['Employment law', 'Accounting', 'Contract law', 'Procurement', 'Spreadsheets'],
      People: ['Recruiting', 'Coaching', 'Mediation', 'Onboarding'],
      Infrastructure: ['Identity management', 'Device management', 'Linux'],
    },
    responsibilities: [
      ['Onboarding', 'The first ninety days of everybody.'],
      ['Data protection', 'Answers people who ask what we know about them.'],
      ['Closing the books', 'Five working days, every month.'],
    ],
    projects: [project('One directory', null, '2025-06-01', null, 'Everybody found by what they can do, if they like.')],
    certificates: [
      ['Data protection officer', 'Privacy Institute'],
      ['Chartered accountant', 'Accounting Chamber'],
    ],
    studies: ['Law', 'Accounting', 'Psychology', 'Information systems'],
    publications: ['Ninety days: a guide to arriving'],
    patents: [],
  },
} as const satisfies Readonly<Record<string, Department>>;

export type DepartmentName = keyof typeof departments;
