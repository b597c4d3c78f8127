// The carriers of the simulated account; fixed, since no test needs others.
// Trap: accountNumber is a string for one carrier and a number for another, as with the vendor.

const service = (carrierCode: string, code: string, name: string) => ({
  ...{ carrierCode, code, name, domestic: true, international: false },
});

export const CARRIERS = [
  {
    ...{ name: 'Stamps.com', code: 'stamps_com', accountNumber: 'SS123', requiresFundedAccount: true, balance: 15.01 },
    ...{ nickname: 'Postage', shippingProviderId: 74, primary: true, v2Id: 'se-2077422' },
    services: [
      service('stamps_com', 'usps_priority_mail', 'USPS Priority Mail'),
      service('stamps_com', 'usps_ground_advantage', 'USPS Ground Advantage'),
    ],
  },
  {
    ...{ name: 'UPS by ShipStation', code: 'ups_walleted', accountNumber: 77124, requiresFundedAccount: false },
    ...{ balance: 0, nickname: null, shippingProviderId: 75, primary: false, v2Id: 'se-2077423' },
    services: [
      service('ups_walleted', 'ups_ground', 'UPS Ground'),
      service('ups_walleted', 'ups_2nd_day_air', 'UPS 2nd Day Air'),
    ],
  },
  {
    ...{ name: 'FedEx', code: 'fedex', accountNumber: '297929999', requiresFundedAccount: false, balance: 0 },
    ...{ nickname: null, shippingProviderId: 76, primary: false, v2Id: 'se-2077424' },
    services: [service('fedex', 'fedex_ground', 'FedEx Ground'), service('fedex', 'fedex_2day', 'FedEx 2Day')],
  },
];
