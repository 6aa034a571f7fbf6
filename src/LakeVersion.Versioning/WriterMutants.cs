namespace LakeVersion.Versioning;

/// <summary>Breaks the protocol of writers on purpose. For tests of tests: each must be caught.</summary>
[Flags]
internal enum WriterMutants
{
    None = 0,

    /// <summary>Answers of a create-only put are believed without a look at what stands there.</summary>
    BelievesAnswers = 1,

    /// <summary>Nothing at the number after an unclear answer counts as failure.</summary>
    AbsentIsFailure = 2,

    /// <summary>Every try has an id of its own.</summary>
    FreshIdEachTry = 4,

    /// <summary>A try after a loss has the time of the first.</summary>
    KeepsFirstTime = 8,

    /// <summary>A new name is created without being reserved first.</summary>
    NoReserve = 16,

    /// <summary>The newest collection record is read before the head.</summary>
    RecordBeforeHead = 32,

    /// <summary>After losing to a fence no newer collection record is read.</summary>
    IgnoresFences = 64,

    /// <summary>Sources are not held against collection records.</summary>
    SourcesUnchecked = 128,

    /// <summary>Uploads are not held against collection records.</summary>
    UploadsUnchecked = 256,

    /// <summary>New keys go to the epoch of the writer's own clock, whatever was swept; what was uploaded so is believed to be safe from the record it began with.</summary>
    OwnEpoch = 512,

    /// <summary>A node that was once stored, or read, is referred to wherever an equal one is.</summary>
    NodesById = 1024,

    /// <summary>Content that was once stored is referred to wherever it is, and not stored again.</summary>
    ContentById = 2048,

    /// <summary>A sealed transaction takes further steps.</summary>
    SealedTakesSteps = 4096,

    /// <summary>Changes are carried onto a branch that moved on without a look at what changed there.</summary>
    NoRebase = 8192,
}
