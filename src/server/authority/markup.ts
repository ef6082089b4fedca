/** Pages as text in which nothing that was sent can become markup, under a policy that runs nothing and styles by one sheet. */
import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

/** Text that is markup already. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | Markup | readonly Markup[] | undefined | false;

/** Markup from a template; every text that is filled in is escaped. */
export function html(fixed: TemplateStringsArray, ...filled: readonly Part[]): Markup {
  return new Markup(fixed.map((text, index) => text + written(filled[index])).join(''));
}

function written(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part !== 'string') return part.map(({ text }) => text).join('');
  return part.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const style = `
:root { color-scheme: light dark; --page: #f5f5f5; --card: #fff; --text: #1b1a19; --quiet: #5c5a58; --line: #8a8886; --soft: #e1dfdd; --accent: #0f6cbd; --on: #fff; --hover: #f0f6fc; --bad: #a4262c }
@media (prefers-color-scheme: dark) { :root { --page: #141414; --card: #242424; --text: #f3f2f1; --quiet: #b3b0ad; --line: #8a8886; --soft: #3b3a39; --accent: #62abf5; --on: #0b1a28; --hover: #2f3338; --bad: #f1898e } }
* { box-sizing: border-box }
body { margin: 0; padding: 1rem; background: var(--page); color: var(--text); font: 1rem/1.45 "Segoe UI", system-ui, sans-serif }
main { max-width: 30rem; margin: 4vh auto; padding: 1.75rem; background: var(--card); border: 1px solid var(--soft); border-radius: .5rem }
h1 { margin: .25rem 0 .75rem; font-size: 1.5rem; line-height: 1.25; font-weight: 600 }
p { margin: 0 0 .75rem; overflow-wrap: anywhere }
.quiet, .brand { color: var(--quiet); font-size: .875rem }
.brand { margin: 0; font-weight: 600 }
.bad { color: var(--bad) }
label { display: block; margin-bottom: .25rem; font-weight: 600 }
label.choice { display: flex; gap: .5rem; align-items: center; margin: .75rem 0; font-weight: 400 }
.row { display: flex; gap: .5rem }
input[type=text] { flex: 1; min-width: 0; padding: .5rem .625rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: .25rem }
button { padding: .5rem 1rem; font: inherit; cursor: pointer; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: .25rem }
button.main { color: var(--on); background: var(--accent); border-color: var(--accent); font-weight: 600 }
ul { list-style: none; margin: 0 0 1rem; padding: 0; max-height: 24rem; overflow: auto; border: 1px solid var(--soft); border-radius: .25rem }
li + li { border-top: 1px solid var(--soft) }
li button { display: block; width: 100%; text-align: start; border: 0; border-radius: 0 }
li button:hover { background: var(--hover) }
li span { display: block }
li span + span { color: var(--quiet); font-size: .875rem; overflow-wrap: anywhere }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px }
li :focus-visible { outline-offset: -2px }
`;

const styleHash = createHash('sha256').update(style).digest('base64');

export interface Page {
  readonly title: string;
  readonly body: Markup;
  /** Where forms of the page may lead besides this origin: a browser holds redirects that follow a form against it as well. */
  readonly leadsTo?: string;
  /** A script of this origin. */
  readonly script?: string;
}

/** Sends a page. */
export function sendPage(reply: FastifyReply, status: number, page: Page): FastifyReply {
  const { title, body, leadsTo, script } = page;
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    ...(script === undefined ? [] : ["script-src 'self'"]),
    `form-action 'self'${leadsTo === undefined ? '' : ` ${sourceOf(leadsTo)}`}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  const text = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Proficio</title>
<style>${new Markup(style)}</style>
</head>
<body>
<main>
<p class="brand">Proficio development authority</p>
<h1>${title}</h1>
${body}
</main>${
    script !== undefined &&
    html`
<script src="${script}"></script>`
  }
</body>
</html>
`.text;
  return reply
    .code(status)
    .headers({
      'content-security-policy': policy,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      // With no referrer at all a browser would send forms with `Origin: null`.
      'referrer-policy': 'same-origin',
    })
    .type('text/html; charset=utf-8')
    .send(text);
}

/** An address as a source of a Content-Security-Policy: its origin, or its scheme for an application's own. */
function sourceOf(address: string): string {
  const { origin, protocol } = new URL(address);
  return origin === 'null' ? protocol : origin;
}
