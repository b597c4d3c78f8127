/**
 * Ports for one run: the usual ones where they are free, others where they are not.
 * The trap: all are held at the same time while choosing, or two services would be given the same one.
 */
import { createServer, type Server } from 'node:net';

export const USUAL_PORTS = {
  temporal: 7233,
  ui: 8233,
  ingress: 8080,
  codec: 8081,
  worker: 8082,
  ingressHealth: 8083,
  worker2: 8084,
};

/** Ports of our own processes; the simulators' stand beside them, each under its name. */
export type Ports = Record<keyof typeof USUAL_PORTS, number>;

/** `preferred: 0` takes any free port. Answers the ports, and the sentences about those that were taken. */
export async function choosePorts<N extends string>(
  preferred: Record<N, number>,
): Promise<{ ports: Record<N, number>; moved: string[] }> {
  const ports = { ...preferred };
  const moved: string[] = [];
  const held: Server[] = [];
  try {
    for (const name of Object.keys(preferred) as N[]) {
      const usual = preferred[name];
      const server = (usual === 0 ? undefined : await hold(usual)) ?? (await hold(0));
      if (server === undefined) throw new Error('this machine gives out no free port');
      held.push(server);
      ports[name] = portOf(server);
      if (usual !== 0 && ports[name] !== usual) moved.push(`port ${usual} is taken; ${name} uses ${ports[name]}`);
    }
  } finally {
    await Promise.all(held.map((server) => new Promise((done) => server.close(done))));
  }
  return { ports, moved };
}

function hold(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('a listening server has no port');
  return address.port;
}
