// Parties: organizations and persons.
// Trap: the marks behind the names are explained in shape.ts; an attribute that is not named here is refused.
import { AUDIT, shape } from './shape.ts';

export const hubOrganizations = shape(
  'PartyNumber',
  'GET POST PATCH DELETE',
  `
  AccountScore% AccountScoringTier Address1 Address2 Address3 Address4 AddressElementAttribute1
  AddressElementAttribute2 AddressElementAttribute3 AddressElementAttribute4 AddressElementAttribute5
  AddressLinesPhonetic AddressNumber AddressType AnalysisFiscalYear BankCode BankOrBranchNumber BranchCode
  BranchFlag? Building BusinessReport BusinessScope CEOName CEOTitle CertificationLevel CertificationReasonCode
  City CleanlinessScore%! Comments CompletenessScore%! CongressionalDistrictCode ControlYear# CorpCurrencyCode
  CorporationClass Country County CreatedByModule CurcyConvRateType CurrencyCode
  CurrentFiscalYearPotentialRevenueAmount# DUNSCreditRating DUNSNumber DataCloudStatus DataConfidenceScore%
  DatafoxCompanyId Description DisadvantageIndicator DisplayedDUNSPartyId% DoNotConfuseWith
  DomesticUltimateDUNSNumber DuplicateIndicator DuplicateScore%! EmailAddress EmailVerificationDate@
  EmailVerificationStatus EmployeesAtPrimaryAddress EmployeesAtPrimaryAddressEstimation
  EmployeesAtPrimaryAddressMinimum EmployeesAtPrimaryAddressText EmployeesTotal# EnquiryDUNS EnrichmentScore%!
  ExportIndicator FiscalYearendMonth FloorNumber FormattedAddress! GeneralServicesAdministrationFlag?
  GlobalUltimateDUNSNumber GrowthStrategyDescription HQBranchIndicator HomeCountry ImportIndicator Keywords
  LaborSurplusIndicator LastEnrichmentDate@ LastScoreUpdateDate@ LegalStatus LineOfBusiness LocalActivityCode
  LocalActivityCodeType LocalBusinessIdentifier LocalBusinessIdentifierType Mailstop MinorityOwnedIndicator
  MinorityOwnedType MissionStatement NextFiscalYearPotentialRevenueAmount# OrganizationName OrganizationSize
  OrganizationType OutOfBusinessIndicator ParentDUNSNumber ParentOrSubsidiaryIndicator PartyId%! PartyNumber
  PartyUsageCode PhoneVerificationDate@ PhoneVerificationStatus PostalCode PostalPlus4Code
  PreferredContactMethod PreferredFunctionalCurrency PrincipalName PrincipalTitle Province
  PublicPrivateOwnershipFlag? RawPhoneNumber RecencyScore%! RegistrationType RentOrOwnIndicator
  SmallBusinessIndicator SourceSystem SourceSystemReferenceValue State Status StockSymbol
  TaxpayerIdentificationNumber ThirdPartyFlag? TotalEmployeesEstimatedIndicator TotalEmployeesIndicator
  TotalEmployeesMinimumIndicator TotalEmployeesText TotalPaymentAmount# TradingPartnerIdentifier URL
  UniqueNameAlias UniqueNameSuffix ValidatedFlag? ValidityScore%! WomanOwnedIndicator YearEstablished%
  YearIncorporated% ${AUDIT}`,
  {
    queryAll: true,
    finders: {
      PartyIdAltKey: 'PartyId',
      PartyNumberAltKey: 'PartyNumber',
      PartyNumberRF: 'PartyNumber',
      PartyUsageCodeRF: 'PartyUsageCode',
      PrimaryKey: 'PartyId',
      SourceSystemReferenceAltKey: 'SourceSystem SourceSystemReferenceValue',
      SourceSystemReferenceRF: 'SourceSystem SourceSystemReferenceValue',
    },
    actions: 'findDuplicates* promoteDuplicateParty*',
    children: {
      Address: shape(
        'AddressNumber',
        'GET POST PATCH DELETE',
        `
    AddrElementAttribute1 AddrElementAttribute2 AddrElementAttribute3 AddrElementAttribute4
    AddrElementAttribute5 Address1 Address2 Address3 Address4 AddressId% AddressLinesPhonetic AddressNumber
    AddressType Building CalculateFormattedAddress? City ClliCode Comments ConflictId% CorpCurrencyCode
    Country County CreatedByModule CreatedByModule1 CurcyConvRateType CurrencyCode DateValidated Description
    DoNotMailFlag? DoNotValidateFlag? DunsNumberC EffectiveDate@ EndDateActive FloorNumber FormattedAddress
    FormattedAddress1 FormattedMultilineAddress FormattedMultilineAddress1 HouseType LastUpdateLogin!
    Latitude# LocationDirections LocationId% Longitude# Mailstop ObjectVersionNumber% ObjectVersionNumber1%
    PartyId% PartyName PartyNumber PartySiteName PartySourceSystem PartySourceSystemReferenceValue
    PartyUniqueName PostalCode PostalPlus4Code PrimaryFlag? Province SSROwnerTableName SSRPartyOwnerTableName
    SalesAccountFlag? SourceSystem SourceSystemReferenceValue StartDateActive State Status ValidatedFlag?
    ValidationStartDate@ ValidationStatusCode ${AUDIT}`,
        { actions: 'PartySiteEO_setCurrentOverallPrimaryFlag PartySiteEO_setCurrentPrimaryFlag' },
      ),
      ContactPoint: shape(
        'ContactPointId',
        'GET POST PATCH DELETE',
        `
    ConflictId% ContactPointId%! ContactPointType CreatedByModule DoContactPreferenceFlag?
    DoNotContactPreferenceFlag? DoNotContactReason EmailAddress EmailPurpose FormattedPhoneNumber
    LastUpdateLogin! ObjectVersionNumber% PartyId% PartyNumber PartySourceSystem
    PartySourceSystemReferenceValue PhoneAreaCode PhoneCountryCode PhoneExtension PhoneNumber PhonePurpose
    PhoneType PreferenceRequestedBy PrimaryFlag? RawPhoneNumber SocialNetworkId SocialNetworkName
    SocialNetworkPurpose SourceSystem SourceSystemReferenceValue Status URL VerificationDate@
    VerificationStatus WebPurpose ${AUDIT}`,
      ),
      UsageAssignment: shape(
        'PartyUsageAssignmentId',
        'GET POST PATCH DELETE',
        `
    Comments CreatedByModule EndDate@ PartyId% PartyUsageAssignmentId%! PartyUsageCode StartDate@ StatusFlag?
    ${AUDIT}`,
      ),
      SourceSystemReference: shape(
        'SourceSystemReferenceId',
        'GET POST PATCH DELETE',
        `
    ConflictId% CreatedByModule EndDate@ LastUpdateLogin! ObjectVersionNumber% PartyId% PartyNumber
    PartySourceSystem PartySourceSystemReferenceValue SourceSystem SourceSystemReferenceId%!
    SourceSystemReferenceValue StartDate@ Status ${AUDIT}`,
      ),
    },
  },
);

export const hubPersons = shape(
  'PartyNumber',
  'GET POST PATCH DELETE',
  `
  AcademicTitle Address1 Address2 Address3 Address4 AddressElementAttribute1 AddressElementAttribute2
  AddressElementAttribute3 AddressElementAttribute4 AddressElementAttribute5 AddressLinesPhonetic AddressNumber
  AddressType Building CertificationLevel CertificationReasonCode City CleanlinessScore%! Comments
  CompletenessScore%! ContactRole CorpCurrencyCode Country County CreatedByModule CurcyConvRateType CurrencyCode
  DataCloudStatus DataConfidenceScore% DateOfBirth DateOfDeath DeceasedFlag? DeclaredEthnicity Department
  DepartmentCode DoNotCallFlag? DoNotContactFlag? DoNotEmailFlag? DoNotMailFlag? DuplicateIndicator
  DuplicateScore%! EmailAddress EmailVerificationDate@ EmailVerificationStatus EnrichmentScore%! FirstName
  FloorNumber Gender HeadOfHouseholdFlag? HomePhoneVerificationDate@ HomePhoneVerificationStatus
  HouseholdIncomeAmount# HouseholdSize# Initials JobTitle JobTitleCode LastContactDate@ LastEnrichmentDate@
  LastName LastNamePrefix LastScoreUpdateDate@ Mailstop MaritalStatus MaritalStatusEffectiveDate@ MiddleName
  MobilePhoneVerificationDate@ MobilePhoneVerificationStatus NameSuffix OrganizationPartyId%
  OrganizationPartyName OrganizationPartyNumber OrganizationSourceSystem OrganizationSourceSystemReferenceValue
  PartyId%! PartyNumber PartyUsageCode PersonName PersonalIncomeAmount# PlaceOfBirth PostalCode PostalPlus4Code
  PreferredContactMethod PreferredFunctionalCurrency PreviousLastName Province RawHomePhoneNumber
  RawMobilePhoneNumber RawWorkPhoneNumber RecencyScore%! RegistrationStatus RentOrOwnIndicator SalesAffinityCode
  SalesBuyingRoleCode Salutation SalutoryIntroduction SecondLastName SourceSystem SourceSystemReferenceValue
  State Status TaxpayerIdentificationNumber ThirdPartyFlag? TimezoneCode Title UniqueNameSuffix ValidatedFlag?
  ValidityScore%! WorkPhoneVerificationDate@ WorkPhoneVerificationStatus ${AUDIT}`,
  {
    queryAll: true,
    finders: {
      PartyIdAltKey: 'PartyId',
      PartyNumberAltKey: 'PartyNumber',
      PartyNumberRF: 'PartyNumber',
      PartyUsageCodeRF: 'PartyUsageCode',
      PrimaryKey: 'PartyId',
      SourceSystemReferenceAltKey: 'SourceSystem SourceSystemReferenceValue',
      SourceSystemReferenceRF: 'SourceSystem SourceSystemReferenceValue',
    },
    actions: 'findDuplicates*',
    children: {
      Address: shape(
        'AddressNumber',
        'GET POST PATCH DELETE',
        `
    AddrElementAttribute1 AddrElementAttribute2 AddrElementAttribute3 AddrElementAttribute4
    AddrElementAttribute5 Address1 Address2 Address3 Address4 AddressId% AddressLinesPhonetic AddressNumber
    AddressType Building CalculateFormattedAddress? City ClliCode Comments ConflictId% CorpCurrencyCode
    Country County CreatedByModule CreatedByModule1 CurcyConvRateType CurrencyCode DateValidated Description
    DoNotMailFlag? DoNotValidateFlag? DunsNumberC EffectiveDate@ EndDateActive FloorNumber FormattedAddress
    FormattedAddress1 FormattedMultilineAddress FormattedMultilineAddress1 HouseType LastUpdateLogin!
    Latitude# LocationDirections LocationId% Longitude# Mailstop ObjectVersionNumber% ObjectVersionNumber1%
    PartyId% PartyName PartyNumber PartySiteName PartySourceSystem PartySourceSystemReferenceValue
    PartyUniqueName PostalCode PostalPlus4Code PrimaryFlag? Province SSROwnerTableName SSRPartyOwnerTableName
    SalesAccountFlag? SourceSystem SourceSystemReferenceValue StartDateActive State Status ValidatedFlag?
    ValidationStartDate@ ValidationStatusCode ${AUDIT}`,
        { actions: 'PartySiteEO_setCurrentOverallPrimaryFlag PartySiteEO_setCurrentPrimaryFlag' },
      ),
      ContactPoint: shape(
        'ContactPointId',
        'GET POST PATCH DELETE',
        `
    ConflictId% ContactPointId%! ContactPointType CreatedByModule DoContactPreferenceFlag?
    DoNotContactPreferenceFlag? DoNotContactReason EmailAddress EmailPurpose FormattedPhoneNumber
    LastUpdateLogin! ObjectVersionNumber% PartyId% PartyNumber PartySourceSystem
    PartySourceSystemReferenceValue PhoneAreaCode PhoneCountryCode PhoneExtension PhoneNumber PhonePurpose
    PhoneType PreferenceRequestedBy PrimaryFlag? RawPhoneNumber SocialNetworkId SocialNetworkName
    SocialNetworkPurpose SourceSystem SourceSystemReferenceValue Status URL VerificationDate@
    VerificationStatus WebPurpose ${AUDIT}`,
      ),
      SourceSystemReference: shape(
        'SourceSystemReferenceId',
        'GET POST PATCH DELETE',
        `
    ConflictId% CreatedByModule EndDate@ LastUpdateLogin! ObjectVersionNumber% PartyId% PartyNumber
    PartySourceSystem PartySourceSystemReferenceValue SourceSystem SourceSystemReferenceId%!
    SourceSystemReferenceValue StartDate@ Status ${AUDIT}`,
      ),
      UsageAssignment: shape(
        'PartyUsageAssignmentId',
        'GET POST PATCH DELETE',
        `
    Comments CreatedByModule EndDate@ PartyId% PartyUsageAssignmentId%! PartyUsageCode StartDate@ StatusFlag?
    ${AUDIT}`,
      ),
    },
  },
);
