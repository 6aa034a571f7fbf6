using System.Text.Json;
using System.Text.Json.Serialization;
using LakeVersion.Storage;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Commits;

/// <summary>A commit as its id covers it: the first line of the stored record (docs/format.md, section 5).</summary>
public sealed record CommitRecord
{
    internal const string TypeName = "lakeversion.commit";

    /// <summary>The type of record.</summary>
    [JsonPropertyOrder(-2)]
    public string Type { get; init; } = TypeName;

    /// <summary>The version of the record's form.</summary>
    [JsonPropertyOrder(-1)]
    public int Version { get; init; } = 1;

    /// <summary>The lake's id.</summary>
    public required Id128 Lake { get; init; }

    /// <summary>The transaction that made the commit.</summary>
    public required Id128 Tx { get; init; }

    /// <summary>The branch it was made for; empty for the root commit.</summary>
    public required string Branch { get; init; }

    /// <summary>The number of the branch entry it was made for; 0 for the root commit.</summary>
    public required long Entry { get; init; }

    /// <summary>The id of the tree's root node.</summary>
    public required ContentHash Root { get; init; }

    /// <summary>What the tree holds in all.</summary>
    public required TreeTotals Totals { get; init; }

    /// <summary>The parents; the first is the branch's state before. Empty for the root commit.</summary>
    public required IReadOnlyList<CommitId> Parents { get; init; }

    /// <summary>1 + the greatest generation of a parent; 0 for the root commit.</summary>
    public required long Generation { get; init; }

    /// <summary>Steps along first parents to the root commit.</summary>
    public required long Depth { get; init; }

    /// <summary>Element i: the nearest proper ancestor along first parents whose depth divides by 2^(i+1); those that would name the root commit are left out.</summary>
    public IReadOnlyList<CommitId>? Ancestors { get; init; }

    /// <summary>Who made the change, as asserted.</summary>
    public required string Author { get; init; }

    /// <summary>Who committed it, as asserted.</summary>
    public required string Committer { get; init; }

    /// <summary>When, by the writer's effective clock; the branch entry's time is what decides.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What and why, in words; at most 64 KiB.</summary>
    public required string Message { get; init; }

    /// <summary>Names and values of the caller; at most 64 KiB.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>What kind of change this is, with its figures.</summary>
    public required CommitOperation Operation { get; init; }

    /// <summary>What it changed, in short.</summary>
    public required CommitChanges Changed { get; init; }

    /// <summary>Commits that this one stands for.</summary>
    public IReadOnlyList<AppliedCommit>? Applied { get; init; }

    /// <summary>The idempotency key.</summary>
    public string? Key { get; init; }

    /// <summary>The first line of the message.</summary>
    [JsonIgnore]
    public string Subject => CommitText.FirstLine(Message);

    internal byte[] ToLine() => JsonSerializer.SerializeToUtf8Bytes(this, RecordJson.Default.CommitRecord);
}

/// <summary>The second line of a commit record: where things are; not part of the id.</summary>
internal sealed record CommitPlaces
{
    /// <summary>The place of the root node; null for the empty tree.</summary>
    public Locator? Root { get; init; }
}

/// <summary>The kind of a change.</summary>
/// <param name="Name">A verb, as <c>put</c>, <c>append</c>, <c>rollback</c>.</param>
/// <param name="Figures">Counts and names that belong to it, in reading order; null for none.</param>
public sealed record CommitOperation(string Name, IReadOnlyDictionary<string, string>? Figures = null);

/// <summary>What a commit changed, in short.</summary>
/// <param name="Paths">Changed paths.</param>
/// <param name="Tables">Changed tables, at most 64; null for none.</param>
/// <param name="Folders">Top folders with changed paths, at most 64; null for none.</param>
/// <param name="More">True where a list was cut.</param>
public sealed record CommitChanges(long Paths, IReadOnlyList<string>? Tables = null, IReadOnlyList<string>? Folders = null, bool? More = null);

/// <summary>A commit that another stands for.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="As">How: <c>squashed</c>, <c>picked</c> or <c>reverted</c>.</param>
public sealed record AppliedCommit(CommitId Commit, string As)
{
    /// <summary>The commit and all before it were put into this one.</summary>
    public const string Squashed = "squashed";

    /// <summary>The commit's own change, against its first parent, was put into this one.</summary>
    public const string Picked = "picked";

    /// <summary>The commit's own change was taken back by this one.</summary>
    public const string Reverted = "reverted";

    /// <summary>The figure of a revert's operation that names, from 1, which parent's state of reverted merges it went back to; the first where there is none.</summary>
    public const string RevertedParent = "parent";

    /// <summary>
    /// The figure of a pick's operation where it brought the commit's state beyond what a merge of it would have begun from, since its own parent
    /// already held some of what the commit stands for; else a pick brings the change against the commit's first parent.
    /// </summary>
    public const string PickedBeyondBase = "beyondBase";
}
