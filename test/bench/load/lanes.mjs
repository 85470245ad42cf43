import { Connection } from './connection.mjs';
import { walk } from './steps.mjs';

/** Connections at once, at every target and in every work. */
export const CONNECTIONS = 16;

/**
 * Opens the connections and brings each to where the work begins.
 *
 * @param options.ports of the server processes, which take turns
 * @returns lanes as the loops take them
 */
export async function openLanes(site, work, { count = CONNECTIONS, ports = [site.port] } = {}) {
  const lanes = await Promise.all(
    Array.from({ length: count }, async (_, index) => ({
      index,
      connection: await Connection.open(ports[index % ports.length]),
    })),
  );
  try {
    await Promise.all(
      lanes.map(async (lane) => {
        const state = await walk(lane.connection, work.prepare(site, lane.index));
        lane.next = () => work.flow(site, state);
        lane.verify = () => work.verify?.(site, state);
      }),
    );
  } catch (error) {
    closeLanes(lanes);
    throw error;
  }
  return lanes;
}

/** Looks closer at what the last flow of each connection got. */
export async function verifyLanes(lanes) {
  for (const { connection, verify } of lanes) {
    const flow = verify();
    if (flow) await walk(connection, flow);
  }
}

export function closeLanes(lanes) {
  for (const { connection } of lanes) connection.close();
}
