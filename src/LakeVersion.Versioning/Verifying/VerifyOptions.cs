namespace LakeVersion.Versioning.Verifying;

/// <summary>What a check of a lake looks at.</summary>
public sealed record VerifyOptions
{
    /// <summary>Only these revisions' trees and histories, besides all logs; null checks everything that is kept.</summary>
    public IReadOnlyList<string>? Revisions { get; init; }

    /// <summary>True also reads all content and all of every pack, and compares it with its digests. Default: that it is there, with its length.</summary>
    public bool Data { get; init; }

    /// <summary>Objects whose bytes are read and compared even where <see cref="Data"/> is false, by their keys; null for none.</summary>
    public Func<string, bool>? DataOf { get; init; }

    /// <summary>Called with each finding as it is made, one at a time. Null for nobody.</summary>
    public Action<CheckFinding>? Found { get; init; }

    /// <summary>Called with the number of things just looked at, for progress; from several threads. Null for nobody.</summary>
    public Action<int>? Checked { get; init; }

    /// <summary>How many requests run side by side. Default 16.</summary>
    public int RequestsAtOnce { get; init; } = 16;
}
