/** What stands at / while there is no built web app: a page that comes back until there is, or says what is to be done. */
import { createHash } from 'node:crypto';

/** How it stands with a build that was begun; undefined where none was. */
export type Building = 'running' | 'failed' | undefined;

export interface WaitingPage {
  readonly html: string;
  /** What the policy must allow for the page's own style. */
  readonly style: string;
}

const style = `
:root { color-scheme: light dark }
body { display: grid; place-content: center; justify-items: center; gap: 1rem; min-height: 100dvh; box-sizing: border-box; margin: 0; padding: 2rem;
  text-align: center; font: 1rem/1.5 "Segoe UI", system-ui, sans-serif; background: light-dark(#fafafa, #1f1f1f); color: light-dark(#242424, #fff) }
h1, p { margin: 0; max-width: 32rem }
h1 { font-size: 1.5rem; font-weight: 600 }
a { color: light-dark(#0f6cbd, #62abf5) }
code { font-size: 1.05em }
progress { width: 12rem; accent-color: light-dark(#0f6cbd, #62abf5) }
`;

const hash = `'sha256-${createHash('sha256').update(style).digest('base64')}'`;

const reference = '<p>The API answers already: <a href="/docs">see its reference</a>.</p>';

const texts = {
  running: `<h1>The web app is on its way</h1>
<progress aria-label="Building"></progress>
<p>It is built from its sources once, which takes some seconds. This page turns into it by itself.</p>
${reference}`,
  failed: `<h1>The web app could not be built</h1>
<p><code>npm run build:web</code> in the folder of the sources says why.</p>
${reference}`,
  absent: `<h1>The web app is not built</h1>
<p><code>npm run build:web</code> in the folder of the sources builds it.</p>
${reference}`,
} as const;

export function waitingPage(building: Building): WaitingPage {
  const again = building === 'failed' ? '' : '<meta http-equiv="refresh" content="1">';
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${again}
<title>Proficio</title>
<style>${style}</style>
</head>
<body>
${texts[building ?? 'absent']}
</body>
</html>
`;
  return { html, style: hash };
}
