namespace LakeVersion.Storage.S3.Inspecting;

/// <summary>How a finding about a bucket weighs.</summary>
public enum BucketWeight
{
    /// <summary>All is well.</summary>
    Fine,

    /// <summary>It works; something would be better.</summary>
    Advice,

    /// <summary>The lake is in danger.</summary>
    Danger,
}

/// <summary>One thing that the settings of a bucket mean for a lake in it.</summary>
/// <param name="Subject">What was looked at: <c>versioning</c>, <c>lifecycle</c>, <c>uploads</c> or <c>encryption</c>.</param>
/// <param name="Weight">How it weighs.</param>
/// <param name="Found">What was found and what to do, as sentences.</param>
public sealed record BucketFinding(string Subject, BucketWeight Weight, string Found);
