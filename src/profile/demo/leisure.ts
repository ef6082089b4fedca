/** What the demo people do and say beyond their departments: interests, languages, awards, notes, places on the web. */

/** Interests: name, category, a sentence. */
export const interests = [
  ['Choir singing', 'Music', 'Second row, mostly in tune.'],
  ['Sourdough', 'Food', 'The starter is older than the company.'],
  ['Chess', 'Games', 'Correspondence chess, one move a week.'],
  ['Cloud photography', 'Photography', 'Mammatus is the favourite.'],
  ['Orienteering', 'Sport', 'Finds the way back, usually.'],
  ['Amateur radio', 'Technology', 'Listening to satellites on Sunday mornings.'],
  ['Bouldering', 'Sport', 'Always looking for company on Thursdays.'],
  ['Board games', 'Games', 'Hosts the table in the canteen.'],
  ['Birdwatching', 'Nature', 'Three hundred species so far.'],
  ['Ceramics', 'Craft', 'Half of the office mugs are mine.'],
  ['Open data', 'Technology', 'Maps what the city forgot.'],
  ['Beekeeping', 'Nature', 'Two hives on the roof.'],
  ['Trail running', 'Sport', 'Slow and far.'],
  ['Languages of the world', 'Culture', 'Collects words for drizzle.'],
  ['Sailing', 'Sport', 'A small boat and big plans.'],
  ['Robotics club', 'Teaching', 'Teaches children on Saturdays.'],
] as const;

/** Languages besides that of the office and English: name and tag. */
export const furtherLanguages = [
  ['Spanish', 'es-ES'],
  ['French', 'fr-CA'],
  ['German', 'de-DE'],
  ['Swedish', 'sv-SE'],
  ['Arabic', 'ar'],
  ['Mandarin Chinese', 'zh-CN'],
  ['Norwegian Sign Language', 'nsl'],
  ['Italian', 'it-IT'],
] as const;

/** Languages that people speak from home, besides or instead of that of their office. */
export const mothersTongues: Readonly<Record<string, readonly [name: string, tag: string]>> = {
  ines: ['Portuguese', 'pt-PT'],
  priya: ['Tamil', 'ta-IN'],
  leila: ['Arabic', 'ar-LB'],
  noor: ['Arabic', 'ar-EG'],
  meiling: ['Mandarin Chinese', 'zh-CN'],
  hana: ['Czech', 'cs-CZ'],
  olu: ['Yoruba', 'yo-NG'],
  maelle: ['French', 'fr-CA'],
  chloe: ['French', 'fr-CA'],
  andre: ['French', 'fr-CA'],
  kaja: ['Swedish', 'sv-SE'],
  sofie: ['Danish', 'da-DK'],
};

/** Awards: name, who gives it, a sentence. */
export const awards = [
  ['Lightning rod', 'Brambleforth Instruments', 'For staying calm when a whole network went dark.'],
  ['Engineer of the year', 'Society of Engineers', 'For work that others could build on.'],
  ['Golden rain gauge', 'Brambleforth Instruments', 'For the most useful idea of the year.'],
  ['Colleague of the quarter', 'Brambleforth Instruments', 'Voted for by those who work there.'],
  ['Young scientist prize', 'Meteorological Guild', 'For a first paper that was read to the end.'],
] as const;

/** Notes that people write about themselves; braces are filled with what is known of them. */
export const notes = [
  'At home in {city}. Ask me about {skill}.',
  'I joined in {year} and still find new rooms in the {city} office.',
  'Best reached before lunch. I like {skill}, strong coffee and short meetings.',
  'Working from {city}; happy to show anybody how {skill} is done here.',
] as const;

/** Services where people have accounts: name, address, and what one does there. */
export const services = [
  ['Codeharbor', 'https://codeharbor.example', 'Code, mostly small tools.'],
  ['Skywatchers', 'https://skywatchers.example', 'Pictures of clouds.'],
  ['Paperlane', 'https://paperlane.example', 'Papers and preprints.'],
  ['Trailbook', 'https://trailbook.example', 'Where the weekend went.'],
] as const;

/** How names are said that others stumble over. */
export const pronunciations: Readonly<Record<string, string>> = {
  ines: 'ee-NESH al-MAY-da',
  kaja: 'KAI-ah LIND-kvist',
  joao: 'zhoo-OWN ka-BRAL',
  grzegorz: 'GZHEH-gosh BZHEN-chik',
  tomasz: 'TOH-mash veesh-NYEF-skee',
  achieng: 'ah-CHENG oh-tee-EH-noh',
  maelle: 'mah-EL tram-BLAY',
  wanjiru: 'wan-jee-ROH kah-MAH-oo',
  meiling: 'may-LING jaow',
};
