using LakeVersion.Storage;

namespace LakeVersion.Versioning.Logs;

/// <summary>What every movement of a log can be given.</summary>
public sealed record LogOptions
{
    /// <summary>Who moves it, as asserted, not proven.</summary>
    public required string Author { get; init; }

    /// <summary>Why; its first line stands in the log. Null writes a sentence that says what was done.</summary>
    public string? Message { get; init; }

    /// <summary>How long other writers may win before the movement gives up. Default 2 minutes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Only where the name's state is this commit; else a conflict. Null does not ask.</summary>
    public Commits.CommitId? IfHead { get; init; }

    /// <summary>
    /// A key that makes the movement once: an entry of the name's log of the last 7 days that has it is the answer. At most 1 KiB.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>
    /// What is asked for, in words that a retry repeats, for <see cref="IdempotencyKey"/>: a key that was used for something else is a
    /// conflict. Null compares what kind of movement it is.
    /// </summary>
    public string? Request { get; init; }

    /// <summary>
    /// True for a fast-forward whose commits were made for this branch and no other, as by picks: rules judge it as commits on the branch, not as
    /// a merge. Default false.
    /// </summary>
    public bool IsDirect { get; init; }

    /// <param name="lake">The lake.</param>
    /// <param name="movement">What kind of movement it is; null where no key counts.</param>
    internal LogStamp Stamp(LakeStore lake, string? movement = null)
    {
        Commits.CommitText.Check(Message ?? "", Author, null);
        Commits.CommitText.CheckKey(IdempotencyKey);
        return new LogStamp(Id128.Create(lake.Entropy), Author, Patience, IdempotencyKey, IdempotencyKey is null ? null : RequestDigest.Of(Request ?? movement));
    }

    /// <summary>Refuses a head that is not the one asked for.</summary>
    internal void CheckHead(Refs.RefName name, LogMoment moment)
    {
        if (IfHead is { } wanted && moment.Head?.Entry.After != wanted)
        {
            throw LakeException.Conflict(
                $"{name} stands at {moment.Head?.Entry.After?.Abbreviated ?? "nothing"}, not at {wanted.Abbreviated} as the condition on its head asks. Nothing was changed.");
        }
    }
}
