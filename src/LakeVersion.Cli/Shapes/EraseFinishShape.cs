using LakeVersion.Versioning.Erasing;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv erase finish</c>, and what <c>lv gc run</c> did of it.</summary>
internal sealed record EraseFinishShape
{
    public int Version { get; init; } = 1;

    /// <summary>Erasures that are done now.</summary>
    public required IReadOnlyList<long> Done { get; init; }

    /// <summary>Those whose grace period is not over.</summary>
    public required IReadOnlyList<ErasureLineShape> Waiting { get; init; }

    /// <summary>Places that held erased content, again or still.</summary>
    public required int Erased { get; init; }

    /// <summary>Digests of erased content that was stored anew after its erasure, and stays.</summary>
    public required IReadOnlyList<string> StoredAgain { get; init; }

    /// <summary>What could not be read; while there is any, nothing is done.</summary>
    public required IReadOnlyList<string> Unread { get; init; }

    public static EraseFinishShape Of(ErasureFinish finish) => new()
    {
        Done = finish.Done,
        Waiting = [.. finish.Waiting.Select(ErasureLineShape.Of)],
        Erased = finish.Erased,
        StoredAgain = [.. finish.StoredAgain.Select(digest => digest.ToString())],
        Unread = finish.Unread,
    };
}
