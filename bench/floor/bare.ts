/** The floor's front: node:http and nothing else. */
import { createServer } from 'node:http';
import type { Done, Floor } from './contract.ts';

/** The addresses: /item/ID, /list/PERSON, /named/NAME, /profile/PERSON; PATCH /item/ID and POST /list/PERSON. */
export function serveBare(floor: Floor, port: number): void {
  createServer((request, response) => {
    const { method, url = '/' } = request;
    const done: Done = (text) => {
      if (text === undefined) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(method === 'POST' ? 201 : 200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      });
      response.end(text);
    };
    const slash = url.indexOf('/', 1);
    const place = url.slice(1, slash);
    const key = url.slice(slash + 1);
    if (method === 'GET') {
      if (place === 'item') floor.item(key, done);
      else if (place === 'list') floor.list(key, done);
      else if (place === 'named') floor.named(decodeURIComponent(key), done);
      else floor.profile(key, done);
      return;
    }
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => (method === 'PATCH' ? floor.change(key, body, done) : floor.create(key, body, done)));
  }).listen(port, '127.0.0.1');
}
