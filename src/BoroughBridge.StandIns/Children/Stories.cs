namespace BoroughBridge.StandIns.Children;

/// <summary>What a story means in codes of the SSDA903 return, and in words. Tokens: {n} name, {s} she, {S} She, {o} her, {p} her, {i} interest, {c} carer, {k} school.</summary>
internal sealed record StoryFacts
{
    /// <summary>Legal statuses in order, each with the share of the period at which it began.</summary>
    public required IReadOnlyList<(string Code, double From)> Legal { get; init; }
    public required string Need { get; init; }
    public required string Placement { get; init; }
    public required string Provider { get; init; }
    public required IReadOnlyList<string> Permanence { get; init; }
    public required IReadOnlyList<(string Text, bool ChildsWords)> Goals { get; init; }
    public required string PlacementText { get; init; }
    public required string Contact { get; init; }
    public required string Education { get; init; }
    public required string Health { get; init; }
    public required string Permanent { get; init; }

    public static StoryFacts Of(Story story, int ageMonths) => story switch
    {
        Story.Foster => Foster(ageMonths),
        Story.Kinship => Kinship(ageMonths),
        Story.Return => Return(ageMonths),
        Story.Court => Court(ageMonths),
        Story.Adoption => Adoption,
        Story.Residential => Residential,
        Story.Alone => Alone,
        Story.Leaving => Leaving,
        _ => Disability,
    };

    private static string School(int ageMonths, string says) => ageMonths < 60
        ? "{n} goes to nursery at {k} four mornings a week and is settled there. {S} has a key worker and a picture timetable, and likes to be first at the water tray. The early years plan is reviewed each term."
        : says;

    private static StoryFacts Foster(int age) => new()
    {
        Legal = [("V2", 0), ("C1", 0.05), ("C2", 0.3)],
        Need = "N1",
        Placement = "U4",
        Provider = "PR1",
        Permanence = ["LTFOST18"],
        Goals =
        [
            ("Stay with {c} and be part of the family there until {s} is grown up.", false),
            ("I want to do more {i} and go to the club on Saturdays.", true),
            ("Keep up with reading and be ready for the next school year, with the extra hour each week that is in the education plan.", false),
            ("See {p} family in a way that feels safe and happy, and know beforehand what each visit will be like.", false),
        ],
        PlacementText = "{n} lives with {c}, approved as {p} long-term foster carer. {S} has {p} own room, chose the colour of it, and helps with the Sunday cooking. {c} takes day-to-day decisions, including trips, haircuts and sleepovers, under the delegated authority agreed at the last review.",
        Contact = "{n} sees {p} mother on the first Saturday of each month at the family centre, and speaks to {p} grandmother by video call on Wednesdays. Visits are warm; {n} likes to bring photographs. {c} writes down afterwards how {s} seemed.",
        Education = School(age, "{n} goes to {k}, where attendance was 97 per cent last term. {S} is working at the expected level in reading and a little below in mathematics, and is proud of a certificate for kindness. The personal education plan provides an hour of tuition a week and a place at the {i} club."),
        Health = "The annual health assessment is up to date. {n} is well, has had {p} immunisations, the dentist and the optician, and sleeps better than a year ago. The strengths and difficulties score has come down since the last one.",
        Permanent = "The plan is that {n} grows up with {c}. The match was agreed at panel and {n} was told in {p} own time.",
    };

    private static StoryFacts Kinship(int age) => new()
    {
        Legal = [("V2", 0), ("C1", 0.1), ("C2", 0.55)],
        Need = "N3",
        Placement = "U1",
        Provider = "PR1",
        Permanence = ["LTRELFR"],
        Goals =
        [
            ("Stay with {c}, who is family, and have this made permanent by a special guardianship order if the support plan can be agreed.", false),
            ("I would like to show my cousins how good I am at {i}.", true),
            ("Have a life-story book that {n} can add to, with pictures from both sides of the family.", false),
        ],
        PlacementText = "{n} lives with {c}, a relative, approved as a connected-person carer. The flat is small and busy; a housing transfer has been asked for. {n} says this is home.",
        Contact = "{n} sees {p} father on alternate Sundays at {c}'s home and telephones when {s} likes. {c} arranges this well, and supervision is no longer needed. Aunts, uncles and cousins come and go.",
        Education = School(age, "{n} is at {k}. {S} has good friends there, enjoys {i}, and the school says {s} asks for help more readily now. Attendance is 95 per cent; lateness on Mondays has been dealt with."),
        Health = "{n} is healthy and growing as expected. Glasses were prescribed in the spring and {s} wears them for reading. {c} has asked for advice about sleep, and the specialist nurse will visit.",
        Permanent = "The plan is permanence within the family. The support plan for a special guardianship order is being written with {c}.",
    };

    private static StoryFacts Return(int age) => new()
    {
        Legal = [("V2", 0)],
        Need = "N4",
        Placement = "U6",
        Provider = "PR1",
        Permanence = ["RETURN6M"],
        Goals =
        [
            ("Go home to {p} mother within six months, step by step, starting with day visits and then weekends.", false),
            ("I want everybody to tell me the same thing about when I am going home.", true),
            ("Carry on at the same school throughout, with transport arranged.", false),
        ],
        PlacementText = "{n} is staying with {c} while {p} mother recovers and the home is made ready. {S} settled quickly, although the first nights were hard. {c} has cared for children who go home before and keeps a calendar with {n}.",
        Contact = "{n} visits home after school on Tuesdays and Thursdays, and every other weekend from next month. {P} mother and {c} speak most days. A plan for what happens if {p} mother is unwell again is part of the care plan.",
        Education = School(age, "{n} has stayed at {k} and is taken there each day, so that nothing else changes. {P} teacher keeps a quiet corner for {o}. {S} is on the {i} team."),
        Health = "The first health assessment was done in time. {n} has mild asthma, has an inhaler at school and at {c}'s home, and knows how to use it.",
        Permanent = "The plan is a return home, reviewed every four weeks with the family group. If that cannot be done safely a relative has come forward.",
    };

    private static StoryFacts Court(int age) => new()
    {
        Legal = [("L2", 0), ("C1", 0.1)],
        Need = "N1",
        Placement = "U6",
        Provider = "PR1",
        Permanence = ["RETURN6M", "LTRELFR"],
        Goals =
        [
            ("Be safe, calm and looked after well while the court decides where {s} will grow up.", false),
            ("Keep the same carer until the final hearing if at all possible.", false),
            ("See {p} parents often enough that the bond stays strong, as directed by the court.", false),
        ],
        PlacementText = "{n} lives with {c}, who is experienced with very young children. {S} has a routine {s} knows, a favourite blanket from home, and is making {p} wishes very plain.",
        Contact = "{n} sees {p} mother three times a week and {p} father once, at the contact centre, for ninety minutes. Both come prepared, and notes are shared with the guardian.",
        Education = School(age, "{n} is in reception at {k}. {S} loves stories and {i}, and the school nurse keeps an eye on {p} hearing."),
        Health = "{n}'s development check found {o} a little behind in speech; a speech and language therapist visits each fortnight, and {c} practises with {o}. Weight and height are as expected.",
        Permanent = "The court has an interim care plan. Two plans are followed side by side: home to {p} parents with support, or to {p} aunt, who is being assessed.",
    };

    private static StoryFacts Adoption { get; } = new()
    {
        Legal = [("C1", 0), ("C2", 0.5), ("E1", 0.6)],
        Need = "N1",
        Placement = "U6",
        Provider = "PR1",
        Permanence = ["ADOPTION"],
        Goals =
        [
            ("Move to a permanent family, with introductions at {n}'s pace.", false),
            ("Have a memory box and later-life letter that tell {p} story truthfully and kindly.", false),
            ("Keep {p} attachment to {c} while the move is prepared, and afterwards by visits.", false),
        ],
        PlacementText = "{n} has lived with {c} almost all {p} life. {S} is a sociable child who waves at buses. {c} is helping to prepare the move and will stay in touch.",
        Contact = "Letters are exchanged once a year through the letterbox scheme. Farewell visits have been held and recorded for the memory box.",
        Education = "{n} goes to a toddler group with {c} twice a week, where {s} likes {i} and the sand. A nursery place is ready at {k}.",
        Health = "The adoption medical is complete. {n} is well, walks and climbs, and has twenty words. A hearing test in the autumn was normal.",
        Permanent = "The plan is adoption. The court has made a placement order and family finding is under way.",
    };

    private static StoryFacts Residential { get; } = new()
    {
        Legal = [("V2", 0), ("C1", 0.15), ("C2", 0.35)],
        Need = "N5",
        Placement = "K2",
        Provider = "PR4",
        Permanence = ["RESPLMT"],
        Goals =
        [
            ("Feel safe at the home, and have at least two adults there {s} can talk to.", false),
            ("I want to be asked before plans are changed, not told afterwards.", true),
            ("Go to school every day and take four GCSEs.", false),
            ("Try living with a foster family again when {n} says {s} is ready, starting with weekends.", false),
        ],
        PlacementText = "{n} lives at a children's home for four young people. {S} has the attic room and looks after the home's cat. {c} is {p} key worker. There were two difficult evenings in the spring, talked through afterwards, and none since.",
        Contact = "{n} decides, with {c}, when to see {p} brother; usually they go for food on a Friday. {S} speaks to {p} mother by telephone on Sundays.",
        Education = "{n} is at {k} on a full timetable again. Mentoring twice a week has helped. {S} is good at {i}, and a college taster day is booked.",
        Health = "{n} sees a therapist every fortnight and says it is worth it. Health assessment done; {s} declined the dentist once and then went.",
        Permanent = "The plan is to stay at the home until sixteen, with a step to a foster family kept open.",
    };

    private static StoryFacts Alone { get; } = new()
    {
        Legal = [("V2", 0)],
        Need = "N8",
        Placement = "U6",
        Provider = "PR4",
        Permanence = ["SUPPLIV"],
        Goals =
        [
            ("Have a decision on {p} asylum claim, with a solicitor {s} understands and trusts.", false),
            ("I want to pass English and then learn to be an electrician.", true),
            ("Find {p} sister through the family tracing service.", false),
        ],
        PlacementText = "{n} lives with {c}, who speaks some of {p} language. {S} cooks for the house on Thursdays, gets about London on {p} own, and plays {i} in the park.",
        Contact = "{n} has not heard from {p} family since the journey. The Red Cross tracing service has been asked. {S} goes to a community group on Fridays.",
        Education = "{n} is on the English course at {k} and moved up two levels this year. The virtual school pays for a laptop and a Saturday class.",
        Health = "The health assessment with an interpreter is done, with catch-up immunisations and an eye test. {n} sleeps badly before interviews; a group for young people who came alone helps.",
        Permanent = "The plan is to stay with {c} until eighteen, and then supported living with the same personal adviser. Triple planning is recorded for each outcome of the claim.",
    };

    private static StoryFacts Leaving { get; } = new()
    {
        Legal = [("C1", 0), ("C2", 0.2)],
        Need = "N1",
        Placement = "K3",
        Provider = "PR5",
        Permanence = ["SUPPLIV"],
        Goals =
        [
            ("Be ready to live in {p} own place: budget, cook, keep appointments, know whom to ring.", false),
            ("I want my own key and not to be moved before my exams.", true),
            ("Finish the course at {k} and start an apprenticeship.", false),
            ("Have a passport, a bank account and a National Insurance number before the birthday.", false),
        ],
        PlacementText = "{n} has a flat in a supported scheme with staff downstairs day and night. {c} meets {o} each week. The pathway plan says what is still to be learnt, in {p} own words.",
        Contact = "{n} arranges {p} own contact, sees {p} aunt most weekends and {p} former foster carer for Sunday lunch.",
        Education = "{n} is in the second year at {k}. {S} has had a good work placement and is captain of the {i} team. A bursary is in place.",
        Health = "{n} is registered with a doctor and a dentist near the scheme, has {p} own health passport, and knows how to make appointments.",
        Permanent = "The plan is supported living now and {p} own tenancy after eighteen. The personal adviser has been introduced.",
    };

    private static StoryFacts Disability { get; } = new()
    {
        Legal = [("V2", 0)],
        Need = "N2",
        Placement = "U4",
        Provider = "PR2",
        Permanence = ["LTFOST18"],
        Goals =
        [
            ("Be understood: everyone who looks after {n} uses {p} communication book and the same signs.", false),
            ("Swim every week and join in {i} with support.", false),
            ("Have one plan that health, education and social care share.", false),
        ],
        PlacementText = "{n} lives with {c}, trained in {p} care. The house has a hoist and a wet room. {n} laughs a great deal and lets people know at once what {s} does not like.",
        Contact = "{n}'s parents visit each week and take part in all decisions. {S} spends one weekend a month at home, with a nurse.",
        Education = "{n} goes to {k}, a special school, with transport and an escort. The education, health and care plan was reviewed this year. {S} uses an eye-gaze tablet and is quick with it.",
        Health = "{n} has a health plan written with the community nurse, with clear steps for seizures. Physiotherapy is weekly; the wheelchair was refitted in the summer.",
        Permanent = "The plan is that {n} stays with {c}, with {p} parents as full partners in it.",
    };
}
