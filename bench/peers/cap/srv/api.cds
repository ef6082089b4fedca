/** The people and skills of the benchmark as SAP CAP has them. */
namespace bench;

entity People {
  key id                : String(64);
      displayName       : String(256);
      userPrincipalName : String(256);
      mail              : String(256);
      skills            : Composition of many Skills on skills.person = $self;
}

entity Skills {
  key id                   : String(64);
      person               : Association to People;
      displayName          : String(256);
      proficiency          : String(64);
      categories           : many String;
      collaborationTags    : many String;
      webUrl               : String(1024);
      createdDateTime      : String(64);
      lastModifiedDateTime : String(64);
}

@path: '/odata'
@requires: 'authenticated-user'
service API {
  entity People as projection on bench.People;
  entity Skills as projection on bench.Skills;
}
