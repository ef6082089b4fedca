/** The audit trail of SQLite by owner: who writes an entry touches no index of owners, who come in no order; each chapter gets its contents once it is full. */
import type { Statement } from './database.ts';

/** Entries of a chapter are those whose numbers have this much in common: 1,024 of them. */
const bits = 10;
const size = 2 ** bits;

const chapter = (seq: string): string => `${seq} >> ${bits}`;

/** Enough of an owner's id to tell it from the others of a chapter, and short. */
const mark = (owner: string): string => `substr(${owner}, 1, 8)`;

/** The chapter that is not full yet, which may be empty. */
const open = `(SELECT ${chapter('(max(seq) + 1)')} FROM audit)`;

/** The index that there was before contents were. */
export const chapterIndex = `CREATE INDEX audit_chapter ON audit (${chapter('seq')}, ${mark('owner')})`;

const list = (those: string): string =>
  `INSERT OR IGNORE INTO audit_contents SELECT ${chapter('seq')}, ${mark('owner')}, seq FROM audit WHERE ${those} ORDER BY 1, 2, 3`;

/**
 * Contents of the chapters that are full, and of each that becomes so. The last entries may be removed and their numbers given
 * anew: a chapter that is full for the second time has some of its contents already.
 */
export const chapterContents: readonly string[] = [
  `CREATE TABLE audit_contents (chapter integer NOT NULL, mark TEXT NOT NULL, seq integer NOT NULL,
    PRIMARY KEY (chapter, mark, seq)) WITHOUT ROWID`,
  list(`${chapter('seq')} < ${open}`),
  `CREATE TRIGGER audit_full AFTER INSERT ON audit WHEN new.seq % ${size} = ${size - 1} BEGIN
    ${list(`seq > new.seq - ${size} AND seq <= new.seq`)}; END`,
  `CREATE TRIGGER audit_forgotten AFTER DELETE ON audit BEGIN
    DELETE FROM audit_contents WHERE chapter = ${chapter('old.seq')} AND mark = ${mark('old.owner')} AND seq = old.seq; END`,
  'DROP INDEX audit_chapter',
];

/**
 * Holds for the entries of an owner, and perhaps for others, from one number on. Contents are looked up once for each chapter, a
 * thousand times in a trail of a million entries; the chapter that is not full yet is looked through.
 * @param alias what the statement calls the trail
 * @param from the number, in SQL
 */
export function inChapters(alias: string, owner: Statement, from = '(SELECT min(seq) FROM audit)'): Statement {
  return {
    text: `${alias}.seq IN (
      WITH RECURSIVE full (chapter) AS (SELECT ${chapter(from)} UNION ALL SELECT chapter + 1 FROM full WHERE chapter + 1 < ${open})
      SELECT c.seq FROM full CROSS JOIN audit_contents c ON c.chapter = full.chapter AND c.mark = ${mark(owner.text)}
      UNION ALL
      SELECT o.seq FROM audit o WHERE o.seq >= max(${from}, ${open} << ${bits}) AND o.owner = ${owner.text})`,
    values: [...owner.values, ...owner.values],
  };
}
