/** The people of the demo organization, one row each: names, work, manager, office, and the years that matter. */
import type { DepartmentName } from './departments.ts';
import type { OfficeName } from './offices.ts';

export interface DemoPerson {
  /** What stands before the @ of the userPrincipalName. */
  readonly key: string;
  readonly given: string;
  readonly surname: string;
  readonly title: string;
  readonly department: DepartmentName;
  /** The key of the manager; null for the head of all. */
  readonly manager: string | null;
  readonly office: OfficeName;
  /** `yyyy-mm` of the first working day, `yyyy-mm-dd` of birth. */
  readonly since: string;
  readonly born: string;
  /** The name in its own script. */
  readonly native: string | undefined;
}

type Row = readonly [
  key: string,
  given: string,
  surname: string,
  title: string,
  department: DepartmentName,
  manager: string | null,
  office: OfficeName,
  since: string,
  born: string,
  native?: string,
];

const rows: readonly Row[] = [
  ['ingrid', 'Ingrid', 'Halvorsen', 'Chief executive officer', 'Leadership', null, 'Bergen', '2009-03', '1968-05-14'],
  ['tomasz', 'Tomasz', 'Wiśniewski', 'Chief technology officer', 'Leadership', 'ingrid', 'Kraków', '2011-09', '1974-11-02'],
  ['beatriz', 'Beatriz', 'Nóbrega', 'Chief operating officer', 'Leadership', 'ingrid', 'Porto', '2013-01', '1977-07-23'],
  ['haruka', 'Haruka', 'Sato', 'Chief commercial officer', 'Leadership', 'ingrid', 'Nagoya', '2014-04', '1979-03-09', '佐藤 遥'],
  ['samuel', 'Samuel', 'Odhiambo', 'Chief financial officer', 'Leadership', 'ingrid', 'Nairobi', '2015-06', '1976-12-30'],

  [
    'kaja',
    'Kaja',
    'Lindqvist',
    'Head of platform engineering',
    'Platform engineering',
    'tomasz',
    'Bergen',
    '2016-02',
    '1983-08-19',
  ],
  ['ines', 'Ines', 'Almeida', 'Senior software engineer', 'Platform engineering', 'kaja', 'Bergen', '2019-08', '1989-01-08'],
  ['mateusz', 'Mateusz', 'Zieliński', 'Staff engineer', 'Platform engineering', 'kaja', 'Kraków', '2014-10', '1981-04-27'],
  [
    'olu',
    'Oluwaseun',
    'Adeyemi',
    'Site reliability engineer',
    'Platform engineering',
    'kaja',
    'Nairobi',
    '2020-03',
    '1990-10-11',
  ],
  ['priya', 'Priya', 'Raghunathan', 'Software engineer', 'Platform engineering', 'kaja', 'Toronto', '2021-05', '1993-02-16'],
  ['sofie', 'Sofie', 'Vang Nørgaard', 'Software engineer', 'Platform engineering', 'kaja', 'Bergen', '2022-01', '1995-06-04'],
  ['joao', 'João', 'Cabral', 'Graduate engineer', 'Platform engineering', 'ines', 'Porto', '2025-09', '2001-09-21'],

  ['ryo', 'Ryō', 'Tanaka', 'Head of firmware', 'Firmware', 'tomasz', 'Nagoya', '2012-04', '1978-10-05', '田中 亮'],
  ['aiko', 'Aiko', 'Mori', 'Senior firmware engineer', 'Firmware', 'ryo', 'Nagoya', '2017-04', '1988-02-28', '森 愛子'],
  ['piotr', 'Piotr', 'Kaczmarek', 'Firmware engineer', 'Firmware', 'ryo', 'Kraków', '2018-11', '1991-05-17'],
  ['leila', 'Leila', 'Haddad', 'Electronics engineer', 'Firmware', 'ryo', 'Toronto', '2019-02', '1987-08-08', 'ليلى حداد'],
  ['wanjiru', 'Wanjirũ', 'Kamau', 'Test engineer', 'Firmware', 'ryo', 'Nairobi', '2021-10', '1994-04-13'],

  ['noor', 'Noor', 'El-Amin', 'Head of data science', 'Data science', 'tomasz', 'Toronto', '2017-09', '1984-01-26', 'نور الأمين'],
  ['zofia', 'Zofia', 'Dąbrowska', 'Data scientist', 'Data science', 'noor', 'Kraków', '2020-02', '1992-03-31'],
  ['hugo', 'Hugo', 'Teixeira', 'Meteorologist', 'Data science', 'noor', 'Porto', '2016-05', '1985-12-12'],
  [
    'meiling',
    'Mei-Ling',
    'Zhao',
    'Machine learning engineer',
    'Data science',
    'noor',
    'Toronto',
    '2022-08',
    '1993-07-07',
    '赵美玲',
  ],
  ['erik', 'Erik', 'Sørheim', 'Data engineer', 'Data science', 'noor', 'Bergen', '2018-06', '1986-09-15'],

  ['clara', 'Clara', 'Vasconcelos', 'Head of design', 'Design', 'tomasz', 'Porto', '2015-03', '1982-06-20'],
  ['yuki', 'Yūki', 'Nakamura', 'Product designer', 'Design', 'clara', 'Nagoya', '2020-04', '1991-11-24', '中村 勇気'],
  ['amina', 'Amina', 'Njoroge', 'User researcher', 'Design', 'clara', 'Nairobi', '2021-02', '1990-05-29'],
  ['elias', 'Elias', 'Brandvold', 'Technical writer', 'Design', 'clara', 'Bergen', '2017-01', '1980-02-03'],

  ['bjorn', 'Bjørn', 'Aasen', 'Head of field operations', 'Field operations', 'beatriz', 'Bergen', '2010-05', '1971-04-18'],
  ['achieng', 'Achieng', 'Otieno', 'Field engineer', 'Field operations', 'bjorn', 'Nairobi', '2018-07', '1989-09-02'],
  ['rui', 'Rui', 'Figueira', 'Field engineer', 'Field operations', 'bjorn', 'Porto', '2014-09', '1983-10-30'],
  [
    'kenji',
    'Kenji',
    'Watanabe',
    'Calibration specialist',
    'Field operations',
    'bjorn',
    'Nagoya',
    '2011-10',
    '1975-01-17',
    '渡辺 健二',
  ],
  ['maelle', 'Maëlle', 'Tremblay', 'Field engineer', 'Field operations', 'bjorn', 'Toronto', '2023-03', '1996-12-06'],

  ['dorota', 'Dorota', 'Szymańska', 'Plant manager', 'Manufacturing', 'beatriz', 'Kraków', '2012-01', '1973-03-22'],
  ['lukasz', 'Łukasz', 'Grabowski', 'Process engineer', 'Manufacturing', 'dorota', 'Kraków', '2016-08', '1984-07-01'],
  ['hana', 'Hana', 'Kovářová', 'Quality engineer', 'Manufacturing', 'dorota', 'Kraków', '2019-05', '1990-08-26'],
  ['grzegorz', 'Grzegorz', 'Brzęczyk', 'Production planner', 'Manufacturing', 'dorota', 'Kraków', '2013-11', '1979-12-19'],

  ['daniel', 'Daniel', 'Okonkwo-Reyes', 'Head of sales', 'Sales', 'haruka', 'Toronto', '2016-10', '1980-05-05'],
  ['sakura', 'Sakura', 'Itō', 'Account manager', 'Sales', 'daniel', 'Nagoya', '2019-04', '1992-04-02', '伊藤 さくら'],
  ['njeri', 'Njeri', 'Mwangi', 'Account manager', 'Sales', 'daniel', 'Nairobi', '2020-09', '1988-11-11'],
  ['matilde', 'Matilde', 'Sequeira', 'Sales engineer', 'Sales', 'daniel', 'Porto', '2021-06', '1994-01-30'],
  ['oskar', 'Oskar', 'Heggelund', 'Sales operations analyst', 'Sales', 'daniel', 'Bergen', '2022-11', '1997-03-14'],

  ['chloe', 'Chloé', 'Beauchamp', 'Head of marketing', 'Marketing', 'haruka', 'Toronto', '2018-01', '1985-10-23'],
  ['magda', 'Magdalena', 'Pawlak', 'Content strategist', 'Marketing', 'chloe', 'Kraków', '2020-06', '1991-09-09'],
  ['tiago', 'Tiago', 'Moura', 'Events manager', 'Marketing', 'chloe', 'Porto', '2017-05', '1987-06-13'],

  ['fatuma', 'Fatuma', 'Hassan', 'Head of customer support', 'Customer support', 'beatriz', 'Nairobi', '2015-09', '1982-02-10'],
  ['liv', 'Liv', 'Tangen', 'Support engineer', 'Customer support', 'fatuma', 'Bergen', '2019-01', '1987-05-01'],
  ['kacper', 'Kacper', 'Jabłoński', 'Support engineer', 'Customer support', 'fatuma', 'Kraków', '2022-04', '1998-10-16'],
  ['akira', 'Akira', 'Kobayashi', 'Support engineer', 'Customer support', 'fatuma', 'Nagoya', '2021-04', '1995-08-31', '小林 明'],

  ['silje', 'Silje', 'Rønning', 'Head of people', 'Corporate services', 'ingrid', 'Bergen', '2014-02', '1978-09-27'],
  ['andre', 'André', 'Lapointe', 'Recruiter', 'Corporate services', 'silje', 'Toronto', '2021-11', '1990-12-21'],
  ['wambui', 'Wambui', 'Kariuki', 'Finance manager', 'Corporate services', 'samuel', 'Nairobi', '2016-07', '1984-06-06'],
  ['helena', 'Helena', 'Prudêncio', 'Legal counsel', 'Corporate services', 'samuel', 'Porto', '2019-10', '1981-11-28'],
  ['stian', 'Stian', 'Moe', 'IT administrator', 'Corporate services', 'samuel', 'Bergen', '2018-03', '1986-07-18'],
];

export const people: readonly DemoPerson[] = rows.map(
  ([key, given, surname, title, department, manager, office, since, born, native]) => ({
    key,
    given,
    surname,
    title,
    department,
    manager,
    office,
    since,
    born,
    native,
  }),
);

/** Couples among the people: each marks the other as family. */
export const couples: readonly (readonly [a: string, b: string, wedding: string])[] = [
  ['erik', 'liv', '2016-06-25'],
  ['clara', 'rui', '2012-09-08'],
  ['wambui', 'samuel', '2008-12-13'],
];
