// General Ledger, its lists of values, and the import and job interface.
// Trap: the marks behind the names are explained in shape.ts; an attribute that is not named here is refused.
import { AUDIT, shape } from './shape.ts';

export const journalBatches = shape(
  'JeBatchId',
  'GET PATCH DELETE',
  `
  AccountedPeriodType ActualFlagMeaning ApprovalStatusMeaning ApproverEmployeeName BatchDescription BatchName
  ChartOfAccountsName CompletionStatusMeaning ControlTotal# DefaultPeriodName ErrorMessage FundsStatusMeaning
  JeBatchId%! ParentJeBatchName PostedDate@ PostingRunId% RequestId% ReversalDate@ ReversalFlag?
  ReversalMethodMeaning ReversalPeriod RunningTotalAccountedCr# RunningTotalAccountedDr# RunningTotalCr#
  RunningTotalDr# Status StatusMeaning UserJeSourceName UserPeriodSetName ${AUDIT}`,
  {
    queryAll: true,
    finders: {
      JournalsFinder: 'AccountingPeriod BatchName BatchSource BatchStatus JournalCategory JournalName',
      PrimaryKey: 'JeBatchId',
    },
    children: {
      journalActionLogs: shape(
        'journalActionLogsUniqID',
        'GET',
        `
    ActionCodeMeaning ActionDate@ UserName ${AUDIT}`,
      ),
      journalBatchDFF: shape(
        'JeBatchId2',
        'GET',
        `
    JeBatchId% __FLEX_Context __FLEX_Context_DisplayValue`,
        { flex: true },
      ),
      journalErrors: shape(
        'journalErrorsUniqID',
        'GET',
        `
    BatchName ErrorMessage ErrorMessageName ErrorNumber% HeaderName JeLineNumber% ${AUDIT}`,
      ),
      journalHeaders: shape(
        'journalHeadersUniqID',
        'GET',
        `
    AccrualReversalEffectiveDate@ AccrualReversalJeHeaderName AccrualReversalPeriodName AccrualReversalStatus
    CloseAccountSequenceAssignName CloseAccountSequenceValue# ControlTotal# CurrencyCode
    CurrencyConversionDate@ CurrencyConversionRate# DefaultEffectiveDate@ EncumbranceType ExternalReference
    InvCurrencyConversionRate# JeFromSlaFlagMeaning JournalDescription JournalName LedgerCurrencyCode
    LedgerName LegalEntityName OriginatingBalSegValue PeriodName PostingAccountSequenceAssignName
    PostingAccountSequenceValue# ReferenceDate@ ReversedJeHeaderName RunningTotalAccountedCr#
    RunningTotalAccountedDr# RunningTotalCr# RunningTotalDr# UserCurrencyConversionType UserJeCategoryName
    ${AUDIT}`,
        {
          children: {
            journalDFF: shape(
              'JeHeaderId',
              'GET',
              `
      JeHeaderId%! __FLEX_Context __FLEX_Context_DisplayValue`,
              { flex: true },
            ),
            journalLines: shape(
              'journalLinesUniqID',
              'GET',
              `
      AccountCombination AccountedCr# AccountedDr# ChartOfAccountsName CurrencyCode CurrencyConversionDate@
      CurrencyConversionRate# Description EnteredCr# EnteredDr# JeLineNumber% JgzzReconDate@ JgzzReconId#
      JgzzReconReference ReconciliationReference Reference1 Reference10 Reference2 Reference3 Reference4
      Reference5 Reference6 Reference7 Reference8 Reference9 StatAmount# UserCurrencyConversionType
      jgzzReconStatusMeaning ${AUDIT}`,
              {
                children: {
                  capturedInformationDFF: shape(
                    'capturedInformationDFFUniqID',
                    'GET',
                    `
        JeHeaderId% JeLineNum% __FLEX_Context __FLEX_Context_DisplayValue`,
                    { flex: true },
                  ),
                  journalLineDFF: shape(
                    'journalLineDFFUniqID',
                    'GET',
                    `
        JeHeaderId% JeLineNum% __FLEX_Context __FLEX_Context_DisplayValue`,
                    { flex: true },
                  ),
                },
              },
            ),
          },
        },
      ),
    },
  },
);

export const erpintegrations = shape(
  'OperationName',
  'GET POST',
  `
  CallbackURL Comments ContentType DocumentAccount DocumentContent DocumentId ESSParameters FileName FileType
  JobDefName JobName JobOptions JobPackageName LoadRequestId NotificationCode OperationName ParameterList
  ProcessName ReqstId RequestStatus StatusCode`,
  {
    queryAll: true,
    finders: {
      DocumentIdsByFilePrefixRF: 'comment docAccount filePrefix',
      DocumentRF: 'docId',
      ESSExecutionDetailsRF: 'jobOptions requestId',
      ESSJobExecutionDetailsRF: 'fileType requestId',
      ESSJobStatusRF: 'requestId',
      PrimaryKey: 'OperationName',
    },
  },
);

export const ledgersLOV = shape(
  'LedgerId',
  'GET',
  `
  AccountedPeriodType ChartOfAccountsId% CurrencyCode Description LedgerCategoryCode LedgerId% LedgerTypeCode
  Name PeriodSetName`,
  { queryAll: true, finders: { PrimaryKey: 'LedgerId' } },
);

export const finBusinessUnitsLOV = shape(
  'BusinessUnitId',
  'GET',
  `
  ActiveFlag? BusinessUnitId% BusinessUnitName LegalEntityId LocationId% ManagerId PrimaryLedgerId
  ProfitCenterFlag?`,
  {
    queryAll: true,
    finders: {
      IntentFinder: 'Intent SearchTerm',
      KeywordFinder: 'SearchTerm',
      ModuleIdFinder: 'Intent ModuleId SearchTerm',
      PrimaryKey: 'BusinessUnitId',
      ServiceProviderFinder: 'DownstreamFunctionId Intent ModuleId SearchTerm UpstreamFunctionId',
    },
  },
);

export const legalEntitiesLOV = shape(
  'LegalEntityId',
  'GET',
  `
  LegalEntityId% LegalEntityIdentifier Name`,
  { queryAll: true, finders: { PrimaryKey: 'LegalEntityId' } },
);

export const chartOfAccountsLOV = shape(
  'StructureInstanceId',
  'GET',
  `
  EnabledFlag Name StructureInstanceCode StructureInstanceId% StructureInstanceNumber%`,
  { queryAll: true, finders: { PrimaryKey: 'StructureInstanceId' } },
);

export const accountCombinationsLOV = shape(
  '_CODE_COMBINATION_ID',
  'GET',
  `
  AccountType DetailBudgetingAllowedFlag DetailPostingAllowedFlag EnabledFlag EndDateActive FinancialCategory
  JgzzReconFlag Reference3 StartDateActive SummaryFlag _CHART_OF_ACCOUNTS_ID% _CODE_COMBINATION_ID%`,
  { queryAll: true, flex: true, finders: { PrimaryKey: '_CODE_COMBINATION_ID' } },
);

export const accountingPeriodStatusLOV = shape(
  'accountingPeriodStatusLOVUniqID',
  'GET',
  `
  AdjustmentPeriodFlag ApplicationId% ClosingStatus EffectivePeriodNumber% EndDate LedgerId% PeriodNameId
  PeriodNumber% PeriodYear% StartDate`,
  { queryAll: true, finders: { PrimaryKey: 'accountingPeriodStatusLOVUniqID' } },
);

export const accountingPeriodsLOV = shape(
  'accountingPeriodsLOVUniqID',
  'GET',
  `
  AdjustmentPeriodFlag EndDate EnteredPeriodName PeriodNameId PeriodNumber% PeriodSetNameId PeriodType
  PeriodYear% QuarterNumber% StartDate`,
  { queryAll: true, finders: { PrimaryKey: 'accountingPeriodsLOVUniqID' } },
);

export const journalSourcesLOV = shape(
  'JeSourceName',
  'GET',
  `
  Description ImportUsingKeyFlag JeSourceKey JeSourceName UserJeSourceName`,
  { queryAll: true, finders: { PrimaryKey: 'JeSourceName' } },
);

export const journalCategoriesLOV = shape(
  'JeCategoryName',
  'GET',
  `
  Description JeCategoryKey JeCategoryName UserJeCategoryName`,
  { queryAll: true, finders: { PrimaryKey: 'JeCategoryName' } },
);

export const currenciesLOV = shape(
  'currenciesLOV_Id',
  'GET',
  `
  ActiveDate@ CurrencyCode CurrencyFlag CurrencyFormat CurrencyFormatWithCode CurrencyFormatWithSymbol
  Description EnabledFlag EndDateActive ExtendedPrecision% IssuingTerritoryCode Name Precision% StartDateActive
  Symbol`,
  {
    queryAll: true,
    finders: {
      CurrencyCodeAllRowsFinder: 'CurrencyCode',
      CurrencyCodeFinder: 'ActiveDate CurrencyCode',
      PrimaryKey: 'CurrencyCode',
    },
  },
);

export const currencyConversionTypesLOV = shape(
  'ConversionType',
  'GET',
  `
  ConversionType Description UserConversionType`,
  { queryAll: true, finders: { PrimaryKey: 'ConversionType' } },
);

export const currencyRates = shape(
  'currencyRatesUniqID',
  'GET',
  `
  ConversionDate@ ConversionRate# ConversionType FromCurrency ToCurrency UserConversionType`,
  {
    finders: {
      CurrencyRatesFinder:
        'currencyConversionType endDate fromCurrency ledgerName maxRollDays startDate toCurrency userConversionType',
      PrimaryKey: 'ConversionDate ConversionType FromCurrency UserConversionType',
    },
  },
);
