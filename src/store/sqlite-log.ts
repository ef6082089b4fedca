/** Has what stands in the log moved to the file beside, where much is written, so that nobody waits for it. */

/** Pieces of work after which the log is moved: few enough that no commit waits long for the disk. */
const piece = 75;

/** Milliseconds within which so many must come, and how many of them in company, to be worth it. */
const soon = 400;
const together = piece / 2;

/**
 * Watches how much is written to a file, and by how many. SQLite by itself moves the log within the commit that finds 1,000 pages in
 * it, which takes as long as fifty commits. So it still does, but finds little that is left to be moved, or to be written to the disk.
 * @param move moves in another thread what stands in the log, and has it written to the disk
 * @returns to be told of each piece of work that writes, and whether others come with it
 */
export function moveBeside(move: () => Promise<unknown>): (inCompany: boolean) => void {
  let count = 0;
  let accompanied = 0;
  let since = 0;
  let moving = false;
  const moved = (): void => {
    moving = false;
  };
  return (inCompany) => {
    if (inCompany) accompanied++;
    if (++count < piece) return;
    const now = performance.now();
    const isWorthIt = now - since < soon && accompanied >= together;
    since = now;
    count = 0;
    accompanied = 0;
    if (!isWorthIt || moving) return;
    moving = true;
    // Where it fails, SQLite moves what is there.
    move().then(moved, moved);
  };
}
