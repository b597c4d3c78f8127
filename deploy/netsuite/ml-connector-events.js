/**
 * User event script that tells ml-connector when a record was saved or deleted. A hint only: if one gets lost, the next
 * sweep finds the change. Deploy it for sales orders, customers, items, item fulfilments, invoices and purchase orders
 * (After Submit), with the two script parameters below.
 *
 * Set-up: docs/netsuite-shipstation.md, "Events from NetSuite". The secret is kept in Setup > Company > API Secrets.
 *
 * @NApiVersion 2.1
 * @NScriptType UserEventScript
 */
define(['N/https', 'N/log', 'N/runtime'], (https, log, runtime) => {
  const EVENTS = ['create', 'edit', 'xedit', 'delete', 'ship', 'pack', 'approve', 'cancel', 'markcomplete', 'reassign'];

  /** Never fails the user's save: what goes wrong here is only logged. */
  const afterSubmit = (context) => {
    if (!EVENTS.includes(context.type)) return;
    try {
      send(context);
    } catch (error) {
      log.error({ title: 'ml-connector was not told', details: String(error) });
    }
  };

  const send = (context) => {
    const script = runtime.getCurrentScript();
    const record = context.type === 'delete' ? context.oldRecord : context.newRecord;
    const value = (fieldId) => record.getValue({ fieldId }) || undefined;
    const event = {
      schema: 1,
      eventId: `${record.type}-${record.id}-${context.type}-${Date.now()}`,
      accountId: runtime.accountId,
      eventType: context.type,
      recordType: record.type,
      recordId: String(record.id),
      externalId: value('externalid'),
      createdFrom: value('createdfrom') && String(value('createdfrom')),
      occurredAt: new Date().toISOString(),
    };
    // The secret stays in NetSuite's vault; this only names it, e.g. custsecret_ml_connector.
    const secret = https.createSecureString({
      input: `{${script.getParameter({ name: 'custscript_ml_connector_secret' })}}`,
    });
    https.post({
      url: script.getParameter({ name: 'custscript_ml_connector_url' }),
      headers: { 'Content-Type': 'application/json', 'X-ML-Connector-Secret': secret },
      body: JSON.stringify(event),
    });
  };

  return { afterSubmit };
});
