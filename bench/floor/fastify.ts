/** The same floor behind Fastify, to tell what the web framework costs. */
import Fastify, { type FastifyReply } from 'fastify';
import type { Floor } from './contract.ts';

export async function serveWithFastify(floor: Floor, port: number): Promise<void> {
  const app = Fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  const answer = (reply: FastifyReply, status: number) => (text: string | undefined) => {
    if (text === undefined) reply.code(404).send();
    else reply.code(status).header('content-type', 'application/json').send(text);
  };
  // The addresses give a key, the parser above a text.
  const key = (params: unknown) => (params as { key: string }).key;
  app.get('/item/:key', ({ params }, reply) => floor.item(key(params), answer(reply, 200)));
  app.get('/list/:key', ({ params }, reply) => floor.list(key(params), answer(reply, 200)));
  app.get('/named/:key', ({ params }, reply) => floor.named(key(params), answer(reply, 200)));
  app.get('/profile/:key', ({ params }, reply) => floor.profile(key(params), answer(reply, 200)));
  app.patch('/item/:key', ({ params, body }, reply) => floor.change(key(params), body as string, answer(reply, 200)));
  app.post('/list/:key', ({ params, body }, reply) => floor.create(key(params), body as string, answer(reply, 201)));
  await app.listen({ port, host: '127.0.0.1' });
}
