using LakeVersion.Versioning.Erasing;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv erase</c>.</summary>
internal sealed record EraseShape
{
    public int Version { get; init; } = 1;

    public required bool DryRun { get; init; }

    /// <summary>The number by which readers are told; left out for a dry run, and where nothing was there.</summary>
    public long? Erasure { get; init; }

    public required IReadOnlyList<ErasedContentShape> Contents { get; init; }

    /// <summary>Digests that are nowhere.</summary>
    public required IReadOnlyList<string> NotFound { get; init; }

    /// <summary>The paths that any state of all history has it at; the first thousand.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>How many such paths there are.</summary>
    public required long PathCount { get; init; }

    /// <summary>The live names whose newest state has it.</summary>
    public required IReadOnlyList<ErasedHeadShape> Heads { get; init; }

    /// <summary>Where it lies outside the lake too: nothing is erased there.</summary>
    public required IReadOnlyList<string> Outside { get; init; }

    /// <summary>What could not be read, so that some may be left there.</summary>
    public required IReadOnlyList<string> Unread { get; init; }

    /// <summary>Packs that hold, or held, some of it.</summary>
    public required int Packs { get; init; }

    /// <summary>Objects that are, or were, it.</summary>
    public required int Objects { get; init; }

    /// <summary>Bytes over all places.</summary>
    public required long Bytes { get; init; }

    /// <summary>From when on the second look may be taken.</summary>
    public DateTimeOffset? LookAgainAt { get; init; }

    public static EraseShape Of(ErasurePlan plan) => new()
    {
        DryRun = true,
        Contents = [.. plan.Contents.Select(content => new ErasedContentShape(content.Sha256.ToString(), content.SizeBytes, content.Places.Count))],
        NotFound = [.. plan.NotFound.Select(digest => digest.ToString())],
        Paths = plan.Paths,
        PathCount = plan.PathCount,
        Heads = [.. plan.Heads.Select(head => new ErasedHeadShape(head.Name.KindWord, head.Name.Name, head.PathCount, head.Paths))],
        Outside = plan.Outside,
        Unread = plan.Unread,
        Packs = plan.Packs,
        Objects = plan.Objects,
        Bytes = plan.Bytes,
    };

    public static EraseShape Of(ErasureResult result) => Of(result.Found) with { DryRun = false, Erasure = result.Erasure, LookAgainAt = result.LookAgainAt };
}

/// <summary>A content that is erased, and from how many places.</summary>
internal sealed record ErasedContentShape(string Sha256, long Bytes, int Places);

/// <summary>A live name whose newest state has what is erased, with the first of the paths.</summary>
internal sealed record ErasedHeadShape(string Kind, string Name, long PathCount, IReadOnlyList<string> Paths);
