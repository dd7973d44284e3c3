namespace BoroughBridge.Fhir;

/// <summary>The codes of the looked-after children return (domain.md 2.2), as local code systems.</summary>
public static class Ssda903
{
    /// <summary>LS.</summary>
    public static CodeSet LegalStatus { get; } = CodeSet.Local(
        "legal-status",
        ("C1", "Interim care order"),
        ("C2", "Full care order"),
        ("D1", "Freeing order"),
        ("E1", "Placement order"),
        ("V2", "Single period of accommodation under section 20"),
        ("V3", "Series of short breaks, episodes recorded"),
        ("V4", "Series of short breaks, agreement recorded"),
        ("L1", "Under police protection in local authority accommodation"),
        ("L2", "Emergency protection order"),
        ("L3", "Under child assessment order in local authority accommodation"),
        ("J1", "Remanded to local authority accommodation or to youth detention"),
        ("J2", "Detained under PACE in local authority accommodation"),
        ("J3", "Youth rehabilitation order with residence or intensive fostering"));

    /// <summary>REC. <c>X1</c> goes on with a new episode; all others end the period of care.</summary>
    public static CodeSet ReasonCeased { get; } = CodeSet.Local(
        "reason-episode-ceased",
        ("X1", "New episode began the same day"),
        ("E11", "Adopted, application unopposed"),
        ("E12", "Adopted, consent dispensed with"),
        ("E2", "Died"),
        ("E3", "Care taken over by another local authority in the UK"),
        ("E4A", "Returned home, planned"),
        ("E4B", "Returned home, unplanned"),
        ("E13", "Left to live with relatives or friends without parental responsibility"),
        ("E41", "Residence order or child arrangements order"),
        ("E45", "Special guardianship order to former foster carers who were relatives or friends"),
        ("E46", "Special guardianship order to former foster carers who were not relatives or friends"),
        ("E47", "Special guardianship order to carers who were relatives or friends"),
        ("E48", "Special guardianship order to carers who were not relatives or friends"),
        ("E5", "Moved into independent living with support"),
        ("E6", "Moved into independent living without support"),
        ("E7", "Transferred to residential care by adult services"),
        ("E8", "Ceased for any other reason"),
        ("E9", "Sentenced to custody"),
        ("E14", "Remand ended"),
        ("E15", "Age assessment found the young person to be 18 or over"),
        ("E16", "Moved abroad"),
        ("E17", "Aged 18 or over and stayed with current carers"));

    /// <summary>PLACE.</summary>
    public static CodeSet Placement { get; } = CodeSet.Local(
        "placement",
        ("A3", "Placed for adoption with consent, with current foster carer"),
        ("A4", "Placed for adoption with consent, not with current foster carer"),
        ("A5", "Placed for adoption with placement order, with current foster carer"),
        ("A6", "Placed for adoption with placement order, not with current foster carer"),
        ("H5", "Semi-independent living not regulated as a children’s home"),
        ("K1", "Secure children’s home"),
        ("K2", "Children’s home"),
        ("K3", "Supported accommodation"),
        ("P1", "Placed with own parents or other person with parental responsibility"),
        ("P2", "Independent living"),
        ("P3", "Residential employment"),
        ("R1", "Residential care home"),
        ("R2", "NHS or other establishment giving medical or nursing care"),
        ("R3", "Family centre or mother and baby unit"),
        ("R5", "Young offender institution"),
        ("S1", "Residential school"),
        ("T0", "Temporary move"),
        ("T1", "Temporary: in hospital"),
        ("T2", "Temporary: on holiday"),
        ("T3", "Temporary: carer on holiday"),
        ("T4", "Temporary: seven days or less"),
        ("U1", "Foster placement with relative or friend, long term"),
        ("U2", "Foster placement with relative or friend who is an approved adopter"),
        ("U3", "Foster placement with relative or friend, other"),
        ("U4", "Foster placement with other carer, long term"),
        ("U5", "Foster placement with other carer who is an approved adopter"),
        ("U6", "Foster placement with other carer, other"),
        ("Z1", "Other placement"),
        ("Z11", "Other placement (Z11)"),
        ("Z12", "Other placement (Z12)"),
        ("Z13", "Other placement (Z13)"),
        ("Z14", "Other placement (Z14)"));

    /// <summary>REVIEW_CODE: how the child took part.</summary>
    public static CodeSet Participation { get; } = CodeSet.Local(
        "review-participation",
        ("PN0", "Child under four at the time of the review"),
        ("PN1", "Attends and speaks for himself or herself"),
        ("PN2", "Attends, an advocate speaks"),
        ("PN3", "Attends and conveys views by symbols or signs"),
        ("PN4", "Attends and does not contribute"),
        ("PN5", "Does not attend, has briefed an advocate or the IRO"),
        ("PN6", "Does not attend, has sent views"),
        ("PN7", "Does not attend, views not conveyed"));

    /// <summary>CIN: why the child is in need, the same for the whole period of care.</summary>
    public static CodeSet CategoryOfNeed { get; } = CodeSet.Local(
        "category-of-need",
        ("N1", "Abuse or neglect"),
        ("N2", "Child’s disability"),
        ("N3", "Parental illness or disability"),
        ("N4", "Family in acute stress"),
        ("N5", "Family dysfunction"),
        ("N6", "Socially unacceptable behaviour"),
        ("N7", "Low income"),
        ("N8", "Absent parenting"));
}
