// Mutations of the app's own things: webhook subscriptions, bulk operations, uninstalling.
// Trap: privacy topics are not in the enum, so asking for one fails as a bad variable, not as a user error.
import { bulkErrors } from '../../bulk/rules.ts';
import { createSubscription, type SubscriptionInput, updateSubscription } from '../../hooks/subscriptions.ts';
import { type Args, type Field, userError } from '../context.ts';
import { gid, idOf } from '../ids.ts';
import { bulkView, subscriptionView } from '../views/app.ts';

const webhookSubscriptionCreate: Field = ({ topic, webhookSubscription }, context) => {
  const { hookVersion, appVersion } = context.world.settings.behaviour;
  if (topic === 'CUSTOMERS_MERGE' && !context.caller.scopes.has('read_customer_merge')) {
    const message = 'You do not have permission to create or update webhooks with customers/merge topic';
    return { webhookSubscription: null, userErrors: [userError(['topic'], message)] };
  }
  const { row, errors } = createSubscription(context.world, {
    topic: String(topic),
    appId: context.caller.appId,
    apiVersion: hookVersion === 'request' ? context.access.version : appVersion,
    input: webhookSubscription as SubscriptionInput,
  });
  return { webhookSubscription: row ? subscriptionView(row) : null, userErrors: errors };
};

const webhookSubscriptionUpdate: Field = ({ id, webhookSubscription }, context) => {
  const old = context.world.subscriptions.get(idOf(id, 'WebhookSubscription'));
  if (!old)
    return { webhookSubscription: null, userErrors: [userError(['id'], 'Webhook subscription does not exist')] };
  const { row, errors } = updateSubscription(context.world, old, webhookSubscription as SubscriptionInput);
  return { webhookSubscription: row ? subscriptionView(row) : null, userErrors: errors };
};

const webhookSubscriptionDelete: Field = ({ id }, context) => {
  const gone = context.world.subscriptions.delete(idOf(id, 'WebhookSubscription'));
  if (gone) return { deletedWebhookSubscriptionId: id, userErrors: [] };
  return { deletedWebhookSubscriptionId: null, userErrors: [userError(['id'], 'Webhook subscription does not exist')] };
};

const bulkOperationRunQuery: Field = ({ query }, context) => {
  const { bulkRunner } = context;
  const refuse = (message: string, code: string) => ({
    bulkOperation: null,
    userErrors: [userError(['query'], message, code)],
  });
  const [problem] = bulkErrors(context.access.schema, String(query));
  if (problem) return refuse(problem, 'INVALID');
  const running = bulkRunner.running();
  if (running.length >= context.world.settings.behaviour.bulkConcurrency) {
    const names = running.map((row) => gid('BulkOperation', row.id)).join(', ');
    return refuse(
      `A bulk query operation for this app and shop is already in progress: ${names}.`,
      'OPERATION_IN_PROGRESS',
    );
  }
  return { bulkOperation: bulkView(bulkRunner, bulkRunner.start(String(query), context)), userErrors: [] };
};

const bulkOperationCancel: Field = ({ id }: Args, { bulkRunner }) => {
  const row = bulkRunner.find(idOf(id, 'BulkOperation'));
  if (!row) return { bulkOperation: null, userErrors: [userError(['id'], 'Bulk operation does not exist')] };
  if (row.completedAt !== null)
    return {
      bulkOperation: bulkView(bulkRunner, row),
      userErrors: [userError(null, `A bulk operation cannot be canceled when it is ${row.status.toLowerCase()}`)],
    };
  bulkRunner.cancel(row);
  return { bulkOperation: bulkView(bulkRunner, row), userErrors: [] };
};

export const appMutations: Record<string, Field> = {
  webhookSubscriptionCreate,
  webhookSubscriptionUpdate,
  webhookSubscriptionDelete,
  bulkOperationRunQuery,
  bulkOperationCancel,
};
