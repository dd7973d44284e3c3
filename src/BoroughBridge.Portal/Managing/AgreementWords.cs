namespace BoroughBridge.Portal.Managing;

/// <summary>How agreements are said to people.</summary>
public static class AgreementWords
{
    public static string State(string code) => code switch
    {
        "draft" => "Draft, being signed",
        "signed" => "Signed, not open",
        "open" => "Open",
        "closed-to-new" => "Closed to new allocations",
        "winding-down" => "Winding down",
        "suspended" => "Suspended",
        _ => "Ended",
    };

    public static string Colour(string code) => code switch
    {
        "open" => "govuk-tag--green",
        "draft" or "signed" => "govuk-tag--blue",
        "closed-to-new" or "winding-down" => "govuk-tag--yellow",
        "suspended" => "govuk-tag--red",
        _ => "govuk-tag--grey",
    };

    public static string Office(string code) => code switch
    {
        "caldicott-guardian" => "Caldicott Guardian",
        "siro" => "Senior information risk owner",
        "director" => "Director of children's services",
        _ => "IRO manager",
    };

    public static string Capability(string code) => code switch
    {
        "documents" => "Documents: their pages and files can be read",
        "write-back" => "Write-back: records go back into the holder's system",
        _ => "Break-glass: an officer can open one file for an hour, in an emergency",
    };

    /// <summary>What a side would do, as a button says it.</summary>
    public static string Move(string code) => code switch
    {
        "open" => "Open",
        "closed-to-new" => "Close to new allocations",
        "winding-down" => "Wind down",
        "suspended" => "Suspend now",
        _ => "End for good",
    };

    public static string Refusal(string code) => code switch
    {
        "role" => "Your role does not let you do that.",
        "terms" => "The terms have changed since this page was shown. Read them again.",
        "signed-already" => "That office has signed already.",
        "signed-in-another-office" => "You have signed in another office. Each of the four is a different person.",
        "not-signed" => "It cannot be opened before all eight have signed.",
        "standing" => "It cannot be moved there from where it stands.",
        "ended" => "It has ended.",
        _ => "That could not be done.",
    };

    public static string Warning(string code) => code switch
    {
        "caseload" => "She would have more children than the agreement's band.",
        "training" => "Her training is not current, or her account is disabled: she will read nothing until it is.",
        "placement-provider" => "The child's placement is provided by the officer's own authority.",
        "siblings-apart" => "A brother or sister has another reviewing officer.",
        "former-case-holder" => "She has held this child's case. The law does not allow her to review it.",
        "parent-and-child" => "She is the reviewing officer of the child's looked-after parent or baby. They must have different ones.",
        _ => code,
    };

    public static string Reason(string code) => code switch
    {
        "workload-agreed" => "The workload has been agreed with her",
        "training-booked" => "Training is booked",
        "temporary" => "For a short time",
        "no-other-officer" => "There is no other officer",
        "workload" => "Workload",
        "conflict" => "Conflict of interest",
        "left" => "She has left",
        _ => "Another reason",
    };
}
