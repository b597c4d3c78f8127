// Turns events into deliveries, one per enabled subscription of the topic.
// Trap: the body is made now and kept; a retry hours later carries the state of this moment.
import type { SimEvent, World } from '../domain/world.ts';
import { bodyOf, subjectOf } from './bodies.ts';
import type { Courier } from './courier.ts';

/** The event outlet of an account. */
export function createEmitter(world: World, courier: Courier) {
  return (event: SimEvent): void => {
    const listeners = [...world.subscriptions.values()].filter(
      (row) => row.enabled && row.topics.includes(event.topic),
    );
    if (listeners.length === 0) return;
    const body = JSON.stringify(bodyOf(world, event));
    for (const { id: subscriptionId, url } of listeners)
      courier.post({ subscriptionId, url, body, topic: event.topic, subject: subjectOf(event) });
  };
}
