/** Settings of the sync `customerReturn` (ShipBob return → NetSuite return and stock), under `syncs.customerReturn`. */
import { z } from 'zod';
import { recheckShape, recordId, sweepShape } from './common.ts';
import {
  adjustmentShape,
  adjustOrWait,
  closedPeriodShape,
  costShape,
  externalIdPrefixSchema,
  mostLinesShape,
  unlottedShape,
} from './stock-booking.ts';

const orderRuleSchema = z
  .strictObject({
    shipbob: z
      .enum(['orderReference', 'orderNumber', 'orderId', 'storeOrderId', 'reference', 'shipmentId'])
      .describe('Of the order that was shipped: its reference, number or id; or the return’s own fields'),
    netsuite: z
      .string()
      .regex(
        /^(otherRefNum|tranId|externalId|id|custbody[a-z0-9_]+)$/,
        'otherRefNum, tranId, externalId, id, custbody_…',
      )
      .describe('Field of the NetSuite sales order'),
    prefix: z.string().optional().describe('Put before the value'),
    stripPrefix: z.string().optional().describe('Taken off the value first, e.g. "#"'),
  })
  .describe('Tried in order; the first rule that finds exactly one sales order wins');

const actionSchema = z.strictObject({
  as: z
    .enum(['location', 'writeOff', 'ignore'])
    .describe('location = received there; writeOff = received and adjusted out again; ignore = not received'),
  location: recordId.optional().describe('NetSuite location; absent = that of the fulfilment centre'),
});

export const customerReturnSchema = z.strictObject({
  enabled: z.boolean().default(true),
  sweep: sweepShape({ every: '1h', overlap: '24h' }),
  recheck: recheckShape,
  externalIdPrefix: externalIdPrefixSchema.describe(
    'Records are named <prefix>_RMA_<return id> and <prefix>_RET_<return id>_<number>; never change it',
  ),
  match: z
    .array(orderRuleSchema)
    .min(1)
    .default([
      { shipbob: 'orderReference', netsuite: 'externalId' },
      { shipbob: 'orderReference', netsuite: 'otherRefNum' },
      { shipbob: 'orderReference', netsuite: 'tranId' },
      { shipbob: 'orderNumber', netsuite: 'otherRefNum' },
      { shipbob: 'orderNumber', netsuite: 'tranId' },
      { shipbob: 'storeOrderId', netsuite: 'otherRefNum' },
    ]),
  ownAuthorizations: z
    .boolean()
    .default(true)
    .describe('Use a return authorisation that NetSuite has already, named by the return’s reference'),
  authorize: z
    .enum(['announced', 'inspected'])
    .default('inspected')
    .describe('When the return authorisation is made: with the return, or when the first unit was inspected'),
  orderNotFound: adjustOrWait('wait').describe('No sales order fits: wait, or adjust stock without a return'),
  excess: adjustOrWait('adjust').describe('More came back than was shipped, or goods that are not on the order'),
  correction: adjustOrWait('wait').describe('ShipBob changed what it had told of an inspection'),
  closeRest: z.boolean().default(true).describe('Close what has not come back once ShipBob has completed the return'),
  actions: z
    .strictObject({
      restock: actionSchema.prefault({ as: 'location' }),
      quarantine: actionSchema.prefault({ as: 'writeOff' }),
      dispose: actionSchema.prefault({ as: 'writeOff' }),
    })
    .prefault({})
    .describe('What becomes of a unit by what ShipBob did with it'),
  adjustment: adjustmentShape,
  cost: costShape,
  closedPeriod: closedPeriodShape,
  postingDay: z.enum(['inspected', 'today']).default('inspected').describe('Day of a posting'),
  lotWhenNone: unlottedShape,
  mostLines: mostLinesShape,
});

export type CustomerReturnSettings = z.infer<typeof customerReturnSchema>;
export type ReturnOrderRule = z.infer<typeof orderRuleSchema>;
export type ReturnActionSettings = z.infer<typeof actionSchema>;
