/** Loopback: the addresses that only this machine can reach. */

/** True for `localhost`, names under it, 127.0.0.0/8 and ::1, with or without the brackets of a URL. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    /^127(?:\.\d{1,3}){3}$/.test(name) ||
    name === '[::1]' ||
    name === '::1' ||
    name === '0:0:0:0:0:0:0:1'
  );
}
